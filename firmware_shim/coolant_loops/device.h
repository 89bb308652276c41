/* The virtual device: the flight software on the plant that it looks after.
 *
 *     +-- device ---------------------------+
 *     |  plant  -- sensors -->  module      |
 *     |         <-- actuators --            +---- put ---> line
 *     +-------------------------------------+
 *
 * Time is what the caller says has passed; it takes as long as the arithmetic takes. */

#ifndef COOLANT_LOOPS_DEVICE_H
#define COOLANT_LOOPS_DEVICE_H

#include <stdint.h>

#include "cupola/put.h"
#include "module.h"
#include "plant.h"

#ifdef __cplusplus
extern "C" {
#endif

struct device {
    struct plant plant;
    struct module module; /**< give it what the line brings, with module_receive */
    struct sensors sensors;
    uint32_t uptime_ms;  /**< since the last boot */
    uint32_t stepped_ms; /**< uptime of the last step */
};

/** Switch on: the boot packets go to `put` before this returns. */
void device_start(struct device *device, enum scenario_number scenario, uint32_t seed,
                  uint8_t boots, cupola_put_fn put, void *to);

/** Restart the software, not the plant: one boot more, sequence and uptime from 0. */
void device_reboot(struct device *device);

/** Let `ms` pass. */
void device_advance(struct device *device, uint32_t ms);

#ifdef __cplusplus
}
#endif

#endif
