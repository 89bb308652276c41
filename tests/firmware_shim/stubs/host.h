/* Stub: what all the stubs stand on, a terminal and a clock. */

#ifndef STUB_HOST_H
#define STUB_HOST_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Open the terminal that the first argument names; ends the process if that fails. */
void host_start(int count, char **arguments);

void host_put(uint8_t octet);

/** Wait a moment for an octet; -1 if none comes.  Ends the process when the port is gone. */
int host_get(void);

uint32_t host_milliseconds(void);

#ifdef __cplusplus
}
#endif

#endif
