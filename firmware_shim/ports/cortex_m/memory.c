/* The four functions that gcc may call even where there is no C library: it copies a struct
 * with memcpy(), for one.  Compiled with -fno-tree-loop-distribute-patterns, without which gcc
 * would see in each of these loops a call of the function that it is.
 *
 * Source: GCC manual, 2.1 C Language, on freestanding environments. */

#include <stddef.h>

void *memcpy(void *to, const void *from, size_t size);
void *memmove(void *to, const void *from, size_t size);
void *memset(void *to, int octet, size_t size);
int memcmp(const void *one, const void *other, size_t size);

void *memcpy(void *to, const void *from, size_t size)
{
    unsigned char *written = to;
    const unsigned char *read = from;

    while (size-- > 0) {
        *written++ = *read++;
    }
    return to;
}

void *memmove(void *to, const void *from, size_t size)
{
    unsigned char *written = to;
    const unsigned char *read = from;

    if (written <= read) {
        return memcpy(to, from, size);
    }
    while (size-- > 0) {
        written[size] = read[size];
    }
    return to;
}

void *memset(void *to, int octet, size_t size)
{
    unsigned char *written = to;

    while (size-- > 0) {
        *written++ = (unsigned char)octet;
    }
    return to;
}

int memcmp(const void *one, const void *other, size_t size)
{
    const unsigned char *left = one;
    const unsigned char *right = other;

    for (; size > 0; size--, left++, right++) {
        if (*left != *right) {
            return *left - *right;
        }
    }
    return 0;
}
