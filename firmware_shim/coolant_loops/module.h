/* The flight software of the module: telemetry on a schedule, events once, commands obeyed.
 *
 *     sensors, uptime -->  module  --> actuators
 *     line            <-->            (KISS, CRC-16/IBM-SDLC)
 *
 * A board calls module_step about ten times a second and module_receive for every octet from
 * the line; both may write to the line through the `put` that module_start was given, and
 * neither may interrupt the other.  What it writes is defined in the mission `coolant-loops`,
 * from which coolant_loops.h was made. */

#ifndef COOLANT_LOOPS_MODULE_H
#define COOLANT_LOOPS_MODULE_H

#include <stdbool.h>
#include <stdint.h>

#include "cupola/command.h"
#include "cupola/packet.h"
#include "cupola/put.h"
#include "cupola/receiver.h"
#include "instruments.h"

#ifdef __cplusplus
extern "C" {
#endif

#define MODULE_LOOPS_PERIOD_MS UINT32_C(2000)
#define MODULE_THERMAL_PERIOD_MS UINT32_C(10000)
#define MODULE_IDENTITY_PERIOD_MS UINT32_C(60000)

/** Longest command, its check included, with room for one that is too long to be told so. */
enum { MODULE_COMMAND_CAPACITY = 24 };

/** What the software remembers of a loop. */
struct module_loop {
    bool pressure_low;    /**< it was told */
    bool accumulator_low; /**< it was told */
    bool starving;        /**< the pump runs without pressure at its inlet ... */
    uint32_t starving_since_ms;
    bool pump_protected; /**< ... and was stopped for that */
    enum valve_state valve;
};

struct module {
    struct actuators actuators; /**< what the board is to do; read it after every call */
    const struct sensors *sensors;
    struct module_loop loops[LOOPS];
    struct cupola_counters counters;
    struct cupola_commands commands;
    struct cupola_receiver receiver;
    uint8_t command[MODULE_COMMAND_CAPACITY];
    uint32_t uptime_ms;
    uint32_t loops_sent_ms;
    uint32_t thermal_sent_ms;
    uint32_t identity_sent_ms;
    bool started;
    uint8_t scenario;
    cupola_put_fn put;
    void *to;
};

/** Begin after a boot.
 *  `sensors` is where the board keeps what it measured last; `boots` counts boots, `scenario`
 *  is only told to the ground, and frames go to `put`. */
void module_start(struct module *module, const struct sensors *sensors, uint8_t boots,
                  uint8_t scenario, cupola_put_fn put, void *to);

/** Look at the sensors, decide, and send what is due. */
void module_step(struct module *module, uint32_t uptime_ms);

/** Take an octet from the line; a command that it completes is carried out and acknowledged. */
void module_receive(struct module *module, uint8_t octet);

#ifdef __cplusplus
}
#endif

#endif
