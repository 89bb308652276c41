/* The packets that the module sends, filled from what it knows.
 *
 *     C0 00 | id boots sequence uptime fields | CRC-16/IBM-SDLC | C0 */

#ifndef COOLANT_LOOPS_TELEMETRY_H
#define COOLANT_LOOPS_TELEMETRY_H

#include <stdint.h>

#include "cupola/command.h"
#include "module.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Who we are: layout hash, version, scenario. */
void telemetry_identity(struct module *module);

/** Both loops, as the sensors see them. */
void telemetry_loops(struct module *module);

/** Temperatures of cabin, equipment and radiators. */
void telemetry_thermal(struct module *module);

/** What happened, an `enum coolant_loops_event_event`, in which loop. */
void telemetry_event(struct module *module, uint8_t event, uint8_t loop);

/** What became of a command. */
void telemetry_acknowledgement(struct module *module, const struct cupola_command *command,
                               enum cupola_result result);

#ifdef __cplusplus
}
#endif

#endif
