/* The beacon as a process: beacon-posix PORT.  It ends when the port is gone. */

#include <stdio.h>
#include <stdlib.h>

#include "beacon/beacon.h"
#include "tty.h"

#define LOOK_MS 10 /* longest wait for an octet: packets are this punctual */

static int run(struct beacon *beacon, struct tty *tty)
{
    uint32_t start = tty_clock();
    uint8_t octet;
    int got;

    do {
        got = tty_get(tty, &octet, LOOK_MS);
        if (got > 0) {
            beacon_receive(beacon, octet, tty_clock() - start);
        }
        beacon_run(beacon, tty_clock() - start);
    } while (got >= 0 && tty_flush(tty));
    return EXIT_SUCCESS;
}

int main(int count, char **arguments)
{
    static struct beacon beacon;
    static struct tty tty;

    if (count != 2) {
        fputs("usage: beacon-posix PORT\n", stderr);
        return EXIT_FAILURE;
    }
    tty.descriptor = tty_open(arguments[1]);
    if (tty.descriptor < 0) {
        perror(arguments[1]);
        return EXIT_FAILURE;
    }
    beacon_start(&beacon, 0, tty_put, &tty);
    return run(&beacon, &tty);
}
