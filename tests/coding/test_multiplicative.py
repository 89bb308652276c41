from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.coding.bits import harden, soften
from gateway.coding.multiplicative import G3RUH, Multiplicative

BITS = st.lists(st.integers(0, 1), max_size=300).map(lambda bits: np.array(bits, np.uint8))
SCRAMBLERS = st.sampled_from([G3RUH, Multiplicative((4, 9)), Multiplicative((1,))])


def shift_register(bits: list[int], taps: tuple[int, ...]) -> Iterator[int]:
    """The feedback shift register of the definition, one bit after the other."""
    register = [0] * max(taps)
    for bit in bits:
        for tap in taps:
            bit ^= register[tap - 1]
        register = [bit, *register[:-1]]
        yield bit


@given(BITS, SCRAMBLERS)
def test_scrambling_is_what_the_shift_register_does(
    bits: np.ndarray, scrambler: Multiplicative
) -> None:
    expected = list(shift_register(bits.tolist(), scrambler.taps))
    assert scrambler.scramble(bits).tolist() == expected


@given(BITS, SCRAMBLERS)
def test_what_was_scrambled_is_descrambled(bits: np.ndarray, scrambler: Multiplicative) -> None:
    assert np.array_equal(scrambler.descramble(scrambler.scramble(bits)), bits)


def test_one_pulse_shows_the_taps_of_g3ruh() -> None:
    pulse = np.zeros(30, np.uint8)
    pulse[0] = 1
    assert np.flatnonzero(G3RUH.descramble(pulse)).tolist() == [0, 12, 17]


def test_a_receiver_that_comes_late_is_right_after_the_length_of_the_register() -> None:
    bits = np.random.default_rng(2).integers(0, 2, 500, np.uint8)
    late = G3RUH.descramble(G3RUH.scramble(bits)[100:])
    assert np.array_equal(late[G3RUH.length :], bits[100 + G3RUH.length :])


@pytest.mark.parametrize("taps", [(12, 17), (4, 9), (3,)])
def test_soft_bits_descramble_to_the_same_behind_erasures(taps: tuple[int, ...]) -> None:
    scrambler = Multiplicative(taps)
    bits = np.random.default_rng(3).integers(0, 2, 200, np.uint8)
    soft = scrambler.descramble_soft(soften(bits))
    known = scrambler.length
    assert np.array_equal(harden(soft)[known:], scrambler.descramble(bits)[known:])
    assert not soft[:known].any()


def test_a_soft_bit_is_as_sure_as_the_least_sure_that_it_is_made_of() -> None:
    soft = np.array([0.25, -1, 2, 0.5, 0.125], np.float32)
    assert Multiplicative((1, 2)).descramble_soft(soft).tolist() == [0, 0, -0.25, -0.5, 0.125]


def test_windows_descramble_to_the_same() -> None:
    bits = np.random.default_rng(4).integers(0, 2, 64, np.uint8)
    window = np.array([int("".join(map(str, bits)), 2)], np.uint64)
    found = f"{int(G3RUH.descramble_windows(window)[0]):064b}"
    assert found[17:] == "".join(map(str, G3RUH.descramble(bits)[17:]))
