#include "receiver.h"

void cupola_receiver_start(struct cupola_receiver *receiver, uint8_t *buffer, size_t capacity)
{
    receiver->frame = buffer;
    receiver->capacity = capacity;
    receiver->length = 0;
    receiver->frames = 0;
    receiver->too_long = 0;
    receiver->illegal = 0;
    receiver->state = CUPOLA_RECEIVER_FRESH;
    receiver->piece_left = 0;
    receiver->escaped = false;
    receiver->zero_due = false;
}

enum cupola_received cupola_receiver_take(struct cupola_receiver *receiver, uint8_t octet)
{
    if (receiver->state == CUPOLA_RECEIVER_LOST) {
        return CUPOLA_NOTHING;
    }
    if (receiver->state != CUPOLA_RECEIVER_INSIDE) {
        receiver->state = CUPOLA_RECEIVER_INSIDE;
        receiver->length = 0;
    }
    if (receiver->length == receiver->capacity) {
        receiver->state = CUPOLA_RECEIVER_LOST;
        receiver->too_long++;
        return CUPOLA_TOO_LONG;
    }
    receiver->frame[receiver->length] = octet;
    receiver->length++;
    return CUPOLA_NOTHING;
}

enum cupola_received cupola_receiver_damage(struct cupola_receiver *receiver)
{
    if (receiver->state == CUPOLA_RECEIVER_LOST) {
        return CUPOLA_NOTHING;
    }
    receiver->state = CUPOLA_RECEIVER_LOST;
    receiver->illegal++;
    return CUPOLA_ILLEGAL;
}

enum cupola_received cupola_receiver_delimit(struct cupola_receiver *receiver)
{
    enum cupola_received received = CUPOLA_NOTHING;

    if (receiver->escaped || receiver->piece_left != 0) {
        received = cupola_receiver_damage(receiver);
    } else if (receiver->state == CUPOLA_RECEIVER_INSIDE && receiver->length != 0) {
        receiver->frames++;
        received = CUPOLA_FRAME;
    }
    receiver->state = CUPOLA_RECEIVER_OPEN;
    receiver->piece_left = 0;
    receiver->escaped = false;
    receiver->zero_due = false;
    return received;
}
