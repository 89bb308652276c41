/* The beacon on a board without an operating system. */

#include <stddef.h>

#include "beacon/beacon.h"
#include "board.h"

int main(void)
{
    static struct beacon beacon;
    uint8_t octet;

    board_start();
    beacon_start(&beacon, board_boots(), board_put, NULL);
    for (;;) {
        while (board_get(&octet)) {
            beacon_receive(&beacon, octet, board_uptime());
        }
        beacon_run(&beacon, board_uptime());
        board_sleep();
    }
}
