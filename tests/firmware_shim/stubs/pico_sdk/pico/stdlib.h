/* Stub of the Pico SDK: what main.c uses of pico/stdlib.h. */

#ifndef STUB_PICO_STDLIB_H
#define STUB_PICO_STDLIB_H

#include <stdbool.h>
#include <stdint.h>

#define __uninitialized_ram(group) __attribute__((section(".uninitialized_data." #group))) group

typedef uint64_t absolute_time_t;

bool stdio_init_all(void);
int putchar_raw(int c);
int getchar_timeout_us(uint32_t timeout_us);
absolute_time_t get_absolute_time(void);
uint32_t to_ms_since_boot(absolute_time_t t);

#endif
