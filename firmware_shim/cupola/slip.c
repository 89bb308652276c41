#include "slip.h"

enum { END = 0xC0, ESC = 0xDB, ESC_END = 0xDC, ESC_ESC = 0xDD };

void cupola_slip_begin(struct cupola_slip_sender *frame, cupola_put_fn put, void *to)
{
    frame->put = put;
    frame->to = to;
    put(to, END);
}

void cupola_slip_put(void *frame, uint8_t octet)
{
    const struct cupola_slip_sender *self = frame;

    if (octet == END) {
        self->put(self->to, ESC);
        octet = ESC_END;
    } else if (octet == ESC) {
        self->put(self->to, ESC);
        octet = ESC_ESC;
    }
    self->put(self->to, octet);
}

void cupola_slip_end(struct cupola_slip_sender *frame)
{
    frame->put(frame->to, END);
}

enum cupola_received cupola_slip_receive(struct cupola_receiver *receiver, uint8_t octet)
{
    if (octet == END) {
        return cupola_receiver_delimit(receiver);
    }
    if (receiver->escaped) {
        receiver->escaped = false;
        if (octet == ESC_END) {
            octet = END;
        } else if (octet == ESC_ESC) {
            octet = ESC;
        } else {
            return cupola_receiver_damage(receiver);
        }
    } else if (octet == ESC) {
        receiver->escaped = true;
        return CUPOLA_NOTHING;
    }
    return cupola_receiver_take(receiver, octet);
}
