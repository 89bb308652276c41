import numpy as np
import pytest

from gateway.framing.radio.address import addressed, characters, named

ISS = bytes.fromhex("86a240404040e0a4a66092a6a6e103f0")
DIGIPEATED = bytes.fromhex("86a240404040e0a4a66092a6a6e0a4a66092a6a6e103f0")
GS_H2 = bytes.fromhex("8ea65a90646060969eb29ea686e103f0")
SMALL = bytes.fromhex("daf0e6c2e840e2daf0e6c2e8406303f0")
PLAIN = bytes.fromhex("4f4e30315345004f4e3031534500030002a2")
HEADLESS = b"AL1N\0" + bytes.fromhex("f6001c030afd0205011213")
NO_DESTINATION = bytes.fromhex("000000000000e0a4a66092a6a6e103f0")
NOISE = np.random.default_rng(8).integers(0, 256, (100_000, 20), np.uint8)


@pytest.mark.parametrize("frame", [ISS, DIGIPEATED, GS_H2, SMALL])
def test_an_address_field_is_two_to_ten_names_the_last_marked(frame: bytes) -> None:
    assert addressed(frame)
    assert named(frame)


def test_a_field_without_an_end_or_with_one_name_is_none() -> None:
    endless = (ISS[:7] * 11)[:77]
    assert not addressed(endless)
    assert not addressed(ISS[7:])
    assert not addressed(ISS[:13])


@pytest.mark.parametrize("frame", [PLAIN, NO_DESTINATION, HEADLESS])
def test_one_name_is_enough_to_be_named_even_in_plain_ascii(frame: bytes) -> None:
    assert named(frame)
    assert not addressed(frame)


def test_short_octets_have_no_name() -> None:
    for octets in (b"", ISS[:5], bytes(20), b"\n" * 20, b"AL1" + b"\1" * 17, b"AL1N\n" * 4):
        assert not named(octets)
        assert not addressed(octets)


def test_noise_is_hardly_ever_named_and_never_addressed() -> None:
    # Six octets, of which 62 and then 65 of 256 will do: 1 in 3800, in four places.
    rows = [row.tobytes() for row in NOISE]
    assert sum(map(named, rows)) < 100_000 * 4 / 3800 * 1.5
    assert not any(map(addressed, rows))


def test_a_header_has_twelve_characters_and_noise_three() -> None:
    assert characters(ISS) == characters(SMALL) == 12
    assert characters(ISS[:6]) == 6
    assert 2.8 < np.mean([characters(row.tobytes()) for row in NOISE[:5000]]) < 3.3
