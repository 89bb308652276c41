"""What the process hears with: the receiver of a setup's downlink."""

from __future__ import annotations

from gateway.modem_process.messages import Setup
from gateway.reception.receiver import Receiver
from gateway.reception.tuning import tuner


def make_receiver(setup: Setup, sample_rate: float, iq: bool) -> Receiver:
    """The receiver for a downlink in audio or IQ of *sample_rate*.

    Raises:
        StationError: There is no such modulation or framing.
    """
    return Receiver(*tuner(sample_rate, iq)(setup.downlink))
