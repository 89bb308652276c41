"""Carrier phase of PSK symbols without a loop: the M-th power, smoothed and unwrapped.

::

    v = smooth( (s / |s|)^M |s|^2 )        modulation of M phases becomes one
    phase = unwrap(angle(v)) / M           right but for a multiple of a turn / M

Which multiple is unknown: the symbols may come out rotated by it, the same for the whole
window as long as no slip occurs.

Source: A. J. Viterbi, A. M. Viterbi, "Nonlinear estimation of PSK-modulated carrier phase
with application to burst digital transmission", IEEE Trans. Inf. Theory 29 (1983) 543.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gateway.modem.symbols import Samples


def phase(symbols: Samples, order: int, span: int) -> NDArray[np.float32]:
    """The carrier's phase at each symbol, in radians, unwrapped.

    Args:
        symbols: One complex value a symbol.
        order: Phases of the modulation.
        span: Symbols over which it is smoothed, weighted as a Hann window.
    """
    if len(symbols) == 0:
        return np.zeros(0, np.float32)
    magnitude = np.abs(symbols) + np.float32(1e-20)
    power = (symbols / magnitude) ** order * magnitude**2
    smooth = np.convolve(power, np.hanning(span + 2)[1:-1].astype(np.float32))
    start = (span - 1) // 2
    angle = np.angle(smooth[start : start + len(symbols)])
    return np.asarray(np.unwrap(angle) / order, np.float32)
