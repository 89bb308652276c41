#define _POSIX_C_SOURCE 200809L
#define _DEFAULT_SOURCE /* cfmakeraw, B115200 */

#include "tty.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

int tty_open(const char *path)
{
    struct termios settings;
    int descriptor = open(path, O_RDWR | O_NOCTTY);

    if (descriptor < 0) {
        return -1;
    }
    /* A terminal is cooked until told otherwise: it would echo, and eat 03, 11 and 13. */
    if (tcgetattr(descriptor, &settings) == 0) {
        cfmakeraw(&settings);
        settings.c_cflag |= CLOCAL | CREAD;
        if (cfsetspeed(&settings, B115200) == 0 &&
            tcsetattr(descriptor, TCSANOW, &settings) == 0) {
            return descriptor;
        }
    }
    close(descriptor);
    return -1;
}

void tty_put(void *to, uint8_t octet)
{
    struct tty *tty = to;

    if (tty->held == sizeof tty->octets) {
        tty_flush(tty);
    }
    tty->octets[tty->held++] = octet;
}

bool tty_flush(struct tty *tty)
{
    const uint8_t *next = tty->octets;
    size_t left = tty->held;

    tty->held = 0; /* a port that is gone loses what is sent to it */
    while (left > 0) {
        ssize_t sent = write(tty->descriptor, next, left);

        if (sent < 0 && errno != EINTR) {
            return false;
        }
        if (sent > 0) {
            next += sent;
            left -= (size_t)sent;
        }
    }
    return true;
}

int tty_get(struct tty *tty, uint8_t *octet, int timeout_ms)
{
    struct pollfd port = {.fd = tty->descriptor, .events = POLLIN};

    if (poll(&port, 1, timeout_ms) <= 0) {
        return 0; /* nothing in time, or a signal */
    }
    return read(tty->descriptor, octet, 1) == 1 ? 1 : -1;
}

uint32_t tty_clock(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint32_t)now.tv_sec * 1000u + (uint32_t)(now.tv_nsec / 1000000L);
}
