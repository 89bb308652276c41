#include "big_endian.h"

void cupola_put_u16(cupola_put_fn put, void *to, uint16_t value)
{
    put(to, (uint8_t)(value >> 8));
    put(to, (uint8_t)value);
}

void cupola_put_u32(cupola_put_fn put, void *to, uint32_t value)
{
    cupola_put_u16(put, to, (uint16_t)(value >> 16));
    cupola_put_u16(put, to, (uint16_t)value);
}

uint16_t cupola_get_u16(const uint8_t *octets)
{
    return (uint16_t)((uint16_t)octets[0] << 8 | octets[1]);
}

uint32_t cupola_get_u32(const uint8_t *octets)
{
    return (uint32_t)cupola_get_u16(octets) << 16 | cupola_get_u16(octets + 2);
}
