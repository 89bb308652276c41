"""Which demodulator hears what, and where it listens."""

from __future__ import annotations

import pytest

from gateway.errors import StationError
from gateway.model import Downlink
from gateway.reception.demodulators import carrier_of, make_demodulator


def downlink(modulation: str, baud: float, carrier_hz: float | None = None) -> Downlink:
    return Downlink(None, modulation, baud, (), carrier_hz=carrier_hz)


@pytest.mark.parametrize(
    ("told", "carrier"),
    [
        (downlink("AFSK", 1200), 1700.0),
        (downlink("AFSK", 4800), 3600.0),
        (downlink("BPSK", 1200), 1500.0),
        (downlink("BPSK", 9600), 12_000.0),
        (downlink("BPSK", 9600, 10_000.0), 10_000.0),
        (downlink("FSK", 9600), 0.0),
    ],
)
def test_a_signal_is_sought_where_it_usually_is_unless_told(told: Downlink, carrier: float) -> None:
    assert carrier_of(told, iq=False) == carrier


def test_in_iq_a_carrier_is_in_the_middle() -> None:
    assert carrier_of(downlink("BPSK", 9600), iq=True) == 0.0


def test_names_of_modulations_are_read_in_any_case() -> None:
    assert make_demodulator(downlink("gmsk", 9600), 48_000.0).baud == 9600


@pytest.mark.parametrize("rate", [2400.0, 5e6])
def test_a_rate_that_does_not_fit_is_a_mistake(rate: float) -> None:
    with pytest.raises(StationError):
        make_demodulator(downlink("FSK", 9600), rate)
