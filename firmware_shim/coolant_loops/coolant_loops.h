/* coolant_loops.h: what Coolant loops (simulated) sends, and is sent.
 *
 * Made by `cupola export c coolant-loops`: change the definition, and export it again.
 */

#ifndef COOLANT_LOOPS_H
#define COOLANT_LOOPS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Of all packets and commands of coolant-loops. */
#define COOLANT_LOOPS_LAYOUT_HASH UINT32_C(0xA3FD202F)

/** The integer next to raw, not below low nor above high; low for NaN. */
static inline int32_t coolant_loops_rounded(float raw, float low, float high)
{
    if (!(raw > low)) {
        return (int32_t)low;
    }
    if (raw >= high) {
        return (int32_t)high;
    }
    return (int32_t)(raw < 0.0f ? raw - 0.5f : raw + 0.5f);
}

/** Packet `identity`: 15 octets. */
enum { COOLANT_LOOPS_IDENTITY_SIZE = 15, COOLANT_LOOPS_IDENTITY_ID = 1 };
#define COOLANT_LOOPS_IDENTITY_LAYOUT_HASH UINT32_C(0x91AC18B2)

enum coolant_loops_identity_scenario {
    COOLANT_LOOPS_IDENTITY_SCENARIO_NOMINAL = 0,
    COOLANT_LOOPS_IDENTITY_SCENARIO_NAUKA = 1,
    COOLANT_LOOPS_IDENTITY_SCENARIO_SOYUZ_MS_22 = 2,
    COOLANT_LOOPS_IDENTITY_SCENARIO_PROGRESS_MS_21 = 3
};

struct coolant_loops_identity {
    /** starts of the firmware, wraps */
    uint8_t boots;
    /** packets since the start, of any kind, wraps */
    uint16_t sequence;
    /** since the start; ms */
    uint32_t uptime;
    /** of the definition it was built from */
    uint32_t layout_hash;
    /** version of the firmware */
    uint8_t major;
    /** version of the firmware */
    uint8_t minor;
    /** what is simulated; enum coolant_loops_identity_scenario */
    uint8_t scenario;
};

/** Hands the 15 octets of a packet to `put`, one after another. */
void coolant_loops_identity_write(
    const struct coolant_loops_identity *packet,
    void (*put)(void *to, uint8_t octet),
    void *to);
/** Writes a packet to COOLANT_LOOPS_IDENTITY_SIZE octets, and returns how many these are. */
size_t coolant_loops_identity_pack(const struct coolant_loops_identity *packet, uint8_t *octets);
/** Reads a packet. Returns false, and leaves it as it was, if a constant differs or length
 * is not COOLANT_LOOPS_IDENTITY_SIZE.
 */
bool coolant_loops_identity_unpack(
    struct coolant_loops_identity *packet,
    const uint8_t *octets,
    size_t length);

/** Packet `loops`: 44 octets. */
enum { COOLANT_LOOPS_LOOPS_SIZE = 44, COOLANT_LOOPS_LOOPS_ID = 2 };
#define COOLANT_LOOPS_LOOPS_LAYOUT_HASH UINT32_C(0x51E77A4C)

enum coolant_loops_loops_radiator_valve {
    COOLANT_LOOPS_LOOPS_RADIATOR_VALVE_OPEN = 0,
    COOLANT_LOOPS_LOOPS_RADIATOR_VALVE_CLOSING = 1,
    COOLANT_LOOPS_LOOPS_RADIATOR_VALVE_CLOSED = 2,
    COOLANT_LOOPS_LOOPS_RADIATOR_VALVE_OPENING = 3,
    COOLANT_LOOPS_LOOPS_RADIATOR_VALVE_NOT_FITTED = 4
};

enum coolant_loops_loops_pump {
    COOLANT_LOOPS_LOOPS_PUMP_OFF = 0,
    COOLANT_LOOPS_LOOPS_PUMP_RUNNING = 1,
    COOLANT_LOOPS_LOOPS_PUMP_PROTECTED = 2,
    COOLANT_LOOPS_LOOPS_PUMP_NOT_FITTED = 3
};

/** Of `main_loop`, `backup_loop`. */
struct coolant_loops_loops_loop {
    /** pump inlet, accumulator; kPa = raw * 0.1; 65535: no measurement */
    uint16_t inlet_pressure;
    /** pump outlet; kPa = raw * 0.1; 65535: no measurement */
    uint16_t outlet_pressure;
    /** liquid; 100: full; % = raw * 0.01; 65535: no measurement */
    uint16_t accumulator_quantity;
    /** measured; rpm; 65535: no measurement */
    uint16_t pump_speed;
    /** of the motor; mA; 65535: no measurement */
    uint16_t pump_current;
    /** of coolant; mL/s = raw * 0.1; 65535: no measurement */
    uint16_t flow;
    /** from the radiator; degC = raw * 0.01; -32768: no measurement */
    int16_t supply_temperature;
    /** to the pump; degC = raw * 0.01; -32768: no measurement */
    int16_t return_temperature;
    /** isolates the radiator; enum coolant_loops_loops_radiator_valve */
    uint8_t radiator_valve;
    /** protected: stopped itself; enum coolant_loops_loops_pump */
    uint8_t pump;
};

struct coolant_loops_loops {
    /** starts of the firmware, wraps */
    uint8_t boots;
    /** packets since the start, of any kind, wraps */
    uint16_t sequence;
    /** since the start; ms */
    uint32_t uptime;
    /** the loop in use */
    struct coolant_loops_loops_loop main_loop;
    /** the second loop; ships have none */
    struct coolant_loops_loops_loop backup_loop;
};

#define COOLANT_LOOPS_LOOPS_LOOP_INLET_PRESSURE_ABSENT UINT16_C(65535)
#define COOLANT_LOOPS_LOOPS_LOOP_INLET_PRESSURE_FROM_KPA(value) \
    ((uint16_t)coolant_loops_rounded(((float)(value)) / 0.1f, 0.0f, 65534.0f))
#define COOLANT_LOOPS_LOOPS_LOOP_INLET_PRESSURE_TO_KPA(raw) ((float)(raw) * 0.1f)
#define COOLANT_LOOPS_LOOPS_LOOP_OUTLET_PRESSURE_ABSENT UINT16_C(65535)
#define COOLANT_LOOPS_LOOPS_LOOP_OUTLET_PRESSURE_FROM_KPA(value) \
    ((uint16_t)coolant_loops_rounded(((float)(value)) / 0.1f, 0.0f, 65534.0f))
#define COOLANT_LOOPS_LOOPS_LOOP_OUTLET_PRESSURE_TO_KPA(raw) ((float)(raw) * 0.1f)
#define COOLANT_LOOPS_LOOPS_LOOP_ACCUMULATOR_QUANTITY_ABSENT UINT16_C(65535)
#define COOLANT_LOOPS_LOOPS_LOOP_ACCUMULATOR_QUANTITY_FROM_PERCENT(value) \
    ((uint16_t)coolant_loops_rounded(((float)(value)) / 0.01f, 0.0f, 65534.0f))
#define COOLANT_LOOPS_LOOPS_LOOP_ACCUMULATOR_QUANTITY_TO_PERCENT(raw) ((float)(raw) * 0.01f)
#define COOLANT_LOOPS_LOOPS_LOOP_PUMP_SPEED_ABSENT UINT16_C(65535)
#define COOLANT_LOOPS_LOOPS_LOOP_PUMP_CURRENT_ABSENT UINT16_C(65535)
#define COOLANT_LOOPS_LOOPS_LOOP_FLOW_ABSENT UINT16_C(65535)
#define COOLANT_LOOPS_LOOPS_LOOP_FLOW_FROM_ML_S(value) \
    ((uint16_t)coolant_loops_rounded(((float)(value)) / 0.1f, 0.0f, 65534.0f))
#define COOLANT_LOOPS_LOOPS_LOOP_FLOW_TO_ML_S(raw) ((float)(raw) * 0.1f)
#define COOLANT_LOOPS_LOOPS_LOOP_SUPPLY_TEMPERATURE_ABSENT INT16_MIN
#define COOLANT_LOOPS_LOOPS_LOOP_SUPPLY_TEMPERATURE_FROM_DEGC(value) \
    ((int16_t)coolant_loops_rounded(((float)(value)) / 0.01f, -32767.0f, 32767.0f))
#define COOLANT_LOOPS_LOOPS_LOOP_SUPPLY_TEMPERATURE_TO_DEGC(raw) ((float)(raw) * 0.01f)
#define COOLANT_LOOPS_LOOPS_LOOP_RETURN_TEMPERATURE_ABSENT INT16_MIN
#define COOLANT_LOOPS_LOOPS_LOOP_RETURN_TEMPERATURE_FROM_DEGC(value) \
    ((int16_t)coolant_loops_rounded(((float)(value)) / 0.01f, -32767.0f, 32767.0f))
#define COOLANT_LOOPS_LOOPS_LOOP_RETURN_TEMPERATURE_TO_DEGC(raw) ((float)(raw) * 0.01f)

/** Hands the 44 octets of a packet to `put`, one after another. */
void coolant_loops_loops_write(
    const struct coolant_loops_loops *packet,
    void (*put)(void *to, uint8_t octet),
    void *to);
/** Writes a packet to COOLANT_LOOPS_LOOPS_SIZE octets, and returns how many these are. */
size_t coolant_loops_loops_pack(const struct coolant_loops_loops *packet, uint8_t *octets);
/** Reads a packet. Returns false, and leaves it as it was, if a constant differs or length
 * is not COOLANT_LOOPS_LOOPS_SIZE.
 */
bool coolant_loops_loops_unpack(
    struct coolant_loops_loops *packet,
    const uint8_t *octets,
    size_t length);

/** Packet `thermal`: 18 octets. */
enum { COOLANT_LOOPS_THERMAL_SIZE = 18, COOLANT_LOOPS_THERMAL_ID = 3 };
#define COOLANT_LOOPS_THERMAL_LAYOUT_HASH UINT32_C(0x03F1B790)

struct coolant_loops_thermal {
    /** starts of the firmware, wraps */
    uint8_t boots;
    /** packets since the start, of any kind, wraps */
    uint16_t sequence;
    /** since the start; ms */
    uint32_t uptime;
    /** air where the crew lives; degC = raw * 0.01; -32768: no measurement */
    int16_t cabin_temperature;
    /** instrument compartment; degC = raw * 0.01; -32768: no measurement */
    int16_t equipment_temperature;
    /** panel; degC = raw * 0.01; -32768: no measurement */
    int16_t main_radiator_temperature;
    /** panel; degC = raw * 0.01; -32768: no measurement */
    int16_t backup_radiator_temperature;
    /** of equipment and crew; W */
    uint16_t heat_load;
};

#define COOLANT_LOOPS_THERMAL_CABIN_TEMPERATURE_ABSENT INT16_MIN
#define COOLANT_LOOPS_THERMAL_CABIN_TEMPERATURE_FROM_DEGC(value) \
    ((int16_t)coolant_loops_rounded(((float)(value)) / 0.01f, -32767.0f, 32767.0f))
#define COOLANT_LOOPS_THERMAL_CABIN_TEMPERATURE_TO_DEGC(raw) ((float)(raw) * 0.01f)
#define COOLANT_LOOPS_THERMAL_EQUIPMENT_TEMPERATURE_ABSENT INT16_MIN
#define COOLANT_LOOPS_THERMAL_EQUIPMENT_TEMPERATURE_FROM_DEGC(value) \
    ((int16_t)coolant_loops_rounded(((float)(value)) / 0.01f, -32767.0f, 32767.0f))
#define COOLANT_LOOPS_THERMAL_EQUIPMENT_TEMPERATURE_TO_DEGC(raw) ((float)(raw) * 0.01f)
#define COOLANT_LOOPS_THERMAL_MAIN_RADIATOR_TEMPERATURE_ABSENT INT16_MIN
#define COOLANT_LOOPS_THERMAL_MAIN_RADIATOR_TEMPERATURE_FROM_DEGC(value) \
    ((int16_t)coolant_loops_rounded(((float)(value)) / 0.01f, -32767.0f, 32767.0f))
#define COOLANT_LOOPS_THERMAL_MAIN_RADIATOR_TEMPERATURE_TO_DEGC(raw) ((float)(raw) * 0.01f)
#define COOLANT_LOOPS_THERMAL_BACKUP_RADIATOR_TEMPERATURE_ABSENT INT16_MIN
#define COOLANT_LOOPS_THERMAL_BACKUP_RADIATOR_TEMPERATURE_FROM_DEGC(value) \
    ((int16_t)coolant_loops_rounded(((float)(value)) / 0.01f, -32767.0f, 32767.0f))
#define COOLANT_LOOPS_THERMAL_BACKUP_RADIATOR_TEMPERATURE_TO_DEGC(raw) ((float)(raw) * 0.01f)

/** Hands the 18 octets of a packet to `put`, one after another. */
void coolant_loops_thermal_write(
    const struct coolant_loops_thermal *packet,
    void (*put)(void *to, uint8_t octet),
    void *to);
/** Writes a packet to COOLANT_LOOPS_THERMAL_SIZE octets, and returns how many these are. */
size_t coolant_loops_thermal_pack(const struct coolant_loops_thermal *packet, uint8_t *octets);
/** Reads a packet. Returns false, and leaves it as it was, if a constant differs or length
 * is not COOLANT_LOOPS_THERMAL_SIZE.
 */
bool coolant_loops_thermal_unpack(
    struct coolant_loops_thermal *packet,
    const uint8_t *octets,
    size_t length);

/** Packet `event`: 14 octets. */
enum { COOLANT_LOOPS_EVENT_SIZE = 14, COOLANT_LOOPS_EVENT_ID = 4 };
#define COOLANT_LOOPS_EVENT_LAYOUT_HASH UINT32_C(0x877762AE)

enum coolant_loops_event_event {
    COOLANT_LOOPS_EVENT_EVENT_STARTED = 0,
    COOLANT_LOOPS_EVENT_EVENT_PRESSURE_LOW = 1,
    COOLANT_LOOPS_EVENT_EVENT_PRESSURE_RESTORED = 2,
    COOLANT_LOOPS_EVENT_EVENT_ACCUMULATOR_LOW = 3,
    COOLANT_LOOPS_EVENT_EVENT_ACCUMULATOR_RESTORED = 4,
    COOLANT_LOOPS_EVENT_EVENT_PUMP_PROTECTED = 5,
    COOLANT_LOOPS_EVENT_EVENT_VALVE_CLOSED = 6,
    COOLANT_LOOPS_EVENT_EVENT_VALVE_OPEN = 7
};

enum coolant_loops_event_loop {
    COOLANT_LOOPS_EVENT_LOOP_MAIN = 0,
    COOLANT_LOOPS_EVENT_LOOP_BACKUP = 1
};

struct coolant_loops_event {
    /** starts of the firmware, wraps */
    uint8_t boots;
    /** packets since the start, of any kind, wraps */
    uint16_t sequence;
    /** since the start; ms */
    uint32_t uptime;
    /** told once when it happens; enum coolant_loops_event_event */
    uint8_t event;
    /** where; main for the whole board; enum coolant_loops_event_loop */
    uint8_t loop;
    /** of that loop, at that time; kPa = raw * 0.1; 65535: no measurement */
    uint16_t inlet_pressure;
    /** of that loop, at that time; % = raw * 0.01; 65535: no measurement */
    uint16_t accumulator_quantity;
};

#define COOLANT_LOOPS_EVENT_INLET_PRESSURE_ABSENT UINT16_C(65535)
#define COOLANT_LOOPS_EVENT_INLET_PRESSURE_FROM_KPA(value) \
    ((uint16_t)coolant_loops_rounded(((float)(value)) / 0.1f, 0.0f, 65534.0f))
#define COOLANT_LOOPS_EVENT_INLET_PRESSURE_TO_KPA(raw) ((float)(raw) * 0.1f)
#define COOLANT_LOOPS_EVENT_ACCUMULATOR_QUANTITY_ABSENT UINT16_C(65535)
#define COOLANT_LOOPS_EVENT_ACCUMULATOR_QUANTITY_FROM_PERCENT(value) \
    ((uint16_t)coolant_loops_rounded(((float)(value)) / 0.01f, 0.0f, 65534.0f))
#define COOLANT_LOOPS_EVENT_ACCUMULATOR_QUANTITY_TO_PERCENT(raw) ((float)(raw) * 0.01f)

/** Hands the 14 octets of a packet to `put`, one after another. */
void coolant_loops_event_write(
    const struct coolant_loops_event *packet,
    void (*put)(void *to, uint8_t octet),
    void *to);
/** Writes a packet to COOLANT_LOOPS_EVENT_SIZE octets, and returns how many these are. */
size_t coolant_loops_event_pack(const struct coolant_loops_event *packet, uint8_t *octets);
/** Reads a packet. Returns false, and leaves it as it was, if a constant differs or length
 * is not COOLANT_LOOPS_EVENT_SIZE.
 */
bool coolant_loops_event_unpack(
    struct coolant_loops_event *packet,
    const uint8_t *octets,
    size_t length);

/** Packet `acknowledgement`: 12 octets. */
enum { COOLANT_LOOPS_ACKNOWLEDGEMENT_SIZE = 12, COOLANT_LOOPS_ACKNOWLEDGEMENT_ID = 5 };
#define COOLANT_LOOPS_ACKNOWLEDGEMENT_LAYOUT_HASH UINT32_C(0x5B1E2CC4)

enum coolant_loops_acknowledgement_result {
    COOLANT_LOOPS_ACKNOWLEDGEMENT_RESULT_ACCEPTED = 0,
    COOLANT_LOOPS_ACKNOWLEDGEMENT_RESULT_UNKNOWN_COMMAND = 1,
    COOLANT_LOOPS_ACKNOWLEDGEMENT_RESULT_WRONG_LENGTH = 2,
    COOLANT_LOOPS_ACKNOWLEDGEMENT_RESULT_REFUSED = 3,
    COOLANT_LOOPS_ACKNOWLEDGEMENT_RESULT_FAILED = 4
};

struct coolant_loops_acknowledgement {
    /** starts of the firmware, wraps */
    uint8_t boots;
    /** packets since the start, of any kind, wraps */
    uint16_t sequence;
    /** since the start; ms */
    uint32_t uptime;
    /** id of the command */
    uint8_t command;
    /** that the ground gave the command */
    uint16_t tag;
    /** what became of it; enum coolant_loops_acknowledgement_result */
    uint8_t result;
};

/** Hands the 12 octets of a packet to `put`, one after another. */
void coolant_loops_acknowledgement_write(
    const struct coolant_loops_acknowledgement *packet,
    void (*put)(void *to, uint8_t octet),
    void *to);
/** Writes a packet to COOLANT_LOOPS_ACKNOWLEDGEMENT_SIZE octets, and returns how many these
 * are.
 */
size_t coolant_loops_acknowledgement_pack(
    const struct coolant_loops_acknowledgement *packet,
    uint8_t *octets);
/** Reads a packet. Returns false, and leaves it as it was, if a constant differs or length
 * is not COOLANT_LOOPS_ACKNOWLEDGEMENT_SIZE.
 */
bool coolant_loops_acknowledgement_unpack(
    struct coolant_loops_acknowledgement *packet,
    const uint8_t *octets,
    size_t length);

/** Command `ping`: 3 octets.
 * Answers; does nothing else.
 */
enum { COOLANT_LOOPS_PING_COMMAND_SIZE = 3, COOLANT_LOOPS_PING_COMMAND_ID = 16 };
#define COOLANT_LOOPS_PING_COMMAND_LAYOUT_HASH UINT32_C(0x10A48CD7)

struct coolant_loops_ping_command {
    /** names this one command */
    uint16_t tag;
};

/** Hands the 3 octets of a packet to `put`, one after another. */
void coolant_loops_ping_command_write(
    const struct coolant_loops_ping_command *packet,
    void (*put)(void *to, uint8_t octet),
    void *to);
/** Writes a packet to COOLANT_LOOPS_PING_COMMAND_SIZE octets, and returns how many these
 * are.
 */
size_t coolant_loops_ping_command_pack(
    const struct coolant_loops_ping_command *packet,
    uint8_t *octets);
/** Reads a packet. Returns false, and leaves it as it was, if a constant differs or length
 * is not COOLANT_LOOPS_PING_COMMAND_SIZE.
 */
bool coolant_loops_ping_command_unpack(
    struct coolant_loops_ping_command *packet,
    const uint8_t *octets,
    size_t length);

/** Command `valve`: 5 octets.
 * Opens or isolates a radiator; refused where no valve is fitted.
 */
enum { COOLANT_LOOPS_VALVE_COMMAND_SIZE = 5, COOLANT_LOOPS_VALVE_COMMAND_ID = 17 };
#define COOLANT_LOOPS_VALVE_COMMAND_LAYOUT_HASH UINT32_C(0x1ADF06EE)

enum coolant_loops_valve_command_loop {
    COOLANT_LOOPS_VALVE_COMMAND_LOOP_MAIN = 0,
    COOLANT_LOOPS_VALVE_COMMAND_LOOP_BACKUP = 1
};

enum coolant_loops_valve_command_position {
    COOLANT_LOOPS_VALVE_COMMAND_POSITION_OPEN = 0,
    COOLANT_LOOPS_VALVE_COMMAND_POSITION_CLOSED = 1
};

struct coolant_loops_valve_command {
    /** names this one command */
    uint16_t tag;
    /** whose radiator; enum coolant_loops_valve_command_loop */
    uint8_t loop;
    /** to go to; enum coolant_loops_valve_command_position */
    uint8_t position;
};

/** Hands the 5 octets of a packet to `put`, one after another. */
void coolant_loops_valve_command_write(
    const struct coolant_loops_valve_command *packet,
    void (*put)(void *to, uint8_t octet),
    void *to);
/** Writes a packet to COOLANT_LOOPS_VALVE_COMMAND_SIZE octets, and returns how many these
 * are.
 */
size_t coolant_loops_valve_command_pack(
    const struct coolant_loops_valve_command *packet,
    uint8_t *octets);
/** Reads a packet. Returns false, and leaves it as it was, if a constant differs or length
 * is not COOLANT_LOOPS_VALVE_COMMAND_SIZE.
 */
bool coolant_loops_valve_command_unpack(
    struct coolant_loops_valve_command *packet,
    const uint8_t *octets,
    size_t length);

/** Command `pump`: 6 octets.
 * Sets a pump's speed; refused for a loop without pressure.
 */
enum { COOLANT_LOOPS_PUMP_COMMAND_SIZE = 6, COOLANT_LOOPS_PUMP_COMMAND_ID = 18 };
#define COOLANT_LOOPS_PUMP_COMMAND_LAYOUT_HASH UINT32_C(0xB732B264)

enum coolant_loops_pump_command_loop {
    COOLANT_LOOPS_PUMP_COMMAND_LOOP_MAIN = 0,
    COOLANT_LOOPS_PUMP_COMMAND_LOOP_BACKUP = 1
};

struct coolant_loops_pump_command {
    /** names this one command */
    uint16_t tag;
    /** whose pump; enum coolant_loops_pump_command_loop */
    uint8_t loop;
    /** 0 is off, 6000 the most; rpm; 0 or more, 6000 or less */
    uint16_t speed;
};

/** Hands the 6 octets of a packet to `put`, one after another. */
void coolant_loops_pump_command_write(
    const struct coolant_loops_pump_command *packet,
    void (*put)(void *to, uint8_t octet),
    void *to);
/** Writes a packet to COOLANT_LOOPS_PUMP_COMMAND_SIZE octets, and returns how many these
 * are.
 */
size_t coolant_loops_pump_command_pack(
    const struct coolant_loops_pump_command *packet,
    uint8_t *octets);
/** Reads a packet. Returns false, and leaves it as it was, if a constant differs or length
 * is not COOLANT_LOOPS_PUMP_COMMAND_SIZE.
 */
bool coolant_loops_pump_command_unpack(
    struct coolant_loops_pump_command *packet,
    const uint8_t *octets,
    size_t length);

#ifdef __cplusplus
}
#endif

#endif
