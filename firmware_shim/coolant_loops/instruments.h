/* Between the flight software and the module it looks after: what it measures and moves.
 *
 *     module.c   <-- struct sensors ---   drivers of a real board, or plant.c
 *                --- struct actuators -->
 *
 * Both are what a board's drivers would give and take: integers in plain units. */

#ifndef COOLANT_LOOPS_INSTRUMENTS_H
#define COOLANT_LOOPS_INSTRUMENTS_H

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum { LOOP_MAIN, LOOP_BACKUP, LOOPS };

/** Speeds of the pumps; the backup loop stands by.  Invented. */
enum { MAIN_PUMP_RPM = 4500, BACKUP_PUMP_RPM = 3000, MOST_PUMP_RPM = 6000 };

/** What the end switches of a radiator's valve say. */
enum valve_state { VALVE_IS_OPEN, VALVE_IS_CLOSING, VALVE_IS_CLOSED, VALVE_IS_OPENING };

/** What a valve is told: a latching valve that is told nothing stays where it is. */
enum valve_order { VALVE_HOLD, VALVE_OPEN, VALVE_CLOSE };

/** One loop, measured.  Of a loop that is not fitted nothing else counts. */
struct loop_sensors {
    bool fitted;
    bool has_valve; /**< whether its radiator can be isolated */
    enum valve_state valve;
    uint32_t inlet_pressure_pa; /**< absolute, as are all pressures */
    uint32_t outlet_pressure_pa;
    uint16_t accumulator_centipercent;
    uint16_t pump_rpm;
    uint16_t pump_ma;
    uint32_t flow_ul_s;
    int32_t supply_mdegc;
    int32_t return_mdegc;
    int32_t radiator_mdegc;
};

struct sensors {
    struct loop_sensors loops[LOOPS];
    int32_t cabin_mdegc;
    int32_t equipment_mdegc;
    uint16_t heat_load_w;
};

struct actuators {
    uint16_t pump_rpm[LOOPS]; /**< 0 stops the pump */
    enum valve_order valve[LOOPS];
};

#ifdef __cplusplus
}
#endif

#endif
