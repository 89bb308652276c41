/* Any data through every sender and back through its receiver, with noise in front.
 *
 *     first octet: length of the noise, then the noise, then the data */

#include <stdlib.h>
#include <string.h>

#include "../cupola/buffer.h"
#include "../cupola/cobs.h"
#include "../cupola/crc.h"
#include "../cupola/hdlc.h"
#include "../cupola/kiss.h"
#include "../cupola/slip.h"
#include "fuzz.h"

/* What a sender makes of the data is at most twice as long, and delimiters. */
enum { WORST_FACTOR = 2, DELIMITERS = 8 };

typedef enum cupola_received (*receive_fn)(struct cupola_receiver *, uint8_t);

static void send_checked(const uint8_t *data, size_t length, cupola_put_fn put, void *to)
{
    struct cupola_crc16_sender check_sequence;
    size_t at;

    cupola_crc16_ibm_sdlc_begin(&check_sequence, put, to);
    for (at = 0; at < length; at++) {
        cupola_crc16_ibm_sdlc_put(&check_sequence, data[at]);
    }
    cupola_crc16_ibm_sdlc_end(&check_sequence);
}

static void send_kiss(const uint8_t *data, size_t length, struct cupola_buffer *line)
{
    struct cupola_kiss_sender frame;

    cupola_kiss_begin(&frame, cupola_buffer_put, line);
    send_checked(data, length, cupola_kiss_put, &frame);
    cupola_kiss_end(&frame);
}

static void send_slip(const uint8_t *data, size_t length, struct cupola_buffer *line)
{
    struct cupola_slip_sender frame;

    cupola_slip_begin(&frame, cupola_buffer_put, line);
    send_checked(data, length, cupola_slip_put, &frame);
    cupola_slip_end(&frame);
}

static void send_hdlc(const uint8_t *data, size_t length, struct cupola_buffer *line)
{
    struct cupola_hdlc_sender frame;

    cupola_hdlc_begin(&frame, cupola_buffer_put, line);
    send_checked(data, length, cupola_hdlc_put, &frame);
    cupola_hdlc_end(&frame);
}

static void send_cobs(const uint8_t *data, size_t length, struct cupola_buffer *line)
{
    struct cupola_cobs_sender frame;
    uint8_t block[CUPOLA_COBS_LONGEST];

    cupola_cobs_begin(&frame, block, sizeof block, cupola_buffer_put, line);
    send_checked(data, length, cupola_cobs_put, &frame);
    check(cupola_cobs_end(&frame));
}

/* The last frame that a line brings is `data` with its check. */
static void expect(receive_fn receive, const struct cupola_buffer *line, const uint8_t *data,
                   size_t length)
{
    struct cupola_receiver receiver;
    enum cupola_received received = CUPOLA_NOTHING;
    uint8_t *memory = malloc(line->length);
    size_t at;

    cupola_receiver_start(&receiver, memory, line->length);
    for (at = 0; at < line->length; at++) {
        received = receive(&receiver, line->octets[at]);
    }
    check(received == CUPOLA_FRAME && receiver.length == length + 2);
    check(cupola_crc16_ibm_sdlc_verify(receiver.frame, receiver.length));
    check(length == 0 || memcmp(receiver.frame, data, length) == 0);
    free(memory);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t length)
{
    static void (*const send[])(const uint8_t *, size_t, struct cupola_buffer *) = {
        send_kiss, send_slip, send_hdlc, send_cobs
    };
    static const receive_fn receive[] = { cupola_kiss_receive, cupola_slip_receive,
                                          cupola_hdlc_receive, cupola_cobs_receive };
    size_t noise = length > 0 && data[0] < length ? data[0] : 0;
    size_t capacity = noise + 2 * (WORST_FACTOR * (length + 2) + DELIMITERS);
    uint8_t *memory = malloc(capacity);
    size_t kind;

    for (kind = 0; kind < 4; kind++) {
        struct cupola_buffer line;

        cupola_buffer_start(&line, memory, capacity);
        memcpy(memory, data, noise);
        line.length = noise;
        /* The first frame is lost if the noise ends in the middle of one. */
        send[kind](data + noise, length - noise, &line);
        send[kind](data + noise, length - noise, &line);
        check(!line.overflow);
        expect(receive[kind], &line, data + noise, length - noise);
    }
    free(memory);
    return 0;
}
