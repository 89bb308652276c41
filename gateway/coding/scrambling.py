"""Additive scramblers: sequences of a shift register that are added to a frame.

::

    s[n] = s[n - a] + s[n - b] + ...      from a seed that every frame starts with

Adding the sequence again takes it off.  Scramblers that feed on the data itself are in
`multiplicative`.

Source: CCSDS 131.0-B-4, section 10 (pseudo-randomiser); Texas Instruments DN509, "Data
whitening and random TX mode" (PN9 of the CC11xx radios).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from gateway.coding.bits import BitOrder, Bits, to_octets


def sequence(delays: Sequence[int], seed: Sequence[int], bits: int) -> Bits:
    """The first *bits* bits of a linear feedback shift register.

    Args:
        delays: Each bit is the sum of those that came so many bits before.
        seed: The first bits; as many as the longest delay.
        bits: How many.
    """
    made = list(seed)
    while len(made) < bits:
        made.append(sum(made[-delay] for delay in delays) & 1)
    return np.array(made[:bits], np.uint8)


def octets(
    delays: Sequence[int], seed: Sequence[int], period: int, length: int, order: BitOrder = "big"
) -> bytes:
    """The same as *length* octets.

    Args:
        delays: As above.
        seed: As above.
        period: Of the sequence in bits; as many octets are made, and then repeated.
        length: How many octets.
        order: Which bit of an octet comes first.
    """
    once = to_octets(sequence(delays, seed, 8 * period), order)
    return (once * -(-length // period))[:length]


LONGEST = 8192
"""Octets of the sequences below; more than any frame has."""

CCSDS = octets((1, 3, 5, 8), (1,) * 8, 255, LONGEST)
"""x^8 + x^7 + x^5 + x^3 + 1, the randomiser of CCSDS telemetry."""

PN9 = octets((4, 9), (1,) * 9, 511, LONGEST, "little")
"""x^9 + x^5 + 1 as the CC11xx whiten their octets: ff e1 1d 9a ..."""
