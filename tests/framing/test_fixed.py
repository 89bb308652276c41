import json
from typing import Any

import pytest

from gateway.coding.crc import CRC16_IBM_3740
from gateway.errors import StationError
from gateway.framing.fixed import Fixed
from gateway.model import Disposition, Frame, Rejected
from tests.shared_data import SHARED, needs_shared
from tests.support import check_vector, vectors


@pytest.mark.parametrize("vector", vectors("framing/fixed.toml"))
def test_vector(vector: dict[str, Any]) -> None:
    check_vector("fixed", vector)


def events_of(file: str, framing: Fixed) -> list[Frame | Rejected]:
    deframer = framing.deframer()
    octets = (SHARED / "ccsds/frames" / file).read_bytes()
    return [e for at in range(0, len(octets), 777) for e in deframer.feed(octets[at : at + 777])]


@needs_shared
def test_all_553_frames_of_emm_pass_their_crc() -> None:
    events = events_of("emm_emm_frames.u8", Fixed(size=223, crc=CRC16_IBM_3740))
    assert len(events) == 553
    assert all(isinstance(event, Frame) for event in events)
    # AOS primary header: version 1, spacecraft 242.
    assert {int.from_bytes(event.data[:2]) >> 6 for event in events} == {1 << 8 | 242}


@needs_shared
def test_archives_of_transfer_frames_fall_apart_at_their_headers() -> None:
    expected = json.loads((SHARED / "ccsds/frames/expected.json").read_text())
    for file, about in expected.items():
        if about["protocol"] != "TM":
            continue
        events = events_of(file, Fixed(size=about["frame_size"]))
        assert len(events) == about["frames"]
        spacecraft = [str(int.from_bytes(event.data[:2]) >> 4 & 0x3FF) for event in events]
        assert {name: spacecraft.count(name) for name in spacecraft} == about["scid"]


def test_encoder_refuses_another_length() -> None:
    with pytest.raises(ValueError, match="a frame has 3"):
        Fixed(size=3).encode(b"12")


def test_wrong_crc_is_the_only_thing_that_is_rejected() -> None:
    fixed = Fixed(size=4, crc=CRC16_IBM_3740)
    wire = bytearray(fixed.encode(b"AB") + fixed.encode(b"CD") + fixed.encode(b"EF"))
    wire[4] ^= 1
    first, second, third = fixed.deframer().feed(bytes(wire))
    assert isinstance(second, Rejected)
    assert second.reason is Disposition.CHECK_FAILED
    assert (first.data, third.data) == (b"AB", b"EF")


@pytest.mark.parametrize(("size", "crc"), [(0, None), (2, CRC16_IBM_3740)])
def test_size_without_room_for_data_is_refused(size: int, crc: Any) -> None:
    with pytest.raises(StationError, match="size"):
        Fixed(size=size, crc=crc)
