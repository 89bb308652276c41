"""The search: what is in a signal of which nothing is said."""

from __future__ import annotations

import numpy as np
import pytest

from gateway.framing.radio.ax25 import AX25
from gateway.model import Frame
from gateway.modem.channel import add_noise
from gateway.modem.fsk_modulator import FskModulator
from gateway.modem.symbols import Samples
from gateway.reception import search
from gateway.reception.search import Heard, Search
from gateway.reception.tuning import candidates, tuner
from tests.reception.signals import RATE, packet, transmission


def hear(samples: Samples, piece: int = 65_536) -> tuple[list[Heard], Search]:
    one = Search(RATE, False, candidates, tuner(RATE))
    heard = []
    for at in range(0, len(samples), piece):
        heard += one.feed(samples[at : at + piece])
    return [found for found in heard + one.finish() if is_frame(found)], one


def is_frame(heard: Heard) -> bool:
    return isinstance(heard.received.event, Frame)


def frames(heard: list[Heard]) -> list[bytes]:
    return [one.received.event.data for one in heard if isinstance(one.received.event, Frame)]


FAST = [packet(number) for number in range(3)]
SLOW = packet(99)


def bell_202(ebn0_db: float, seed: int) -> Samples:
    tones = FskModulator(RATE, 1200, -500).afsk(AX25.encode(SLOW), 1700)
    return add_noise(tones, RATE, 1200, ebn0_db, np.random.default_rng(seed))


def test_two_signals_after_one_another_are_both_found() -> None:
    heard, _ = hear(np.concatenate((transmission(FAST, 16.0, seed=1), bell_202(12.0, seed=2))))
    assert frames(heard) == [*FAST, SLOW]
    kinds = [(one.downlink.modulation, one.downlink.baud) for one in heard]
    assert kinds == [("FSK", 9600.0)] * 3 + [("AFSK", 1200.0)]


def test_times_count_from_the_first_sample() -> None:
    quiet = np.zeros(int(40 * RATE), np.float32)
    heard, _ = hear(np.concatenate((quiet, transmission(FAST[:1], 16.0, seed=3))))
    assert [one.received.start_s for one in heard] == [pytest.approx(40.35, abs=0.1)]


def test_a_frame_across_two_segments_is_found_once(monkeypatch: pytest.MonkeyPatch) -> None:
    signal = transmission(FAST, 16.0, seed=4)
    whole, _ = hear(signal)
    monkeypatch.setattr(search, "SEGMENT_S", 0.37)
    pieces, _ = hear(signal)
    assert frames(pieces) == frames(whole) == FAST


def test_noise_costs_a_survey_and_brings_nothing() -> None:
    noise = np.random.default_rng(6).standard_normal(int(65 * RATE)).astype(np.float32)
    heard, one = hear(noise)
    assert heard == []
    assert one.tried == {}


def test_what_a_frame_explains_is_not_taken_for_something_else() -> None:
    heard, one = hear(transmission(FAST, 18.0, seed=7))
    assert frames(heard) == FAST
    assert all(downlink.modulation == "FSK" for downlink in one.tried)


def test_an_empty_signal_is_no_mistake() -> None:
    assert hear(np.zeros(0, np.float32))[0] == []
