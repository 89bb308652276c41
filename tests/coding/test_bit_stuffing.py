import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from gateway.coding.bit_stuffing import stuff, unstuff


def stuffed_bit_by_bit(bits: list[int]) -> list[int]:
    """The sender's rule of ISO/IEC 13239, 4.3.1."""
    sent, ones = [], 0
    for bit in bits:
        sent.append(bit)
        ones = ones + 1 if bit else 0
        if ones == 5:
            sent.append(0)
            ones = 0
    return sent


BITS = st.lists(st.sampled_from([0, 1, 1, 1, 1, 1]), max_size=100)


@given(BITS)
def test_a_zero_follows_every_five_ones(bits: list[int]) -> None:
    assert stuff(np.array(bits, np.uint8)).tolist() == stuffed_bit_by_bit(bits)


@given(BITS)
def test_what_was_stuffed_is_unstuffed(bits: list[int]) -> None:
    found = unstuff(stuff(np.array(bits, np.uint8)))
    assert found is not None
    assert found.tolist() == bits


def test_six_ones_were_never_stuffed() -> None:
    assert unstuff(np.array([0, 1, 1, 1, 1, 1, 1, 0], np.uint8)) is None
