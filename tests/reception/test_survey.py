"""The survey: signals are seen by their baud, noise is not."""

from __future__ import annotations

import numpy as np
import pytest

from gateway.modem.channel import add_noise
from gateway.modem.fsk_modulator import FskModulator
from gateway.modem.mfsk_modulator import mfsk
from gateway.reception.survey import TONES, Sighting, Survey
from tests.reception.signals import RATE, keyed


def bits(count: int, seed: int = 1) -> np.ndarray[tuple[int], np.dtype[np.uint8]]:
    return np.random.default_rng(seed).integers(0, 2, count, dtype=np.uint8)


def seen(sightings: list[Sighting], modulation: str, baud: float) -> list[Sighting]:
    return [
        one for one in sightings if (one.probe.modulation, one.probe.baud) == (modulation, baud)
    ]


@pytest.mark.parametrize("baud", [500.0, 1200.0, 2400.0, 4800.0, 9600.0])
def test_fsk_is_seen_where_it_is(baud: float) -> None:
    length_s = max(0.3, 600 / baud)
    audio = keyed(bits(int(length_s * baud)), 12.0, 7, baud)
    found = seen(Survey(RATE).look(audio, 0), "FSK", baud)
    assert len(found) == 1
    assert found[0].start_s <= 0.3 + length_s / 2 <= found[0].end_s
    assert found[0].baud == pytest.approx(baud, rel=0.02)


def test_a_burst_of_fifty_milliseconds_is_seen() -> None:
    audio = keyed(bits(480), 15.0, 8)
    assert seen(Survey(RATE).look(audio, 0), "FSK", 9600.0)


@pytest.mark.parametrize(("baud", "carrier"), [(1200.0, 1700.0), (4800.0, 3600.0)])
def test_afsk_is_seen(baud: float, carrier: float) -> None:
    deviation = 500.0 if baud == 1200 else 1200.0
    tones = FskModulator(RATE, baud, deviation).afsk(bits(int(baud)), carrier)
    noisy = add_noise(tones, RATE, baud, 7.0, np.random.default_rng(3))
    assert seen(Survey(RATE).look(noisy, 0), "AFSK", baud)


def test_fsk_is_seen_in_iq_away_from_the_middle() -> None:
    iq = FskModulator(RATE, 9600, 2400, bt=0.5).iq(bits(9600), offset_hz=3000)
    noisy = add_noise(iq, RATE, 9600, 10.0, np.random.default_rng(4))
    assert seen(Survey(RATE, iq=True).look(noisy, 0), "FSK", 9600.0)


@pytest.mark.parametrize("clock", [0.97, 1.03])
def test_a_wrong_clock_is_seen_and_measured(clock: float) -> None:
    audio = keyed(bits(4800), 14.0, 9, 9600 * clock)
    found = seen(Survey(RATE).look(audio, 0), "FSK", 9600.0)
    assert [one.baud for one in found] == [pytest.approx(9600 * clock, rel=0.004)]


def test_noise_and_silence_are_nothing_and_a_tone_has_no_baud() -> None:
    rng = np.random.default_rng(11)
    noise = rng.standard_normal(60 * int(RATE)).astype(np.float32)
    # At half a baud it would be a preamble.
    tone = np.sin(2 * np.pi * 880 / RATE * np.arange(4 * int(RATE))).astype(np.float32)
    survey = Survey(RATE)
    assert survey.look(noise, 0) == []
    assert survey.look(np.zeros(int(RATE), np.float32), 0) == []
    assert [one.probe for one in survey.look(tone, 0)] == [TONES]


def test_it_works_at_any_rate_and_with_a_few_samples() -> None:
    rng = np.random.default_rng(12)
    for rate in (8000.0, 11_025.0, 44_100.0, 96_000.0, 250_000.0):
        for count in (1, 17, 1000, int(rate)):
            assert Survey(rate).look(rng.standard_normal(count).astype(np.float32), 0) == []


def test_slow_tones_are_seen_where_no_baud_line_is() -> None:
    rng = np.random.default_rng(21)
    symbols = rng.integers(0, 2, 4000, dtype=np.uint8)
    tones = mfsk(symbols, 8000.0, 100, 4, 270.0, 1500.0).real.astype(np.float32)
    noisy = add_noise(tones, 8000.0, 200.0, 4.5, rng)
    [found] = [one for one in Survey(8000.0).look(noisy, 0) if one.probe is TONES]
    assert found.start_s == 0.0
    assert found.end_s == pytest.approx(20.0)
