"""Soft bits of recordings by the plainest demodulators there are.

They test framings without the modem's detectors, and are no measure of them.
"""

from __future__ import annotations

import json
import wave
from pathlib import Path

import numpy as np

from gateway.coding.bits import Soft
from gateway.framing.radio.deframer import Caught, Deframers, RadioFraming
from gateway.model import Frame
from gateway.modem.filters import boxcar, decimate, fir, lowpass, oscillator
from gateway.modem.symbols import Samples
from gateway.modem.timing import instants, interpolate
from tests.shared_data import SHARED

BLOCK = 3000


def samples(path: Path) -> tuple[Samples, int]:
    """A mono recording of 16 bits, and its sample rate."""
    with wave.open(str(path)) as recording:
        octets = recording.readframes(recording.getnframes())
        return np.frombuffer(octets, "<i2").astype(np.float32) / 32768, recording.getframerate()


def fsk(path: Path, baud: int) -> Soft:
    """The symbols of FSK in FM audio."""
    audio, rate = samples(path)
    factor = max(1, int(rate / baud / 5))
    audio = decimate(audio, factor)
    sps = rate / factor / baud
    average = round(64 * sps)
    level = fir(audio - boxcar(boxcar(audio, average), average), _lowpass(0.7, sps))
    return interpolate(level, instants(np.abs(level), sps, 128)).astype(np.float32)


def afsk(path: Path, baud: int = 1200, centre_hz: float = 1700) -> Soft:
    """The symbols of AFSK; 1 is the lower tone."""
    audio, rate = samples(path)
    mixed = fir(audio * oscillator(centre_hz, rate, 0, len(audio)), _lowpass(0.8, rate / baud))
    sps = rate / baud
    turn = np.angle(mixed[1:] * np.conj(mixed[:-1])).astype(np.float32)
    level = -boxcar(turn, round(0.8 * sps))
    return interpolate(level, instants(np.abs(level), sps, 64)).astype(np.float32)


def _lowpass(bauds: float, sps: float) -> Samples:
    return lowpass(int(4 * sps) | 1, bauds / sps)


def catch(framing: RadioFraming, soft: Soft, block: int = BLOCK) -> list[Caught]:
    """All that *framing* finds in *soft*, fed in blocks, to the end."""
    deframers = Deframers([framing])
    parts = [deframers.feed(soft[at : at + block]) for at in range(0, len(soft), block)]
    return [one for part in [*parts, deframers.feed(soft[:0], final=True)] for one in part]


def frames(framing: RadioFraming, soft: Soft, block: int = BLOCK) -> list[Frame]:
    """The frames of `catch`."""
    caught = catch(framing, soft, block)
    return [one.event for one in caught if isinstance(one.event, Frame)]


def direwolf(name: str) -> tuple[Path, list[str]]:
    """A recording made by Dire Wolf, and the frames in hex that its own receiver finds."""
    folder = SHARED / "ax25" / "direwolf_gen"
    expected = json.loads((folder / "expected.json").read_text(encoding="utf-8"))[name]
    return folder / expected["wav"], [frame["ax25_hex"] for frame in expected["frames"]]
