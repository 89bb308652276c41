#include "kiss.h"

enum { FEND = 0xC0, DATA = 0x00, COMMAND = 0x0F };

void cupola_kiss_begin(struct cupola_kiss_sender *frame, cupola_put_fn put, void *to)
{
    cupola_slip_begin(&frame->line, put, to);
    put(to, DATA);
}

void cupola_kiss_put(void *frame, uint8_t octet)
{
    struct cupola_kiss_sender *self = frame;

    cupola_slip_put(&self->line, octet);
}

void cupola_kiss_end(struct cupola_kiss_sender *frame)
{
    cupola_slip_end(&frame->line);
}

enum cupola_received cupola_kiss_receive(struct cupola_receiver *receiver, uint8_t octet)
{
    bool open = receiver->state == CUPOLA_RECEIVER_OPEN;
    enum cupola_received received;

    /* In KISS a FEND opens a frame: what comes before the first is noise. */
    if (receiver->state == CUPOLA_RECEIVER_FRESH && octet != FEND) {
        return CUPOLA_NOTHING;
    }
    received = cupola_slip_receive(receiver, octet);
    if (open && receiver->state == CUPOLA_RECEIVER_INSIDE) {
        /* The first octet is port and command; the next one takes its place. */
        receiver->length = 0;
        if ((receiver->frame[0] & COMMAND) != DATA) {
            receiver->state = CUPOLA_RECEIVER_LOST;
        }
    }
    return received;
}
