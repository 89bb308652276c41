#include "hdlc.h"

enum { FLAG = 0x7E, ESCAPE = 0x7D, CHANGED = 0x20 };

void cupola_hdlc_begin(struct cupola_hdlc_sender *frame, cupola_put_fn put, void *to)
{
    frame->put = put;
    frame->to = to;
    put(to, FLAG);
}

void cupola_hdlc_put(void *frame, uint8_t octet)
{
    const struct cupola_hdlc_sender *self = frame;

    if (octet == FLAG || octet == ESCAPE) {
        self->put(self->to, ESCAPE);
        octet = (uint8_t)(octet ^ CHANGED);
    }
    self->put(self->to, octet);
}

void cupola_hdlc_end(struct cupola_hdlc_sender *frame)
{
    frame->put(frame->to, FLAG);
}

enum cupola_received cupola_hdlc_receive(struct cupola_receiver *receiver, uint8_t octet)
{
    if (octet == FLAG) {
        if (receiver->escaped) {
            /* An abort: the sender took the frame back, so nothing was lost. */
            receiver->state = CUPOLA_RECEIVER_LOST;
        }
        return cupola_receiver_delimit(receiver);
    }
    /* A flag opens a frame: what comes before the first is noise. */
    if (receiver->state == CUPOLA_RECEIVER_FRESH) {
        return CUPOLA_NOTHING;
    }
    if (receiver->escaped) {
        receiver->escaped = false;
        return cupola_receiver_take(receiver, (uint8_t)(octet ^ CHANGED));
    }
    if (octet == ESCAPE) {
        receiver->escaped = true;
        return CUPOLA_NOTHING;
    }
    return cupola_receiver_take(receiver, octet);
}
