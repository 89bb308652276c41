/* The beacon in a project that STM32CubeMX has generated.
 *
 * Copy firmware_shim/ into the project.  Sources: cupola/ (all), ports/beacon/beacon.c and
 * ports/stm32_hal/telemetry.c; exclude the rest from the build.  Include paths: firmware_shim,
 * firmware_shim/ports, firmware_shim/ports/stm32_hal.  In CubeMX switch on a UART (115200 Bd,
 * 8N1) and its global interrupt; in the generated main.c, where huart2 is that UART:
 *
 *     #include "telemetry.h"           USER CODE BEGIN Includes
 *     telemetry_start(&huart2);        USER CODE BEGIN 2
 *     telemetry_run();                 USER CODE BEGIN 3, in the endless loop
 *
 * In the linker script, before the closing brace of SECTIONS, so that boots are counted:
 *
 *     .noinit (NOLOAD) : { *(.noinit*) } >RAM */

#ifndef TELEMETRY_H
#define TELEMETRY_H

#include "main.h" /* generated: includes the HAL of the project's processor */

/** Begin, on a UART that the HAL has started. */
void telemetry_start(UART_HandleTypeDef *uart);

/** Receive, obey and send what is due.  To be called often. */
void telemetry_run(void);

#endif
