/* SLIP: frames on a serial line, between octets that data cannot contain.
 *
 *     C0  <data, escaped>  C0        C0 (END) is sent as DB DC, DB (ESC) as DB DD
 *
 * The END in front ends whatever noise came before.  SLIP has no check: put a CRC behind
 * the data.
 *
 * Source: J. Romkey, RFC 1055, 1988. */

#ifndef CUPOLA_SLIP_H
#define CUPOLA_SLIP_H

#include <stdint.h>

#include "put.h"
#include "receiver.h"

#ifdef __cplusplus
extern "C" {
#endif

struct cupola_slip_sender {
    cupola_put_fn put;
    void *to;
};

/** Send a frame: begin, put each octet, end.  `put` takes what goes to the line; the _put here
 * is one itself, for the layer above. */
void cupola_slip_begin(struct cupola_slip_sender *frame, cupola_put_fn put, void *to);
void cupola_slip_put(void *frame, uint8_t octet);
void cupola_slip_end(struct cupola_slip_sender *frame);

/** Take an octet from the line. */
enum cupola_received cupola_slip_receive(struct cupola_receiver *receiver, uint8_t octet);

#ifdef __cplusplus
}
#endif

#endif
