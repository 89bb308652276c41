"""AX.25 packets through a demodulator, to count those that come back."""

from __future__ import annotations

import numpy as np

from gateway.coding.bits import Bits
from gateway.framing.radio.ax25 import Ax25
from gateway.framing.radio.deframer import Deframers
from gateway.model import Frame
from gateway.modem.stream import Stream
from gateway.modem.symbols import Demodulator, Samples

HEADER = bytes.fromhex("9e9064828ea6009e90648262a61703f0")


def packet(number: int, octets: int) -> bytes:
    """A UI frame of *octets*, different for every *number*."""
    rng = np.random.default_rng(number)
    return HEADER + rng.integers(0, 256, octets - len(HEADER)).astype(np.uint8).tobytes()


def transmission(framing: Ax25, count: int, octets: int) -> Bits:
    """*count* packets, each a transmission of its own, end to end."""
    return np.concatenate([framing.encode(packet(number, octets)) for number in range(count)])


def frames(
    demodulator: Demodulator, framing: Ax25, signal: Samples, block_s: float = 1.0
) -> list[set[bytes]]:
    """The different frames of each branch."""
    stream = Stream(demodulator, block_s)
    blocks = stream.feed(signal) + stream.finish()
    found = []
    for branch in range(len(demodulator.branches)):
        deframers = Deframers([framing])
        caught = [one for block in blocks for one in deframers.feed(block[branch].soft)]
        found.append({one.event.data for one in caught if isinstance(one.event, Frame)})
    return found
