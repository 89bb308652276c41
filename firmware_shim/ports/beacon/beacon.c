#include "beacon/beacon.h"

#include "cupola/big_endian.h"
#include "cupola/crc.h"
#include "cupola/kiss.h"

#define PERIOD_AT_START UINT16_C(1000)
#define PERIOD_SHORTEST UINT16_C(10)
#define PERIOD_LONGEST UINT16_C(60000)
#define CHECK_SIZE 2u

/* The layers of a frame that is being sent. */
struct frame {
    struct cupola_kiss_sender kiss;
    struct cupola_crc16_sender check;
};

void beacon_start(struct beacon *beacon, uint8_t boots, cupola_put_fn put, void *to)
{
    beacon->put = put;
    beacon->to = to;
    beacon->counters.boots = boots;
    beacon->counters.sequence = 0;
    beacon->due = 0;
    beacon->period = PERIOD_AT_START;
    beacon->obeyed = 0;
    cupola_receiver_start(&beacon->receiver, beacon->frame, sizeof beacon->frame);
    cupola_commands_start(&beacon->commands);
}

static void begin(struct frame *frame, const struct beacon *beacon)
{
    cupola_kiss_begin(&frame->kiss, beacon->put, beacon->to);
    cupola_crc16_ibm_sdlc_begin(&frame->check, cupola_kiss_put, &frame->kiss);
}

static void end(struct frame *frame)
{
    cupola_crc16_ibm_sdlc_end(&frame->check);
    cupola_kiss_end(&frame->kiss);
}

void beacon_run(struct beacon *beacon, uint32_t uptime)
{
    struct frame frame;

    if (uptime - beacon->due > UINT32_MAX / 2u) { /* not yet: the difference survives a wrap */
        return;
    }
    beacon->due = uptime + beacon->period;
    begin(&frame, beacon);
    cupola_packet_header(&beacon->counters, BEACON_ID, uptime, cupola_crc16_ibm_sdlc_put,
                         &frame.check);
    cupola_put_u16(cupola_crc16_ibm_sdlc_put, &frame.check, beacon->period);
    cupola_put_u16(cupola_crc16_ibm_sdlc_put, &frame.check, beacon->obeyed);
    end(&frame);
}

static enum cupola_result set_period(struct beacon *beacon, uint16_t period)
{
    if (period < PERIOD_SHORTEST || period > PERIOD_LONGEST) {
        return CUPOLA_REFUSED;
    }
    beacon->due = beacon->due - beacon->period + period;
    beacon->period = period;
    return CUPOLA_ACCEPTED;
}

static enum cupola_result decide(struct beacon *beacon, const struct cupola_command *command)
{
    switch (command->id) {
    case BEACON_PING_COMMAND_ID:
        return command->length == 0 ? CUPOLA_ACCEPTED : CUPOLA_WRONG_LENGTH;
    case BEACON_PERIOD_COMMAND_ID:
        return command->length == 2 ? set_period(beacon, cupola_get_u16(command->arguments))
                                    : CUPOLA_WRONG_LENGTH;
    default:
        return CUPOLA_UNKNOWN;
    }
}

static enum cupola_result carry_out(void *board, const struct cupola_command *command)
{
    struct beacon *beacon = board;
    enum cupola_result result = decide(beacon, command);

    if (result == CUPOLA_ACCEPTED) {
        beacon->obeyed++;
    }
    return result;
}

static void acknowledge(struct beacon *beacon, const struct cupola_command *command,
                        enum cupola_result result, uint32_t uptime)
{
    struct frame frame;

    begin(&frame, beacon);
    cupola_acknowledge(&beacon->counters, BEACON_ACKNOWLEDGEMENT_ID, uptime, command, result,
                       cupola_crc16_ibm_sdlc_put, &frame.check);
    end(&frame);
}

void beacon_receive(struct beacon *beacon, uint8_t octet, uint32_t uptime)
{
    const struct cupola_receiver *receiver = &beacon->receiver;
    struct cupola_command command;

    if (cupola_kiss_receive(&beacon->receiver, octet) == CUPOLA_FRAME &&
        cupola_crc16_ibm_sdlc_verify(receiver->frame, receiver->length) &&
        cupola_command_read(receiver->frame, receiver->length - CHECK_SIZE, &command) &&
        command.id > BEACON_ACKNOWLEDGEMENT_ID) { /* else telemetry of ours, from a bus that echoes */
        acknowledge(beacon, &command,
                    cupola_commands_obey(&beacon->commands, &command, carry_out, beacon), uptime);
    }
}
