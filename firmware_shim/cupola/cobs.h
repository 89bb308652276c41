/* COBS: frames without zeros, each ended by one.
 *
 *     data   11 22 00 33           pieces  11 22 [00] | 33 [00]
 *     sent   03 11 22  02 33  00   code n: n - 1 octets follow, then a zero was
 *                                  code FF: 254 octets follow, and no zero was
 *
 * One octet in 254 is the price, whatever the data.  A code is sent before its piece, so
 * the sender keeps one piece in the caller's memory.
 *
 * Source: S. Cheshire and M. Baker, "Consistent Overhead Byte Stuffing", IEEE/ACM
 * Transactions on Networking 7 (2), 1999. */

#ifndef CUPOLA_COBS_H
#define CUPOLA_COBS_H

#include <stdbool.h>
#include <stdint.h>

#include "put.h"
#include "receiver.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Octets of the longest piece. */
enum { CUPOLA_COBS_LONGEST = 254 };

struct cupola_cobs_sender {
    cupola_put_fn put;
    void *to;
    uint8_t *block;
    uint8_t capacity;
    uint8_t length;
    bool overflow;
};

/** Begin a frame.  `block` has room for `capacity` octets: for frames that can be longer
 * than 254 octets CUPOLA_COBS_LONGEST, otherwise the longest frame, its check included. */
void cupola_cobs_begin(struct cupola_cobs_sender *frame, uint8_t *block, uint8_t capacity,
                       cupola_put_fn put, void *to);
void cupola_cobs_put(void *frame, uint8_t octet); /* a cupola_put_fn, for the layer above */

/** End the frame.  False if a piece did not fit the block; the frame is then made one that
 * every receiver refuses. */
bool cupola_cobs_end(struct cupola_cobs_sender *frame);

/** Take an octet from the line. */
enum cupola_received cupola_cobs_receive(struct cupola_receiver *receiver, uint8_t octet);

#ifdef __cplusplus
}
#endif

#endif
