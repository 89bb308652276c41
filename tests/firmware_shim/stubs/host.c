#include "host.h"

#include <stdlib.h>

#include "ports/posix/tty.h"

static struct tty tty;
static uint32_t start;

void host_start(int count, char **arguments)
{
    tty.descriptor = count == 2 ? tty_open(arguments[1]) : -1;
    if (tty.descriptor < 0) {
        exit(EXIT_FAILURE);
    }
    start = tty_clock();
}

void host_put(uint8_t octet)
{
    tty_put(&tty, octet);
    tty_flush(&tty);
}

int host_get(void)
{
    uint8_t octet;
    int got = tty_get(&tty, &octet, 1);

    if (got < 0) {
        exit(EXIT_SUCCESS);
    }
    return got > 0 ? octet : -1;
}

uint32_t host_milliseconds(void)
{
    return tty_clock() - start;
}
