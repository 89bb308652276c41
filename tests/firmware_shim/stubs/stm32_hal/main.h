/* Stub of the header that STM32CubeMX generates, and of the HAL: what telemetry.c uses. */

#ifndef STUB_STM32_HAL_H
#define STUB_STM32_HAL_H

#include <stdint.h>

#define HAL_MAX_DELAY 0xFFFFFFFFU

typedef enum { HAL_OK, HAL_ERROR, HAL_BUSY, HAL_TIMEOUT } HAL_StatusTypeDef;

typedef struct {
    uint8_t *receive_to; /* NULL: nobody listens */
    int locked;
} UART_HandleTypeDef;

HAL_StatusTypeDef HAL_UART_Transmit(UART_HandleTypeDef *huart, const uint8_t *data, uint16_t size,
                                    uint32_t timeout);
HAL_StatusTypeDef HAL_UART_Receive_IT(UART_HandleTypeDef *huart, uint8_t *data, uint16_t size);
void HAL_UART_RxCpltCallback(UART_HandleTypeDef *huart);
void HAL_UART_ErrorCallback(UART_HandleTypeDef *huart);
uint32_t HAL_GetTick(void);

#endif
