/* What the shim takes for an octet, printed as "name ticks" for OCTETS octets each.
 *
 * On AVR a tick is a cycle (timer 1); on Cortex-M, under QEMU's -icount, SysTick counts
 * instructions in fives.  Two loops that others write for CRC-16 stand beside ours. */

#include "cupola/crc.h"
#include "cupola/kiss.h"

enum { OCTETS = 128 };

static void uart_put(char character);
static void clock_start(void);
static uint32_t clock_stop(void);
static void halt(void);

#ifdef __AVR__

#include <avr/interrupt.h>
#include <avr/io.h>
#include <avr/pgmspace.h>
#include <avr/sleep.h>

enum { REPEATS = 1 };

static void uart_put(char character)
{
    UCSR0B = _BV(TXEN0);
    loop_until_bit_is_set(UCSR0A, UDRE0);
    UDR0 = (uint8_t)character;
}

static void clock_start(void)
{
    TCCR1A = 0;
    TCCR1B = _BV(CS10);
    TCNT1 = 0;
}

static uint32_t clock_stop(void)
{
    return TCNT1;
}

static void halt(void)
{
    cli();
    sleep_mode();
}

#else

#define PROGMEM
#define pgm_read_word(place) (*(place))

#define UART0_DATA (*(volatile uint32_t *)0x40004000)
#define UART0_CTRL (*(volatile uint32_t *)0x40004008)
#define UART0_BAUDDIV (*(volatile uint32_t *)0x40004010)
#define SYSTICK_CSR (*(volatile uint32_t *)0xE000E010)
#define SYSTICK_RVR (*(volatile uint32_t *)0xE000E014)
#define SYSTICK_CVR (*(volatile uint32_t *)0xE000E018)

enum { REPEATS = 64, INSTRUCTIONS_A_TICK = 5 };

static void uart_put(char character)
{
    UART0_BAUDDIV = 16;
    UART0_CTRL = 1;
    UART0_DATA = (uint8_t)character;
}

static void clock_start(void)
{
    SYSTICK_RVR = 0xFFFFFF;
    SYSTICK_CVR = 0;
    SYSTICK_CSR = 5;
}

static uint32_t clock_stop(void)
{
    return (0xFFFFFF - SYSTICK_CVR) * INSTRUCTIONS_A_TICK / REPEATS;
}

static void halt(void)
{
    for (;;) {
    }
}

#endif

static void print(const char *text)
{
    while (*text != '\0') {
        uart_put(*text++);
    }
}

static void print_number(uint32_t number)
{
    char digits[11];
    uint8_t at = sizeof digits - 1;

    digits[at] = '\0';
    do {
        digits[--at] = (char)('0' + number % 10);
        number /= 10;
    } while (number != 0);
    print(digits + at);
}

/* The peers. */

static uint16_t bitwise(uint16_t crc, uint8_t octet)
{
    uint8_t bit;

    crc ^= octet;
    for (bit = 0; bit < 8; bit++) {
        crc = (uint16_t)(crc >> 1 ^ ((crc & 1U) != 0 ? 0x8408U : 0));
    }
    return crc;
}

static const uint16_t nibbles[16] PROGMEM = {
    0x0000, 0x1081, 0x2102, 0x3183, 0x4204, 0x5285, 0x6306, 0x7387,
    0x8408, 0x9489, 0xA50A, 0xB58B, 0xC60C, 0xD68D, 0xE70E, 0xF78F,
};

static uint16_t nibblewise(uint16_t crc, uint8_t octet)
{
    crc ^= octet;
    crc = (uint16_t)(crc >> 4 ^ pgm_read_word(&nibbles[crc & 15]));
    return (uint16_t)(crc >> 4 ^ pgm_read_word(&nibbles[crc & 15]));
}

/* What is measured: each function takes OCTETS octets. */

static uint8_t memory[OCTETS];
static volatile uint32_t result;

typedef uint16_t (*step_fn)(uint16_t crc, uint8_t octet);

static void run_step(step_fn step)
{
    uint16_t crc = 0xFFFF;
    uint8_t at;

    for (at = 0; at < OCTETS; at++) {
        crc = step(crc, at);
    }
    result = crc;
}

static void run_bitwise(void) { run_step(bitwise); }
static void run_nibblewise(void) { run_step(nibblewise); }
static void run_crc16(void) { run_step(cupola_crc16_ibm_sdlc); }

static void run_crc32(void)
{
    uint32_t crc = CUPOLA_CRC32_ISCSI_START;
    uint8_t at;

    for (at = 0; at < OCTETS; at++) {
        crc = cupola_crc32_iscsi(crc, at);
    }
    result = crc;
}

static void drop(void *to, uint8_t octet) { *(volatile uint32_t *)to = octet; }

static void run_send(void)
{
    struct cupola_kiss_sender frame;
    struct cupola_crc16_sender check;
    uint8_t at;

    cupola_kiss_begin(&frame, drop, (void *)&result);
    cupola_crc16_ibm_sdlc_begin(&check, cupola_kiss_put, &frame);
    for (at = 0; at < OCTETS - 4; at++) {
        cupola_crc16_ibm_sdlc_put(&check, at);
    }
    cupola_crc16_ibm_sdlc_end(&check);
    cupola_kiss_end(&frame);
}

static void run_receive(void)
{
    struct cupola_receiver receiver;
    uint8_t at;

    cupola_receiver_start(&receiver, memory, sizeof memory);
    cupola_kiss_receive(&receiver, 0xC0);
    for (at = 0; at < OCTETS - 2; at++) {
        cupola_kiss_receive(&receiver, at & 0x70);
    }
    cupola_kiss_receive(&receiver, 0xC0);
    result = cupola_crc16_ibm_sdlc_verify(receiver.frame, receiver.length);
}

static void measure(const char *name, void (*run)(void))
{
    uint8_t left;
    uint32_t ticks;

    clock_start();
    for (left = REPEATS; left > 0; left--) {
        run();
    }
    ticks = clock_stop();
    print(name);
    print_number(ticks);
    print("\n");
}

int main(void)
{
    measure("bitwise ", run_bitwise);
    measure("nibble ", run_nibblewise);
    measure("crc16 ", run_crc16);
    measure("crc32 ", run_crc32);
    measure("send ", run_send);
    measure("receive ", run_receive);
    print("end\n");
    halt();
    return 0;
}
