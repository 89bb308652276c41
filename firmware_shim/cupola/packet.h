/* The header of a telemetry packet, and the counters in it.
 *
 *     id  boots  sequence  uptime    fields          the high octet first
 *     1   1      2         4 octets  ...
 *
 *     boots     boots of the board, wraps
 *     sequence  packets sent since boot, whichever kind; from 0, wraps
 *     uptime    milliseconds since boot
 *
 * With these the ground counts what it missed, and knows a reboot from a gap. */

#ifndef CUPOLA_PACKET_H
#define CUPOLA_PACKET_H

#include <stdint.h>

#include "put.h"

#ifdef __cplusplus
extern "C" {
#endif

enum { CUPOLA_PACKET_HEADER_SIZE = 8 };

/** One of these for all packets of a board.  Keep `boots` where a reset does not reach it. */
struct cupola_counters {
    uint8_t boots;
    uint16_t sequence;
};

/** Write the header of packet `id` and count it. */
void cupola_packet_header(struct cupola_counters *counters, uint8_t id, uint32_t uptime_ms,
                          cupola_put_fn put, void *to);

#ifdef __cplusplus
}
#endif

#endif
