#include "buffer.h"

void cupola_buffer_start(struct cupola_buffer *buffer, uint8_t *octets, size_t capacity)
{
    buffer->octets = octets;
    buffer->capacity = capacity;
    buffer->length = 0;
    buffer->overflow = false;
}

void cupola_buffer_put(void *buffer, uint8_t octet)
{
    struct cupola_buffer *self = buffer;

    if (self->length == self->capacity) {
        self->overflow = true;
        return;
    }
    self->octets[self->length] = octet;
    self->length++;
}
