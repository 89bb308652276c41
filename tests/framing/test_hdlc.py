from typing import Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.coding.crc import CATALOGUE
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


def test_an_escape_that_is_itself_escaped_does_not_abort() -> None:
    # RFC 1662, 4.2: whatever octet follows 7D is sent with bit 5 changed; 7D 7D is 5D.
    crc = CATALOGUE["CRC-16/IBM-SDLC"]
    several = (number.to_bytes(2, "big") for number in range(4096))
    data = next(one for one in several if crc.append(one)[-1] == 0x5D)
    line = b"\x7e" + crc.append(data)[:-1] + b"\x7d\x7d\x7e"
    assert not {0x7D, 0x7E} & set(line[1:-3])
    (frame,) = Hdlc().deframer().feed(line)
    assert isinstance(frame, Frame)
    assert frame.data == data


def test_an_escape_before_the_flag_aborts_whatever_is_escaped_before_it() -> None:
    deframer = Hdlc().deframer()
    assert deframer.feed(b"\x7e\x01\x02\x03\x7d\x7d\x7d\x7e") == []
    assert deframer.counters["aborts"] == 1
