"""CSP: the CubeSat Space Protocol's packet header.

::

    version 1   priority  source       destination  destination port  source port  flags
    32 bits     2         5            5            6                 6            8

    version 2   priority  destination  source       destination port  source port  flags
    48 bits     2         14           14           6                 6            6

    header │ data │ CRC-32C, 4 octets

Most significant bit first.  Flags, from the lowest: CRC32, RDP, XTEA, HMAC, FRAG, and
reserved ones.

Any octets make a header; only the CRC, where there is one, says that this is CSP.  We
neither check an HMAC nor decrypt nor follow RDP: what these add stays in the data.

Source: github.com/libcsp/libcsp, `include/csp/csp_types.h` and `src/csp_crc32.c`,
releases 1.6 and 2.0.

Where we differ, all of it seen on the air.  libcsp looks at the CRC32 flag; many craft
send the CRC without the flag, so `auto` looks for it anyway.  libcsp's releases disagree
whether it covers the data or header and data, and craft do either.  AISAT sends the CRC's
octets in reverse, so both orders are accepted: 32 bits leave room for that.  Some radios
hand the header on with its octets reversed (`byte_order="little"`: AAUSAT-4, 1KUNS-PF,
LEDSAT, AISTECHSAT-3); the CRC is then still that of the header in network order.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from gateway.coding.crc import CRC32_ISCSI
from gateway.errors import LayoutError, MissionError
from gateway.model import Disposition, LinkFault, Unit

CRC_OCTETS = 4

_FIELDS = {
    1: (
        ("priority", 2),
        ("source", 5),
        ("destination", 5),
        ("destination_port", 6),
        ("source_port", 6),
        ("flags", 8),
    ),
    2: (
        ("priority", 2),
        ("destination", 14),
        ("source", 14),
        ("destination_port", 6),
        ("source_port", 6),
        ("flags", 6),
    ),
}
_FLAGS = ("crc32", "rdp", "xtea", "hmac", "frag", "res3", "res2", "res1")
_DEFAULTS = {"priority": 2, "source": 1, "destination": 10, "destination_port": 10}
_SPANS = {1: "data", 2: "header+data"}


@dataclass(frozen=True)
class CSP:
    """The CSP header and its CRC.

    Attributes:
        version: 1 or 2; nothing in a packet tells.
        crc: `data` or `header+data` for craft that always append a CRC-32C over that;
            `none` for craft that never do, or whose CRC the framing removed; `auto`
            removes one that fits, and fails if the flag promises one that does not.
        byte_order: `little` where the header's octets arrive reversed.
    """

    version: Literal[1, 2] = 1
    crc: Literal["auto", "data", "header+data", "none"] = "auto"
    byte_order: Literal["big", "little"] = "big"
    name = "csp"

    def __post_init__(self) -> None:
        """Refuse options that are not there.

        Raises:
            MissionError: A mission that is not type-checked made a slip.
        """
        if self.version not in _FIELDS:
            raise MissionError(f"CSP has no version {self.version}", key="version")
        if self.crc not in ("auto", "data", "header+data", "none"):
            raise MissionError(f"{self.crc!r} is no span of a CSP CRC", key="crc")
        if self.byte_order not in ("big", "little"):
            raise MissionError(f"{self.byte_order!r} is no byte order", key="byte_order")

    @property
    def _octets(self) -> int:
        return 4 if self.version == 1 else 6

    def reader(self) -> Callable[[bytes], list[Unit | LinkFault]]:
        """The receiver: it keeps no state."""
        return self._read

    def _read(self, data: bytes) -> list[Unit | LinkFault]:
        if len(data) < self._octets:
            message = f"{len(data)} octets, a CSP {self.version} header has {self._octets}"
            return [LinkFault(Disposition.TRUNCATED, message, len(data))]
        word = int.from_bytes(data[: self._octets], self.byte_order)
        header = self._unpack(word)
        body = data[self._octets :]
        span = self._crc_span(word.to_bytes(self._octets, "big"), body)
        if span:
            header["crc"] = span
            body = body[:-CRC_OCTETS]
        elif self.crc in _SPANS.values() or (self.crc == "auto" and "crc32" in header["flags"]):
            return [self._no_crc(body)]
        return [Unit(header, body, self._octets)]

    def _unpack(self, word: int) -> dict[str, Any]:
        header: dict[str, Any] = {"protocol": "csp"}
        shift = self._octets * 8
        for field, bits in _FIELDS[self.version]:
            shift -= bits
            header[field] = word >> shift & (1 << bits) - 1
        header["flags"] = [name for bit, name in enumerate(_FLAGS) if header["flags"] >> bit & 1]
        return header

    def _crc_span(self, header: bytes, body: bytes) -> str:
        """What the last four octets of *body* are the CRC of; empty if of nothing."""
        data, trailer = body[:-CRC_OCTETS], body[-CRC_OCTETS:]
        either_order = (trailer, trailer[::-1])
        for span, octets in (("data", data), ("header+data", header + data)):
            if self.crc in (span, "auto") and _crc(octets) in either_order:
                return span
        return ""

    def _no_crc(self, body: bytes) -> LinkFault:
        if len(body) < CRC_OCTETS:
            message = f"{len(body)} octets behind the CSP header are no CRC-32C"
            return LinkFault(Disposition.TRUNCATED, message, self._octets + len(body))
        over = "neither data nor header+data" if self.crc == "auto" else f"not {self.crc}"
        message = f"CRC-32C {body[-CRC_OCTETS:].hex()} is that of {over}"
        return LinkFault(Disposition.CHECK_FAILED, message, self._octets + len(body) - CRC_OCTETS)

    def wrap(self, data: bytes, header: Mapping[str, Any]) -> bytes:
        """Put *data* behind a header, and a CRC-32C behind it where `crc` says so.

        With `auto` the flag decides, and the span is that of the version's libcsp.

        Raises:
            LayoutError: A field does not fit.
        """
        flags = header.get("flags", [] if self.crc in ("auto", "none") else ["crc32"])
        word = self._pack(header, flags).to_bytes(self._octets, "big")
        appended = self.crc if self.crc != "auto" else _SPANS[self.version]
        if self.crc == "none" or (self.crc == "auto" and "crc32" not in flags):
            crc = b""
        else:
            crc = _crc(data if appended == "data" else word + data)
        return (word if self.byte_order == "big" else word[::-1]) + data + crc

    def _pack(self, header: Mapping[str, Any], flags: list[str]) -> int:
        if unknown := [flag for flag in flags if flag not in _FLAGS]:
            raise LayoutError(f"CSP has no flag {unknown[0]!r}", path="flags")
        word = 0
        for field, bits in _FIELDS[self.version]:
            value = header.get(field, _DEFAULTS.get(field, 0))
            if field == "flags":
                value = sum(1 << _FLAGS.index(flag) for flag in flags)
            if not 0 <= value < 1 << bits:
                raise LayoutError(f"{value} does not fit {bits} bits", path=field)
            word = word << bits | value
        return word


def _crc(octets: bytes) -> bytes:
    return CRC32_ISCSI(octets).to_bytes(CRC_OCTETS, "big")
