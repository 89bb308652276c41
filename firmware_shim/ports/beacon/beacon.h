/* The smallest firmware there is: a numbered packet now and then, and two commands.
 *
 * Every port runs it, so it asks for nothing but a way to put an octet, and the time.
 *
 *     beacon           1   boots  sequence u16  uptime u32 (ms)  period u16 (ms)  commands u16
 *     acknowledgement  2   boots  sequence u16  uptime u32 (ms)  command  tag u16  result
 *     ping             16  tag u16
 *     period           17  tag u16  period u16 (ms), 10 to 60000
 *
 * The high octet goes first.  On the line: KISS, with the CRC-16/IBM-SDLC at the end of the
 * frame.  "commands" counts those that were carried out since the start. */

#ifndef BEACON_H
#define BEACON_H

#include <stdint.h>

#include "cupola/command.h"
#include "cupola/packet.h"
#include "cupola/put.h"
#include "cupola/receiver.h"

#ifdef __cplusplus
extern "C" {
#endif

enum {
    BEACON_ID = 1,
    BEACON_ACKNOWLEDGEMENT_ID = 2,
    BEACON_PING_COMMAND_ID = 16,
    BEACON_PERIOD_COMMAND_ID = 17
};

/** Room for the longest command, its check, and some more: what is longer is not for us. */
enum { BEACON_FRAME_SIZE = 16 };

struct beacon {
    cupola_put_fn put;
    void *to;
    struct cupola_counters counters;
    struct cupola_receiver receiver;
    struct cupola_commands commands;
    uint32_t due;      /* uptime of the next packet, ms */
    uint16_t period;   /* from packet to packet, ms */
    uint16_t obeyed;   /* commands carried out */
    uint8_t frame[BEACON_FRAME_SIZE];
};

/** Begin, with a packet every second; `put` takes each octet for the line. */
void beacon_start(struct beacon *beacon, uint8_t boots, cupola_put_fn put, void *to);

/** Send the packet if it is due.  To be called often, with the milliseconds since the start. */
void beacon_run(struct beacon *beacon, uint32_t uptime);

/** Take an octet from the line; carries out and acknowledges the command that it ends. */
void beacon_receive(struct beacon *beacon, uint8_t octet, uint32_t uptime);

#ifdef __cplusplus
}
#endif

#endif
