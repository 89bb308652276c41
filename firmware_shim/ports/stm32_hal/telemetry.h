/* The beacon in a project that STM32CubeMX has generated.
 *
 * Add this folder, beacon/ and cupola/ to the project.  In the generated main.c, with the
 * UART's global interrupt switched on in CubeMX:
 *
 *     telemetry_start(&huart2);        USER CODE BEGIN 2
 *     telemetry_run();                 USER CODE BEGIN 3, in the endless loop */

#ifndef TELEMETRY_H
#define TELEMETRY_H

#include "main.h" /* generated: includes the HAL of the project's processor */

void telemetry_start(UART_HandleTypeDef *uart);
void telemetry_run(void);

#endif
