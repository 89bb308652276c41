"""Checksums on the line between host and TNC, which KISS itself does not have.

::

    FEND  p0  <data>  xor  FEND                 XOR: every data frame, says no flag
    FEND  p0+80  <data>  crc_low crc_high  FEND    SMACK: CRC-16/ARC, flag 80
    FEND  p0+20  <data>  high low  FEND            FlexNet: a sum of its own, flag 20

All cover the command octet (flag included) and the data, before escapes are put in.
Only data frames carry one.  A flag takes a bit of the port: SMACK leaves ports 0 to 7,
FlexNet those without bit 1.  A frame without the flag is plain KISS and is taken as it
is; that is how a peer that tries a checksum first finds out that nobody understands it.

Source: J. Schiefer DL5UE and D. Deyke DK5SG, "SMACK", 1992; J. Wiseman G8BPQ, "KISS",
KISSOPTIONS CHECKSUM, https://www.cantab.net/users/john.wiseman/Documents; for FlexNet
Linux, drivers/net/hamradio/mkiss.c.  aprx leaves the command octet out of the XOR, which
is the same on port 0.
"""

from __future__ import annotations

from functools import reduce
from operator import xor
from typing import Protocol

from gateway.coding.crc import CRC16_ARC, CRC16_KERMIT


class Checksum(Protocol):
    """What is done to a data frame, command octet included."""

    def append(self, frame: bytes) -> bytes:
        """*frame* with flag and checksum."""

    def remove(self, frame: bytes) -> bytes | None:
        """*frame* without flag and checksum; None if the checksum is wrong."""


class Plain:
    """No checksum."""

    def append(self, frame: bytes) -> bytes:
        """*frame* as it is."""
        return frame

    def remove(self, frame: bytes) -> bytes | None:
        """*frame* as it is."""
        return frame


class Xor:
    """One octet that makes the XOR of all zero: BPQ, `mkiss -c`, also called AEA CRC."""

    def append(self, frame: bytes) -> bytes:
        """*frame* with the octet behind it."""
        return frame + bytes([reduce(xor, frame)])

    def remove(self, frame: bytes) -> bytes | None:
        """*frame* without its last octet; None if the XOR is not zero."""
        return frame[:-1] if len(frame) > 1 and reduce(xor, frame) == 0 else None


class Smack:
    """CRC-16/ARC, low octet first, announced by bit 7 of the command octet."""

    def append(self, frame: bytes) -> bytes:
        """*frame* flagged, its CRC behind it."""
        return CRC16_ARC.append(_flagged(frame, 0x80))

    def remove(self, frame: bytes) -> bytes | None:
        """*frame* without flag and CRC; None if the CRC is wrong."""
        if not frame[0] & 0x80:
            return frame
        return _plain(frame[:-2], 0x80) if CRC16_ARC.verify(frame) else None


class FlexNet:
    """Two octets, high octet first, announced by bit 5 of the command octet."""

    def append(self, frame: bytes) -> bytes:
        """*frame* flagged, its sum behind it."""
        flagged = _flagged(frame, 0x20)
        return flagged + flexnet_sum(flagged).to_bytes(2, "big")

    def remove(self, frame: bytes) -> bytes | None:
        """*frame* without flag and sum; None if the sum is wrong."""
        if not frame[0] & 0x20:
            return frame
        if len(frame) < 3 or flexnet_sum(frame[:-2]) != int.from_bytes(frame[-2:], "big"):
            return None
        return _plain(frame[:-2], 0x20)


def _flagged(frame: bytes, flag: int) -> bytes:
    return bytes([frame[0] | flag]) + frame[1:]


def _plain(frame: bytes, flag: int) -> bytes:
    return bytes([frame[0] & ~flag]) + frame[1:]


# The table of a reflected CRC run through a register that shifts the other way: it has no
# name in the catalogue, and crcmod cannot compute it.
FLEXNET_TABLE = [CRC16_KERMIT(bytes([octet])) ^ 0x0F87 for octet in range(256)]


def flexnet_sum(data: bytes) -> int:
    """FlexNet's 16-bit sum of *data*."""
    register = 0xFFFF
    for octet in data:
        register = (register << 8) & 0xFF00 ^ FLEXNET_TABLE[register >> 8 ^ octet]
    return register


CHECKSUMS: dict[str, Checksum] = {
    "none": Plain(),
    "xor": Xor(),
    "smack": Smack(),
    "flexnet": FlexNet(),
}
"""The checksums by the name that the option has."""
