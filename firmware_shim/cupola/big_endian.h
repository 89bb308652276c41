/* Integers as protocols send them: the high octet first. */

#ifndef CUPOLA_BIG_ENDIAN_H
#define CUPOLA_BIG_ENDIAN_H

#include <stdint.h>

#include "put.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Put an integer, the high octet first. */
void cupola_put_u16(cupola_put_fn put, void *to, uint16_t value);
void cupola_put_u32(cupola_put_fn put, void *to, uint32_t value);

/** The integer in the first two octets. */
uint16_t cupola_get_u16(const uint8_t *octets);

/** The integer in the first four octets. */
uint32_t cupola_get_u32(const uint8_t *octets);

#ifdef __cplusplus
}
#endif

#endif
