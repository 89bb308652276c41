"""IDEASSat: nine short packets of a serial port, sent one after the other as they are.

::

    packet  <7E> <addresses 14> <F0> <number 0 to 8> <22 octets> <7E>     40 octets, nine times
    octet   0 <8 bits, highest first> 1                                   start and stop bit
    frame   the nine times 22 octets: <4> <181> <CRC-16/IBM-3740 of the 181> <fill 11>

The line is NRZI.  The first packet's "A0", F0 and number serve as sync word.  The frame's data
are the addresses with F0 (AX.25 without its shift), and the 185 octets before the CRC, as
gr-satellites has them; there the CRC comes low octet first too.

Source: gr-satellites documents the format in public.
"""

from __future__ import annotations

from dataclasses import dataclass
from operator import eq

import numpy as np

from gateway.coding.bits import Bits, Soft, harden, to_bits, to_octets
from gateway.coding.crc import CRC16_IBM_3740
from gateway.framing.check import reject
from gateway.framing.radio.line import Line, LineDeframer
from gateway.framing.radio.sync import Body, SyncDeframer, SyncWord
from gateway.model import Disposition, Frame, Rejected

_PACKETS = 9
_PACKET = 40
_HEADER = 15
"""Addresses and F0."""
_CARRIED = 22
_UNCHECKED = 4
"""Octets in front that the CRC does not cover."""
_FILL = 11
_FRAME = _HEADER + _PACKETS * _CARRIED - _FILL - CRC16_IBM_3740.octets
_IN_ORDER = 5
"""Packets at least whose number has to be right: one number is all but the next."""

_FLAG = b"\x7e"
_BEFORE = len(_FLAG) + _HEADER + 1
"""Octets of a packet before those it carries."""
_SYNC_OCTETS = b"A0\xf0\0"
_LINE = Line()


def _characters(octets: bytes) -> Bits:
    """*octets* with start and stop bits."""
    bits = to_bits(octets).reshape(-1, 8)
    return np.pad(bits, ((0, 0), (1, 1)), constant_values=((0, 0), (0, 1))).reshape(-1)


_SYNC = SyncWord("".join(map(str, _characters(_SYNC_OCTETS).tolist())), tolerance=4)


@dataclass(frozen=True)
class Ideassat:
    """The framing of IDEASSat.

    Attributes:
        name: Name of the framing.
    """

    name: str = "ideassat"

    def deframer(self) -> LineDeframer:
        """A new receiver."""
        symbols = 10 * (_PACKETS * _PACKET - _BEFORE)
        return LineDeframer(_LINE, SyncDeframer(_SYNC, Body(symbols, self._open)))

    def encode(self, data: bytes) -> Bits:
        """The symbols of *data*, 200 octets whose first 15 are the addresses.

        Raises:
            ValueError: It has another length.
        """
        if len(data) != _FRAME:
            raise ValueError(f"{len(data)} octets do not fit a frame of {_FRAME}")
        header, checked = data[:_HEADER], data[_HEADER:]
        crc = CRC16_IBM_3740.append(checked[_UNCHECKED:], "little")[-2:]
        carried = checked + crc + bytes(_FILL)
        packets = b"".join(
            _FLAG + header + bytes((i,)) + carried[i * _CARRIED : (i + 1) * _CARRIED] + _FLAG
            for i in range(_PACKETS)
        )
        preamble = _characters(_FLAG * 8)
        return _LINE.encode(np.concatenate((preamble, _characters(packets), preamble[:10])))

    def _open(self, soft: Soft) -> tuple[Frame | Rejected | None, int]:
        octets = to_octets(harden(soft).reshape(-1, 10)[:, 1:9].reshape(-1))
        packets = [octets.rjust(_PACKETS * _PACKET)[i : i + _PACKET] for i in _STARTS]
        numbers = bytes(packet[_BEFORE - 1] for packet in packets)
        if sum(map(eq, numbers, range(_PACKETS))) < _IN_ORDER:
            return None, 0
        header = packets[1][1 : 1 + _HEADER]
        carried = b"".join(packet[_BEFORE:-1] for packet in packets)[:-_FILL]
        if not CRC16_IBM_3740.verify(carried[_UNCHECKED:], "little"):
            message = f"{CRC16_IBM_3740.name} of {len(carried)} octets is not what was sent"
            return reject(self.name, Disposition.CHECK_FAILED, carried, message), len(soft)
        return Frame(header + carried[:-2], self.name), len(soft)


_STARTS = range(0, _PACKETS * _PACKET, _PACKET)

IDEASSAT = Ideassat()
