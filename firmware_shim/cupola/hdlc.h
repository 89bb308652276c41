/* HDLC with octet stuffing, as PPP on a serial line.
 *
 *     7E  <data and FCS, escaped>  7E        7E (flag) is sent as 7D 5E, 7D as 7D 5D
 *
 * A receiver changes bit 5 of any octet behind 7D.  7D 7E aborts a frame.  The FCS,
 * CRC-16/IBM-SDLC, is a layer of its own: see crc.h.
 *
 * Source: W. Simpson, "PPP in HDLC-like Framing", RFC 1662, section 4; the control
 * characters of its ACCM are not escaped. */

#ifndef CUPOLA_HDLC_H
#define CUPOLA_HDLC_H

#include <stdint.h>

#include "put.h"
#include "receiver.h"

#ifdef __cplusplus
extern "C" {
#endif

struct cupola_hdlc_sender {
    cupola_put_fn put;
    void *to;
};

/** Send a frame: begin, put each octet, end.  `put` takes what goes to the line; the _put here
 * is one itself, for the layer above. */
void cupola_hdlc_begin(struct cupola_hdlc_sender *frame, cupola_put_fn put, void *to);
void cupola_hdlc_put(void *frame, uint8_t octet);
void cupola_hdlc_end(struct cupola_hdlc_sender *frame);

/** Take an octet from the line.  Fragments too short for an FCS come out like any frame;
 * the verification refuses them. */
enum cupola_received cupola_hdlc_receive(struct cupola_receiver *receiver, uint8_t octet);

#ifdef __cplusplus
}
#endif

#endif
