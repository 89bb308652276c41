/* What a firmware without an operating system asks of its board.
 *
 * One board is one file that defines these: cortex_m/mps2_an385.c, cortex_m/microbit.c,
 * avr/uno.c.  A line to the ground and a clock are all there is. */

#ifndef CUPOLA_BOARD_H
#define CUPOLA_BOARD_H

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Start the clock and the line, at 115200 Bd, 8N1. */
void board_start(void);

/** Milliseconds since the start; wraps after 49.7 days. */
uint32_t board_uptime(void);

/** Send one octet; waits until there is room for it.  A cupola_put_fn. */
void board_put(void *unused, uint8_t octet);

/** Take the oldest octet received, if there is one. */
bool board_get(uint8_t *octet);

/** How often the board has started since it was switched on; wraps.  See boots.h. */
uint8_t board_boots(void);

/** Perhaps sleep until an interrupt; at most a millisecond. */
void board_sleep(void);

#ifdef __cplusplus
}
#endif

#endif
