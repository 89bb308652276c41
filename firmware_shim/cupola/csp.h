/* CSP: the CubeSat Space Protocol's packet header.
 *
 *     version 1   priority  source       destination  destination port  source port  flags
 *     32 bits     2         5            5            6                 6            8
 *
 *     version 2   priority  destination  source       destination port  source port  flags
 *     48 bits     2         14           14           6                 6            6
 *
 * The most significant bit first.  With CUPOLA_CSP_CRC32 a CRC-32/ISCSI of the data follows
 * the data, high octet first, in both versions: every release of libcsp takes it.  (2.1 can
 * be built to send that of header and data, and takes either.)  It is a layer of its own,
 * begun behind the header: see crc.h.
 *
 * Source: github.com/libcsp/libcsp, include/csp/csp_types.h and src/csp_crc32.c, releases
 * 1.6, 2.0 and 2.1. */

#ifndef CUPOLA_CSP_H
#define CUPOLA_CSP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "put.h"

#ifdef __cplusplus
extern "C" {
#endif

enum { CUPOLA_CSP1_SIZE = 4, CUPOLA_CSP2_SIZE = 6 };

enum {
    CUPOLA_CSP_CRC32 = 0x01,
    CUPOLA_CSP_RDP = 0x02,
    CUPOLA_CSP_XTEA = 0x04,
    CUPOLA_CSP_HMAC = 0x08,
    CUPOLA_CSP_FRAG = 0x10
};

struct cupola_csp_header {
    uint8_t priority; /**< 0 (critical) to 3 (low) */
    uint16_t source;
    uint16_t destination;
    uint8_t destination_port;
    uint8_t source_port;
    uint8_t flags;
};

/** Write a header; false, and nothing is written, if a field does not fit. */
bool cupola_csp1_write(const struct cupola_csp_header *header, cupola_put_fn put, void *to);
bool cupola_csp2_write(const struct cupola_csp_header *header, cupola_put_fn put, void *to);

/** Read the header that a packet begins with; false if the packet is too short. */
bool cupola_csp1_read(struct cupola_csp_header *header, const uint8_t *packet, size_t length);
bool cupola_csp2_read(struct cupola_csp_header *header, const uint8_t *packet, size_t length);

#ifdef __cplusplus
}
#endif

#endif
