/* Stub of the Pico SDK on a terminal of this machine: compiled with main() renamed. */

#include "host.h"
#include "pico/stdlib.h"

#undef main

int beacon_main(void);

bool stdio_init_all(void)
{
    return true;
}

int putchar_raw(int c)
{
    host_put((uint8_t)c);
    return c;
}

int getchar_timeout_us(uint32_t timeout_us)
{
    (void)timeout_us;
    return host_get();
}

absolute_time_t get_absolute_time(void)
{
    return host_milliseconds();
}

uint32_t to_ms_since_boot(absolute_time_t t)
{
    return (uint32_t)t;
}

int main(int count, char **arguments)
{
    host_start(count, arguments);
    return beacon_main();
}
