"""The bound is that of Clopper and Pearson, by its definition and by mathematics."""

from __future__ import annotations

import math

import pytest

from gateway.hil.loopback.bound import upper_bound


def at_most(errors: int, bits: int, ratio: float) -> float:
    """The binomial distribution, term by term."""
    terms = (math.comb(bits, n) * ratio**n * (1.0 - ratio) ** (bits - n) for n in range(errors + 1))
    return math.fsum(terms)


@pytest.mark.parametrize(
    ("errors", "bits"), [(0, 1), (0, 8), (1, 10), (2, 10), (9, 10), (5, 50), (25, 50), (3, 900)]
)
@pytest.mark.parametrize("confidence", [0.9, 0.95, 0.99])
def test_were_the_ratio_the_bound_so_few_errors_were_as_rare_as_the_doubt(
    errors: int, bits: int, confidence: float
) -> None:
    bound = upper_bound(errors, bits, confidence)
    assert at_most(errors, bits, bound) == pytest.approx(1.0 - confidence, rel=1e-6)


@pytest.mark.parametrize("bits", [1000, 10**6, 10**9, 10**12])
def test_without_errors_it_is_three_in_so_many_bits(bits: int) -> None:
    assert upper_bound(0, bits) == pytest.approx(-math.log(0.05) / bits, rel=2e-3)
    assert upper_bound(0, bits) * bits == pytest.approx(3.0, rel=5e-3)


@pytest.mark.parametrize(("errors", "mean"), [(1, 4.74386), (2, 6.29579), (5, 10.51303)])
def test_few_errors_in_many_bits_are_those_of_poisson(errors: int, mean: float) -> None:
    # With this mean, so few events have a probability of 5 %.
    poisson = math.exp(-mean) * sum(mean**n / math.factorial(n) for n in range(errors + 1))
    assert poisson == pytest.approx(0.05, rel=1e-5)
    assert upper_bound(errors, 10**9) == pytest.approx(mean / 1e9, rel=1e-4)


def test_many_errors_in_many_bits_are_those_of_the_normal_distribution() -> None:
    bits = 10**8
    deviation = math.sqrt(0.25 / bits)
    assert upper_bound(bits // 2, bits) == pytest.approx(0.5 + 1.644854 * deviation, rel=1e-6)


def test_where_everything_or_nothing_was_wrong_or_tested_the_bound_is_one() -> None:
    assert upper_bound(8, 8) == 1.0
    assert upper_bound(0, 0) == 1.0
