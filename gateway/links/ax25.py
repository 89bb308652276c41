"""AX.25: the link header of amateur packet radio.

::

    destination  source  0 to 8 digipeaters  control  PID     information
    7 octets     7       7 each              1 or 2   0 or 1  ...

    an address   six characters, each shifted left once │ C R R S S S S E

C is the command bit in destination and source, the has-been-repeated bit (H) in a
digipeater; R is reserved, S the SSID, and E ends the address field.  Only I and UI
frames have a PID.

The header protects nothing.  The frame check sequence belongs to the framing, and is
gone where the octets came through a KISS TNC.

Source: W. Beech, D. Nielsen, J. Taylor, "AX.25 Link Access Protocol for Amateur Packet
Radio", version 2.2, 1998, sections 3.2 to 3.12 and 4.2 to 4.3.

Where we differ.  Satellites send addresses that no TNC would accept, so a frame is
AX.25 by this rule, and no other:

- there are 2 to 10 addresses, and the octet that ends each but the last is even;
- the characters of an address are even octets, and a name of letters, digits, blanks
  and hyphens, padded with blanks or NUL;
- the octet behind is a control field of the standard's, and I and UI frames have a PID;
- in front of 03 F0, a UI frame without a layer 3 protocol, three things are forgiven: a
  destination of any octets, a source of six blanks, and a last address that is not marked
  as such (03 is odd, so it cannot begin another).

A header that leans on this, or has an address that no station could have, says so:
``"plausible": False``.  The reserved bits are ignored.  Monitors mark the last digipeater
that repeated; we mark each.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from msgspec import Struct

from gateway.errors import LayoutError
from gateway.model import Disposition, LinkFault, Unit

ADDRESS_OCTETS = 7
MAX_ADDRESSES = 10
FIXED_OCTETS = 16

UI = 0x03
NO_LAYER_3 = 0xF0
_UI_NO_LAYER_3 = bytes([UI, NO_LAYER_3])

_SUPERVISORY = ("RR", "RNR", "REJ", "SREJ")
_UNNUMBERED = {
    UI: "UI",
    0x0F: "DM",
    0x2F: "SABM",
    0x43: "DISC",
    0x63: "UA",
    0x6F: "SABME",
    0x87: "FRMR",
    0xAF: "XID",
    0xE3: "TEST",
}
_POLL_FINAL = 0x10
_WITH_PID = ("I", "UI")

_STATION = re.compile(r"[A-Z0-9]{1,6}")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9 -]*")
_WRITTEN = re.compile(r"([A-Za-z0-9]{0,6})(?:-([0-9]|1[0-5]))?(\*?)")
_BLANK = b"\x40" * 6


class _Address(Struct, frozen=True):
    """One address of the field.

    Attributes:
        name: The characters without padding; what cannot be shown is `?`.
        ssid: 0 to 15.
        marked: The C bit of a destination or source, the H bit of a digipeater.
        even: Whether the characters are shifted, as they should be.
        last: The E bit.
    """

    name: str
    ssid: int
    marked: bool
    even: bool
    last: bool

    @property
    def named(self) -> bool:
        """Whether this is an address, if not one that a station could have."""
        return self.even and bool(_NAME.fullmatch(self.name))

    @property
    def plausible(self) -> bool:
        """Whether a station could have it."""
        return self.even and bool(_STATION.fullmatch(self.name))

    def __str__(self) -> str:
        return f"{self.name}-{self.ssid}" if self.ssid else self.name


@dataclass(frozen=True)
class AX25:
    """The AX.25 header.

    Attributes:
        modulo: 128 for craft whose I and S frames have two control octets; nothing in
            a frame tells, the stations agree on it when they connect.
        fixed: True for craft whose header has 16 octets whatever they hold.  Addresses
            may then be plain ASCII, and control and PID anything; only two names are
            asked for.
    """

    modulo: int = 8
    fixed: bool = False
    name = "ax25"

    def reader(self) -> Callable[[bytes], list[Unit | LinkFault]]:
        """The receiver: it keeps no state."""
        return self._read_fixed if self.fixed else self._read

    def _read(self, data: bytes) -> list[Unit | LinkFault]:
        addresses = _addresses(data)
        if isinstance(addresses, LinkFault):
            return [addresses]
        at = len(addresses) * ADDRESS_OCTETS
        if at == len(data):
            return [LinkFault(Disposition.TRUNCATED, "no control octet behind the addresses", at)]
        kind = _kind(data[at])
        if not kind:
            return [_fault(f"0x{data[at]:02X} is no AX.25 control field", at)]
        octets = self._control_octets(kind)
        start = at + octets + (kind in _WITH_PID)
        if start > len(data):
            message = f"the {kind} frame ends within control and PID"
            return [LinkFault(Disposition.TRUNCATED, message, len(data))]
        header = _header(addresses, kind, int.from_bytes(data[at : at + octets], "little"))
        if kind in _WITH_PID:
            header["pid"] = data[start - 1]
        return [Unit(header, data[start:], start)]

    def _read_fixed(self, data: bytes) -> list[Unit | LinkFault]:
        if len(data) < FIXED_OCTETS:
            message = f"{len(data)} octets, a fixed AX.25 header has {FIXED_OCTETS}"
            return [LinkFault(Disposition.TRUNCATED, message, len(data))]
        addresses = [_shifted_or_plain(data[:7]), _shifted_or_plain(data[7:14])]
        for number, address in enumerate(addresses):
            if not _NAME.fullmatch(address.name):
                return [_fault(f"address {address.name!r} is no name", number * ADDRESS_OCTETS)]
        header = _header(addresses, _kind(data[14]), data[14])
        header["pid"] = data[15]
        return [Unit(header, data[FIXED_OCTETS:], FIXED_OCTETS)]

    def wrap(self, data: bytes, header: Mapping[str, Any]) -> bytes:
        """Put *data* behind a header; by default a UI command from N0CALL to CQ.

        Raises:
            LayoutError: An address or the control field cannot be sent.
        """
        control: int = header.get("control", UI)
        kind = _kind(control & 0xFF)
        if not kind:
            raise LayoutError(f"0x{control:02X} is no AX.25 control field", path="control")
        octets = self._control_octets(kind)
        if not 0 <= control < 1 << 8 * octets:
            raise LayoutError(f"0x{control:X} does not fit {octets} octet(s)", path="control")
        head = _encode_addresses(header) + control.to_bytes(octets, "little")
        if kind in _WITH_PID:
            head += bytes([header.get("pid", NO_LAYER_3)])
        if self.fixed and len(head) != FIXED_OCTETS:
            raise LayoutError(f"header of {len(head)} octets, fixed is {FIXED_OCTETS}")
        return head + data

    def _control_octets(self, kind: str) -> int:
        return 2 if self.modulo == 128 and kind in ("I", *_SUPERVISORY) else 1


def _fault(message: str, offset: int) -> LinkFault:
    return LinkFault(Disposition.LINK_ERROR, message, offset)


def _addresses(data: bytes) -> list[_Address] | LinkFault:
    """The addresses at the start of *data*, up to the one that ends the field."""
    found: list[_Address] = []
    for at in range(0, MAX_ADDRESSES * ADDRESS_OCTETS, ADDRESS_OCTETS):
        piece = data[at : at + ADDRESS_OCTETS]
        if len(piece) < ADDRESS_OCTETS:
            message = f"{len(data)} octets end within the addresses"
            return LinkFault(Disposition.TRUNCATED, message, len(data))
        address = _address(piece)
        blank = at == ADDRESS_OCTETS and piece[:6] == _BLANK
        if at and not (address.named or blank):
            return _fault(f"address {address.name!r} is no name", at)
        found.append(address)
        forgiving = at > 0 and data[at + 7 : at + 9] == _UI_NO_LAYER_3
        if forgiving or address.last:
            return found if forgiving else _strict(found)
    return _fault(f"more than {MAX_ADDRESSES} addresses", MAX_ADDRESSES * ADDRESS_OCTETS)


def _strict(addresses: list[_Address]) -> list[_Address] | LinkFault:
    """*addresses*, if there is nothing to forgive."""
    if len(addresses) < 2:
        return _fault("the addresses end before the source", ADDRESS_OCTETS)
    for number, address in enumerate(addresses):
        if not address.named:
            return _fault(f"address {address.name!r} is no name", number * ADDRESS_OCTETS)
    return addresses


def _address(piece: bytes) -> _Address:
    name = _text(bytes(octet >> 1 for octet in piece[:6]))
    even = not any(octet & 1 for octet in piece[:6])
    return _Address(name, piece[6] >> 1 & 0x0F, bool(piece[6] & 0x80), even, bool(piece[6] & 1))


def _shifted_or_plain(piece: bytes) -> _Address:
    """The reading that is a name; a plain address has nothing that could be an SSID."""
    shifted = _address(piece)
    if shifted.named:
        return shifted
    return _Address(_text(piece[:6]), 0, shifted.marked, even=False, last=shifted.last)


def _text(characters: bytes) -> str:
    padded = characters.rstrip(b"\0 ")
    return "".join(chr(octet) if 0x20 <= octet < 0x7F else "?" for octet in padded)


def _kind(control: int) -> str:
    """The type of a frame by its first control octet; empty if the standard has none."""
    if control & 0b01 == 0:
        return "I"
    if control & 0b11 == 0b01:
        return _SUPERVISORY[control >> 2 & 0b11]
    return _UNNUMBERED.get(control & ~_POLL_FINAL, "")


def _header(addresses: list[_Address], kind: str, control: int) -> dict[str, Any]:
    destination, source, *digipeaters = addresses
    header: dict[str, Any] = {
        "protocol": "ax25",
        "from": str(source),
        "to": str(destination),
        "via": [f"{address}*" if address.marked else str(address) for address in digipeaters],
        "control": control,
    }
    if kind:
        header["type"] = kind
    # Equal bits are AX.25 version 1, which has neither commands nor responses.
    if destination.marked != source.marked:
        header["command"] = destination.marked
    if not (addresses[-1].last and all(address.plausible for address in addresses)):
        header["plausible"] = False
    return header


def _encode_addresses(header: Mapping[str, Any]) -> bytes:
    command = header.get("command", True)
    destination = _encode(header.get("to", "CQ"), command)
    source = _encode(header.get("from", "N0CALL"), not command)
    digipeaters = [_encode(text, text.endswith("*")) for text in header.get("via", ())]
    if len(digipeaters) > MAX_ADDRESSES - 2:
        raise LayoutError(f"{len(digipeaters)} digipeaters, 8 is the most", path="via")
    field = destination + source + b"".join(digipeaters)
    return field[:-1] + bytes([field[-1] | 1])


def _encode(text: str, marked: bool) -> bytes:
    written = _WRITTEN.fullmatch(text)
    if not written:
        raise LayoutError(f"{text!r} is no AX.25 address")
    name, ssid, _ = written.groups()
    characters = bytes(octet << 1 for octet in name.ljust(6).encode("ascii"))
    return characters + bytes([0x60 | marked << 7 | int(ssid or 0) << 1])
