#include "crc.h"

#include "big_endian.h"

#if defined(CUPOLA_CRC_TABLE) || defined(CUPOLA_CRC_NIBBLE)
#include "crc_table.h"
#endif

#ifdef CUPOLA_CRC_TABLE

static const uint16_t ibm_sdlc[256] CUPOLA_FLASH = { CUPOLA_256_ENTRIES(CUPOLA_IBM_SDLC_ENTRY) };
static const uint16_t ibm_3740[256] CUPOLA_FLASH = { CUPOLA_256_ENTRIES(CUPOLA_IBM_3740_ENTRY) };
static const uint32_t iscsi[256] CUPOLA_FLASH = { CUPOLA_256_ENTRIES(CUPOLA_ISCSI_ENTRY) };

uint16_t cupola_crc16_ibm_sdlc(uint16_t crc, uint8_t octet)
{
    return (uint16_t)(crc >> 8 ^ CUPOLA_FLASH_U16(&ibm_sdlc[(uint8_t)(crc ^ octet)]));
}

uint16_t cupola_crc16_ibm_3740(uint16_t crc, uint8_t octet)
{
    return (uint16_t)((uint16_t)(crc << 8) ^
                      CUPOLA_FLASH_U16(&ibm_3740[(uint8_t)(crc >> 8 ^ octet)]));
}

uint32_t cupola_crc32_iscsi(uint32_t crc, uint8_t octet)
{
    return crc >> 8 ^ CUPOLA_FLASH_U32(&iscsi[(uint8_t)(crc ^ octet)]);
}

#else

/* The polynomial 1021 has so few terms that its eight steps can be written as one.  That
 * is no longer than the loop and quicker than a nibble's table, so there is neither.
 * (A. Perez, "Byte-wise CRC Calculations", IEEE Micro 3 (3), 1983.) */

uint16_t cupola_crc16_ibm_sdlc(uint16_t crc, uint8_t octet)
{
    uint8_t sum = (uint8_t)(crc ^ octet);

    sum = (uint8_t)(sum ^ sum << 4);
    return (uint16_t)(crc >> 8 ^ (uint16_t)sum << 8 ^ (uint16_t)sum << 3 ^ sum >> 4);
}

uint16_t cupola_crc16_ibm_3740(uint16_t crc, uint8_t octet)
{
    uint8_t sum = (uint8_t)(crc >> 8 ^ octet);

    sum = (uint8_t)(sum ^ sum >> 4);
    return (uint16_t)(crc << 8 ^ (uint16_t)sum << 12 ^ (uint16_t)sum << 5 ^ sum);
}

#ifdef CUPOLA_CRC_NIBBLE

static const uint32_t iscsi[16] CUPOLA_FLASH = {
    CUPOLA_16_ENTRIES(CUPOLA_ISCSI_NIBBLE_ENTRY, 0)
};

uint32_t cupola_crc32_iscsi(uint32_t crc, uint8_t octet)
{
    crc ^= octet;
    crc = crc >> 4 ^ CUPOLA_FLASH_U32(&iscsi[crc & 0x0F]);
    return crc >> 4 ^ CUPOLA_FLASH_U32(&iscsi[crc & 0x0F]);
}

#else

uint32_t cupola_crc32_iscsi(uint32_t crc, uint8_t octet)
{
    uint8_t bit;

    crc ^= octet;
    for (bit = 0; bit < 8; bit++) {
        crc = crc >> 1 ^ ((crc & 1) != 0 ? UINT32_C(0x82F63B78) : 0);
    }
    return crc;
}

#endif
#endif

/* What any octets give with their CRC behind them, sent in the order of its register. */
#define IBM_SDLC_RESIDUE UINT16_C(0xF0B8)
#define IBM_3740_RESIDUE UINT16_C(0x0000)
#define ISCSI_SIZE 4U

bool cupola_crc16_ibm_sdlc_verify(const uint8_t *data, size_t length_with_check)
{
    uint16_t crc = CUPOLA_CRC16_IBM_SDLC_START;
    size_t at;

    for (at = 0; at < length_with_check; at++) {
        crc = cupola_crc16_ibm_sdlc(crc, data[at]);
    }
    return crc == IBM_SDLC_RESIDUE;
}

bool cupola_crc16_ibm_3740_verify(const uint8_t *data, size_t length_with_check)
{
    uint16_t crc = CUPOLA_CRC16_IBM_3740_START;
    size_t at;

    for (at = 0; at < length_with_check; at++) {
        crc = cupola_crc16_ibm_3740(crc, data[at]);
    }
    return crc == IBM_3740_RESIDUE;
}

bool cupola_crc32_iscsi_verify(const uint8_t *data, size_t length_with_check)
{
    uint32_t crc = CUPOLA_CRC32_ISCSI_START;
    size_t at;

    if (length_with_check < ISCSI_SIZE) {
        return false;
    }
    for (at = 0; at < length_with_check - ISCSI_SIZE; at++) {
        crc = cupola_crc32_iscsi(crc, data[at]);
    }
    return (crc ^ CUPOLA_CRC32_ISCSI_XOROUT) == cupola_get_u32(data + at);
}

void cupola_crc16_ibm_sdlc_begin(struct cupola_crc16_sender *check, cupola_put_fn put, void *to)
{
    check->put = put;
    check->to = to;
    check->crc = CUPOLA_CRC16_IBM_SDLC_START;
}

void cupola_crc16_ibm_sdlc_put(void *check, uint8_t octet)
{
    struct cupola_crc16_sender *self = check;

    self->crc = cupola_crc16_ibm_sdlc(self->crc, octet);
    self->put(self->to, octet);
}

void cupola_crc16_ibm_sdlc_end(struct cupola_crc16_sender *check)
{
    uint16_t crc = check->crc ^ CUPOLA_CRC16_IBM_SDLC_XOROUT;

    check->put(check->to, (uint8_t)crc);
    check->put(check->to, (uint8_t)(crc >> 8));
}

void cupola_crc16_ibm_3740_begin(struct cupola_crc16_sender *check, cupola_put_fn put, void *to)
{
    check->put = put;
    check->to = to;
    check->crc = CUPOLA_CRC16_IBM_3740_START;
}

void cupola_crc16_ibm_3740_put(void *check, uint8_t octet)
{
    struct cupola_crc16_sender *self = check;

    self->crc = cupola_crc16_ibm_3740(self->crc, octet);
    self->put(self->to, octet);
}

void cupola_crc16_ibm_3740_end(struct cupola_crc16_sender *check)
{
    cupola_put_u16(check->put, check->to, check->crc ^ CUPOLA_CRC16_IBM_3740_XOROUT);
}

void cupola_crc32_iscsi_begin(struct cupola_crc32_sender *check, cupola_put_fn put, void *to)
{
    check->put = put;
    check->to = to;
    check->crc = CUPOLA_CRC32_ISCSI_START;
}

void cupola_crc32_iscsi_put(void *check, uint8_t octet)
{
    struct cupola_crc32_sender *self = check;

    self->crc = cupola_crc32_iscsi(self->crc, octet);
    self->put(self->to, octet);
}

void cupola_crc32_iscsi_end(struct cupola_crc32_sender *check)
{
    cupola_put_u32(check->put, check->to, check->crc ^ CUPOLA_CRC32_ISCSI_XOROUT);
}
