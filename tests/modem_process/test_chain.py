"""The chain of one downlink: times stay right through gaps, pauses and changes of rate."""

from __future__ import annotations

import struct

import numpy as np
import pytest

from gateway.errors import SourceError
from gateway.model import Downlink
from gateway.modem.symbols import Samples
from gateway.modem_process.chain import Chain, channel_rate
from gateway.modem_process.messages import Block, Report, Setup
from tests.modem_process.stand_in import FRAME, Found, StandIn

AUDIO = Setup(Downlink(None, "FSK", 1200, ("ax25",)), "f32", 1000.0)


def marked(*places: int, count: int = 100) -> bytes:
    return struct.pack(f"<{count}f", *(FRAME if at in places else 0.0 for at in range(count)))


def heard(*reports: Report) -> list[tuple[int, float]]:
    """Number and time of the frames of *reports*."""
    return [
        (int.from_bytes(one.event.data, "big"), round(one.end_s, 6))
        for report in reports
        for one in report.heard
    ]


def test_times_count_from_the_first_sample() -> None:
    chain = Chain(AUDIO, StandIn)
    first = chain.feed(Block(0, marked(10)))
    second = chain.feed(Block(100, marked(20)))
    last = chain.feed(Block(200, b"", last=True))
    assert heard(first, second, last) == [(10, 0.01), (120, 0.12)]
    assert (first.done, second.done, last.done) == (100, 200, 200)
    assert last.last
    assert not second.last


def test_behind_a_gap_a_new_receiver_knows_the_time() -> None:
    chain = Chain(AUDIO, StandIn)
    chain.feed(Block(0, marked(99)))
    report = chain.feed(Block(5000, marked(7)))
    last = chain.feed(Block(5100, b"", last=True))
    assert heard(report) == [(99, 0.099)], "what was under way is judged without the rest"
    assert heard(last) == [(7, 5.007)]


def test_a_pause_has_what_is_under_way_judged() -> None:
    chain = Chain(AUDIO, StandIn)
    assert heard(chain.feed(Block(0, marked(5), pause=True))) == [(5, 0.005)]
    assert heard(chain.feed(Block(100, b"", pause=True))) == []
    assert heard(chain.feed(Block(100, marked(6), pause=True))) == [(6, 0.106)]


def test_the_octets_of_a_sample_may_come_in_two_blocks() -> None:
    chain = Chain(AUDIO, StandIn)
    data = marked(10)
    report = chain.feed(Block(0, data[:40]))
    assert report.done == 10
    report = chain.feed(Block(10, data[40:], pause=True))
    assert heard(report) == [(10, 0.01)]


def test_what_is_odd_about_samples_is_counted_for_each_block() -> None:
    chain = Chain(AUDIO, StandIn)
    odd = struct.pack("<3f", float("nan"), 2.0, 0.0)
    assert chain.feed(Block(0, odd)).counters == {"invalid_samples": 1, "clipped_samples": 1}
    assert chain.feed(Block(3, marked())).counters == {}


class Listener(StandIn):
    """Keeps what it is fed."""

    heard: list[Samples]
    rate: float

    def __init__(self, setup: Setup, sample_rate: float, iq: bool):
        super().__init__(setup, sample_rate, iq)
        Listener.heard, Listener.rate = [], sample_rate

    def feed(self, samples: Samples) -> list[Found]:
        Listener.heard.append(samples)
        return []


def test_iq_comes_from_its_place_in_the_band_with_its_doppler() -> None:
    rate, offset, doppler = 240_000.0, 50_000.0, 3_000.0
    setup = Setup(Downlink(437e6, "FSK", 9600, ("ax25",)), "cf32", rate, offset_hz=offset)
    n = np.arange(24_000)
    tone = np.exp(2j * np.pi * (offset + doppler + 1000) * n / rate).astype(np.complex64)
    chain = Chain(setup, Listener)
    for first in range(0, len(tone), 6000):
        block = tone[first : first + 6000].tobytes()
        chain.feed(Block(first, block, (doppler, doppler)))
    found = np.concatenate(Listener.heard)
    assert Listener.rate == 60_000 >= channel_rate(9600)
    spectrum = np.abs(np.fft.fft(found[200:5200]))
    assert spectrum.argmax() / 5000 * Listener.rate == pytest.approx(1000, abs=12)


def test_a_format_that_is_none_is_told() -> None:
    with pytest.raises(SourceError, match="no sample format"):
        Chain(Setup(AUDIO.downlink, "x16", 48000.0), StandIn)
