#include "csp.h"

#include "big_endian.h"

enum { MAX_PRIORITY = 0x3, MAX_PORT = 0x3F };
enum { MAX_ADDRESS_1 = 0x1F, MAX_ADDRESS_2 = 0x3FFF, MAX_FLAGS_2 = 0x3F };

static bool fits(const struct cupola_csp_header *header, uint16_t max_address)
{
    return header->priority <= MAX_PRIORITY && header->source <= max_address &&
           header->destination <= max_address && header->destination_port <= MAX_PORT &&
           header->source_port <= MAX_PORT;
}

bool cupola_csp1_write(const struct cupola_csp_header *header, cupola_put_fn put, void *to)
{
    if (!fits(header, MAX_ADDRESS_1)) {
        return false;
    }
    cupola_put_u32(put, to,
                   (uint32_t)header->priority << 30 | (uint32_t)header->source << 25 |
                       (uint32_t)header->destination << 20 |
                       (uint32_t)header->destination_port << 14 |
                       (uint32_t)header->source_port << 8 | header->flags);
    return true;
}

bool cupola_csp2_write(const struct cupola_csp_header *header, cupola_put_fn put, void *to)
{
    if (!fits(header, MAX_ADDRESS_2) || header->flags > MAX_FLAGS_2) {
        return false;
    }
    cupola_put_u16(put, to, (uint16_t)((uint16_t)header->priority << 14 | header->destination));
    cupola_put_u32(put, to,
                   (uint32_t)header->source << 18 | (uint32_t)header->destination_port << 12 |
                       (uint32_t)header->source_port << 6 | header->flags);
    return true;
}

bool cupola_csp1_read(struct cupola_csp_header *header, const uint8_t *packet, size_t length)
{
    uint32_t word;

    if (length < CUPOLA_CSP1_SIZE) {
        return false;
    }
    word = cupola_get_u32(packet);
    header->priority = (uint8_t)(word >> 30);
    header->source = (uint16_t)(word >> 25 & MAX_ADDRESS_1);
    header->destination = (uint16_t)(word >> 20 & MAX_ADDRESS_1);
    header->destination_port = (uint8_t)(word >> 14 & MAX_PORT);
    header->source_port = (uint8_t)(word >> 8 & MAX_PORT);
    header->flags = (uint8_t)word;
    return true;
}

bool cupola_csp2_read(struct cupola_csp_header *header, const uint8_t *packet, size_t length)
{
    uint16_t first;
    uint32_t rest;

    if (length < CUPOLA_CSP2_SIZE) {
        return false;
    }
    first = cupola_get_u16(packet);
    rest = cupola_get_u32(packet + 2);
    header->priority = (uint8_t)(first >> 14);
    header->destination = first & MAX_ADDRESS_2;
    header->source = (uint16_t)(rest >> 18);
    header->destination_port = (uint8_t)(rest >> 12 & MAX_PORT);
    header->source_port = (uint8_t)(rest >> 6 & MAX_PORT);
    header->flags = (uint8_t)(rest & MAX_FLAGS_2);
    return true;
}
