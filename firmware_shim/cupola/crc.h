/* CRCs by their names in the catalogue of G. Cook, https://reveng.sourceforge.io/crc-catalogue
 *
 *                      polynomial  start     reflected  xorout    check     sent
 *     CRC-16/IBM-SDLC  1021        FFFF      yes        FFFF      906E      low octet first
 *     CRC-16/IBM-3740  1021        FFFF      no         0000      29B1      high octet first
 *     CRC-32/ISCSI     1EDC6F41    FFFFFFFF  yes        FFFFFFFF  E3069283  high octet first
 *
 * "Check" is the CRC of the nine octets "123456789".  IBM-SDLC is the FCS of HDLC and AX.25;
 * ISCSI is the CRC-32C of CSP, which sends it high octet first though it is reflected.
 *
 * Without tables by default.  Define CUPOLA_CRC_NIBBLE for a table of 16 entries for the
 * CRC-32, CUPOLA_CRC_TABLE for tables of 256 for all; they stay in flash, on AVR too. */

#ifndef CUPOLA_CRC_H
#define CUPOLA_CRC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "put.h"

#ifdef __cplusplus
extern "C" {
#endif

/** By the octet: begin with START, feed every octet, XOR the result with XOROUT. */
#define CUPOLA_CRC16_IBM_SDLC_START UINT16_C(0xFFFF)
#define CUPOLA_CRC16_IBM_SDLC_XOROUT UINT16_C(0xFFFF)
uint16_t cupola_crc16_ibm_sdlc(uint16_t crc, uint8_t octet);

/** CRC-16/IBM-3740 by the octet, likewise. */
#define CUPOLA_CRC16_IBM_3740_START UINT16_C(0xFFFF)
#define CUPOLA_CRC16_IBM_3740_XOROUT UINT16_C(0x0000)
uint16_t cupola_crc16_ibm_3740(uint16_t crc, uint8_t octet);

/** CRC-32/ISCSI by the octet, likewise. */
#define CUPOLA_CRC32_ISCSI_START UINT32_C(0xFFFFFFFF)
#define CUPOLA_CRC32_ISCSI_XOROUT UINT32_C(0xFFFFFFFF)
uint32_t cupola_crc32_iscsi(uint32_t crc, uint8_t octet);

/** True if what is received ends in the CRC of the octets before it; then it is at least as
 * long as a CRC. */
bool cupola_crc16_ibm_sdlc_verify(const uint8_t *data, size_t length_with_check);
bool cupola_crc16_ibm_3740_verify(const uint8_t *data, size_t length_with_check);
bool cupola_crc32_iscsi_verify(const uint8_t *data, size_t length_with_check);

/* A layer that passes octets on and sends their CRC at the end: begin, put each octet, end. */

struct cupola_crc16_sender {
    cupola_put_fn put;
    void *to;
    uint16_t crc;
};

struct cupola_crc32_sender {
    cupola_put_fn put;
    void *to;
    uint32_t crc;
};

/** Send octets and their CRC-16/IBM-SDLC to `put`. */
void cupola_crc16_ibm_sdlc_begin(struct cupola_crc16_sender *check, cupola_put_fn put, void *to);
void cupola_crc16_ibm_sdlc_put(void *check, uint8_t octet);
void cupola_crc16_ibm_sdlc_end(struct cupola_crc16_sender *check);

/** Send octets and their CRC-16/IBM-3740 to `put`. */
void cupola_crc16_ibm_3740_begin(struct cupola_crc16_sender *check, cupola_put_fn put, void *to);
void cupola_crc16_ibm_3740_put(void *check, uint8_t octet);
void cupola_crc16_ibm_3740_end(struct cupola_crc16_sender *check);

/** Send octets and their CRC-32/ISCSI to `put`. */
void cupola_crc32_iscsi_begin(struct cupola_crc32_sender *check, cupola_put_fn put, void *to);
void cupola_crc32_iscsi_put(void *check, uint8_t octet);
void cupola_crc32_iscsi_end(struct cupola_crc32_sender *check);

#ifdef __cplusplus
}
#endif

#endif
