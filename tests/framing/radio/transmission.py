"""Transmissions for tests: symbols of a sender between noise, with errors where wanted."""

from __future__ import annotations

import json
from collections.abc import Iterable

import numpy as np

from gateway.coding.bits import Bits, Soft, soften
from gateway.framing.radio.deframer import RadioFraming
from gateway.model import Frame
from gateway.modem.bpsk import BpskAudio
from gateway.modem.stream import Stream
from tests.framing.radio.recorded import catch, frames, samples
from tests.shared_data import SHARED

BEFORE = 777
"""Symbols of noise before a transmission: any number, but not a whole number of octets."""


def noise(symbols: int, seed: int) -> Soft:
    """Soft bits of noise alone."""
    return np.random.default_rng(seed).standard_normal(symbols).astype(np.float32)


def transmission(bits: Bits, wrong: Iterable[int] = (), seed: int = 1) -> Soft:
    """*bits* between noise, those of the indices *wrong* inverted."""
    sent = soften(bits)
    for index in wrong:
        sent[index] = -sent[index]
    return np.concatenate((noise(BEFORE, seed), sent, noise(300, seed + 1)))


def noisy(bits: Bits, sigma: float, seed: int = 3) -> Soft:
    """*bits* between noise and in noise of the standard deviation *sigma*."""
    sent = soften(bits) + np.float32(sigma) * noise(len(bits), seed)
    return np.concatenate((noise(BEFORE, seed + 1), sent, noise(300, seed + 2)))


def check_round_trip(framing: RadioFraming, data: bytes) -> None:
    """*data* comes back once, whole, at its place, in either polarity, in any blocks."""
    soft = transmission(framing.encode(data))
    for sign, block in ((1, len(soft)), (-1, 1000), (1, 37)):
        caught = [one for one in catch(framing, sign * soft, block) if isinstance(one.event, Frame)]
        assert [one.event.data for one in caught] == [data]
        assert BEFORE <= caught[0].start < caught[0].end <= len(soft) - 300


def check_noise_and_pieces(framing: RadioFraming, data: bytes, checked: bool = True) -> None:
    """No checked frame in noise, none of a transmission that breaks off, and no exception."""
    found = frames(framing, noise(1_000_000, 5), block=20_000)
    assert not [frame for frame in found if checked or not frame.quality.unchecked]
    whole = soften(framing.encode(data))
    for part in (0.1, 0.3, 0.6):
        assert not frames(framing, whole[: int(part * len(whole))])
    for silence in (np.zeros(0, np.float32), np.zeros(5000, np.float32)):
        assert not frames(framing, silence)


def baseline(recording: str) -> set[str]:
    """All that gr-satellites and Dire Wolf find in *recording*, in hex."""
    table = json.loads((SHARED / "recordings/baseline.json").read_text(encoding="utf-8"))
    [entry] = [entry for entry in table if entry["recording"] == recording]
    return set(entry["frames_hex"])


def bpsk(recording: str, baud: int, differential: bool = False) -> list[Soft]:
    """The soft bits of each branch of our demodulator for *recording*."""
    audio, rate = samples(SHARED / f"recordings/{recording}.wav")
    stream = Stream(BpskAudio(rate, baud, differential=differential))
    blocks = stream.feed(audio) + stream.finish()
    return [np.concatenate([one.soft for one in branch]) for branch in zip(*blocks, strict=True)]
