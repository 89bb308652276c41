"""The scrambler of IESS-308 (ITU-T V.35 as Intelsat has it): self-synchronising, with a counter.

::

    send      y[n] = x[n] ^ y[n-3] ^ y[n-20] ^ 1 ^ c[n]
    receive   x[n] = y[n] ^ y[n-3] ^ y[n-20] ^ 1 ^ c[n]
    c[n] = 1 where y[k-1] = y[k-9] for the last 31 k (or 63, 95, ...)

The counter breaks up patterns that repeat every eight bits, which the register alone lets
pass.  It looks at what is sent, so that a receiver knows it too.

Source: Intelsat IESS-308; ITU-T V.35, appendix I.
"""

from __future__ import annotations

import numpy as np

from gateway.coding.bits import Bits

MEMORY = 64
"""Bits after which a receiver knows register and, in all but odd patterns, the counter."""

_TAPS = (3, 20)
_ALIKE = (1, 9)
_PERIOD = 32


def scramble(bits: Bits) -> Bits:
    """*bits* as they are sent, from a register of zeros."""
    sent = [0] * max(_TAPS)
    counter = 0
    for bit in bits.tolist():
        scrambled = bit ^ sent[-3] ^ sent[-20] ^ 1 ^ (counter == _PERIOD - 1)
        counter = 0 if sent[-1] ^ sent[-9] else (counter + 1) % _PERIOD
        sent.append(scrambled)
    return np.array(sent[max(_TAPS) :], np.uint8)


def descramble(sent: Bits) -> Bits:
    """The bits that were sent as *sent*, from a register of zeros."""
    first, second = (_delayed(sent, delay) for delay in _TAPS)
    return sent ^ first ^ second ^ _counted(sent) ^ np.uint8(1)


def _counted(sent: Bits) -> Bits:
    """Where the counter has come to its end."""
    near, far = (_delayed(sent, delay) for delay in _ALIKE)
    index = np.arange(len(sent))
    # The counter at n is how many steps before n were alike since the last that was not.
    last = np.maximum.accumulate(np.where(near != far, index, -1))
    before = np.concatenate(([-1], last[:-1])) if len(sent) else last
    ended: Bits = ((index - 1 - before) % _PERIOD == _PERIOD - 1).astype(np.uint8)
    return ended


def _delayed(bits: Bits, delay: int) -> Bits:
    return np.concatenate((np.zeros(delay, np.uint8), bits))[: len(bits)]
