#include "telemetry.h"

#include <stdbool.h>
#include <stddef.h>

#include "beacon/beacon.h"
#include "boots.h"
#include "octet_queue.h"

static UART_HandleTypeDef *line;
static struct beacon beacon;
static struct octet_queue received;
static uint8_t incoming;
static volatile bool listening;
/* The linker script needs a section .noinit (NOLOAD), or the count begins at 0 each time. */
static struct boots boots __attribute__((section(".noinit")));

static void put(void *unused, uint8_t octet)
{
    (void)unused;
    HAL_UART_Transmit(line, &octet, 1, HAL_MAX_DELAY);
}

/* Older HALs refuse to listen while they send: then telemetry_run() tries again. */
static void listen(void)
{
    listening = HAL_UART_Receive_IT(line, &incoming, 1) == HAL_OK;
}

void telemetry_start(UART_HandleTypeDef *uart)
{
    line = uart;
    boots_count(&boots);
    beacon_start(&beacon, boots.count, put, NULL);
    listen();
}

void telemetry_run(void)
{
    uint8_t octet;

    while (octet_queue_take(&received, &octet)) {
        beacon_receive(&beacon, octet, HAL_GetTick());
    }
    beacon_run(&beacon, HAL_GetTick());
    if (!listening) {
        listen();
    }
}

/* The HAL calls these two from the UART's interrupt. */

void HAL_UART_RxCpltCallback(UART_HandleTypeDef *uart)
{
    if (uart == line) {
        octet_queue_write(&received, incoming);
        listen();
    }
}

/* An overrun ends the HAL's listening.  What is missing, the check finds. */
void HAL_UART_ErrorCallback(UART_HandleTypeDef *uart)
{
    if (uart == line) {
        listen();
    }
}
