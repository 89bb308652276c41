/* Tables for crc.c, made by the preprocessor and kept in flash.
 *
 * A CRC is linear: the entry of an index is the XOR of the entries of its bits.  So a
 * table is the entries of single bits, and the rest is arithmetic. */

#ifndef CUPOLA_CRC_TABLE_H
#define CUPOLA_CRC_TABLE_H

/* An AVR copies constants to RAM unless told otherwise. */
#ifdef __AVR__
#include <avr/pgmspace.h>
#define CUPOLA_FLASH PROGMEM
#define CUPOLA_FLASH_U16(place) pgm_read_word(place)
#define CUPOLA_FLASH_U32(place) pgm_read_dword(place)
#else
#define CUPOLA_FLASH
#define CUPOLA_FLASH_U16(place) (*(place))
#define CUPOLA_FLASH_U32(place) (*(place))
#endif

#define CUPOLA_IF(i, bit, entry) (((i) & (bit)) != 0 ? (entry) : 0U)

#define CUPOLA_IBM_SDLC_ENTRY(i)                                                            \
    (CUPOLA_IF(i, 0x01, 0x1189U) ^ CUPOLA_IF(i, 0x02, 0x2312U) ^                            \
     CUPOLA_IF(i, 0x04, 0x4624U) ^ CUPOLA_IF(i, 0x08, 0x8C48U) ^                            \
     CUPOLA_IF(i, 0x10, 0x1081U) ^ CUPOLA_IF(i, 0x20, 0x2102U) ^                            \
     CUPOLA_IF(i, 0x40, 0x4204U) ^ CUPOLA_IF(i, 0x80, 0x8408U))

#define CUPOLA_IBM_3740_ENTRY(i)                                                            \
    (CUPOLA_IF(i, 0x01, 0x1021U) ^ CUPOLA_IF(i, 0x02, 0x2042U) ^                            \
     CUPOLA_IF(i, 0x04, 0x4084U) ^ CUPOLA_IF(i, 0x08, 0x8108U) ^                            \
     CUPOLA_IF(i, 0x10, 0x1231U) ^ CUPOLA_IF(i, 0x20, 0x2462U) ^                            \
     CUPOLA_IF(i, 0x40, 0x48C4U) ^ CUPOLA_IF(i, 0x80, 0x9188U))

#define CUPOLA_ISCSI_ENTRY(i)                                                               \
    (CUPOLA_IF(i, 0x01, UINT32_C(0xF26B8303)) ^ CUPOLA_IF(i, 0x02, UINT32_C(0xE13B70F7)) ^  \
     CUPOLA_IF(i, 0x04, UINT32_C(0xC79A971F)) ^ CUPOLA_IF(i, 0x08, UINT32_C(0x8AD958CF)) ^  \
     CUPOLA_IF(i, 0x10, UINT32_C(0x105EC76F)) ^ CUPOLA_IF(i, 0x20, UINT32_C(0x20BD8EDE)) ^  \
     CUPOLA_IF(i, 0x40, UINT32_C(0x417B1DBC)) ^ CUPOLA_IF(i, 0x80, UINT32_C(0x82F63B78)))

/* What four steps do to a nibble, eight do to it in the high half of an octet. */
#define CUPOLA_ISCSI_NIBBLE_ENTRY(i) CUPOLA_ISCSI_ENTRY((i) << 4)

#define CUPOLA_4_ENTRIES(entry, i) entry(i), entry((i) + 1), entry((i) + 2), entry((i) + 3)
#define CUPOLA_16_ENTRIES(entry, i)                                                         \
    CUPOLA_4_ENTRIES(entry, i), CUPOLA_4_ENTRIES(entry, (i) + 4),                           \
        CUPOLA_4_ENTRIES(entry, (i) + 8), CUPOLA_4_ENTRIES(entry, (i) + 12)
#define CUPOLA_64_ENTRIES(entry, i)                                                         \
    CUPOLA_16_ENTRIES(entry, i), CUPOLA_16_ENTRIES(entry, (i) + 16),                        \
        CUPOLA_16_ENTRIES(entry, (i) + 32), CUPOLA_16_ENTRIES(entry, (i) + 48)
#define CUPOLA_256_ENTRIES(entry)                                                           \
    CUPOLA_64_ENTRIES(entry, 0), CUPOLA_64_ENTRIES(entry, 64),                              \
        CUPOLA_64_ENTRIES(entry, 128), CUPOLA_64_ENTRIES(entry, 192)

#endif
