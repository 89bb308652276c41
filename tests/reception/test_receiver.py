"""The receiver: every frame once, in order, with its time and its quality."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from gateway.framing.radio.ax25 import AX25_G3RUH
from gateway.model import Frame
from gateway.modem.fsk import FskAudio
from gateway.modem.symbols import Samples
from gateway.reception.receiver import Received, Receiver
from tests.reception.signals import BAUD, RATE, packet, transmission


def receive(samples: Samples, block_s: float = 0.5, piece: int = 10**9) -> list[Received]:
    receiver = Receiver(FskAudio(RATE, BAUD), [AX25_G3RUH], block_s)
    found = []
    for at in range(0, len(samples), piece):
        found += receiver.feed(samples[at : at + piece])
    return found + receiver.finish()


def frames(received: Sequence[Received]) -> list[bytes]:
    return [one.event.data for one in received if isinstance(one.event, Frame)]


SENT = [packet(number) for number in range(5)]
STRONG = transmission(SENT, 16.0, seed=1)


def test_every_frame_comes_once_and_in_order() -> None:
    assert frames(receive(STRONG)) == SENT


@pytest.mark.parametrize("block_s", [0.25, 1.0, 60.0])
def test_the_length_of_blocks_changes_no_frame(block_s: float) -> None:
    assert frames(receive(STRONG, block_s)) == SENT


@pytest.mark.parametrize("piece", [100, 4801, 48_000])
def test_the_pieces_in_which_samples_come_change_nothing(piece: int) -> None:
    weak = transmission(SENT, 12.0, seed=2)
    assert receive(weak, piece=piece) == receive(weak)


def test_a_frame_has_the_time_at_which_it_was_sent() -> None:
    bits = len(AX25_G3RUH.encode(SENT[0]))
    first = receive(STRONG)[0]
    # 0.3 s of noise, then flags, then the frame, then four flags.
    assert first.end_s == pytest.approx(0.3 + (bits - 4 * 8) / BAUD, abs=0.01)
    assert 0.3 < first.start_s < first.end_s


def test_a_frame_says_how_well_it_was_heard() -> None:
    for one in receive(STRONG):
        assert isinstance(one.event, Frame)
        quality = one.event.quality
        assert (quality.snr_db or 0.0) > 8.0
        # Short frames do not tell it within a hundred.
        assert quality.clock_ppm is None or abs(quality.clock_ppm) < 300
        assert quality.detector == one.detector
        assert one.detector in FskAudio.branches


def test_a_louder_signal_has_the_higher_snr() -> None:
    weak, strong = (
        np.mean([one.event.quality.snr_db for one in receive(transmission(SENT, ebn0, seed=3))
                 if isinstance(one.event, Frame)])
        for ebn0 in (13.0, 20.0)
    )  # fmt: skip
    assert strong > weak + 2


def test_silence_and_noise_bring_nothing() -> None:
    rng = np.random.default_rng(5)
    noise = rng.standard_normal(10 * int(RATE)).astype(np.float32)
    assert frames(receive(np.zeros(int(RATE), np.float32))) == []
    assert frames(receive(noise)) == []


def test_frames_are_counted() -> None:
    receiver = Receiver(FskAudio(RATE, BAUD), [AX25_G3RUH])
    receiver.feed(STRONG)
    receiver.finish()
    assert receiver.counters["frames"] == len(SENT)
