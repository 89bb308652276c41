/* Board: BBC micro:bit version 1 (nRF51822, Cortex-M0 at 16 MHz), QEMU's microbit.
 *
 * The line is UART0, through the board's USB bridge.  The clock is TIMER0, for the Cortex-M0
 * of the nRF51 has no SysTick; TIMER1 only ends a sleep.
 *
 * Source: Nordic Semiconductor, nRF51 Series Reference Manual 3.0, UART, TIMER and CLOCK;
 * micro:bit hardware reference for the pins. */

#include <stdbool.h>
#include <stdint.h>

#include "../board.h"
#include "../boots.h"
#include "../octet_queue.h"

#define REGISTER(base, offset) (*(volatile uint32_t *)((base) + (offset)))

#define CLOCK 0x40000000u
#define CLOCK_START_CRYSTAL REGISTER(CLOCK, 0x000u)

#define UART 0x40002000u
#define UART_START_RX REGISTER(UART, 0x000u)
#define UART_START_TX REGISTER(UART, 0x008u)
#define UART_RX_READY REGISTER(UART, 0x108u)
#define UART_TX_READY REGISTER(UART, 0x11Cu)
#define UART_INTERRUPT_ENABLE REGISTER(UART, 0x304u)
#define UART_ENABLE REGISTER(UART, 0x500u)
#define UART_TX_PIN REGISTER(UART, 0x50Cu)
#define UART_RX_PIN REGISTER(UART, 0x514u)
#define UART_RXD REGISTER(UART, 0x518u)
#define UART_TXD REGISTER(UART, 0x51Cu)
#define UART_BAUD REGISTER(UART, 0x524u)
#define UART_ENABLED 4u
#define UART_INTERRUPT_RX (1u << 2)
#define UART_BAUD_115200 0x01D7E000u

#define TIMER0 0x40008000u
#define TIMER1 0x40009000u
#define TIMER_START(timer) REGISTER(timer, 0x000u)
#define TIMER_CAPTURE(timer) REGISTER(timer, 0x040u)
#define TIMER_COMPARED(timer) REGISTER(timer, 0x140u)
#define TIMER_SHORTCUTS(timer) REGISTER(timer, 0x200u)
#define TIMER_INTERRUPT_ENABLE(timer) REGISTER(timer, 0x304u)
#define TIMER_WIDTH(timer) REGISTER(timer, 0x508u)
#define TIMER_PRESCALER(timer) REGISTER(timer, 0x510u)
#define TIMER_COMPARE(timer) REGISTER(timer, 0x540u) /* and what was captured */
#define TIMER_INTERRUPT_COMPARE (1u << 16)
#define TIMER_CLEAR_AT_COMPARE (1u << 0)
#define TIMER_32_BITS 3u
#define TICKS_A_MILLISECOND 16000u

#define GPIO_SET_HIGH REGISTER(0x50000000u, 0x508u)
#define GPIO_SET_OUTPUT REGISTER(0x50000000u, 0x518u)
#define PIN_TX 24u
#define PIN_RX 25u

#define NVIC_ENABLE REGISTER(0xE000E100u, 0u)
#define IRQ_UART 2u
#define IRQ_TIMER1 9u

static struct octet_queue received;
static uint32_t milliseconds;
static uint32_t counted; /* ticks of the timer that are in milliseconds */
static struct boots boots __attribute__((section(".noinit")));

void irq2(void);
void irq9(void);

static void start_clock(void)
{
    CLOCK_START_CRYSTAL = 1; /* the RC oscillator runs on until the crystal does */
    TIMER_PRESCALER(TIMER0) = 0;
    TIMER_WIDTH(TIMER0) = TIMER_32_BITS;
    TIMER_START(TIMER0) = 1;
}

static void start_waking(void)
{
    TIMER_PRESCALER(TIMER1) = 0;
    TIMER_COMPARE(TIMER1) = TICKS_A_MILLISECOND;
    TIMER_SHORTCUTS(TIMER1) = TIMER_CLEAR_AT_COMPARE;
    TIMER_INTERRUPT_ENABLE(TIMER1) = TIMER_INTERRUPT_COMPARE;
    TIMER_START(TIMER1) = 1;
}

static void start_line(void)
{
    GPIO_SET_HIGH = 1u << PIN_TX;
    GPIO_SET_OUTPUT = 1u << PIN_TX;
    UART_TX_PIN = PIN_TX;
    UART_RX_PIN = PIN_RX;
    UART_BAUD = UART_BAUD_115200;
    UART_ENABLE = UART_ENABLED;
    UART_INTERRUPT_ENABLE = UART_INTERRUPT_RX;
    UART_START_TX = 1;
    UART_START_RX = 1;
}

void board_start(void)
{
    boots_count(&boots);
    start_clock();
    start_waking();
    start_line();
    NVIC_ENABLE = 1u << IRQ_UART | 1u << IRQ_TIMER1;
}

void irq2(void)
{
    while (UART_RX_READY) { /* up to six octets wait in the receiver */
        UART_RX_READY = 0;
        octet_queue_write(&received, (uint8_t)UART_RXD);
    }
}

void irq9(void)
{
    TIMER_COMPARED(TIMER1) = 0;
}

/* Counts the ticks since the last call, which was at most 268 s ago: the timer comes round.
 * A tick a millisecond by interrupt loses those that the processor is late for. */
uint32_t board_uptime(void)
{
    uint32_t passed;

    TIMER_CAPTURE(TIMER0) = 1;
    passed = (TIMER_COMPARE(TIMER0) - counted) / TICKS_A_MILLISECOND;
    counted += passed * TICKS_A_MILLISECOND;
    milliseconds += passed;
    return milliseconds;
}

void board_put(void *unused, uint8_t octet)
{
    (void)unused;
    UART_TX_READY = 0;
    UART_TXD = octet;
    while (!UART_TX_READY) {
    }
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
    __asm__ volatile("wfi");
}
