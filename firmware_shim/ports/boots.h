/* A boot counter in memory that the start-up code leaves alone (section .noinit).
 *
 * It counts the warm starts: reset button, watchdog, fault.  Without power the memory forgets,
 * the mark is not found, and the count begins again at 0.  A board that has a memory that
 * outlives that (EEPROM, backup registers, a page of flash) keeps the count there instead. */

#ifndef CUPOLA_BOOTS_H
#define CUPOLA_BOOTS_H

#include <stdint.h>

#define BOOTS_MARK 0xC0B0u

struct boots {
    uint16_t mark;
    uint8_t count;
    uint8_t complement; /* of the count: memory fades bit by bit */
};

/* Counts this start.  To be called once. */
static inline void boots_count(struct boots *boots)
{
    uint8_t count = 0;

    if (boots->mark == BOOTS_MARK && (boots->complement ^ boots->count) == 0xFFu) {
        count = (uint8_t)(boots->count + 1u);
    }
    boots->mark = BOOTS_MARK;
    boots->count = count;
    boots->complement = (uint8_t)~count;
}

#endif
