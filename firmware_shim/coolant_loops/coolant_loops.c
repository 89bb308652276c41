/* coolant_loops.c: what Coolant loops (simulated) sends, and is sent.
 *
 * Made by `cupola export c coolant-loops`: change the definition, and export it again.
 */

#include "coolant_loops.h"

typedef void (*put_fn)(void *to, uint8_t octet);

static uint16_t get_be16(const uint8_t *octets)
{
    return (uint16_t)(((uint16_t)octets[0] << 8) | octets[1]);
}

static uint32_t get_be32(const uint8_t *octets)
{
    return (uint32_t)(((uint32_t)octets[0] << 24)
        | ((uint32_t)octets[1] << 16)
        | ((uint32_t)octets[2] << 8)
        | octets[3]);
}

static void put_be16(put_fn put, void *to, uint16_t value)
{
    put(to, (uint8_t)(value >> 8));
    put(to, (uint8_t)value);
}

static void put_be32(put_fn put, void *to, uint32_t value)
{
    put(to, (uint8_t)(value >> 24));
    put(to, (uint8_t)(value >> 16));
    put(to, (uint8_t)(value >> 8));
    put(to, (uint8_t)value);
}

static int16_t signed16(uint16_t bits, uint16_t sign)
{
    if ((bits & sign) != 0U) {
        return (int16_t)(-(int16_t)((uint16_t)~bits & (uint16_t)(sign - 1U)) - 1);
    }
    return (int16_t)bits;
}

static void store(void *to, uint8_t octet)
{
    uint8_t **next = (uint8_t **)to;

    **next = octet;
    (*next)++;
}

void coolant_loops_identity_write(
    const struct coolant_loops_identity *packet,
    void (*put)(void *to, uint8_t octet),
    void *to)
{
    put(to, 0x01U);
    put(to, packet->boots);
    put_be16(put, to, packet->sequence);
    put_be32(put, to, packet->uptime);
    put_be32(put, to, packet->layout_hash);
    put(to, packet->major);
    put(to, packet->minor);
    put(to, packet->scenario);
}

size_t coolant_loops_identity_pack(const struct coolant_loops_identity *packet, uint8_t *octets)
{
    uint8_t *next = octets;

    coolant_loops_identity_write(packet, store, &next);
    return COOLANT_LOOPS_IDENTITY_SIZE;
}

bool coolant_loops_identity_unpack(
    struct coolant_loops_identity *packet,
    const uint8_t *octets,
    size_t length)
{
    if (length != COOLANT_LOOPS_IDENTITY_SIZE || octets[0] != 0x01U) {
        return false;
    }
    packet->boots = octets[1];
    packet->sequence = get_be16(octets + 2);
    packet->uptime = get_be32(octets + 4);
    packet->layout_hash = get_be32(octets + 8);
    packet->major = octets[12];
    packet->minor = octets[13];
    packet->scenario = octets[14];
    return true;
}

static void write_coolant_loops_loops_loop(
    const struct coolant_loops_loops_loop *packet,
    put_fn put,
    void *to)
{
    put_be16(put, to, packet->inlet_pressure);
    put_be16(put, to, packet->outlet_pressure);
    put_be16(put, to, packet->accumulator_quantity);
    put_be16(put, to, packet->pump_speed);
    put_be16(put, to, packet->pump_current);
    put_be16(put, to, packet->flow);
    put_be16(put, to, (uint16_t)packet->supply_temperature);
    put_be16(put, to, (uint16_t)packet->return_temperature);
    put(to, packet->radiator_valve);
    put(to, packet->pump);
}

static void read_coolant_loops_loops_loop(
    struct coolant_loops_loops_loop *packet,
    const uint8_t *octets)
{
    packet->inlet_pressure = get_be16(octets);
    packet->outlet_pressure = get_be16(octets + 2);
    packet->accumulator_quantity = get_be16(octets + 4);
    packet->pump_speed = get_be16(octets + 6);
    packet->pump_current = get_be16(octets + 8);
    packet->flow = get_be16(octets + 10);
    packet->supply_temperature = signed16(get_be16(octets + 12), UINT16_C(0x8000));
    packet->return_temperature = signed16(get_be16(octets + 14), UINT16_C(0x8000));
    packet->radiator_valve = octets[16];
    packet->pump = octets[17];
}

void coolant_loops_loops_write(
    const struct coolant_loops_loops *packet,
    void (*put)(void *to, uint8_t octet),
    void *to)
{
    put(to, 0x02U);
    put(to, packet->boots);
    put_be16(put, to, packet->sequence);
    put_be32(put, to, packet->uptime);
    write_coolant_loops_loops_loop(&packet->main_loop, put, to);
    write_coolant_loops_loops_loop(&packet->backup_loop, put, to);
}

size_t coolant_loops_loops_pack(const struct coolant_loops_loops *packet, uint8_t *octets)
{
    uint8_t *next = octets;

    coolant_loops_loops_write(packet, store, &next);
    return COOLANT_LOOPS_LOOPS_SIZE;
}

bool coolant_loops_loops_unpack(
    struct coolant_loops_loops *packet,
    const uint8_t *octets,
    size_t length)
{
    if (length != COOLANT_LOOPS_LOOPS_SIZE || octets[0] != 0x02U) {
        return false;
    }
    packet->boots = octets[1];
    packet->sequence = get_be16(octets + 2);
    packet->uptime = get_be32(octets + 4);
    read_coolant_loops_loops_loop(&packet->main_loop, octets + 8);
    read_coolant_loops_loops_loop(&packet->backup_loop, octets + 26);
    return true;
}

void coolant_loops_thermal_write(
    const struct coolant_loops_thermal *packet,
    void (*put)(void *to, uint8_t octet),
    void *to)
{
    put(to, 0x03U);
    put(to, packet->boots);
    put_be16(put, to, packet->sequence);
    put_be32(put, to, packet->uptime);
    put_be16(put, to, (uint16_t)packet->cabin_temperature);
    put_be16(put, to, (uint16_t)packet->equipment_temperature);
    put_be16(put, to, (uint16_t)packet->main_radiator_temperature);
    put_be16(put, to, (uint16_t)packet->backup_radiator_temperature);
    put_be16(put, to, packet->heat_load);
}

size_t coolant_loops_thermal_pack(const struct coolant_loops_thermal *packet, uint8_t *octets)
{
    uint8_t *next = octets;

    coolant_loops_thermal_write(packet, store, &next);
    return COOLANT_LOOPS_THERMAL_SIZE;
}

bool coolant_loops_thermal_unpack(
    struct coolant_loops_thermal *packet,
    const uint8_t *octets,
    size_t length)
{
    if (length != COOLANT_LOOPS_THERMAL_SIZE || octets[0] != 0x03U) {
        return false;
    }
    packet->boots = octets[1];
    packet->sequence = get_be16(octets + 2);
    packet->uptime = get_be32(octets + 4);
    packet->cabin_temperature = signed16(get_be16(octets + 8), UINT16_C(0x8000));
    packet->equipment_temperature = signed16(get_be16(octets + 10), UINT16_C(0x8000));
    packet->main_radiator_temperature = signed16(get_be16(octets + 12), UINT16_C(0x8000));
    packet->backup_radiator_temperature = signed16(get_be16(octets + 14), UINT16_C(0x8000));
    packet->heat_load = get_be16(octets + 16);
    return true;
}

void coolant_loops_event_write(
    const struct coolant_loops_event *packet,
    void (*put)(void *to, uint8_t octet),
    void *to)
{
    put(to, 0x04U);
    put(to, packet->boots);
    put_be16(put, to, packet->sequence);
    put_be32(put, to, packet->uptime);
    put(to, packet->event);
    put(to, packet->loop);
    put_be16(put, to, packet->inlet_pressure);
    put_be16(put, to, packet->accumulator_quantity);
}

size_t coolant_loops_event_pack(const struct coolant_loops_event *packet, uint8_t *octets)
{
    uint8_t *next = octets;

    coolant_loops_event_write(packet, store, &next);
    return COOLANT_LOOPS_EVENT_SIZE;
}

bool coolant_loops_event_unpack(
    struct coolant_loops_event *packet,
    const uint8_t *octets,
    size_t length)
{
    if (length != COOLANT_LOOPS_EVENT_SIZE || octets[0] != 0x04U) {
        return false;
    }
    packet->boots = octets[1];
    packet->sequence = get_be16(octets + 2);
    packet->uptime = get_be32(octets + 4);
    packet->event = octets[8];
    packet->loop = octets[9];
    packet->inlet_pressure = get_be16(octets + 10);
    packet->accumulator_quantity = get_be16(octets + 12);
    return true;
}

void coolant_loops_acknowledgement_write(
    const struct coolant_loops_acknowledgement *packet,
    void (*put)(void *to, uint8_t octet),
    void *to)
{
    put(to, 0x05U);
    put(to, packet->boots);
    put_be16(put, to, packet->sequence);
    put_be32(put, to, packet->uptime);
    put(to, packet->command);
    put_be16(put, to, packet->tag);
    put(to, packet->result);
}

size_t coolant_loops_acknowledgement_pack(
    const struct coolant_loops_acknowledgement *packet,
    uint8_t *octets)
{
    uint8_t *next = octets;

    coolant_loops_acknowledgement_write(packet, store, &next);
    return COOLANT_LOOPS_ACKNOWLEDGEMENT_SIZE;
}

bool coolant_loops_acknowledgement_unpack(
    struct coolant_loops_acknowledgement *packet,
    const uint8_t *octets,
    size_t length)
{
    if (length != COOLANT_LOOPS_ACKNOWLEDGEMENT_SIZE || octets[0] != 0x05U) {
        return false;
    }
    packet->boots = octets[1];
    packet->sequence = get_be16(octets + 2);
    packet->uptime = get_be32(octets + 4);
    packet->command = octets[8];
    packet->tag = get_be16(octets + 9);
    packet->result = octets[11];
    return true;
}

void coolant_loops_ping_command_write(
    const struct coolant_loops_ping_command *packet,
    void (*put)(void *to, uint8_t octet),
    void *to)
{
    put(to, 0x10U);
    put_be16(put, to, packet->tag);
}

size_t coolant_loops_ping_command_pack(
    const struct coolant_loops_ping_command *packet,
    uint8_t *octets)
{
    uint8_t *next = octets;

    coolant_loops_ping_command_write(packet, store, &next);
    return COOLANT_LOOPS_PING_COMMAND_SIZE;
}

bool coolant_loops_ping_command_unpack(
    struct coolant_loops_ping_command *packet,
    const uint8_t *octets,
    size_t length)
{
    if (length != COOLANT_LOOPS_PING_COMMAND_SIZE || octets[0] != 0x10U) {
        return false;
    }
    packet->tag = get_be16(octets + 1);
    return true;
}

void coolant_loops_valve_command_write(
    const struct coolant_loops_valve_command *packet,
    void (*put)(void *to, uint8_t octet),
    void *to)
{
    put(to, 0x11U);
    put_be16(put, to, packet->tag);
    put(to, packet->loop);
    put(to, packet->position);
}

size_t coolant_loops_valve_command_pack(
    const struct coolant_loops_valve_command *packet,
    uint8_t *octets)
{
    uint8_t *next = octets;

    coolant_loops_valve_command_write(packet, store, &next);
    return COOLANT_LOOPS_VALVE_COMMAND_SIZE;
}

bool coolant_loops_valve_command_unpack(
    struct coolant_loops_valve_command *packet,
    const uint8_t *octets,
    size_t length)
{
    if (length != COOLANT_LOOPS_VALVE_COMMAND_SIZE || octets[0] != 0x11U) {
        return false;
    }
    packet->tag = get_be16(octets + 1);
    packet->loop = octets[3];
    packet->position = octets[4];
    return true;
}

void coolant_loops_pump_command_write(
    const struct coolant_loops_pump_command *packet,
    void (*put)(void *to, uint8_t octet),
    void *to)
{
    put(to, 0x12U);
    put_be16(put, to, packet->tag);
    put(to, packet->loop);
    put_be16(put, to, packet->speed);
}

size_t coolant_loops_pump_command_pack(
    const struct coolant_loops_pump_command *packet,
    uint8_t *octets)
{
    uint8_t *next = octets;

    coolant_loops_pump_command_write(packet, store, &next);
    return COOLANT_LOOPS_PUMP_COMMAND_SIZE;
}

bool coolant_loops_pump_command_unpack(
    struct coolant_loops_pump_command *packet,
    const uint8_t *octets,
    size_t length)
{
    if (length != COOLANT_LOOPS_PUMP_COMMAND_SIZE || octets[0] != 0x12U) {
        return false;
    }
    packet->tag = get_be16(octets + 1);
    packet->loop = octets[3];
    packet->speed = get_be16(octets + 4);
    return true;
}
