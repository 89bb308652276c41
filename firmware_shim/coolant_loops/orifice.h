/* Liquid that leaves through a small hole into vacuum:  flow = Cd x area x sqrt(2 p / density)
 *
 * Torricelli's law with a discharge coefficient of 0.6, that of a sharp edge, and the
 * density of water; what the real coolants and holes were like is not known here. */

#ifndef COOLANT_LOOPS_ORIFICE_H
#define COOLANT_LOOPS_ORIFICE_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Flow in nl/s through a hole of `diameter_um` at `pressure_pa`, which is at most 2 MPa. */
int64_t orifice_flow_nl_s(uint16_t diameter_um, uint32_t pressure_pa);

#ifdef __cplusplus
}
#endif

#endif
