import json

import numpy as np
import pytest

from gateway.coding.bits import Soft
from gateway.framing.radio.spino import SPINO
from gateway.model import Rejected
from gateway.modem.filters import fir, lowpass, oscillator
from gateway.modem.timing import crossings, instants, interpolate
from tests.framing.radio.recorded import catch, frames
from tests.framing.radio.transmission import (
    check_noise_and_pieces,
    check_round_trip,
    transmission,
)
from tests.shared_data import SHARED, needs_shared

HEAD = 128 + 32


def frame_of(data: int) -> bytes:
    """A frame with *data* octets behind its length."""
    length = 2 + data + 2
    random = np.random.default_rng(1).bytes(data)
    return b"\xa6\xa0\x92\x9c\x9e\x88\x00" * 2 + b"\x00\xff" + length.to_bytes(2, "little") + random


@pytest.mark.parametrize("data", [1, 72, 220])
def test_a_frame_comes_back(data: int) -> None:
    check_round_trip(SPINO, frame_of(data))


def test_noise_and_pieces_are_no_frames() -> None:
    check_noise_and_pieces(SPINO, frame_of(220))


def test_a_wrong_bit_and_a_length_beyond_the_block_are_rejected() -> None:
    for wrong, message in ((200, "CRC-16/XMODEM"), (16 * 8 + 8, "of 240 octets")):
        soft = transmission(SPINO.encode(frame_of(72)), [HEAD + wrong])
        assert not frames(SPINO, soft)
        [caught] = catch(SPINO, soft)
        assert isinstance(caught.event, Rejected)
        assert message in caught.event.message


def received() -> Soft:
    """The symbols of the recording: IQ as floats, 22.45 kHz off, 9600 Bd.

    The data have long runs of zeros, so nothing here may take the mean away.
    """
    octets = (SHARED / "recordings-2/is7spino.wav").read_bytes()
    values = np.frombuffer(octets[octets.index(b"data") + 8 :], "<f4")
    rate, sps = 100_000, 100_000 / 9600
    iq = (values[::2] + 1j * values[1::2]).astype(np.complex64)
    iq = fir(iq * oscillator(22_450, rate, 0, len(iq)), lowpass(65, 10_000 / rate))
    level = np.angle(iq[1:] * np.conj(iq[:-1])).astype(np.float32)
    level = fir(level, lowpass(41, 0.7 / sps))
    return interpolate(level, instants(crossings(level, sps), sps, 128)).astype(np.float32)


@needs_shared
def test_finds_the_frame_that_jradio_finds() -> None:
    table = json.loads((SHARED / "recordings-2/expected.json").read_text(encoding="utf-8"))
    [entry] = [entry for entry in table if entry["recording"] == "is7spino.wav"]
    expected = bytes(octet & 0xFF for octet in entry["cases"][0]["expected"]["rawData"])
    assert [frame.data for frame in frames(SPINO, received())] == [expected]
