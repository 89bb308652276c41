/* Random inputs to a fuzz target, where there is no libFuzzer.
 *
 *     target SECONDS SEED
 *
 * Lines look like lines: octets that mean something to a framing are as frequent as all
 * others, and half of an input is often the other half again. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "fuzz.h"

enum { LONGEST = 700, INPUTS_BETWEEN_LOOKS = 256 };

static const uint8_t special[] = { 0xC0, 0xDB, 0xDC, 0xDD, 0x7E, 0x7D, 0x5E, 0x5D,
                                   0x00, 0x01, 0x03, 0xF0, 0xFE, 0xFF, 0x86, 0xE1 };

/* xorshift32 of G. Marsaglia. */
static uint32_t next(uint32_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 17;
    *state ^= *state << 5;
    return *state;
}

static size_t make_input(uint8_t *input, uint32_t *state)
{
    size_t length = next(state) % (next(state) % 4 == 0 ? LONGEST : 40);
    uint32_t plainness = next(state) % 4;
    size_t at;

    for (at = 0; at < length; at++) {
        uint32_t random = next(state);

        input[at] = random % 4 < plainness ? (uint8_t)(random >> 8) : special[random >> 8 & 15];
    }
    if (next(state) % 4 == 0) {
        memmove(input + length / 2, input, length / 2);
    }
    return length;
}

int main(int count, char **arguments)
{
    double seconds = count > 1 ? atof(arguments[1]) : 1;
    uint32_t state = count > 2 ? (uint32_t)strtoul(arguments[2], NULL, 0) : 1;
    clock_t end = clock() + (clock_t)(seconds * CLOCKS_PER_SEC);
    unsigned long inputs = 0;

    state = state == 0 ? 1 : state;
    do {
        int left;

        for (left = INPUTS_BETWEEN_LOOKS; left > 0; left--) {
            uint8_t input[LONGEST];
            size_t length = make_input(input, &state);
            uint8_t *copy = malloc(length);

            memcpy(copy, input, length);
            LLVMFuzzerTestOneInput(copy, length);
            free(copy);
            inputs++;
        }
    } while (clock() < end);
    printf("%lu inputs\n", inputs);
    return 0;
}
