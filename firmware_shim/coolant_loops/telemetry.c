#include "telemetry.h"

#include "coolant_loops.h"
#include "cupola/crc.h"
#include "cupola/kiss.h"

enum { VERSION_MAJOR = 1, VERSION_MINOR = 0 };

/* The extremes beyond these say that there is no measurement. */
#define MOST_READING UINT32_C(0xFFFE)
#define MOST_CENTIDEGREES INT32_C(32767)

/* A frame on its way out: KISS around the check around the packet. */
struct frame {
    struct cupola_kiss_sender kiss;
    struct cupola_crc16_sender check;
};

static void frame_begin(struct frame *frame, const struct module *module)
{
    cupola_kiss_begin(&frame->kiss, module->put, module->to);
    cupola_crc16_ibm_sdlc_begin(&frame->check, cupola_kiss_put, &frame->kiss);
}

static void frame_end(struct frame *frame)
{
    cupola_crc16_ibm_sdlc_end(&frame->check);
    cupola_kiss_end(&frame->kiss);
}

/* Every packet counts, whatever it is. */
static uint16_t next_sequence(struct module *module)
{
    return module->counters.sequence++;
}

/* In units of `unit`, or the most that can be said. */
static uint16_t reading(uint32_t value, uint32_t unit)
{
    uint32_t units = (value + unit / 2) / unit;
    return (uint16_t)(units < MOST_READING ? units : MOST_READING);
}

static int16_t centidegrees(int32_t mdegc)
{
    int32_t centi = mdegc / 10;
    if (centi > MOST_CENTIDEGREES) {
        centi = MOST_CENTIDEGREES;
    }
    return (int16_t)(centi < -MOST_CENTIDEGREES ? -MOST_CENTIDEGREES : centi);
}

void telemetry_identity(struct module *module)
{
    struct coolant_loops_identity packet;
    struct frame frame;
    packet.boots = module->counters.boots;
    packet.sequence = next_sequence(module);
    packet.uptime = module->uptime_ms;
    packet.layout_hash = COOLANT_LOOPS_LAYOUT_HASH;
    packet.major = VERSION_MAJOR;
    packet.minor = VERSION_MINOR;
    packet.scenario = module->scenario;
    frame_begin(&frame, module);
    coolant_loops_identity_write(&packet, cupola_crc16_ibm_sdlc_put, &frame.check);
    frame_end(&frame);
}

static uint8_t valve_word(const struct loop_sensors *sensors)
{
    /* The end switches and the mission number the states alike. */
    return (uint8_t)(sensors->has_valve ? (int)sensors->valve
                                        : COOLANT_LOOPS_LOOPS_RADIATOR_VALVE_NOT_FITTED);
}

static uint8_t pump_word(const struct module *module, uint8_t loop)
{
    if (module->loops[loop].pump_protected) {
        return COOLANT_LOOPS_LOOPS_PUMP_PROTECTED;
    }
    bool runs = module->actuators.pump_rpm[loop] > 0;
    return runs ? COOLANT_LOOPS_LOOPS_PUMP_RUNNING : COOLANT_LOOPS_LOOPS_PUMP_OFF;
}

static void fill_missing(struct coolant_loops_loops_loop *loop)
{
    loop->inlet_pressure = COOLANT_LOOPS_LOOPS_LOOP_INLET_PRESSURE_ABSENT;
    loop->outlet_pressure = COOLANT_LOOPS_LOOPS_LOOP_OUTLET_PRESSURE_ABSENT;
    loop->accumulator_quantity = COOLANT_LOOPS_LOOPS_LOOP_ACCUMULATOR_QUANTITY_ABSENT;
    loop->pump_speed = COOLANT_LOOPS_LOOPS_LOOP_PUMP_SPEED_ABSENT;
    loop->pump_current = COOLANT_LOOPS_LOOPS_LOOP_PUMP_CURRENT_ABSENT;
    loop->flow = COOLANT_LOOPS_LOOPS_LOOP_FLOW_ABSENT;
    loop->supply_temperature = COOLANT_LOOPS_LOOPS_LOOP_SUPPLY_TEMPERATURE_ABSENT;
    loop->return_temperature = COOLANT_LOOPS_LOOPS_LOOP_RETURN_TEMPERATURE_ABSENT;
    loop->radiator_valve = COOLANT_LOOPS_LOOPS_RADIATOR_VALVE_NOT_FITTED;
    loop->pump = COOLANT_LOOPS_LOOPS_PUMP_NOT_FITTED;
}

static void fill_loop(struct coolant_loops_loops_loop *loop, const struct module *module,
                      uint8_t which)
{
    const struct loop_sensors *sensors = &module->sensors->loops[which];
    if (!sensors->fitted) {
        fill_missing(loop);
        return;
    }
    loop->inlet_pressure = reading(sensors->inlet_pressure_pa, 100);
    loop->outlet_pressure = reading(sensors->outlet_pressure_pa, 100);
    loop->accumulator_quantity = sensors->accumulator_centipercent;
    loop->pump_speed = sensors->pump_rpm;
    loop->pump_current = sensors->pump_ma;
    loop->flow = reading(sensors->flow_ul_s, 100);
    loop->supply_temperature = centidegrees(sensors->supply_mdegc);
    loop->return_temperature = centidegrees(sensors->return_mdegc);
    loop->radiator_valve = valve_word(sensors);
    loop->pump = pump_word(module, which);
}

void telemetry_loops(struct module *module)
{
    struct coolant_loops_loops packet;
    struct frame frame;
    packet.boots = module->counters.boots;
    packet.sequence = next_sequence(module);
    packet.uptime = module->uptime_ms;
    fill_loop(&packet.main_loop, module, LOOP_MAIN);
    fill_loop(&packet.backup_loop, module, LOOP_BACKUP);
    frame_begin(&frame, module);
    coolant_loops_loops_write(&packet, cupola_crc16_ibm_sdlc_put, &frame.check);
    frame_end(&frame);
}

static int16_t radiator(const struct module *module, uint8_t loop)
{
    const struct loop_sensors *sensors = &module->sensors->loops[loop];
    return sensors->fitted ? centidegrees(sensors->radiator_mdegc)
                           : COOLANT_LOOPS_THERMAL_BACKUP_RADIATOR_TEMPERATURE_ABSENT;
}

void telemetry_thermal(struct module *module)
{
    struct coolant_loops_thermal packet;
    struct frame frame;
    packet.boots = module->counters.boots;
    packet.sequence = next_sequence(module);
    packet.uptime = module->uptime_ms;
    packet.cabin_temperature = centidegrees(module->sensors->cabin_mdegc);
    packet.equipment_temperature = centidegrees(module->sensors->equipment_mdegc);
    packet.main_radiator_temperature = radiator(module, LOOP_MAIN);
    packet.backup_radiator_temperature = radiator(module, LOOP_BACKUP);
    packet.heat_load = module->sensors->heat_load_w;
    frame_begin(&frame, module);
    coolant_loops_thermal_write(&packet, cupola_crc16_ibm_sdlc_put, &frame.check);
    frame_end(&frame);
}

void telemetry_event(struct module *module, uint8_t event, uint8_t loop)
{
    const struct loop_sensors *sensors = &module->sensors->loops[loop];
    struct coolant_loops_event packet;
    struct frame frame;
    packet.boots = module->counters.boots;
    packet.sequence = next_sequence(module);
    packet.uptime = module->uptime_ms;
    packet.event = event;
    packet.loop = loop;
    packet.inlet_pressure = reading(sensors->inlet_pressure_pa, 100);
    packet.accumulator_quantity = sensors->accumulator_centipercent;
    frame_begin(&frame, module);
    coolant_loops_event_write(&packet, cupola_crc16_ibm_sdlc_put, &frame.check);
    frame_end(&frame);
}

void telemetry_acknowledgement(struct module *module, const struct cupola_command *command,
                               enum cupola_result result)
{
    struct frame frame;
    frame_begin(&frame, module);
    cupola_acknowledge(&module->counters, COOLANT_LOOPS_ACKNOWLEDGEMENT_ID, module->uptime_ms,
                       command, result, cupola_crc16_ibm_sdlc_put, &frame.check);
    frame_end(&frame);
}
