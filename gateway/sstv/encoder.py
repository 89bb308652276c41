"""Pictures to audio, for simulators and tests.

The frequency jumps and the phase does not, as in a transmitter that is a table of tones.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from gateway.modem.symbols import Samples
from gateway.sstv.colour import to_yvu
from gateway.sstv.mode import BLACK_HZ, GREY_HZ, SYNC_HZ, WHITE_HZ, Element, Mode, Pulse
from gateway.sstv.vis import BIT_MS, BREAK_MS, LEADER_MS, ONE_HZ, ZERO_HZ

Pixels = NDArray[np.uint8]
"""Shape (height, width, 3): red, green, blue."""

Tones = tuple[NDArray[np.float64], NDArray[np.float64]]
"""Frequencies, Hz, and how long each lasts, ms."""


def encode(mode: Mode, pixels: Pixels, sample_rate: float, header: bool = True) -> Samples:
    """The audio of a picture, amplitude 1.

    Args:
        mode: Of the transmission.
        pixels: As many as the mode has.
        sample_rate: Hz.
        header: Whether it begins with the header.
    """
    pulses = (*(_header(mode) if header else ()), *mode.lead)
    pieces = [_tones(pulse, np.zeros(1)) for pulse in pulses]
    pieces += _picture(mode, pixels)
    hz, ms = (np.concatenate(part) for part in zip(*pieces, strict=True))
    ends_s = np.concatenate((np.zeros(1), np.cumsum(ms) / 1000))
    turns = np.concatenate((np.zeros(1), np.cumsum(hz * ms) / 1000))
    at = np.arange(int(ends_s[-1] * sample_rate)) / sample_rate
    return np.cos(2 * np.pi * (np.interp(at, ends_s, turns) % 1.0)).astype(np.float32)


def _header(mode: Mode) -> Sequence[Pulse]:
    bits = [mode.vis >> bit & 1 for bit in range(7)]
    tones = [ONE_HZ if bit else ZERO_HZ for bit in (*bits, sum(bits) % 2)]
    leader = Pulse(GREY_HZ, LEADER_MS)
    stop = Pulse(SYNC_HZ, BIT_MS)
    return (
        *(leader, Pulse(SYNC_HZ, BREAK_MS), leader, stop),
        *(Pulse(tone, BIT_MS) for tone in tones),
        stop,
    )


def _picture(mode: Mode, pixels: Pixels) -> Iterator[Tones]:
    rgb = pixels.astype(np.float32)
    colours = dict(zip("RGBYVU", np.concatenate((rgb, to_yvu(rgb)), axis=2).T, strict=True))
    for first in range(0, mode.groups * mode.rows, mode.rows):
        for element in mode.elements:
            if isinstance(element, Pulse):
                yield _tones(element, np.zeros(1))
                continue
            rows = colours[element.colour][:, first : first + mode.rows]
            shared = element.colour in "VU"
            yield _tones(element, rows.mean(axis=1) if shared else rows[:, element.row])


def _tones(element: Element, values: NDArray[np.floating]) -> Tones:
    """A pulse, or a scan of *values*."""
    ms = np.full(len(values), element.ms / len(values))
    if isinstance(element, Pulse):
        return np.array([element.hz]), ms
    return BLACK_HZ + np.clip(values, 0, 255) / 255.0 * (WHITE_HZ - BLACK_HZ), ms
