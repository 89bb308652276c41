"""8b10b: octets in words of ten bits with as many ones as zeros in the long run.

::

    octet  HGF EDCBA       word  abcdei fghj       a is sent first
                           5b6b: EDCBA -> abcdei, 3b4b: HGF -> fghj

Half of the parts exist in two forms, one with two ones more, one with two zeros more; the
sender takes the one that brings the sum of all bits, the running disparity, back to the
other side.  The comma (K28.5) holds five equal bits after two others, which no sequence of
octets does: it marks where words begin.

Soft words are decoded all together: the disparity has two states, so the octets lie on a
trellis of two states, and the decoder takes the most likely way through it.

Source: A. X. Widmer, P. A. Franaszek, "A DC-balanced, partitioned-block, 8B/10B
transmission code", IBM J. Res. Dev. 27 (1983) 440.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from gateway.coding.bits import Bits, Soft, soften

WORD = 10
"""Bits of a word."""

COMMA = "0011111010"
"""K28.5 where the disparity is negative; inverted where it is positive."""

# The forms of all parts for negative disparity; where one is unbalanced, positive disparity
# takes its inverse.
_SIX = (
    "100111011101101101110001110101101001011001111000"
    "111001100101010101110100001101101100011100010111"
    "011011100011010011110010001011101010011010111010"
    "110011100110010110110110001110101110011110101011"
)
_FOUR = "10111001010111001101101001101110"

# Balanced parts that have two forms nevertheless.
_SPLIT = ("111000", "1100")

# Instead of 1110 or 0001 where five equal bits would follow each other.
_ALTERNATE = "0111"
_ALTERNATES = ((17, 18, 20), (11, 13, 14))

_WEIGHTS = (1 << np.arange(WORD - 1, -1, -1)).astype(np.int16)


def encode(octets: bytes, positive: bool = False) -> Bits:
    """The words of *octets*.

    Args:
        octets: The data.
        positive: Whether the running disparity is positive before them.
    """
    words, flips = _tables()
    rows = np.empty((len(octets), WORD), np.uint8)
    for row, octet in zip(rows, octets, strict=True):
        row[:] = words[int(positive), octet]
        positive ^= bool(flips[int(positive), octet])
    return rows.ravel()


def decode(soft: Soft) -> tuple[bytes, NDArray[np.float32]]:
    """The octets that were most likely sent.

    Args:
        soft: Whole words; the disparity before them is not known.

    Returns:
        The octets, and for each how much less likely the next best octet is, in the
        units of *soft*, the disparity taken as decided.
    """
    words, flips = _tables()
    rows = soft[: len(soft) - len(soft) % WORD].reshape(-1, WORD)
    # scores[k, before, octet]: how well the word fits that the octet has there.
    scores = np.stack([rows @ soften(words[before]).T for before in (0, 1)], axis=1)
    masked = np.where(flips, -np.inf, scores), np.where(flips, scores, -np.inf)
    stay, change = (each.max(axis=2) for each in masked)
    states = _way(stay, change)
    index = np.arange(len(rows))
    fits = np.where(
        states[1:, None] == states[:-1, None], *(each[index, states[:-1]] for each in masked)
    )
    octets = fits.argmax(axis=1)
    best = fits[index, octets]
    fits[index, octets] = -np.inf
    return octets.astype(np.uint8).tobytes(), best - fits.max(axis=1)


def legal(bits: Bits) -> float:
    """The share of words in *bits* that are those of octets; 0.45 of random ones are."""
    rows = bits[: len(bits) - len(bits) % WORD].reshape(-1, WORD)
    return float(_known()[rows @ _WEIGHTS].mean()) if len(rows) else 0.0


@cache
def _known() -> NDArray[np.bool_]:
    """For each content of a word, whether it is that of an octet."""
    known = np.zeros(1 << WORD, np.bool_)
    known[_tables()[0].reshape(-1, WORD) @ _WEIGHTS] = True
    return known


def _way(stay: NDArray[np.float32], change: NDArray[np.float32]) -> NDArray[np.intp]:
    """The states before each word and behind the last on the best way (Viterbi)."""
    metric = [0.0, 0.0]
    choices = []
    for same, other in zip(stay.tolist(), change.tolist(), strict=True):
        from_same = metric[0] + same[0], metric[1] + same[1]
        from_other = metric[1] + other[1], metric[0] + other[0]
        choices.append((from_other[0] > from_same[0], from_other[1] > from_same[1]))
        metric = [max(from_same[0], from_other[0]), max(from_same[1], from_other[1])]
    state = int(metric[1] > metric[0])
    states = [state]
    for chosen in reversed(choices):
        state ^= chosen[state]
        states.append(state)
    return np.array(states[::-1], np.intp)


@cache
def _tables() -> tuple[Bits, NDArray[np.bool_]]:
    """For each disparity before and each octet: its word, and whether it flips it."""
    words = np.zeros((2, 256, WORD), np.uint8)
    flips = np.zeros((2, 256), np.bool_)
    for positive in (False, True):
        for octet in range(256):
            word = _word(octet, positive)
            words[int(positive), octet] = [int(bit) for bit in word]
            flips[int(positive), octet] = word.count("1") != WORD // 2
    return words, flips


def _word(octet: int, positive: bool) -> str:
    low, high = octet & 31, octet >> 5
    six = _form(_SIX[6 * low : 6 * low + 6], positive)
    between = positive ^ (six.count("1") != 3)
    alternate = high == 7 and low in _ALTERNATES[between]
    return six + _form(_ALTERNATE if alternate else _FOUR[4 * high : 4 * high + 4], between)


def _form(part: str, positive: bool) -> str:
    """*part* as it is sent at that disparity."""
    if positive and (2 * part.count("1") != len(part) or part in _SPLIT):
        return part.translate(str.maketrans("01", "10"))
    return part
