from typing import Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.errors import StationError
from gateway.framing.hdlc import Hdlc
from gateway.model import Disposition, Frame, Rejected
from tests.support import check_vector, kept, vectors

STUFFINGS: list[Literal["octet", "bit"]] = ["octet", "bit"]
every_stuffing = pytest.mark.parametrize("stuffing", STUFFINGS)


@pytest.mark.parametrize("vector", vectors("framing/hdlc.toml"))
def test_vector(vector: dict[str, Any]) -> None:
    check_vector("hdlc", vector)


@every_stuffing
def test_endless_frame_is_rejected_once_and_not_kept(stuffing: Any) -> None:
    deframer = Hdlc(stuffing=stuffing, max_octets=100).deframer()
    events = deframer.feed(b"\x7e")
    for _ in range(100):
        events += deframer.feed(b"\x55" * 1000)
        assert kept(deframer) < 1100
    (rejected,) = events
    assert isinstance(rejected, Rejected)
    assert rejected.reason is Disposition.TOO_LONG
    assert rejected.data[:100] == b"\x55" * 100


@every_stuffing
def test_frames_are_checked(stuffing: Any) -> None:
    hdlc = Hdlc(stuffing=stuffing)
    (frame,) = hdlc.deframer().feed(hdlc.encode(b"A"))
    assert isinstance(frame, Frame)
    assert not frame.quality.unchecked


@every_stuffing
@pytest.mark.parametrize("octets", [1, 254, 255])
def test_longest_frame_is_whatever_its_octets(stuffing: Any, octets: int) -> None:
    hdlc = Hdlc(stuffing=stuffing, max_octets=octets + 2)
    for fill in (b"\x00", b"\xff", b"\x7e", b"\x7d"):
        (frame,) = hdlc.deframer().feed(hdlc.encode(fill * octets))
        assert frame == hdlc.deframer().feed(hdlc.encode(fill * octets))[0]
        assert frame.data == fill * octets
        (rejected,) = hdlc.deframer().feed(hdlc.encode(fill * (octets + 1)))
        assert isinstance(rejected, Rejected)
        assert rejected.reason is Disposition.TOO_LONG


def test_limit_without_room_for_data_is_refused() -> None:
    with pytest.raises(StationError, match="max_octets"):
        Hdlc(max_octets=2)


@every_stuffing
@given(data=st.binary(min_size=1, max_size=100))
def test_what_is_encoded_comes_back(stuffing: Any, data: bytes) -> None:
    hdlc = Hdlc(stuffing=stuffing)
    (frame,) = hdlc.deframer().feed(hdlc.encode(data))
    assert frame.data == data
