import numpy as np
import pytest

from gateway.framing.radio.burst import Burst, Candidate
from gateway.framing.radio.hades import HADES_D, HADES_R, HadesScrambler
from tests.framing.radio.recorded import frames
from tests.framing.radio.transmission import (
    check_noise_and_pieces,
    check_round_trip,
    transmission,
)

RANDOM = np.random.default_rng(1).bytes(200)

TYPES = [(HADES_D, 1, 26), (HADES_D, 6, 135), (HADES_R, 1, 31), (HADES_R, 11, 9), (HADES_R, 15, 41)]


def frame_of(kind: int, octets: int) -> bytes:
    """A frame of a type whose length, CRC included, is *octets*."""
    return bytes((kind << 4 | 5,)) + RANDOM[: octets - 3]


def descrambled(octets: bytes) -> bytes:
    """The recurrence of the public description, written out bit by bit."""
    register = [0] * 16 + [1]
    plain = bytearray(octets[:1])
    for octet in octets[1:]:
        value = octet & 1
        for k in range(7, 0, -1):
            bit = octet >> k & 1
            value |= (bit ^ register[11] ^ register[16]) << k
            register = [bit, *register[:-1]]
        plain.append(value)
    return bytes(plain)


@pytest.mark.parametrize(("framing", "kind", "octets"), TYPES)
def test_a_frame_of_each_length_comes_back(framing: Burst, kind: int, octets: int) -> None:
    check_round_trip(framing, frame_of(kind, octets))


@pytest.mark.parametrize(("framing", "kind", "octets"), TYPES[::2])
def test_noise_and_pieces_are_no_frames(framing: Burst, kind: int, octets: int) -> None:
    check_noise_and_pieces(framing, frame_of(kind, octets))


def test_seven_bits_of_every_octet_but_the_first_go_through_the_scrambler() -> None:
    candidate = Candidate(RANDOM)
    HadesScrambler().open(candidate)
    assert candidate.octets == descrambled(RANDOM)
    assert HadesScrambler().seal(candidate.octets) == RANDOM


def test_one_wrong_bit_is_found_by_the_check() -> None:
    soft = transmission(HADES_D.encode(frame_of(1, 26)), [128 + 16 + 100])
    assert not frames(HADES_D, soft)


def test_a_length_that_the_type_does_not_have_is_refused() -> None:
    with pytest.raises(ValueError, match="type 1"):
        HADES_D.encode(frame_of(1, 27))
