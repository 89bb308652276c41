#include "plant.h"

#include "orifice.h"

/* Invented: the size of a loop.  36 and 8 litres make the 44 that were told of Soyuz MS-22,
 * 300 kPa its "about 3 atmospheres". */
#define PICOLITRES_PER_ML INT64_C(1000000000)
#define PIPES_PL (36000 * PICOLITRES_PER_ML)
#define BELLOWS_PL (10000 * PICOLITRES_PER_ML)
#define LIQUID_PL (8000 * PICOLITRES_PER_ML) /* in the bellows at the start */
#define CHARGE_PA INT64_C(300000) /* at CHARGE_MK and LIQUID_PL */
#define CHARGE_MK INT32_C(288150)
#define ICE_MK INT32_C(273150)
#define VAPOUR_PA UINT32_C(30000) /* when the bellows is empty: vapour and dissolved gas */

/* Invented: pump and valve. */
enum { PUMP_SLEW_RPM = 50 };          /* in a step */
enum { VALVE_TRAVEL_MS = 10000 };
#define CAVITATION_PA UINT32_C(50000) /* a pump moves nothing below this at its inlet */
#define NOMINAL_FLOW_UL_S INT32_C(75000)

/* Invented: heat capacities in J/K, conductances in W/K, loads in W, temperatures in mdegC. */
#define CABIN_J_K INT32_C(300000)
#define EQUIPMENT_J_K INT32_C(250000)
#define LOOP_J_K INT32_C(150000)
enum { CABIN_LOAD_W = 100, EQUIPMENT_LOAD_W = 400 };
enum { STATION_W_K_CABIN = 25, STATION_W_K_EQUIPMENT = 17, CABIN_W_K_EQUIPMENT = 10 };
enum { LOOP_W_K_CABIN = 12, LOOP_W_K_EQUIPMENT = 35, LOOP_W_K_RADIATOR = 60 };
enum { STAGNANT_W_K = 6 }; /* what a loop takes from the cabin even without flow */
#define STATION_MDEGC INT32_C(22000)
#define SINK_MDEGC INT32_C(9500)         /* what radiator and thermostat come to, seen by a loop */
#define SINK_SWING_MDEGC INT32_C(1500)   /* of the sink, between night and day */
#define SPACE_MDEGC INT32_C(-60000)      /* where a radiator without flow goes */
#define PANEL_STEPS 6000                 /* the radiator's time constant: 10 minutes */
#define QUARTER_ORBIT_MS UINT32_C(1390000)

static int64_t heat(int32_t mdegc, int32_t capacity_j_k)
{
    return (int64_t)mdegc * capacity_j_k * 1000;
}

static int32_t temperature(int64_t heat_uj, int32_t capacity_j_k)
{
    return (int32_t)(heat_uj / ((int64_t)capacity_j_k * 1000));
}

/* What passes in a step between two temperatures, in microjoules. */
static int64_t passed(int32_t from_mdegc, int32_t to_mdegc, int32_t w_k)
{
    return (int64_t)(from_mdegc - to_mdegc) * w_k * PLANT_STEP_MS;
}

static int64_t bellows_liquid(const struct plant_loop *loop)
{
    return loop->coolant_pl > PIPES_PL ? loop->coolant_pl - PIPES_PL : 0;
}

/* The gas law: p V / T is that of the charge, until the bellows is empty. */
static uint32_t gas_pressure(const struct plant_loop *loop)
{
    int64_t liquid_pl = bellows_liquid(loop);
    if (liquid_pl == 0) {
        return VAPOUR_PA;
    }
    int64_t gas_ul = (BELLOWS_PL - liquid_pl) / 1000000;
    int64_t charge_ul = (BELLOWS_PL - LIQUID_PL) / 1000000;
    int64_t pa = CHARGE_PA * charge_ul / gas_ul;
    return (uint32_t)(pa * (loop->coolant_mdegc + ICE_MK) / CHARGE_MK);
}

static bool fitted(const struct plant *plant, uint8_t loop)
{
    return loop == LOOP_MAIN || !plant->scenario.one_loop;
}

void plant_leak(struct plant *plant, uint32_t ml_h)
{
    plant->scenario.hole_um = 0;
    plant->scenario.leak_ml_h = ml_h;
}

/* What the hole lets out, in nanolitres a second.  A valve that is shut holds it back. */
static int64_t leak_nl_s(const struct plant *plant)
{
    const struct scenario *scenario = &plant->scenario;
    const struct plant_loop *loop = &plant->loops[scenario->leaking];
    if (loop->valve_ms == VALVE_TRAVEL_MS) {
        return 0;
    }
    if (scenario->hole_um > 0) {
        return orifice_flow_nl_s(scenario->hole_um, loop->inlet_pa);
    }
    return (int64_t)scenario->leak_ml_h * 2500 / 9;
}

static void lose_coolant(struct plant *plant)
{
    struct plant_loop *loop = &plant->loops[plant->scenario.leaking];
    int64_t lost_pl = leak_nl_s(plant) * PLANT_STEP_MS; /* nl/s x ms is picolitres */
    loop->coolant_pl = lost_pl < loop->coolant_pl ? loop->coolant_pl - lost_pl : 0;
}

static void move_valve(struct plant_loop *loop, enum valve_order order)
{
    if (order != VALVE_HOLD) {
        loop->valve = order;
    }
    if (loop->valve == VALVE_CLOSE && loop->valve_ms < VALVE_TRAVEL_MS) {
        loop->valve_ms = (uint16_t)(loop->valve_ms + PLANT_STEP_MS);
    } else if (loop->valve == VALVE_OPEN && loop->valve_ms > 0) {
        loop->valve_ms = (uint16_t)(loop->valve_ms - PLANT_STEP_MS);
    }
}

static uint16_t slewed(uint16_t rpm, uint16_t wanted_rpm)
{
    if (rpm + PUMP_SLEW_RPM < wanted_rpm) {
        return (uint16_t)(rpm + PUMP_SLEW_RPM);
    }
    return rpm > wanted_rpm + PUMP_SLEW_RPM ? (uint16_t)(rpm - PUMP_SLEW_RPM) : wanted_rpm;
}

static void turn_pump(struct plant_loop *loop, uint16_t wanted_rpm)
{
    loop->pump_rpm = slewed(loop->pump_rpm, wanted_rpm);
    bool cavitates = loop->inlet_pa < CAVITATION_PA;
    loop->flow_ul_s = cavitates ? 0 : loop->pump_rpm * UINT32_C(50) / 3; /* 75 ml/s at 4500 rpm */
}

/* What coolant carries: all of `w_k` at the nominal flow. */
static int64_t carried(const struct plant_loop *loop, int32_t from_mdegc, int32_t to_mdegc,
                       int32_t w_k)
{
    return passed(from_mdegc, to_mdegc, w_k) * loop->flow_ul_s / NOMINAL_FLOW_UL_S;
}

/* The sink of the radiators over an orbit: a triangle, warmest at noon. */
static int32_t sink_mdegc(uint32_t orbit_ms)
{
    uint32_t quarter = orbit_ms / QUARTER_ORBIT_MS;
    int32_t rest = (int32_t)((orbit_ms % QUARTER_ORBIT_MS) / 1000);
    int32_t swing = SINK_SWING_MDEGC * rest / (int32_t)(QUARTER_ORBIT_MS / 1000);
    if (quarter % 2 == 1) {
        swing = SINK_SWING_MDEGC - swing;
    }
    return quarter < 2 ? SINK_MDEGC + swing : SINK_MDEGC - swing;
}

static bool radiates(const struct plant_loop *loop)
{
    return loop->flow_ul_s > 0 && loop->valve_ms < VALVE_TRAVEL_MS;
}

static void warm_loop(struct plant *plant, struct plant_loop *loop, int32_t sink)
{
    int32_t coolant = loop->coolant_mdegc;
    int64_t cabin = carried(loop, plant->cabin_mdegc, coolant, LOOP_W_K_CABIN) +
                    passed(plant->cabin_mdegc, coolant, STAGNANT_W_K);
    int64_t equipment = carried(loop, plant->equipment_mdegc, coolant, LOOP_W_K_EQUIPMENT);
    int64_t radiator = radiates(loop) ? carried(loop, coolant, sink, LOOP_W_K_RADIATOR) : 0;
    plant->cabin_uj -= cabin;
    plant->equipment_uj -= equipment;
    loop->heat_uj += cabin + equipment - radiator;
    int32_t panel = radiates(loop) ? (coolant + sink) / 2 : SPACE_MDEGC;
    loop->radiator_udegc += (panel * 1000 - loop->radiator_udegc) / PANEL_STEPS;
}

static void warm_module(struct plant *plant)
{
    int32_t cabin = plant->cabin_mdegc;
    int32_t equipment = plant->equipment_mdegc;
    int64_t between = passed(equipment, cabin, CABIN_W_K_EQUIPMENT);
    plant->cabin_uj += CABIN_LOAD_W * INT64_C(1000) * PLANT_STEP_MS + between -
                       passed(cabin, STATION_MDEGC, STATION_W_K_CABIN);
    plant->equipment_uj += EQUIPMENT_LOAD_W * INT64_C(1000) * PLANT_STEP_MS - between -
                           passed(equipment, STATION_MDEGC, STATION_W_K_EQUIPMENT);
}

void plant_start(struct plant *plant, enum scenario_number scenario, uint32_t seed)
{
    scenario_start(&plant->scenario, (uint8_t)scenario);
    plant->cabin_mdegc = plant->scenario.one_loop ? 22800 : 20300;
    plant->equipment_mdegc = plant->scenario.one_loop ? 25300 : 21200;
    plant->cabin_uj = heat(plant->cabin_mdegc, CABIN_J_K);
    plant->equipment_uj = heat(plant->equipment_mdegc, EQUIPMENT_J_K);
    plant->orbit_ms = 0;
    plant->noise = seed == 0 ? 1 : seed;
    for (uint8_t i = 0; i < LOOPS; i++) {
        struct plant_loop *loop = &plant->loops[i];
        loop->coolant_pl = PIPES_PL + LIQUID_PL;
        loop->coolant_mdegc = plant->scenario.one_loop ? 16100 : 14800;
        loop->heat_uj = heat(loop->coolant_mdegc, LOOP_J_K);
        loop->radiator_udegc = INT32_C(12000000);
        loop->inlet_pa = gas_pressure(loop);
        loop->pump_rpm = i == LOOP_MAIN ? MAIN_PUMP_RPM : BACKUP_PUMP_RPM;
        turn_pump(loop, loop->pump_rpm);
        loop->valve_ms = 0;
        loop->valve = VALVE_HOLD;
    }
}

void plant_step(struct plant *plant, const struct actuators *actuators)
{
    plant->orbit_ms = (plant->orbit_ms + PLANT_STEP_MS) % (4 * QUARTER_ORBIT_MS);
    lose_coolant(plant);
    warm_module(plant);
    for (uint8_t i = 0; i < LOOPS; i++) {
        struct plant_loop *loop = &plant->loops[i];
        if (!fitted(plant, i)) {
            continue;
        }
        move_valve(loop, actuators->valve[i]);
        turn_pump(loop, actuators->pump_rpm[i]);
        warm_loop(plant, loop, sink_mdegc(plant->orbit_ms));
        loop->coolant_mdegc = temperature(loop->heat_uj, LOOP_J_K);
        loop->inlet_pa = gas_pressure(loop);
    }
    plant->cabin_mdegc = temperature(plant->cabin_uj, CABIN_J_K);
    plant->equipment_mdegc = temperature(plant->equipment_uj, EQUIPMENT_J_K);
}

/* -3 to 3 units: a sensor's noise.  xorshift32, G. Marsaglia, J. Stat. Software 8 (14), 2003. */
static int32_t noise(struct plant *plant, int32_t unit)
{
    uint32_t state = plant->noise;
    state ^= state << 13;
    state ^= state >> 17;
    state ^= state << 5;
    plant->noise = state;
    return (int32_t)((state >> 16) % 7) * unit - 3 * unit;
}

static uint32_t noisy(struct plant *plant, uint32_t value, int32_t unit)
{
    int32_t sum = (int32_t)value + noise(plant, unit);
    return sum > 0 ? (uint32_t)sum : 0;
}

static enum valve_state valve_state(const struct plant_loop *loop)
{
    if (loop->valve_ms == 0) {
        return VALVE_IS_OPEN;
    }
    if (loop->valve_ms == VALVE_TRAVEL_MS) {
        return VALVE_IS_CLOSED;
    }
    return loop->valve == VALVE_CLOSE ? VALVE_IS_CLOSING : VALVE_IS_OPENING;
}

/* Half of the difference over the loop.  Heat and flow go together, so the flow falls out of
 * it: 75 ml/s of 4 J/(ml K) carry 300 W/K. */
static int32_t half_rise(int32_t from_mdegc, int32_t to_mdegc, int32_t w_k)
{
    return (from_mdegc - to_mdegc) * w_k / 600;
}

static void read_temperatures(struct plant *plant, struct plant_loop *loop,
                              struct loop_sensors *sensors)
{
    int32_t coolant = loop->coolant_mdegc;
    sensors->supply_mdegc = coolant + noise(plant, 10);
    sensors->return_mdegc = coolant + noise(plant, 10);
    sensors->radiator_mdegc = loop->radiator_udegc / 1000 + noise(plant, 10);
    if (loop->flow_ul_s == 0) {
        return;
    }
    sensors->return_mdegc += half_rise(plant->cabin_mdegc, coolant, LOOP_W_K_CABIN) +
                             half_rise(plant->equipment_mdegc, coolant, LOOP_W_K_EQUIPMENT);
    if (radiates(loop)) {
        sensors->supply_mdegc -=
            half_rise(coolant, sink_mdegc(plant->orbit_ms), LOOP_W_K_RADIATOR);
    }
}

static void read_loop(struct plant *plant, struct plant_loop *loop, struct loop_sensors *sensors)
{
    uint32_t square = (uint32_t)loop->pump_rpm * loop->pump_rpm;
    bool runs = loop->pump_rpm > 0;
    bool moves = loop->flow_ul_s > 0;
    uint32_t current_ma = runs ? 150 + square / (moves ? 26667 : 80000) : 0;
    int64_t centipercent = bellows_liquid(loop) / (BELLOWS_PL / 10000);
    sensors->inlet_pressure_pa = noisy(plant, loop->inlet_pa, 50);
    sensors->outlet_pressure_pa = noisy(plant, loop->inlet_pa + (moves ? square / 300 : 0), 50);
    sensors->accumulator_centipercent = (uint16_t)noisy(plant, (uint32_t)centipercent, 1);
    sensors->pump_rpm = (uint16_t)(runs ? noisy(plant, loop->pump_rpm, 2) : 0);
    sensors->pump_ma = (uint16_t)(runs ? noisy(plant, current_ma, 2) : 0);
    sensors->flow_ul_s = moves ? noisy(plant, loop->flow_ul_s, 100) : 0;
    read_temperatures(plant, loop, sensors);
}

void plant_read(struct plant *plant, struct sensors *sensors)
{
    for (uint8_t i = 0; i < LOOPS; i++) {
        sensors->loops[i].fitted = fitted(plant, i);
        sensors->loops[i].has_valve = !plant->scenario.one_loop;
        sensors->loops[i].valve = valve_state(&plant->loops[i]);
        if (fitted(plant, i)) {
            read_loop(plant, &plant->loops[i], &sensors->loops[i]);
        }
    }
    sensors->cabin_mdegc = plant->cabin_mdegc + noise(plant, 10);
    sensors->equipment_mdegc = plant->equipment_mdegc + noise(plant, 10);
    sensors->heat_load_w = CABIN_LOAD_W + EQUIPMENT_LOAD_W;
}
