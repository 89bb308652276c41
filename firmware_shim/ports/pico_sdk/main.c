/* The beacon on a Raspberry Pi Pico, over its USB or its UART, as CMakeLists.txt says. */

#include <stddef.h>

#include "beacon/beacon.h"
#include "boots.h"
#include "pico/stdlib.h"

/* Not cleared at the start: kept through a reset, lost without power. */
static struct boots __uninitialized_ram(boots);

static void put(void *unused, uint8_t octet)
{
    (void)unused;
    putchar_raw(octet); /* putchar() would send 0D before 0A */
}

static uint32_t uptime(void)
{
    return to_ms_since_boot(get_absolute_time());
}

int main(void)
{
    static struct beacon beacon;
    int octet;

    stdio_init_all();
    boots_count(&boots);
    beacon_start(&beacon, boots.count, put, NULL);
    for (;;) {
        while ((octet = getchar_timeout_us(0)) >= 0) { /* PICO_ERROR_TIMEOUT is negative */
            beacon_receive(&beacon, (uint8_t)octet, uptime());
        }
        beacon_run(&beacon, uptime());
    }
}
