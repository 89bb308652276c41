"""The header of a picture, which tells its mode: vertical interval signalling.

::

    1900     ┌────────────┐   ┌────────────┐
             │  leader    │   │  leader    │                              Hz
    1300     │            │   │            │    ┌──┐  ┌──┐
    1200  ───┘            └───┘            └────┤  ├──┤  ├─ ... ──┬────┐
    1100                   break           start└──┘b0└──┘b1    parity stop
               300 ms      10     300       30   30 each           30

Seven bits, the least significant first, 1 is the lower tone; the parity is even.  The leader
tells how far a receiver's tuning is off; of it the last part is enough.

Source: J. L. Barber N7CXI, "Proposal for SSTV Mode Specifications", Dayton SSTV forum, 20 May
2000.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gateway.sstv.baseband import Track
from gateway.sstv.mode import GREY_HZ, MODES, SYNC_HZ, Mode

LEADER_MS, BREAK_MS, BIT_MS = 300.0, 10.0, 30.0
ONE_HZ, ZERO_HZ = 1100.0, 1300.0

BITS = 10
"""Start, seven of the code, parity, stop."""

LOOK_MS = 200.0
"""The part of the leader that is looked at; a late receiver has the rest less."""

LENGTH_MS = LOOK_MS + BITS * BIT_MS
"""What is looked at of a header."""

STEP_MS = 2.0
"""From one place where a header is looked for to the next."""

MARGIN_MS = 4.0
"""At both ends of a tone, where filters ring."""

REACH_HZ = 300.0
"""Largest error of a receiver's tuning."""

STEADY = 0.5
"""How much of a leader's power has one frequency; of noise about a tenth."""

TOLERANCE_HZ = 40.0
"""Root of the mean square of what the tones of the bits are off, at most."""


@dataclass(frozen=True)
class Header:
    """A header.

    Attributes:
        mode: What it announces.
        end: Sample behind its stop bit.
        offset_hz: How far its leader is off.
    """

    mode: Mode
    end: float
    offset_hz: float


def find_header(track: Track, start: float, stop: float) -> Header | None:
    """The best header among those that begin at the samples *start* to *stop*.

    A header begins with the part of the leader that is looked at.
    """
    ms = track.rate / 1000
    at = np.arange(start, stop, STEP_MS * ms)
    if not len(at):
        return None
    leader, steady = track.tone(at + MARGIN_MS * ms, (LOOK_MS - 2 * MARGIN_MS) * ms, GREY_HZ)
    offset = leader - GREY_HZ
    begin = at[:, None] + (LOOK_MS + BIT_MS * np.arange(BITS) + MARGIN_MS) * ms
    sums = track.lagged(begin, (BIT_MS - 2 * MARGIN_MS) * ms)
    tones = track.hz(sums, SYNC_HZ) - offset[:, None]
    ones = tones < SYNC_HZ
    nominal = np.where(ones, ONE_HZ, ZERO_HZ)
    nominal[:, [0, -1]] = SYNC_HZ
    error = np.sqrt(np.mean((tones - nominal) ** 2, axis=1))
    codes = ones[:, 1:8] @ (1 << np.arange(7))
    good = (
        (np.abs(offset) < REACH_HZ)
        & (steady > STEADY)
        & (error < TOLERANCE_HZ)
        & (ones[:, 1:9].sum(axis=1) % 2 == 0)
        & np.isin(codes, list(MODES))
    )
    if not good.any():
        return None
    best = int(np.where(good, error, np.inf).argmin())
    end = at[best] + LENGTH_MS * ms
    return Header(MODES[int(codes[best])], float(end), float(offset[best]))
