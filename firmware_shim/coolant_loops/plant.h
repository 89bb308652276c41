/* The plant: cabin, equipment and coolant loops, as a sum of liquid and of heat.
 *
 *                radiator (leaks here)
 *            +---- valve ---[/\/\/]----+
 *     supply |                         | return        accumulator: a bellows, liquid
 *            +--[cabin]--[equipment]---+---( pump )    under gas; p x V / T of the gas
 *                                      |               stays, so pressure falls with the
 *                                 accumulator          quantity of liquid
 *
 * Integers throughout, so that every processor computes the same: liquid in picolitres, heat
 * in microjoules, and a fixed step.  Nothing is lost by rounding but what a step rounds off.
 *
 * EVERY NUMBER IN plant.c IS INVENTED, but for the 44 litres and about 3 atmospheres that
 * an unnamed source told of Soyuz MS-22 (docs/coolant-loops.md). */

#ifndef COOLANT_LOOPS_PLANT_H
#define COOLANT_LOOPS_PLANT_H

#include <stdbool.h>
#include <stdint.h>

#include "instruments.h"
#include "scenario.h"

#ifdef __cplusplus
extern "C" {
#endif

enum { PLANT_STEP_MS = 100 };

struct plant_loop {
    int64_t coolant_pl; /**< liquid in pipes and accumulator, picolitres */
    int64_t heat_uj;    /**< above 0 degC, microjoules */
    int32_t coolant_mdegc;
    int32_t radiator_udegc; /**< of the panel, millionths of a degree */
    uint32_t inlet_pa;
    uint32_t flow_ul_s;
    uint16_t pump_rpm;
    uint16_t valve_ms; /**< travelled from open to closed */
    enum valve_order valve;
};

struct plant {
    struct scenario scenario;
    struct plant_loop loops[LOOPS];
    int64_t cabin_uj;
    int64_t equipment_uj;
    int32_t cabin_mdegc;
    int32_t equipment_mdegc;
    uint32_t orbit_ms; /**< in this orbit; at 0 the radiators' sink is at its mean and warms */
    uint32_t noise;    /**< state of the sensors' noise, never 0 */
};

/** Begin `scenario` in its steady state, everything full and running; `seed` is the noise's. */
void plant_start(struct plant *plant, enum scenario_number scenario, uint32_t seed);

/** Let PLANT_STEP_MS pass. */
void plant_step(struct plant *plant, const struct actuators *actuators);

/** Leak at `ml_h` from now on, whatever the scenario's hole; 0 ends the leak. */
void plant_leak(struct plant *plant, uint32_t ml_h);

/** What the sensors read now, their noise included. */
void plant_read(struct plant *plant, struct sensors *sensors);

#ifdef __cplusplus
}
#endif

#endif
