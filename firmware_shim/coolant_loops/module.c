#include "module.h"

#include "coolant_loops.h"
#include "cupola/crc.h"
#include "cupola/kiss.h"
#include "telemetry.h"

/* Invented, as are the limits of the mission on the ground. */
#define PRESSURE_LOW_PA UINT32_C(180000)
#define PRESSURE_RESTORED_PA UINT32_C(190000)
#define PUMP_LEAST_PA UINT32_C(60000) /* a pump that runs below this harms itself ... */
#define PUMP_GRACE_MS UINT32_C(5000)  /* ... after this time */
enum { ACCUMULATOR_LOW = 4000, ACCUMULATOR_RESTORED = 4500 }; /* centipercent */

static void start_loop(struct module_loop *loop)
{
    loop->pressure_low = false;
    loop->accumulator_low = false;
    loop->starving = false;
    loop->pump_protected = false;
}

void module_start(struct module *module, const struct sensors *sensors, uint8_t boots,
                  uint8_t scenario, cupola_put_fn put, void *to)
{
    module->sensors = sensors;
    for (uint8_t i = 0; i < LOOPS; i++) {
        start_loop(&module->loops[i]);
        module->loops[i].valve = sensors->loops[i].valve;
        /* A valve latches: where the last boot left it is where it belongs. */
        module->actuators.valve[i] = VALVE_HOLD;
    }
    module->actuators.pump_rpm[LOOP_MAIN] = MAIN_PUMP_RPM;
    module->actuators.pump_rpm[LOOP_BACKUP] = BACKUP_PUMP_RPM;
    module->counters.boots = boots;
    module->counters.sequence = 0;
    cupola_commands_start(&module->commands);
    cupola_receiver_start(&module->receiver, module->command, MODULE_COMMAND_CAPACITY);
    module->uptime_ms = 0;
    module->started = false;
    module->scenario = scenario;
    module->put = put;
    module->to = to;
}

/* Tell once that a value is low, and once that it is not any more. */
static bool watched(struct module *module, uint8_t loop, bool told, bool low, bool restored,
                    uint8_t event_low, uint8_t event_restored)
{
    if (!told && low) {
        telemetry_event(module, event_low, loop);
        return true;
    }
    if (told && restored) {
        telemetry_event(module, event_restored, loop);
        return false;
    }
    return told;
}

static void watch_valve(struct module *module, uint8_t loop)
{
    enum valve_state now = module->sensors->loops[loop].valve;
    if (now == module->loops[loop].valve) {
        return;
    }
    module->loops[loop].valve = now;
    if (now == VALVE_IS_CLOSED) {
        telemetry_event(module, COOLANT_LOOPS_EVENT_EVENT_VALVE_CLOSED, loop);
    } else if (now == VALVE_IS_OPEN) {
        telemetry_event(module, COOLANT_LOOPS_EVENT_EVENT_VALVE_OPEN, loop);
    }
}

/* A pump that cavitates is worn out in minutes: stop it before. */
static void protect_pump(struct module *module, uint8_t loop)
{
    struct module_loop *known = &module->loops[loop];
    bool runs = module->actuators.pump_rpm[loop] > 0;
    bool starving = runs && module->sensors->loops[loop].inlet_pressure_pa < PUMP_LEAST_PA;
    if (starving && !known->starving) {
        known->starving_since_ms = module->uptime_ms;
    }
    known->starving = starving;
    if (starving && module->uptime_ms - known->starving_since_ms >= PUMP_GRACE_MS) {
        module->actuators.pump_rpm[loop] = 0;
        known->pump_protected = true;
        telemetry_event(module, COOLANT_LOOPS_EVENT_EVENT_PUMP_PROTECTED, loop);
    }
}

static void watch_loop(struct module *module, uint8_t loop)
{
    const struct loop_sensors *sensors = &module->sensors->loops[loop];
    struct module_loop *known = &module->loops[loop];
    known->pressure_low = watched(module, loop, known->pressure_low,
                                  sensors->inlet_pressure_pa < PRESSURE_LOW_PA,
                                  sensors->inlet_pressure_pa > PRESSURE_RESTORED_PA,
                                  COOLANT_LOOPS_EVENT_EVENT_PRESSURE_LOW,
                                  COOLANT_LOOPS_EVENT_EVENT_PRESSURE_RESTORED);
    known->accumulator_low = watched(module, loop, known->accumulator_low,
                                     sensors->accumulator_centipercent < ACCUMULATOR_LOW,
                                     sensors->accumulator_centipercent > ACCUMULATOR_RESTORED,
                                     COOLANT_LOOPS_EVENT_EVENT_ACCUMULATOR_LOW,
                                     COOLANT_LOOPS_EVENT_EVENT_ACCUMULATOR_RESTORED);
    watch_valve(module, loop);
    protect_pump(module, loop);
}

/* Whether a packet that is sent every `period_ms` is due; the clock may wrap. */
static bool due(struct module *module, uint32_t *sent_ms, uint32_t period_ms)
{
    if (module->started && module->uptime_ms - *sent_ms < period_ms) {
        return false;
    }
    *sent_ms = module->uptime_ms;
    return true;
}

static void send_what_is_due(struct module *module)
{
    if (due(module, &module->identity_sent_ms, MODULE_IDENTITY_PERIOD_MS)) {
        telemetry_identity(module);
    }
    if (due(module, &module->loops_sent_ms, MODULE_LOOPS_PERIOD_MS)) {
        telemetry_loops(module);
    }
    if (due(module, &module->thermal_sent_ms, MODULE_THERMAL_PERIOD_MS)) {
        telemetry_thermal(module);
    }
}

void module_step(struct module *module, uint32_t uptime_ms)
{
    module->uptime_ms = uptime_ms;
    send_what_is_due(module);
    if (!module->started) {
        telemetry_event(module, COOLANT_LOOPS_EVENT_EVENT_STARTED, LOOP_MAIN);
        module->started = true;
    }
    for (uint8_t i = 0; i < LOOPS; i++) {
        if (module->sensors->loops[i].fitted) {
            watch_loop(module, i);
        }
    }
}

static enum cupola_result move_valve(struct module *module, const uint8_t *octets, size_t length)
{
    struct coolant_loops_valve_command command;
    if (!coolant_loops_valve_command_unpack(&command, octets, length)) {
        return CUPOLA_WRONG_LENGTH;
    }
    if (command.loop >= LOOPS || command.position > COOLANT_LOOPS_VALVE_COMMAND_POSITION_CLOSED) {
        return CUPOLA_REFUSED;
    }
    const struct loop_sensors *sensors = &module->sensors->loops[command.loop];
    if (!sensors->fitted || !sensors->has_valve) {
        return CUPOLA_REFUSED;
    }
    bool closes = command.position == COOLANT_LOOPS_VALVE_COMMAND_POSITION_CLOSED;
    module->actuators.valve[command.loop] = closes ? VALVE_CLOSE : VALVE_OPEN;
    return CUPOLA_ACCEPTED;
}

static enum cupola_result set_pump(struct module *module, const uint8_t *octets, size_t length)
{
    struct coolant_loops_pump_command command;
    if (!coolant_loops_pump_command_unpack(&command, octets, length)) {
        return CUPOLA_WRONG_LENGTH;
    }
    if (command.loop >= LOOPS || command.speed > MOST_PUMP_RPM) {
        return CUPOLA_REFUSED;
    }
    const struct loop_sensors *sensors = &module->sensors->loops[command.loop];
    if (!sensors->fitted || (command.speed > 0 && sensors->inlet_pressure_pa < PUMP_LEAST_PA)) {
        return CUPOLA_REFUSED;
    }
    module->actuators.pump_rpm[command.loop] = command.speed;
    module->loops[command.loop].pump_protected = false;
    return CUPOLA_ACCEPTED;
}

/* A cupola_carry_out_fn.  The frame of the command still stands in the receiver. */
static enum cupola_result carry_out(void *board, const struct cupola_command *command)
{
    struct module *module = board;
    const uint8_t *octets = module->receiver.frame;
    size_t length = module->receiver.length - 2; /* without the check */
    switch (command->id) {
    case COOLANT_LOOPS_PING_COMMAND_ID:
        return command->length == 0 ? CUPOLA_ACCEPTED : CUPOLA_WRONG_LENGTH;
    case COOLANT_LOOPS_VALVE_COMMAND_ID:
        return move_valve(module, octets, length);
    case COOLANT_LOOPS_PUMP_COMMAND_ID:
        return set_pump(module, octets, length);
    default:
        return CUPOLA_UNKNOWN;
    }
}

/* Whether a frame is telemetry of our own, come back over a bus that echoes.  To acknowledge
 * it would be to answer the echo of the answer, for ever. */
static bool is_echo(const struct cupola_command *command)
{
    return command->id <= COOLANT_LOOPS_ACKNOWLEDGEMENT_ID;
}

void module_receive(struct module *module, uint8_t octet)
{
    const struct cupola_receiver *receiver = &module->receiver;
    struct cupola_command command;
    if (cupola_kiss_receive(&module->receiver, octet) != CUPOLA_FRAME ||
        !cupola_crc16_ibm_sdlc_verify(receiver->frame, receiver->length) ||
        !cupola_command_read(receiver->frame, receiver->length - 2, &command) ||
        is_echo(&command)) {
        return;
    }
    enum cupola_result result =
        cupola_commands_obey(&module->commands, &command, carry_out, module);
    telemetry_acknowledgement(module, &command, result);
}
