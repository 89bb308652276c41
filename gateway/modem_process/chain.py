"""The chain of one downlink: octets of samples to frames, pure and in blocks.

::

    Block ─▶ unpack ─▶ [IQ: down-convert] ─▶ receiver ─▶ Report
               gap or pause: the receiver judges what it has, and a new one begins
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from gateway.model import Frame, Rejected
from gateway.modem.symbols import Samples
from gateway.modem_process.messages import Block, Heard, Report, Setup
from gateway.reception.down_converter import DownConverter
from gateway.samples.formats import Unpacker, sample_format

LOWEST_RATE = 48_000.0
"""Of a channel of IQ: room for the Doppler of a low orbit on 70 cm beside 9600 Bd."""

SAMPLES_A_SYMBOL = 6.0
"""The same for fast signals."""


def channel_rate(baud: float) -> float:
    """The least sample rate of a channel of IQ for signals of *baud*, Hz."""
    return max(LOWEST_RATE, SAMPLES_A_SYMBOL * baud)


class Found(Protocol):
    """What a receiver finds: see `gateway.reception.receiver.Received`."""

    @property
    def event(self) -> Frame | Rejected:
        """What it is."""

    @property
    def end_s(self) -> float:
        """Its last symbol, in seconds since the receiver's first sample."""


class SampleReceiver(Protocol):
    """What hears frames in samples: see `gateway.reception.receiver.Receiver`."""

    def feed(self, samples: Samples, /) -> Sequence[Found]:
        """What *samples* complete."""

    def finish(self) -> Sequence[Found]:
        """What is left when no more samples come."""


MakeReceiver = Callable[[Setup, float, bool], SampleReceiver]
"""From the setup, the sample rate, and whether the samples are IQ."""


class Chain:
    """One downlink.

    Args:
        setup: What the samples are, and what to listen for.
        make_receiver: Makes its receiver.

    Raises:
        SourceError: The setup is wrong.
    """

    def __init__(self, setup: Setup, make_receiver: MakeReceiver):
        self._setup = setup
        self._make_receiver = make_receiver
        self._format = sample_format(setup.format)
        self._octets = self._format.octets * setup.channels
        self._unpacker = Unpacker(self._format, setup.channels)
        self._begin(0)

    def _begin(self, first: int) -> None:
        """Start anew with sample number *first*."""
        self._first = self._next = first
        self._converter: DownConverter | None = None
        rate = self._setup.sample_rate
        if self._format.iq:
            wanted = channel_rate(self._setup.downlink.baud)
            self._converter = DownConverter(rate, self._setup.offset_hz, wanted)
            rate = self._converter.sample_rate
        self._receiver = self._make_receiver(self._setup, rate, self._format.iq)

    def feed(self, block: Block) -> Report:
        """What *block* completes."""
        heard = []
        if block.first != self._next:
            heard += self._end()
            self._begin(block.first)
        self._unpacker.counters.clear()
        samples = self._unpacker.feed(block.data)
        self._next += len(block.data) // self._octets
        if self._converter:
            samples = self._converter.feed(samples, block.shift_hz)
        heard += self._place(self._receiver.feed(samples))
        if block.pause or block.last:
            heard += self._end()
            self._begin(self._next)
        return Report(self._next, heard, dict(self._unpacker.counters), block.last)

    def _end(self) -> list[Heard]:
        """What the receiver still has, when its samples break off."""
        if self._next == self._first:
            return []
        rest = self._receiver.feed(self._converter.finish()) if self._converter else []
        return self._place([*rest, *self._receiver.finish()])

    def _place(self, found: Sequence[Found]) -> list[Heard]:
        """*found* with times since the source was opened."""
        start_s = self._first / self._setup.sample_rate
        return [
            Heard(start_s + one.end_s, frame=one.event)
            if isinstance(one.event, Frame)
            else Heard(start_s + one.end_s, rejected=one.event)
            for one in found
        ]
