/* Board: ARM MPS2 with the FPGA image AN385 (Cortex-M3 at 25 MHz), QEMU's mps2-an385.
 *
 * The line is UART0.  The clock is the counter of the FPGA, for no tick of it can be missed;
 * SysTick only ends a sleep.
 *
 * Source: Cortex-M System Design Kit Technical Reference Manual (DDI 0479), APB UART;
 * application note ARM DAI 0385, memory map, interrupts and FPGA I/O; ARMv7-M Architecture Reference
 * Manual (DDI 0403), B3.3 (SysTick) and B3.4 (NVIC). */

#include <stdbool.h>
#include <stdint.h>

#include "../board.h"
#include "../boots.h"
#include "../octet_queue.h"

#define CLOCK_HZ 25000000u
#define TICKS_A_MILLISECOND (CLOCK_HZ / 1000u)
#define BAUD 115200u

struct uart {
    volatile uint32_t data;
    volatile uint32_t state;
    volatile uint32_t control;
    volatile uint32_t interrupt;
    volatile uint32_t divider;
};

#define UART0 ((struct uart *)0x40004000u)
#define UART_STATE_TX_FULL (1u << 0)
#define UART_STATE_RX_FULL (1u << 1)
#define UART_CONTROL_TX (1u << 0)
#define UART_CONTROL_RX (1u << 1)
#define UART_CONTROL_RX_INTERRUPT (1u << 3)
#define UART_INTERRUPT_RX (1u << 1)

struct fpga_io {
    volatile uint32_t leds[2];
    volatile uint32_t buttons[2];
    volatile uint32_t hertz[2];
    volatile uint32_t counter;
    volatile uint32_t prescaler; /* ticks of the clock from count to count, less one */
};

#define FPGA_IO ((struct fpga_io *)0x40028000u)

struct systick {
    volatile uint32_t control;
    volatile uint32_t reload;
    volatile uint32_t current;
};

#define SYSTICK ((struct systick *)0xE000E010u)
#define SYSTICK_CONTROL_RUN 7u /* processor clock, interrupt, enable */

#define NVIC_ENABLE (*(volatile uint32_t *)0xE000E100u)
#define IRQ_UART0_RX 0u

static struct octet_queue received;
static struct boots boots __attribute__((section(".noinit")));

void systick(void);
void irq0(void);

void board_start(void)
{
    boots_count(&boots);
    FPGA_IO->prescaler = TICKS_A_MILLISECOND - 1u;
    FPGA_IO->counter = 0;
    SYSTICK->reload = TICKS_A_MILLISECOND - 1u;
    SYSTICK->current = 0;
    SYSTICK->control = SYSTICK_CONTROL_RUN;
    UART0->divider = CLOCK_HZ / BAUD;
    UART0->control = UART_CONTROL_TX | UART_CONTROL_RX | UART_CONTROL_RX_INTERRUPT;
    NVIC_ENABLE = 1u << IRQ_UART0_RX;
}

void systick(void)
{
    /* the sleep is over */
}

void irq0(void)
{
    UART0->interrupt = UART_INTERRUPT_RX;
    /* One that came in between has set the interrupt again, and is not taken twice. */
    if (UART0->state & UART_STATE_RX_FULL) {
        octet_queue_write(&received, (uint8_t)UART0->data);
    }
}

uint32_t board_uptime(void)
{
    return FPGA_IO->counter;
}

void board_put(void *unused, uint8_t octet)
{
    (void)unused;
    while (UART0->state & UART_STATE_TX_FULL) {
    }
    UART0->data = octet;
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
