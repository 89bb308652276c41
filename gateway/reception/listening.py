"""Listening: a signal of which the downlinks are known, a receiver for each."""

from __future__ import annotations

from collections.abc import Sequence

from gateway.model import Downlink
from gateway.modem.symbols import Samples
from gateway.reception.receiver import Receiver
from gateway.reception.search import Heard, Tune


class Listening:
    """One signal.

    Args:
        downlinks: What may be on it.
        tune: What to receive a downlink with.
    """

    def __init__(self, downlinks: Sequence[Downlink], tune: Tune):
        self._receivers = {downlink: Receiver(*tune(downlink)) for downlink in downlinks}

    def feed(self, samples: Samples) -> list[Heard]:
        """What *samples* complete."""
        return [
            Heard(received, downlink)
            for downlink, receiver in self._receivers.items()
            for received in receiver.feed(samples)
        ]

    def finish(self) -> list[Heard]:
        """The same for what is left when no more samples come."""
        return [
            Heard(received, downlink)
            for downlink, receiver in self._receivers.items()
            for received in receiver.finish()
        ]
