#include "command.h"

#include "big_endian.h"

enum { HEAD_SIZE = 3 };

bool cupola_command_read(const uint8_t *frame, size_t length, struct cupola_command *command)
{
    if (length < HEAD_SIZE) {
        return false;
    }
    command->id = frame[0];
    command->tag = cupola_get_u16(frame + 1);
    command->arguments = frame + HEAD_SIZE;
    command->length = length - HEAD_SIZE;
    return true;
}

void cupola_commands_start(struct cupola_commands *commands)
{
    commands->any = false;
}

enum cupola_result cupola_commands_obey(struct cupola_commands *commands,
                                        const struct cupola_command *command,
                                        cupola_carry_out_fn carry_out, void *board)
{
    if (commands->any && commands->id == command->id && commands->tag == command->tag) {
        return commands->result;
    }
    commands->result = carry_out(board, command);
    commands->id = command->id;
    commands->tag = command->tag;
    commands->any = true;
    return commands->result;
}

void cupola_acknowledge(struct cupola_counters *counters, uint8_t packet_id, uint32_t uptime_ms,
                        const struct cupola_command *command, enum cupola_result result,
                        cupola_put_fn put, void *to)
{
    cupola_packet_header(counters, packet_id, uptime_ms, put, to);
    put(to, command->id);
    cupola_put_u16(put, to, command->tag);
    put(to, (uint8_t)result);
}
