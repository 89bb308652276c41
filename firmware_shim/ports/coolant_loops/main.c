/* The coolant loops on a board without an operating system: flight software and plant, with
 * the backup radiator leaking. */

#include <stddef.h>

#include "board.h"
#include "coolant_loops/device.h"

int main(void)
{
    static struct device device;
    uint8_t octet;

    board_start();
    device_start(&device, NAUKA, 1, board_boots(), board_put, NULL);
    for (;;) {
        while (board_get(&octet)) {
            module_receive(&device.module, octet);
        }
        device_advance(&device, board_uptime() - device.uptime_ms);
        board_sleep();
    }
}
