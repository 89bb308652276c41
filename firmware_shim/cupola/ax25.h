/* AX.25: the header of an unnumbered information (UI) frame.
 *
 *     destination  source    0 to 8 digipeaters  control  PID  information
 *     7 octets     7         7 each              03       F0   ...
 *
 *     an address   six characters, each shifted left once | C R R S S S S E
 *
 * C is the command bit, in a digipeater the has-been-repeated bit (H); R is reserved and
 * sent as 1, S the SSID, E ends the addresses.  The FCS is CRC-16/IBM-SDLC; a TNC behind
 * KISS puts it in itself.
 *
 * Source: W. Beech, D. Nielsen, J. Taylor, "AX.25 Link Access Protocol for Amateur Packet
 * Radio", version 2.2, 1998, sections 3.2 to 3.12 and 6.1.2. */

#ifndef CUPOLA_AX25_H
#define CUPOLA_AX25_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "put.h"

#ifdef __cplusplus
extern "C" {
#endif

enum {
    CUPOLA_AX25_ADDRESS_SIZE = 7,
    CUPOLA_AX25_MAX_ADDRESSES = 10,
    CUPOLA_AX25_TEXT_SIZE = 10, /* "N0CALL-15" and its NUL */
    CUPOLA_AX25_NO_LAYER_3 = 0xF0
};

/** An address as it is sent, without C and E. */
struct cupola_ax25_address {
    uint8_t octets[CUPOLA_AX25_ADDRESS_SIZE];
};

/** Make an address of text such as `N0CALL-11`: one to six of A to Z and 0 to 9, and an SSID
 * of 0 to 15.  False if it is not; the address is then not to be used. */
bool cupola_ax25_address(struct cupola_ax25_address *address, const char *text);

/** Write an address as text; what cannot be shown is `?`. */
void cupola_ax25_text(const struct cupola_ax25_address *address,
                      char text[CUPOLA_AX25_TEXT_SIZE]);

/** True if both name the same station and SSID. */
bool cupola_ax25_same(const struct cupola_ax25_address *one,
                      const struct cupola_ax25_address *other);

/** Write the header of a UI command without a layer 3 protocol.
 *
 * `addresses` are destination, source and digipeaters, `count` of them, 2 to 10; false, and
 * nothing is written, for another count. */
bool cupola_ax25_ui_write(const struct cupola_ax25_address *addresses, uint8_t count,
                          cupola_put_fn put, void *to);

/** A UI frame in the memory that it was received in. */
struct cupola_ax25_ui {
    uint8_t count;            /**< addresses: destination, source, digipeaters */
    const uint8_t *addresses; /**< 7 octets each */
    uint8_t pid;
    const uint8_t *information;
    size_t length; /**< octets of information */
};

/** Read a UI frame, its FCS removed; false if it is another frame or none. */
bool cupola_ax25_ui_read(struct cupola_ax25_ui *ui, const uint8_t *frame, size_t length);

/** Copy the address at `index` of a frame that was read; `index` is less than its count. */
void cupola_ax25_ui_address(const struct cupola_ax25_ui *ui, uint8_t index,
                            struct cupola_ax25_address *address);

#ifdef __cplusplus
}
#endif

#endif
