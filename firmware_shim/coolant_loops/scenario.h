/* Which leak is played.
 *
 *     number  name            public                                  here, invented
 *     0       nominal         -                                       nothing leaks
 *     1       nauka           9 October 2023, backup radiator; no     backup loop, 0.9 l/h
 *                             rate was published
 *     2       soyuz-ms-22     15 December 2022, hole of about 0.8 mm  a ship with one loop
 *     3       progress-ms-21  11 February 2023, hole of 12 mm         a ship with one loop */

#ifndef COOLANT_LOOPS_SCENARIO_H
#define COOLANT_LOOPS_SCENARIO_H

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum scenario_number { NOMINAL, NAUKA, SOYUZ_MS_22, PROGRESS_MS_21, SCENARIOS };

struct scenario {
    bool one_loop;       /**< a ship: no backup loop, and no valve to isolate the radiator */
    uint8_t leaking;     /**< LOOP_MAIN or LOOP_BACKUP */
    uint16_t hole_um;    /**< diameter of the hole; 0: the leak has a rate of its own */
    uint32_t leak_ml_h;  /**< rate of the leak; 0 for none */
};

/** Begin `scenario` as its number says; an unknown one is nominal. */
void scenario_start(struct scenario *scenario, uint8_t number);

#ifdef __cplusplus
}
#endif

#endif
