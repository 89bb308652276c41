/* Stub of STM32's HAL on a terminal of this machine, with the habit of the older ones: who
 * sends holds a lock, and whoever wants to listen meanwhile is told that it is busy. */

#include <stddef.h>

#include "host.h"
#include "main.h"
#include "telemetry.h"

static UART_HandleTypeDef uart;

static void interrupt(void)
{
    int octet = uart.receive_to ? host_get() : -1;

    if (octet >= 0) {
        *uart.receive_to = (uint8_t)octet;
        uart.receive_to = NULL;
        HAL_UART_RxCpltCallback(&uart);
    }
}

HAL_StatusTypeDef HAL_UART_Transmit(UART_HandleTypeDef *huart, const uint8_t *data, uint16_t size,
                                    uint32_t timeout)
{
    (void)timeout;
    huart->locked = 1;
    while (size-- > 0) {
        host_put(*data++);
        interrupt();
    }
    huart->locked = 0;
    return HAL_OK;
}

HAL_StatusTypeDef HAL_UART_Receive_IT(UART_HandleTypeDef *huart, uint8_t *data, uint16_t size)
{
    if (huart->locked || huart->receive_to != NULL || size != 1) {
        return HAL_BUSY;
    }
    huart->receive_to = data;
    return HAL_OK;
}

uint32_t HAL_GetTick(void)
{
    return host_milliseconds();
}

int main(int count, char **arguments)
{
    host_start(count, arguments);
    telemetry_start(&uart);
    for (;;) {
        interrupt();
        telemetry_run();
    }
}
