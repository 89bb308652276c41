#include "scenario.h"

#include "instruments.h"

void scenario_start(struct scenario *scenario, uint8_t number)
{
    scenario->one_loop = false;
    scenario->leaking = LOOP_BACKUP;
    scenario->hole_um = 0;
    scenario->leak_ml_h = 0;
    switch (number) {
    case NAUKA:
        scenario->leak_ml_h = 900; /* invented */
        break;
    case SOYUZ_MS_22:
        scenario->one_loop = true;
        scenario->leaking = LOOP_MAIN;
        scenario->hole_um = 800;
        break;
    case PROGRESS_MS_21:
        scenario->one_loop = true;
        scenario->leaking = LOOP_MAIN;
        scenario->hole_um = 12000;
        break;
    default:
        break;
    }
}
