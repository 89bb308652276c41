"""Octet stuffing: escapes that keep a delimiter out of the data between delimiters.

::

    data     41 C0 DB 42
    stuffed  41 DB DC DB DD 42      SLIP and KISS: DB escapes, DC means C0, DD means DB

It costs one octet for each one escaped, so stuffed data is at most twice as long.  An
escape before an octet that means nothing is a *fault*; nothing but a check sequence
finds the other damage.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cached_property


class OctetStuffing:
    """One set of escapes.

    Args:
        escape: The octet that escapes.
        meanings: The octets that may follow it, and what each stands for.
        forbidden: The octets that must not appear in stuffed data.
    """

    def __init__(self, escape: int, meanings: Mapping[int, int], forbidden: bytes):
        self.escape = bytes([escape])
        self._forbidden = re.compile(b"[" + re.escape(forbidden) + b"]")
        self._pair = re.compile(re.escape(self.escape) + b"(.?)", re.DOTALL)
        self._meanings = {bytes([escape, sent]): bytes([meant]) for sent, meant in meanings.items()}

    @cached_property
    def _pairs(self) -> dict[bytes, bytes]:
        return {meant: pair for pair, meant in self._meanings.items()}

    def encode(self, data: bytes) -> bytes:
        """*data* with every forbidden octet escaped."""
        return self._forbidden.sub(lambda match: self._pairs[match[0]], data)

    def decode(self, data: bytes) -> bytes:
        """*data* without its escapes; of a fault the octet after the escape stays."""
        return self._pair.sub(lambda match: self._meanings.get(match[0], match[1]), data)

    def faults(self, data: bytes) -> list[int]:
        """Where in *data* an escape stands before an octet that means nothing."""
        return [
            match.start() for match in self._pair.finditer(data) if match[0] not in self._meanings
        ]


SLIP_STUFFING = OctetStuffing(0xDB, {0xDC: 0xC0, 0xDD: 0xDB}, forbidden=b"\xc0\xdb")
"""RFC 1055; KISS has the same."""

HDLC_STUFFING = OctetStuffing(0x7D, {code ^ 0x20: code for code in range(256)}, b"\x7e\x7d")
"""RFC 1662, 4.2: the escaped octet is sent with bit 5 changed, whichever octet it is."""
