"""Two ends that do not agree on the speed: `BaudMismatch`.

The receiver of a UART takes its time from the falling edge of the start bit, and looks at
the middle of each bit as long as it thinks that a bit is::

                  ┌──start──┬──b0──┬──b1──┬─ ... ─┬──b7──┬─stop─┐     sent, 1 bit = 1
    receiver:     ▲    0.5     1.5    2.5    ...    8.5    9.5        looks at n x ratio

At the stop bit it has drifted by 9.5 times the difference.  Below half a bit, which is 5 %
too slow or 5.5 % too fast, it reads what was sent.  Beyond, octets are wrong, stop bits are
missing (framing errors), and the next start bit is looked for in the middle of an octet.

The model looks once a bit and sees edges at once; a real receiver looks 16 times a bit, so
it is up to 1/16 bit late.  An octet with a framing error is delivered as it was read, as a
terminal does without INPCK; then the receiver waits for the next falling edge.  Octets that
come within `IDLE_S` of each other stand back to back on the line.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from random import Random

from gateway.hil.faults.injection import Injection

IDLE_S = 0.005
STOP_MIDDLE = 9.5
IDLE = b"\x01" * 20
"""Bits of an idle line: more than a receiver of half the speed needs for an octet."""


@dataclass(frozen=True)
class BaudMismatch:
    """The receiver runs at another speed than the sender.

    Attributes:
        percent: Receiver's baud over the sender's, minus 100 %; 4 is 4 % too fast.
    """

    percent: float

    def __post_init__(self) -> None:
        if not -50 <= self.percent <= 100:
            raise ValueError(f"a mismatch of {self.percent} %; the model holds from -50 to 100")

    def start(self, rng: Random) -> Injection:
        """As `Fault.start`."""
        return _Sampling(1 / (1 + self.percent / 100))


class _Sampling(Injection):
    """The bits on the line, one a `bytes` item, and the receiver's place among them.

    Args:
        bit: Length of the receiver's bit, in bits of the sender.
    """

    def __init__(self, bit: float):
        super().__init__()
        self._bit = bit
        self._line = bytearray(IDLE)
        self._place = 0.0

    def feed(self, octets: bytes, now: float) -> bytes:
        for octet in octets:
            self._line += b"\x00" + bytes(octet >> n & 1 for n in range(8)) + b"\x01"
        if octets:
            self.wake_at = now + IDLE_S
        elif self.wake_at is not None and now >= self.wake_at:
            self._line += IDLE
            self.wake_at = None
        return self._receive(octets)

    def end(self, now: float) -> bytes:
        self._line += IDLE
        return self._receive(b"")

    @property
    def held(self) -> int:
        """Octets, not all of whose bits the receiver has seen."""
        return 0 if self.wake_at is None else 1

    def _receive(self, octets: bytes) -> bytes:
        read = bytearray()
        while (edge := self._edge()) is not None:
            if edge + STOP_MIDDLE * self._bit >= len(self._line):
                break
            if self._line[int(edge + 0.5 * self._bit)]:
                self._place = edge + 0.5 * self._bit  # a glitch, and no start bit
            else:
                read.append(self._sample(edge))
                self._place = edge + STOP_MIDDLE * self._bit
        if octets or read:
            self.counters["octets_on_the_line"] += len(octets)
            self.counters["octets_read"] += len(read)
        self.offset += len(octets)
        self._forget()
        return bytes(read)

    def _edge(self) -> int | None:
        """Where the next start bit begins; moves up to it, or to the end of the line."""
        start = math.floor(self._place)
        edge = self._line.find(b"\x01\x00", start)
        if edge < 0:
            self._place = max(self._place, len(self._line) - 1)
            return None
        return edge + 1

    def _sample(self, edge: int) -> int:
        *data, stop = (self._line[int(edge + (n + 1.5) * self._bit)] for n in range(9))
        octet = sum(bit << n for n, bit in enumerate(data))
        if not stop:
            self.counters["framing_errors"] += 1
            self.note("framing error", b"", bytes([octet]))
        return octet

    def _forget(self) -> None:
        """Drop the bits that have been read."""
        passed = max(0, math.floor(self._place) - 1)
        del self._line[:passed]
        self._place -= passed
