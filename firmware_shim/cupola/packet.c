#include "packet.h"

#include "big_endian.h"

void cupola_packet_header(struct cupola_counters *counters, uint8_t id, uint32_t uptime_ms,
                          cupola_put_fn put, void *to)
{
    put(to, id);
    put(to, counters->boots);
    cupola_put_u16(put, to, counters->sequence);
    cupola_put_u32(put, to, uptime_ms);
    counters->sequence++;
}
