/* Start-up of a Cortex-M: vector table, .data and .bss, then main().
 *
 * The processor loads the stack pointer and the program counter from the first two words of
 * flash; the rest of the table is where exceptions go, then the interrupts of the chip.
 * A board names the handlers it has; all others are `fault`.
 *
 * Source: ARMv7-M Architecture Reference Manual (DDI 0403), B1.5; for the Cortex-M0
 * ARMv6-M Architecture Reference Manual (DDI 0419), B1.5. */

#include <stdint.h>

#define AIRCR (*(volatile uint32_t *)0xE000ED0Cu)
#define AIRCR_RESET 0x05FA0004u /* the key, and SYSRESETREQ */

/* From the linker script. */
extern uint32_t stack_top;
extern uint32_t data_start, data_end;
extern const uint32_t data_image;
extern uint32_t bss_start, bss_end;

int main(void);
void reset(void);
void fault(void);
void systick(void) __attribute__((weak, alias("fault")));
void irq0(void) __attribute__((weak, alias("fault")));
void irq2(void) __attribute__((weak, alias("fault")));
void irq9(void) __attribute__((weak, alias("fault")));

struct vectors {
    uint32_t *stack;
    void (*exceptions[15])(void);
    void (*interrupts[16])(void);
};

__attribute__((section(".vectors"), used)) static const struct vectors vectors = {
    &stack_top,
    {reset, fault, fault, fault, fault, fault, fault, fault, fault, fault, fault, fault, fault,
     fault, systick},
    {irq0, fault, irq2, fault, fault, fault, fault, fault, fault, irq9, fault, fault, fault, fault,
     fault, fault},
};

void reset(void)
{
    const uint32_t *from = &data_image;
    uint32_t *to;

    for (to = &data_start; to < &data_end; to++) {
        *to = *from++;
    }
    for (to = &bss_start; to < &bss_end; to++) {
        *to = 0;
    }
    main();
    fault();
}

/* The ground sees a fault as a reboot: the boot counter goes up, the sequence begins at 0. */
void fault(void)
{
    AIRCR = AIRCR_RESET;
    for (;;) {
    }
}
