"""A bit-error rate, measured by times: the symbol nearest to each sent one is compared."""

from __future__ import annotations

from math import erfc, sqrt

import numpy as np
from numpy.typing import NDArray

from gateway.coding.bits import Bits, Soft
from gateway.modem.stream import Stream
from gateway.modem.symbols import Demodulator, Samples, Symbols


def q(x: float) -> float:
    """Probability that a normal variable exceeds *x*."""
    return erfc(x / sqrt(2)) / 2


def ratio(db: float) -> float:
    """What *db* decibels are as a ratio of powers."""
    return float(10 ** (db / 10))


def received(demodulator: Demodulator, signal: Samples, block_s: float = 0.5) -> list[Symbols]:
    """Each branch's symbols of the whole *signal*, through a stream of blocks."""
    stream = Stream(demodulator, block_s)
    blocks = stream.feed(signal) + stream.finish()
    return [
        Symbols(
            np.concatenate([block[branch].soft for block in blocks]),
            np.concatenate([block[branch].at for block in blocks]),
            np.concatenate([block[branch].snr_db for block in blocks]),
            np.concatenate([block[branch].offset_hz for block in blocks]),
        )
        for branch in range(len(demodulator.branches))
    ]


def error_rate(sent: Bits, symbols: Symbols, baud: float, edge: int = 100) -> float:
    """Share of *sent* bits that are wrong or were not delivered, up to a common inversion.

    Args:
        sent: Their symbols' middles are at (k + 1/2) / baud.
        symbols: What came, as many bits a symbol as were sent.
        baud: Symbols per second.
        edge: Symbols at both ends that do not count.
    """
    width = round(len(sent) / (symbols.at[-1] * baud + 0.5)) if len(symbols.at) else 1
    rows = sent.reshape(-1, width)
    index = np.round(symbols.at[::width] * baud - 0.5).astype(np.intp)
    got: NDArray[np.float32] = np.full(rows.shape, np.nan, np.float32)
    inside = (index >= 0) & (index < len(rows))
    got[index[inside]] = symbols.soft[: len(index) * width].reshape(-1, width)[inside]
    counted = slice(edge, len(rows) - edge)
    wrong = (got[counted] > 0) != (rows[counted] == 1)
    wrong |= np.isnan(got[counted])
    share = float(wrong.mean())
    return min(share, 1 - share) if width == 1 else share


def random_bits(count: int, seed: int) -> Bits:
    """*count* bits, each as likely as the other."""
    return np.random.default_rng(seed).integers(0, 2, count).astype(np.uint8)


def finite(soft: Soft) -> bool:
    """Whether every soft bit is a number."""
    return bool(np.isfinite(soft).all())
