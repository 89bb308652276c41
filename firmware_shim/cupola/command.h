/* Commands from the ground, and their acknowledgements.
 *
 *     command          id  tag  arguments            the high octet first
 *                      1   2    ...
 *     acknowledgement  telemetry header  command  tag  result
 *                      8                 1        2    1 octet
 *
 * The ground chooses the tag; it names this one command.  When no acknowledgement arrives
 * the ground sends the command again with its tag: the board acknowledges it again and
 * does not carry it out twice.  A board that boots has forgotten; a command that boots it
 * is to be sent once. */

#ifndef CUPOLA_COMMAND_H
#define CUPOLA_COMMAND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "packet.h"
#include "put.h"

#ifdef __cplusplus
extern "C" {
#endif

enum { CUPOLA_ACKNOWLEDGEMENT_SIZE = CUPOLA_PACKET_HEADER_SIZE + 4 };

/** What became of a command; the values are those on the wire. */
enum cupola_result {
    CUPOLA_ACCEPTED = 0,
    CUPOLA_UNKNOWN = 1,      /**< no such command */
    CUPOLA_WRONG_LENGTH = 2, /**< the arguments are not those of this command */
    CUPOLA_REFUSED = 3,      /**< a bad argument, or not in this state */
    CUPOLA_FAILED = 4        /**< tried, and did not work */
};

/** A command in the frame that it was read from. */
struct cupola_command {
    uint8_t id;
    uint16_t tag;
    const uint8_t *arguments;
    size_t length; /**< octets of arguments */
};

/** Read the command in a frame, its check removed; false if the frame is too short. */
bool cupola_command_read(const uint8_t *frame, size_t length, struct cupola_command *command);

/** Carry out a command; `board` is the caller's. */
typedef enum cupola_result (*cupola_carry_out_fn)(void *board,
                                                  const struct cupola_command *command);

/** The last command and what became of it. */
struct cupola_commands {
    bool any;
    uint8_t id;
    uint16_t tag;
    enum cupola_result result;
};

/** Begin with no command remembered. */
void cupola_commands_start(struct cupola_commands *commands);

/** Carry `command` out, unless it is the last one again: id and tag are the same. */
enum cupola_result cupola_commands_obey(struct cupola_commands *commands,
                                        const struct cupola_command *command,
                                        cupola_carry_out_fn carry_out, void *board);

/** Write the acknowledgement of `command` as packet `packet_id`. */
void cupola_acknowledge(struct cupola_counters *counters, uint8_t packet_id, uint32_t uptime_ms,
                        const struct cupola_command *command, enum cupola_result result,
                        cupola_put_fn put, void *to);

#ifdef __cplusplus
}
#endif

#endif
