/* What the fuzz targets share: libFuzzer's entry, and a check that is never compiled out. */

#ifndef CUPOLA_FUZZ_H
#define CUPOLA_FUZZ_H

#include <stddef.h>
#include <stdint.h>

#define check(condition) ((condition) ? (void)0 : __builtin_trap())

/** Run one input; 0. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t length);

#endif
