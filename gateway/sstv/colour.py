"""Luminance and colour differences as Robot and PD modes send them, from 0 to 255.

::

    Y =  16 + (65.738 R + 129.057 G +  25.064 B) / 256
    V = 128 + (112.439 R -  94.154 G -  18.285 B) / 256        red less luminance
    U = 128 + (-37.945 R -  74.494 G + 112.439 B) / 256        blue less luminance

Source: J. L. Barber N7CXI, "Proposal for SSTV Mode Specifications", appendix B; that is
Recommendation ITU-R BT.601 with its headroom.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Colours = NDArray[np.float32]
"""Shape (..., 3), 0 to 255."""

_FORWARD = (
    np.array(
        [
            [65.738, 129.057, 25.064],
            [112.439, -94.154, -18.285],
            [-37.945, -74.494, 112.439],
        ]
    )
    / 256
)
_OFFSET = np.array([16.0, 128.0, 128.0])
_INVERSE = np.linalg.inv(_FORWARD)


def to_yvu(rgb: NDArray[np.floating]) -> Colours:
    """Y, V and U of red, green and blue."""
    return np.asarray(rgb @ _FORWARD.T + _OFFSET, np.float32)


def to_rgb(yvu: NDArray[np.floating]) -> Colours:
    """Red, green and blue of Y, V and U; what noise makes of them may lie beyond 0 to 255."""
    return np.asarray((yvu - _OFFSET) @ _INVERSE.T, np.float32)
