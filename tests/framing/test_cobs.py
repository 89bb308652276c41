import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.framing.cobs import Cobs, stuff, unstuff
from gateway.model import Disposition, Frame, Rejected
from tests.shared_data import SHARED, needs_shared
from tests.support import check_vector, kept, vectors


@pytest.mark.parametrize("vector", vectors("framing/cobs.toml"))
def test_vector(vector: dict[str, Any]) -> None:
    check_vector("cobs", vector)


ONES_TO_FE = bytes(range(1, 255))

# Wikipedia, Consistent Overhead Byte Stuffing, examples 7 to 11.
LONG = {
    "254 octets without a zero": (ONES_TO_FE, b"\xff" + ONES_TO_FE),
    "a zero before them": (b"\0" + ONES_TO_FE, b"\x01\xff" + ONES_TO_FE),
    "one octet more": (ONES_TO_FE + b"\xff", b"\xff" + ONES_TO_FE + b"\x02\xff"),
    "a zero behind them": (
        ONES_TO_FE[1:] + b"\xff\0",
        b"\xff" + ONES_TO_FE[1:] + b"\xff\x01\x01",
    ),
    "a zero in the last place of a piece": (
        ONES_TO_FE[2:] + b"\xff\0\x01",
        b"\xfe" + ONES_TO_FE[2:] + b"\xff\x02\x01",
    ),
}


@pytest.mark.parametrize(("data", "pieces"), LONG.values(), ids=LONG)
def test_pieces_of_254_octets_have_no_zero(data: bytes, pieces: bytes) -> None:
    assert stuff(data) == pieces
    assert unstuff(pieces) == (data, 0)


@needs_shared
def test_agrees_with_the_cobs_package() -> None:
    table = json.loads((SHARED / "vectors/cobs.json").read_text())
    for vector in table["vectors"]:
        raw, wire = bytes.fromhex(vector["raw"]), bytes.fromhex(vector["cobs"])
        assert Cobs().encode(raw) == wire + b"\0"
        events = Cobs().deframer().feed(wire + b"\0")
        assert [event.data for event in events] == [raw] * bool(raw)


@needs_shared
def test_refuses_what_the_cobs_package_refuses() -> None:
    table = json.loads((SHARED / "vectors/cobs.json").read_text())
    for vector in table["invalid"]:
        events = Cobs().deframer().feed(bytes.fromhex(vector["cobs"]) + b"\0")
        if vector["result"] != "zero byte found in input":  # to a stream a zero is an end
            assert isinstance(events[0], Rejected)
            assert events[0].reason is Disposition.CODING_ERROR


def test_frames_are_unchecked_without_a_crc() -> None:
    (frame,) = Cobs().deframer().feed(b"\x02A\0")
    assert isinstance(frame, Frame)
    assert frame.quality.unchecked


@pytest.mark.parametrize("octet", [0x01, 0x55, 0xFF], ids=hex)
def test_endless_frame_is_not_kept(octet: int) -> None:
    deframer = Cobs(max_octets=100).deframer()
    for _ in range(100):
        assert deframer.feed(bytes([octet]) * 1000) == []
        assert kept(deframer) < 200
    rejected, frame = deframer.feed(b"\0\x02A\0")
    assert isinstance(rejected, Rejected)
    assert frame.data == b"A"


@given(data=st.binary(min_size=1, max_size=900))
def test_what_is_encoded_comes_back_for_one_octet_in_254(data: bytes) -> None:
    wire = Cobs().encode(data)
    assert wire.find(b"\0") == len(wire) - 1
    assert len(wire) <= len(data) + len(data) // 254 + 2
    (frame,) = Cobs().deframer().feed(wire)
    assert frame.data == data
