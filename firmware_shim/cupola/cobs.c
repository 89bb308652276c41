#include "cobs.h"

enum { DELIMITER = 0x00, FULL = 0xFF };

void cupola_cobs_begin(struct cupola_cobs_sender *frame, uint8_t *block, uint8_t capacity,
                       cupola_put_fn put, void *to)
{
    frame->put = put;
    frame->to = to;
    frame->block = block;
    frame->capacity = capacity;
    frame->length = 0;
    frame->overflow = false;
}

/* Send the piece in the block behind its code. */
static void send_piece(struct cupola_cobs_sender *frame)
{
    uint8_t at;

    frame->put(frame->to, (uint8_t)(frame->length + 1));
    for (at = 0; at < frame->length; at++) {
        frame->put(frame->to, frame->block[at]);
    }
    frame->length = 0;
}

void cupola_cobs_put(void *frame, uint8_t octet)
{
    struct cupola_cobs_sender *self = frame;

    /* A full piece waits for the next octet: at the end of a frame nothing follows it. */
    if (self->length == CUPOLA_COBS_LONGEST) {
        send_piece(self);
    }
    if (octet == 0) {
        send_piece(self);
    } else if (self->length < self->capacity) {
        self->block[self->length] = octet;
        self->length++;
    } else {
        self->overflow = true;
    }
}

bool cupola_cobs_end(struct cupola_cobs_sender *frame)
{
    if (frame->overflow) {
        /* A code that points beyond the frame. */
        frame->put(frame->to, FULL);
    } else {
        send_piece(frame);
    }
    frame->put(frame->to, DELIMITER);
    return !frame->overflow;
}

enum cupola_received cupola_cobs_receive(struct cupola_receiver *receiver, uint8_t octet)
{
    enum cupola_received received = CUPOLA_NOTHING;

    if (octet == DELIMITER) {
        return cupola_receiver_delimit(receiver);
    }
    if (receiver->piece_left != 0) {
        receiver->piece_left--;
        return cupola_receiver_take(receiver, octet);
    }
    if (receiver->zero_due) {
        received = cupola_receiver_take(receiver, 0);
    }
    receiver->piece_left = (uint8_t)(octet - 1);
    receiver->zero_due = octet != FULL;
    return received;
}
