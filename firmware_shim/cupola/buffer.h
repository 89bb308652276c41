/* A put that writes into memory, for ports that send whole blocks (DMA, USB, radios). */

#ifndef CUPOLA_BUFFER_H
#define CUPOLA_BUFFER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/** The caller's memory and what is in it. */
struct cupola_buffer {
    uint8_t *octets;
    size_t capacity;
    size_t length; /**< octets written */
    bool overflow; /**< more came than fit; the rest was dropped, do not send it */
};

/** Begin to fill `octets`, of which there are `capacity`. */
void cupola_buffer_start(struct cupola_buffer *buffer, uint8_t *octets, size_t capacity);

/** Append an octet; `buffer` is a struct cupola_buffer. */
void cupola_buffer_put(void *buffer, uint8_t octet);

#ifdef __cplusplus
}
#endif

#endif
