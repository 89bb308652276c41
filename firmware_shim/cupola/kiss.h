/* KISS: frames between a board or TNC and a host.
 *
 *     C0  00  <data, escaped>  C0        C0 (FEND) is sent as DB DC, DB (FESC) as DB DD
 *
 * The octet behind FEND holds a port in its high nibble and a command in its low one; 0 is
 * data.  We send data on port 0, and receive data on any port; other commands are for TNCs
 * and are dropped.  KISS has no check: put a CRC behind the data.
 *
 * Source: M. Chepponis K3MC and P. Karn KA9Q, "The KISS TNC: A simple Host-to-TNC
 * communications protocol", ARRL 6th Computer Networking Conference, 1987. */

#ifndef CUPOLA_KISS_H
#define CUPOLA_KISS_H

#include <stdint.h>

#include "put.h"
#include "receiver.h"
#include "slip.h"

#ifdef __cplusplus
extern "C" {
#endif

/** KISS is SLIP with an octet in front of the data. */
struct cupola_kiss_sender {
    struct cupola_slip_sender line;
};

/** Send a frame: begin, put each octet, end.  `put` takes what goes to the line; the _put here
 * is one itself, for the layer above. */
void cupola_kiss_begin(struct cupola_kiss_sender *frame, cupola_put_fn put, void *to);
void cupola_kiss_put(void *frame, uint8_t octet);
void cupola_kiss_end(struct cupola_kiss_sender *frame);

/** Take an octet from the line; the frame comes without the octet of port and command. */
enum cupola_received cupola_kiss_receive(struct cupola_receiver *receiver, uint8_t octet);

#ifdef __cplusplus
}
#endif

#endif
