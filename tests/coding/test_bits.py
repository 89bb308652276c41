import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from gateway.coding.bits import harden, soften, to_bits, to_octets


def test_bits_come_highest_first_or_lowest_first() -> None:
    assert to_bits(b"\xa5\x01").tolist() == [1, 0, 1, 0, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1]
    assert to_bits(b"\xa5\x01", "little").tolist()[8:] == [1, 0, 0, 0, 0, 0, 0, 0]


@given(st.binary(max_size=40), st.sampled_from(["big", "little"]))
def test_octets_come_back_from_their_bits(data: bytes, order: str) -> None:
    assert to_octets(to_bits(data, order), order) == data  # type: ignore[arg-type]


def test_bits_that_make_no_whole_octet_are_dropped() -> None:
    assert to_octets(to_bits(b"AB")[:15]) == b"A"
    assert to_octets(to_bits(b"")) == b""


def test_positive_means_one_and_an_erasure_is_a_zero() -> None:
    assert harden(np.array([0.1, -0.1, 0, 9], np.float32)).tolist() == [1, 0, 0, 1]


def test_hard_bits_are_sure_of_themselves() -> None:
    soft = soften(np.array([1, 0, 1], np.uint8))
    assert soft.dtype == np.float32
    assert soft.tolist() == [1, -1, 1]
