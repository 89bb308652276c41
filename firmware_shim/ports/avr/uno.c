/* Board: Arduino Uno (ATmega328P at 16 MHz), QEMU's uno.
 *
 * The line is USART0, through the board's USB bridge.  The clock is timer 1, the only timer
 * that QEMU has on this machine.  Start-up code and register names are those of avr-libc.
 *
 * Source: ATmega48A/PA/88A/PA/168A/PA/328/P data sheet (DS40002061), USART0, 16-bit timer. */

#include <stdbool.h>
#include <stdint.h>

#include <avr/interrupt.h>
#include <avr/io.h>

#include "../board.h"
#include "../boots.h"
#include "../octet_queue.h"

#define F_CPU 16000000UL
#define BAUD 115200UL
#define BAUD_TOL 3 /* 16 MHz gives 2.1 % too much; the bridge has the same crystal and error */
#include <util/setbaud.h>

#define TICKS_A_MILLISECOND ((uint16_t)(F_CPU / 64u / 1000u))

static struct octet_queue received;
static uint32_t milliseconds;
static uint16_t counted; /* ticks of timer 1 that are in milliseconds */
static struct boots boots __attribute__((section(".noinit")));

void board_start(void)
{
    boots_count(&boots);
    TCCR1B = 1u << CS11 | 1u << CS10; /* clock / 64 */
    UBRR0 = UBRR_VALUE;
    UCSR0A = USE_2X << U2X0;
    UCSR0C = 1u << UCSZ01 | 1u << UCSZ00;
    UCSR0B = 1u << RXCIE0 | 1u << RXEN0 | 1u << TXEN0;
    sei();
}

ISR(USART_RX_vect)
{
    octet_queue_write(&received, UDR0);
}

/* Counts the ticks since the last call, which was at most 131 ms ago: the timer comes round
 * every 262.  A tick a millisecond by interrupt loses those that the processor is late for. */
uint32_t board_uptime(void)
{
    uint16_t passed = (uint16_t)(TCNT1 - counted);

    if (passed > INT16_MAX) { /* QEMU comes round late, and steps back by that much */
        counted = (uint16_t)(counted + passed);
        return milliseconds;
    }
    passed /= TICKS_A_MILLISECOND;
    counted = (uint16_t)(counted + passed * TICKS_A_MILLISECOND);
    milliseconds += passed;
    return milliseconds;
}

void board_put(void *unused, uint8_t octet)
{
    (void)unused;
    while (!(UCSR0A & 1u << UDRE0)) {
    }
    UDR0 = octet;
}

bool board_get(uint8_t *octet)
{
    return octet_queue_take(&received, octet);
}

uint8_t board_boots(void)
{
    return boots.count;
}

void board_sleep(void)
{
    /* sleep_mode() belongs here, but in QEMU 7.2 a processor that sleeps serves its interrupts
     * and sleeps on. */
}
