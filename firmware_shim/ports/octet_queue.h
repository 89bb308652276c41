/* Octets on their way from an interrupt to the main loop.
 *
 * One writer and one reader, and no locks: each of the two indices is one octet, which every
 * processor writes at once, and has one owner.  A full queue loses what comes and counts it.
 * All is volatile, so the compiler keeps the order: an octet is in its place before it is
 * counted.  One core sees its own writes in order.  Two cores need barriers between the two,
 * and DMA a queue of its own. */

#ifndef CUPOLA_OCTET_QUEUE_H
#define CUPOLA_OCTET_QUEUE_H

#include <stdbool.h>
#include <stdint.h>

#define OCTET_QUEUE_SIZE 64u /* a power of two, at most 128 */

struct octet_queue {
    volatile uint8_t octets[OCTET_QUEUE_SIZE];
    volatile uint8_t written; /* owned by the interrupt; counts modulo 256 */
    volatile uint8_t taken;   /* owned by the main loop; likewise */
    volatile uint8_t lost;    /* octets that found no room; stays at 255 */
};

/** Append an octet; for the interrupt alone. */
static inline void octet_queue_write(struct octet_queue *queue, uint8_t octet)
{
    uint8_t written = queue->written;

    if ((uint8_t)(written - queue->taken) < OCTET_QUEUE_SIZE) {
        queue->octets[written % OCTET_QUEUE_SIZE] = octet;
        queue->written = (uint8_t)(written + 1u);
    } else if (queue->lost < 255u) {
        queue->lost = (uint8_t)(queue->lost + 1u);
    }
}

/** Take the oldest octet, if there is one; for the main loop alone. */
static inline bool octet_queue_take(struct octet_queue *queue, uint8_t *octet)
{
    uint8_t taken = queue->taken;

    if (taken == queue->written) {
        return false;
    }
    *octet = queue->octets[taken % OCTET_QUEUE_SIZE];
    queue->taken = (uint8_t)(taken + 1u);
    return true;
}

#endif
