/* A frame on its way in, octet by octet, into the caller's memory.
 *
 * All framings share this state.  Start a receiver once, then feed it every octet that the
 * line gives; only one framing may feed it:
 *
 *     if (cupola_kiss_receive(&receiver, octet) == CUPOLA_FRAME &&
 *         cupola_crc16_ibm_sdlc_verify(receiver.frame, receiver.length)) ...
 *
 * A frame that does not fit, or that no sender would send, costs nothing but itself: the
 * next delimiter begins anew.  Nothing is ever written beyond the capacity. */

#ifndef CUPOLA_RECEIVER_H
#define CUPOLA_RECEIVER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/** What an octet brought. */
enum cupola_received {
    CUPOLA_NOTHING,  /**< more octets are needed */
    CUPOLA_FRAME,    /**< `frame[0]` to `frame[length - 1]` hold a frame, its check included */
    CUPOLA_TOO_LONG, /**< a frame did not fit and is lost */
    CUPOLA_ILLEGAL   /**< an escape or a code that means nothing; the frame is lost */
};

/** A receiver.  A frame stands until the next octet is fed. */
struct cupola_receiver {
    uint8_t *frame;
    size_t capacity;
    size_t length;
    /* Counters; they wrap. */
    uint16_t frames;
    uint16_t too_long;
    uint16_t illegal;
    /* Private to the framings. */
    uint8_t state;
    uint8_t piece_left; /* COBS: octets until the next code */
    bool escaped;       /* KISS, SLIP, HDLC: the last octet was an escape */
    bool zero_due;      /* COBS: a zero stands before the next piece */
};

/** Begin with nothing received; `buffer` has room for the longest frame and its check. */
void cupola_receiver_start(struct cupola_receiver *receiver, uint8_t *buffer, size_t capacity);

/* For the framings.  States: where a receiver is. */

enum cupola_receiver_state {
    CUPOLA_RECEIVER_FRESH,  /* no delimiter yet */
    CUPOLA_RECEIVER_LOST,   /* what comes is dropped until a delimiter */
    CUPOLA_RECEIVER_OPEN,   /* behind a delimiter */
    CUPOLA_RECEIVER_INSIDE  /* in a frame */
};

/** Append an octet to the frame. */
enum cupola_received cupola_receiver_take(struct cupola_receiver *receiver, uint8_t octet);

/** A delimiter came: what is there is a frame, unless it is empty. */
enum cupola_received cupola_receiver_delimit(struct cupola_receiver *receiver);

/** The frame is damaged: drop its rest. */
enum cupola_received cupola_receiver_damage(struct cupola_receiver *receiver);

#ifdef __cplusplus
}
#endif

#endif
