#include "ax25.h"

enum { CALLSIGN_SIZE = 6, SSID_AT = CALLSIGN_SIZE };
enum { SSID = 0x1E, RESERVED = 0x60, COMMAND = 0x80, LAST = 0x01 };
enum { UI = 0x03, POLL_FINAL = 0x10, CONTROL_AND_PID_SIZE = 2 };

static bool in_callsign(char character)
{
    return (character >= 'A' && character <= 'Z') || (character >= '0' && character <= '9');
}

/* The SSID in what follows a callsign: nothing, or -0 to -15.  Returns false for others. */
static bool read_ssid(const char *text, uint8_t *ssid)
{
    *ssid = 0;
    if (text[0] == '\0') {
        return true;
    }
    if (text[0] != '-' || text[1] < '0' || text[1] > '9') {
        return false;
    }
    *ssid = (uint8_t)(text[1] - '0');
    if (text[2] == '\0') {
        return true;
    }
    if (text[1] != '1' || text[2] < '0' || text[2] > '5') {
        return false;
    }
    *ssid = (uint8_t)(10 + (text[2] - '0'));
    return text[3] == '\0';
}

bool cupola_ax25_address(struct cupola_ax25_address *address, const char *text)
{
    const char *rest = text;
    uint8_t ssid;
    uint8_t at;

    for (at = 0; at < CALLSIGN_SIZE; at++) {
        char character = ' ';

        if (in_callsign(*rest)) {
            character = *rest;
            rest++;
        }
        address->octets[at] = (uint8_t)((uint8_t)character << 1);
    }
    if (rest == text || !read_ssid(rest, &ssid)) {
        return false;
    }
    address->octets[SSID_AT] = (uint8_t)(RESERVED | ssid << 1);
    return true;
}

/* Blanks by the standard; some satellites send NUL. */
static bool is_padding(uint8_t octet)
{
    return octet >> 1 == ' ' || octet >> 1 == '\0';
}

void cupola_ax25_text(const struct cupola_ax25_address *address,
                      char text[CUPOLA_AX25_TEXT_SIZE])
{
    uint8_t ssid = (uint8_t)((address->octets[SSID_AT] & SSID) >> 1);
    uint8_t length = CALLSIGN_SIZE;
    uint8_t at;

    while (length > 0 && is_padding(address->octets[length - 1])) {
        length--;
    }
    for (at = 0; at < length; at++) {
        uint8_t character = (uint8_t)(address->octets[at] >> 1);

        text[at] = character >= ' ' && character <= '~' ? (char)character : '?';
    }
    if (ssid != 0) {
        text[at++] = '-';
        if (ssid >= 10) {
            text[at++] = '1';
            ssid = (uint8_t)(ssid - 10);
        }
        text[at++] = (char)('0' + ssid);
    }
    text[at] = '\0';
}

bool cupola_ax25_same(const struct cupola_ax25_address *one,
                      const struct cupola_ax25_address *other)
{
    uint8_t at;

    for (at = 0; at < CALLSIGN_SIZE; at++) {
        if (one->octets[at] != other->octets[at]) {
            return false;
        }
    }
    return ((one->octets[SSID_AT] ^ other->octets[SSID_AT]) & SSID) == 0;
}

static void write_address(const struct cupola_ax25_address *address, uint8_t flags,
                          cupola_put_fn put, void *to)
{
    uint8_t at;

    for (at = 0; at < CALLSIGN_SIZE; at++) {
        put(to, address->octets[at]);
    }
    put(to, (uint8_t)(RESERVED | (address->octets[SSID_AT] & SSID) | flags));
}

bool cupola_ax25_ui_write(const struct cupola_ax25_address *addresses, uint8_t count,
                          cupola_put_fn put, void *to)
{
    uint8_t at;

    if (count < 2 || count > CUPOLA_AX25_MAX_ADDRESSES) {
        return false;
    }
    for (at = 0; at < count; at++) {
        uint8_t flags = at == 0 ? COMMAND : 0;

        if (at == count - 1) {
            flags = LAST;
        }
        write_address(&addresses[at], flags, put, to);
    }
    put(to, UI);
    put(to, CUPOLA_AX25_NO_LAYER_3);
    return true;
}

/* True if an address begins here whose characters are shifted, as they should be. */
static bool is_shifted(const uint8_t *octets)
{
    uint8_t at;

    for (at = 0; at < CALLSIGN_SIZE; at++) {
        if ((octets[at] & LAST) != 0) {
            return false;
        }
    }
    return true;
}

/* How many addresses a frame begins with; 0 if they do not end where they may. */
static uint8_t count_addresses(const uint8_t *frame, size_t length)
{
    uint8_t count;

    for (count = 1; count <= CUPOLA_AX25_MAX_ADDRESSES; count++) {
        if (length < CUPOLA_AX25_ADDRESS_SIZE || !is_shifted(frame)) {
            return 0;
        }
        if ((frame[SSID_AT] & LAST) != 0) {
            return count > 1 ? count : 0;
        }
        frame += CUPOLA_AX25_ADDRESS_SIZE;
        length -= CUPOLA_AX25_ADDRESS_SIZE;
    }
    return 0;
}

bool cupola_ax25_ui_read(struct cupola_ax25_ui *ui, const uint8_t *frame, size_t length)
{
    uint8_t count = count_addresses(frame, length);
    size_t size = (size_t)count * CUPOLA_AX25_ADDRESS_SIZE;

    if (count == 0 || length - size < CONTROL_AND_PID_SIZE || (frame[size] & ~POLL_FINAL) != UI) {
        return false;
    }
    ui->addresses = frame;
    ui->count = count;
    ui->pid = frame[size + 1];
    ui->information = frame + size + CONTROL_AND_PID_SIZE;
    ui->length = length - size - CONTROL_AND_PID_SIZE;
    return true;
}

void cupola_ax25_ui_address(const struct cupola_ax25_ui *ui, uint8_t index,
                            struct cupola_ax25_address *address)
{
    const uint8_t *octets = ui->addresses + (size_t)index * CUPOLA_AX25_ADDRESS_SIZE;
    uint8_t at;

    for (at = 0; at < CUPOLA_AX25_ADDRESS_SIZE; at++) {
        address->octets[at] = octets[at];
    }
}
