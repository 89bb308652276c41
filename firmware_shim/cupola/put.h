/* Where octets go: the one type that joins the layers, and the firmware to its port.
 *
 *     packet  ->  check  ->  framing  ->  UART
 *
 * Every arrow is a cupola_put_fn.  Nothing is kept that need not be: an octet that enters a
 * layer leaves it before the call returns, COBS excepted, which must look ahead. */

#ifndef CUPOLA_PUT_H
#define CUPOLA_PUT_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Take one octet; `to` is the layer or the port that takes it. */
typedef void (*cupola_put_fn)(void *to, uint8_t octet);

#ifdef __cplusplus
}
#endif

#endif
