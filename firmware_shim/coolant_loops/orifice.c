#include "orifice.h"

/* The integer square root, bit by bit. */
static uint32_t square_root(uint32_t number)
{
    uint32_t root = 0;
    for (uint32_t bit = UINT32_C(1) << 30; bit != 0; bit >>= 2) {
        if (number >= root + bit) {
            number -= root + bit;
            root = (root >> 1) + bit;
        } else {
            root >>= 1;
        }
    }
    return root;
}

int64_t orifice_flow_nl_s(uint16_t diameter_um, uint32_t pressure_pa)
{
    uint32_t speed_mm_s = square_root(2000 * pressure_pa); /* sqrt(2 p / 1000 kg/m3) */
    uint64_t square_um2 = (uint64_t)((uint32_t)diameter_um * diameter_um);
    uint64_t area_um2 = square_um2 * 355 / 452; /* pi is 355/113 */
    return (int64_t)(area_um2 * speed_mm_s * 6 / 10000);
}
