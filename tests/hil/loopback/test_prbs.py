"""The sequences are those of the standard, by mathematics and by its published octets."""

from __future__ import annotations

import pytest

from gateway.hil.loopback.prbs import (
    PRBS7,
    PRBS9,
    PRBS15,
    PRBS23,
    PRBS31,
    SEQUENCES,
    Generator,
    Prbs,
)

every_sequence = pytest.mark.parametrize("prbs", SEQUENCES, ids=lambda prbs: prbs.name)
short_sequence = pytest.mark.parametrize("prbs", [PRBS7, PRBS9, PRBS15], ids=lambda prbs: prbs.name)

PRIME_FACTORS = {7: [127], 9: [7, 73], 15: [7, 31, 151], 23: [47, 178481], 31: [2**31 - 1]}
"""Of 2^order - 1."""


def bits(octets: bytes) -> list[int]:
    return [octet >> (7 - n) & 1 for octet in octets for n in range(8)]


def test_prbs9_begins_as_published() -> None:
    assert Generator(PRBS9).take(8) == bytes.fromhex("ff83df1732094ed1")


def test_the_polynomials_are_those_of_the_standard() -> None:
    assert [(p.order, p.tap) for p in SEQUENCES] == [(7, 6), (9, 5), (15, 14), (23, 18), (31, 28)]
    assert [p.period for p in (PRBS23, PRBS31)] == [8_388_607, 2_147_483_647]


@every_sequence
def test_it_starts_with_ones_and_obeys_the_recurrence(prbs: Prbs) -> None:
    sequence = bits(Generator(prbs).take(8000))
    assert sequence[: prbs.order] == [1] * prbs.order
    n, k = prbs.order, prbs.tap
    assert all(sequence[i] == sequence[i - n] ^ sequence[i - k] for i in range(n, len(sequence)))


@every_sequence
def test_the_polynomial_is_primitive_so_the_period_is_the_longest(prbs: Prbs) -> None:
    modulus = 1 << prbs.order | 1 << prbs.tap | 1

    def product(a: int, b: int) -> int:
        made = 0
        while b:
            made ^= a if b & 1 else 0
            a <<= 1
            a ^= modulus if a >> prbs.order else 0
            b >>= 1
        return made

    def power_of_x(exponent: int) -> int:
        made, square = 1, 2
        while exponent:
            made = product(made, square) if exponent & 1 else made
            square = product(square, square)
            exponent >>= 1
        return made

    whole = 2**prbs.order - 1
    assert power_of_x(whole) == 1
    assert all(power_of_x(whole // factor) != 1 for factor in PRIME_FACTORS[prbs.order])


@short_sequence
def test_one_period_holds_every_word_but_zero_once(prbs: Prbs) -> None:
    period = 2**prbs.order - 1
    sequence = bits(Generator(prbs).take(period))[: period + prbs.order - 1]
    words = {tuple(sequence[at : at + prbs.order]) for at in range(period)}
    assert len(words) == period
    assert (0,) * prbs.order not in words
    assert sum(sequence[:period]) == 2 ** (prbs.order - 1)


@short_sequence
def test_octets_repeat_after_as_many_octets_as_the_period_has_bits(prbs: Prbs) -> None:
    octets = Generator(prbs).take(2 * prbs.period)
    assert octets[: prbs.period] == octets[prbs.period :]
    assert (octets + octets).find(octets[: prbs.period], 1) == prbs.period


@every_sequence
def test_it_is_the_same_in_whatever_pieces_it_is_taken(prbs: Prbs) -> None:
    pieces, whole = Generator(prbs), Generator(prbs).take(20_000)
    taken = b"".join(pieces.take(count) for count in (1, 0, 7, 500, 5000, 3, 14_489))
    assert taken == whole
