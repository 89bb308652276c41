/* A serial port, pty or USB adapter under POSIX, as raw octets. */

#ifndef CUPOLA_TTY_H
#define CUPOLA_TTY_H

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Open a terminal raw, at 115200 Bd, 8N1; -1 and errno if that fails. */
int tty_open(const char *path);

/** A port: what has been put and not been sent, so that a frame costs one write(). */
struct tty {
    int descriptor;
    uint16_t held;
    uint8_t octets[512];
};

/** Put one octet; a cupola_put_fn whose `to` is a struct tty. */
void tty_put(void *tty, uint8_t octet);

/** Send what is held; false if the port is gone. */
bool tty_flush(struct tty *tty);

/** Wait for an octet: 1 if there is one, 0 if there is none in time, -1 if the port is gone. */
int tty_get(struct tty *tty, uint8_t *octet, int timeout_ms);

/** Milliseconds on a clock that does not go back; wraps after 49.7 days. */
uint32_t tty_clock(void);

#ifdef __cplusplus
}
#endif

#endif
