#include "space_packet.h"

#include "big_endian.h"

enum { MAX_APID = 0x7FF, MAX_FLAGS = 0x3, MAX_COUNT = 0x3FFF, VERSION_SHIFT = 13 };
enum { TELECOMMAND = 0x1000, SECONDARY_HEADER = 0x0800 };

#define MAX_LENGTH UINT32_C(65536)

bool cupola_space_packet_write(const struct cupola_space_packet *header, cupola_put_fn put,
                               void *to)
{
    uint16_t kind = header->apid;

    if (header->apid > MAX_APID || header->sequence_flags > MAX_FLAGS ||
        header->sequence_count > MAX_COUNT || header->length == 0 ||
        header->length > MAX_LENGTH) {
        return false;
    }
    if (header->telecommand) {
        kind |= TELECOMMAND;
    }
    if (header->secondary_header) {
        kind |= SECONDARY_HEADER;
    }
    cupola_put_u16(put, to, kind);
    cupola_put_u16(put, to,
                   (uint16_t)((uint16_t)header->sequence_flags << 14 | header->sequence_count));
    cupola_put_u16(put, to, (uint16_t)(header->length - 1));
    return true;
}

bool cupola_space_packet_read(struct cupola_space_packet *header, const uint8_t *packet,
                              size_t length)
{
    uint16_t kind;
    uint16_t sequence;

    if (length < CUPOLA_SPACE_PACKET_SIZE) {
        return false;
    }
    kind = cupola_get_u16(packet);
    sequence = cupola_get_u16(packet + 2);
    header->telecommand = (kind & TELECOMMAND) != 0;
    header->secondary_header = (kind & SECONDARY_HEADER) != 0;
    header->apid = kind & MAX_APID;
    header->sequence_flags = (uint8_t)(sequence >> 14);
    header->sequence_count = sequence & MAX_COUNT;
    header->length = (uint32_t)cupola_get_u16(packet + 4) + 1;
    return kind >> VERSION_SHIFT == 0 && header->length <= length - CUPOLA_SPACE_PACKET_SIZE;
}
