/* Space Packet: the primary header of CCSDS packets.
 *
 *     version  type  secondary header  APID  sequence  sequence  length    data field
 *                    flag                    flags     count     - 1
 *     3 bits   1     1                 11    2         14        16 bits   1 to 65536 octets
 *
 * A secondary header is the first part of the data field.
 *
 * Source: CCSDS 133.0-B-2, Space Packet Protocol, section 4.1. */

#ifndef CUPOLA_SPACE_PACKET_H
#define CUPOLA_SPACE_PACKET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "put.h"

#ifdef __cplusplus
extern "C" {
#endif

enum { CUPOLA_SPACE_PACKET_SIZE = 6, CUPOLA_SPACE_PACKET_IDLE = 0x7FF };

enum cupola_sequence_flags {
    CUPOLA_CONTINUATION = 0,
    CUPOLA_FIRST = 1,
    CUPOLA_LAST = 2,
    CUPOLA_UNSEGMENTED = 3
};

struct cupola_space_packet {
    bool telecommand;
    bool secondary_header;
    uint16_t apid;           /**< 0 to 0x7FF */
    uint8_t sequence_flags;  /**< one of enum cupola_sequence_flags */
    uint16_t sequence_count; /**< of this APID, 0 to 0x3FFF */
    uint32_t length;         /**< octets of the data field, 1 to 65536 */
};

/** Write a header; false, and nothing is written, if a field does not fit. */
bool cupola_space_packet_write(const struct cupola_space_packet *header, cupola_put_fn put,
                               void *to);

/** Read the header that a packet begins with; false if the packet is too short for its
 * header or for the length in it, or of another version. */
bool cupola_space_packet_read(struct cupola_space_packet *header, const uint8_t *packet,
                              size_t length);

#ifdef __cplusplus
}
#endif

#endif
