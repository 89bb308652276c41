/* Any octets into every receiver and every reader.
 *
 *     first octet: which framing, second: capacity of the receiver, then the line
 *
 * The memory has exactly the capacity, so the address sanitizer sees one octet too many. */

#include <stdlib.h>

#include "../cupola/ax25.h"
#include "../cupola/cobs.h"
#include "../cupola/command.h"
#include "../cupola/crc.h"
#include "../cupola/csp.h"
#include "../cupola/hdlc.h"
#include "../cupola/kiss.h"
#include "../cupola/slip.h"
#include "../cupola/space_packet.h"
#include "fuzz.h"

typedef enum cupola_received (*receive_fn)(struct cupola_receiver *, uint8_t);

static const receive_fn receivers[] = {
    cupola_kiss_receive,
    cupola_slip_receive,
    cupola_cobs_receive,
    cupola_hdlc_receive,
};

static void read_addresses(const struct cupola_ax25_ui *ui, const uint8_t *end)
{
    uint8_t at;

    check(ui->count >= 2 && ui->count <= CUPOLA_AX25_MAX_ADDRESSES);
    check(ui->information + ui->length == end);
    for (at = 0; at < ui->count; at++) {
        struct cupola_ax25_address address;
        char text[CUPOLA_AX25_TEXT_SIZE];

        cupola_ax25_ui_address(ui, at, &address);
        cupola_ax25_text(&address, text);
        check(cupola_ax25_same(&address, &address));
    }
}

static void read_frame(const uint8_t *frame, size_t length)
{
    struct cupola_command command;
    struct cupola_csp_header csp;
    struct cupola_space_packet packet;
    struct cupola_ax25_ui ui;

    (void)cupola_crc16_ibm_sdlc_verify(frame, length);
    (void)cupola_crc16_ibm_3740_verify(frame, length);
    (void)cupola_crc32_iscsi_verify(frame, length);
    if (cupola_command_read(frame, length, &command)) {
        check(command.arguments + command.length == frame + length);
    }
    (void)cupola_csp1_read(&csp, frame, length);
    (void)cupola_csp2_read(&csp, frame, length);
    if (cupola_space_packet_read(&packet, frame, length)) {
        check(packet.length <= length - CUPOLA_SPACE_PACKET_SIZE);
    }
    if (cupola_ax25_ui_read(&ui, frame, length)) {
        read_addresses(&ui, frame + length);
    }
}

/* Chance makes no AX.25 frame: read the data as one that is cut off anywhere. */
static void read_as_ui(const uint8_t *data, size_t length)
{
    size_t end = (size_t)(data[0] % 12) * CUPOLA_AX25_ADDRESS_SIZE;
    uint8_t *frame = malloc(length);
    struct cupola_ax25_ui ui;
    size_t at;

    for (at = 0; at < length; at++) {
        frame[at] = data[at] & 0xFE;
    }
    if (end > 0 && end <= length) {
        frame[end - 1] |= 1;
    }
    if (end < length) {
        frame[end] = 0x03;
    }
    if (cupola_ax25_ui_read(&ui, frame, length)) {
        read_addresses(&ui, frame + length);
    }
    free(frame);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t length)
{
    struct cupola_receiver receiver;
    receive_fn receive;
    uint8_t *memory;
    size_t at;

    if (length < 2) {
        return 0;
    }
    receive = receivers[data[0] % 4];
    memory = malloc(data[1]);
    cupola_receiver_start(&receiver, memory, data[1]);
    for (at = 2; at < length; at++) {
        if (receive(&receiver, data[at]) == CUPOLA_FRAME) {
            check(receiver.length > 0 && receiver.length <= receiver.capacity);
            read_frame(receiver.frame, receiver.length);
        }
    }
    free(memory);
    read_frame(data, length);
    read_as_ui(data, length);
    return 0;
}
