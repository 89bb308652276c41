"""The header of IL2P: what follows it, and in type 1 the header of the AX.25 frame itself.

::

    octet    0    1    2    3    4    5    6    7    8    9    10   11   12
    bit 7    FEC  type count .........................................   destination's SSID
    bit 6    UI   PID ..............  control ........................   above the source's
    0 to 5   destination's name .........  source's name .............

Type 0 has nothing but bit 7; the whole AX.25 frame then follows.  In type 1 characters are
sixbit, ASCII less 32.  A PID of 0 marks an S frame and 1 a U frame, others stand for the PID
of UI and I frames.  Control is ``P NNN C SS`` in S, ``P OOO C 00`` in U and ``P NNN SSS`` in
I frames: C the command bit, NNN the N(R), OOO the kind of U frame.

Source: N. Carrillo KK4HEJ, "IL2P Specification", draft v0.6, 2024.

Where we differ: a name that is not letters and digits makes no header, because two octets of
parity alone let too much noise pass.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

HEADER_OCTETS = 13

_NAME = re.compile(rb"[A-Z0-9]{1,6} *")
_RESERVED = 0x60
_PIDS = (None, None, 0x20, 0x01, 0x06, 0x07, 0x08) + (None,) * 4 + (0xCC, 0xCD, 0xCE, 0xCF, 0xF0)
_UNNUMBERED = (0x2F, 0x43, 0x0F, 0x63, 0x87, 0x03, 0xAF, 0xE3)
_UI = 0x03
_PID_OF_S, _PID_OF_U = 0, 1
_COMMAND = 0x04


@dataclass(frozen=True)
class Il2pHeader:
    """A header.

    Attributes:
        max_fec: Whether the payload has 16 octets of parity a block.
        count: Octets of payload, parity left out.
        link: The addresses, control and PID of the AX.25 frame; empty in type 0.
    """

    max_fec: bool
    count: int
    link: bytes = b""

    def encode(self) -> bytes | None:
        """The 13 octets; None if `link` cannot be said in type 1."""
        octets = _from_link(self.link) if self.link else bytes(HEADER_OCTETS)
        if octets is None:
            return None
        high = self.max_fec << 11 | bool(self.link) << 10 | self.count
        return _with_column(octets, 7, high)

    @classmethod
    def decode(cls, octets: bytes) -> Il2pHeader | None:
        """The header in 13 *octets*; None if it is none."""
        high = _column(octets, 7)
        link = _to_link(octets) if high & 0x400 else b""
        return None if link is None else cls(bool(high & 0x800), high & 0x3FF, link)


def split(frame: bytes) -> tuple[bytes, bytes]:
    """The link header of an AX.25 *frame* as type 1 can carry it, and the rest.

    The header is empty if it has to be type 0: digipeaters, names that are not sixbit, a
    PID or command bits that type 1 has no room for.
    """
    for octets in (16, 15):
        link = frame[:octets]
        header = _from_link(link)
        if header is not None and _to_link(header) == link:
            return link, frame[octets:]
    return b"", frame


def _column(octets: bytes, bit: int) -> int:
    """The number whose bits stand in one column of the header, octet 0 highest."""
    return int("".join(str(octet >> bit & 1) for octet in octets[:12]), 2)


def _with_column(octets: bytes, bit: int, value: int) -> bytes:
    front = (octet | (value >> (11 - at) & 1) << bit for at, octet in enumerate(octets[:12]))
    return bytes(front) + octets[12:]


def _to_link(octets: bytes) -> bytes | None:
    """The AX.25 header that *octets* stand for; None if they stand for none."""
    names = [bytes((octet & 0x3F) + 32 for octet in octets[at : at + 6]) for at in (0, 6)]
    behind = _to_control(_column(octets, 6))
    if behind is None or not all(_NAME.fullmatch(name) for name in names):
        return None
    command, fields = behind
    ssids = (octets[12] >> 4, octets[12] & 0x0F)
    ends = (command << 7, (not command) << 7 | 1)
    addresses = (
        bytes(2 * character for character in name) + bytes((_RESERVED | ssid << 1 | end,))
        for name, ssid, end in zip(names, ssids, ends, strict=True)
    )
    return b"".join(addresses) + fields


def _to_control(column: int) -> tuple[bool, bytes] | None:
    """The command bit, and the octets of control and PID."""
    ui, kind, control = column >> 11, column >> 7 & 0xF, column & 0x7F
    poll, number, low = control >> 6, control >> 3 & 7, control & 7
    command = bool(control & _COMMAND)
    if kind == _PID_OF_S:
        return command, bytes((number << 5 | poll << 4 | (low & 3) << 2 | 1,))
    if kind == _PID_OF_U:
        return command, bytes((_UNNUMBERED[number] | poll << 4,))
    pid = _PIDS[kind]
    if pid is None:
        return None
    if ui:
        return command, bytes((_UI | poll << 4, pid))
    return True, bytes((number << 5 | poll << 4 | low << 1, pid))


def _from_link(link: bytes) -> bytes | None:
    """The header that stands for *link* if any does; the caller compares."""
    if len(link) not in (15, 16):
        return None
    column = _from_control(link[14], link[15] if len(link) == 16 else None, link[6] >> 7)
    names = bytes(octet >> 1 for octet in link[:6] + link[7:13])
    if column is None or not all(32 <= character < 96 for character in names):
        return None
    ssids = (link[6] >> 1 & 0xF) << 4 | link[13] >> 1 & 0xF
    return _with_column(bytes(character - 32 for character in names) + bytes((ssids,)), 6, column)


def _from_control(control: int, pid: int | None, command: int) -> int | None:
    """Bit 6 of the header for the octets of control and PID."""
    poll, number, tail = control >> 4 & 1, control >> 5, command << 2
    if pid is None:
        if control & 3 == 1:
            return _PID_OF_S << 7 | poll << 6 | number << 3 | tail | control >> 2 & 3
        if control & ~0x10 not in _UNNUMBERED or control & ~0x10 == _UI:
            return None
        return _PID_OF_U << 7 | poll << 6 | _UNNUMBERED.index(control & ~0x10) << 3 | tail
    if pid not in _PIDS:
        return None
    kind = _PIDS.index(pid) << 7 | poll << 6
    if control & ~0x10 == _UI:
        return 1 << 11 | kind | _UNNUMBERED.index(_UI) << 3 | tail
    return kind | number << 3 | control >> 1 & 7
