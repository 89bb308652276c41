"""What a bit-error test proves of the bit-error ratio.

::

    sum over i <= errors of  C(bits, i) p^i (1 - p)^(bits - i)  =  1 - confidence

The bound is the p that solves this: were the ratio any higher, so few errors would be
seen in less than five tests of a hundred.  Without errors it is close to 3 / bits.  The
sum is the regularised incomplete beta function I of 1 - p.

Source: C. J. Clopper, E. S. Pearson, "The use of confidence or fiducial limits
illustrated in the case of the binomial", Biometrika 26 (1934); NIST Digital Library of
Mathematical Functions, 8.17.5 and 8.17.22 (the sum, and the continued fraction).
"""

from __future__ import annotations

import math

CONFIDENCE = 0.95
TERMS = 100_000
"""Of the continued fraction; it needs about the square root of the bits."""

TINY = 1e-300


def upper_bound(errors: int, bits: int, confidence: float = CONFIDENCE) -> float:
    """The one-sided Clopper-Pearson upper bound of a ratio.

    Args:
        errors: How many bits were wrong.
        bits: How many were tested.
        confidence: How sure the bound is.

    Returns:
        The bit-error ratio that is not exceeded; 1.0 if nothing was tested.
    """
    if errors >= bits:
        return 1.0
    doubt = 1.0 - confidence
    if errors == 0:
        return -math.expm1(math.log(doubt) / bits)
    low, high = errors / bits, 1.0
    # Halving on a scale of ratios: the answer may be 1e-9.
    while high / low > 1.0 + 1e-12:
        middle = math.sqrt(low * high)
        if _at_most(errors, bits, middle) > doubt:
            low = middle
        else:
            high = middle
    return high


def _at_most(errors: int, bits: int, ratio: float) -> float:
    """Probability of at most *errors* wrong bits of *bits*."""
    if ratio >= 1.0:
        return 0.0
    a, b = errors + 1.0, float(bits - errors)
    # 1 - I_ratio(a, b); beyond the peak, the fraction of the mirrored function is the quick one.
    if ratio < a / (a + b):
        return 1.0 - _front(a, b, ratio) * _fraction(a, b, ratio) / a
    return _front(a, b, ratio) * _fraction(b, a, 1.0 - ratio) / b


def _front(a: float, b: float, x: float) -> float:
    """x^a (1 - x)^b / B(a, b)."""
    beta = math.lgamma(a) + math.lgamma(b) - math.lgamma(a + b)
    return math.exp(a * math.log(x) + b * math.log1p(-x) - beta)


def _fraction(a: float, b: float, x: float) -> float:
    """The continued fraction of the incomplete beta function, by Lentz's method."""
    whole, c, d = 1.0, 1.0, 0.0
    for n in range(1, TERMS):
        m = n // 2
        if n % 2:
            term = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        else:
            term = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        d = 1.0 / ((1.0 + term * d) or TINY)
        c = (1.0 + term / c) or TINY
        whole *= c * d
        if abs(c * d - 1.0) < 1e-15:
            break
    return 1.0 / whole
