import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.coding.crc import CRC32_ISO_HDLC
from gateway.framing.slip import Slip
from gateway.model import Frame
from tests.shared_data import SHARED, needs_shared
from tests.support import check_vector, kept, vectors


@pytest.mark.parametrize("vector", vectors("framing/slip.toml"))
def test_vector(vector: dict[str, Any]) -> None:
    check_vector("slip", vector)


@needs_shared
def test_agrees_with_sliplib() -> None:
    table = json.loads((SHARED / "vectors/slip.json").read_text())
    for vector in table["vectors"]:
        raw, wire = bytes.fromhex(vector["raw"]), b"\xc0" + bytes.fromhex(vector["slip"]) + b"\xc0"
        assert Slip().encode(raw) == wire
        assert [event.data for event in Slip().deframer().feed(wire)] == [raw] * bool(raw)


def test_frames_are_unchecked_without_a_crc_and_only_then() -> None:
    (bare,) = Slip().deframer().feed(b"\xc0123456789\xc0")
    wire = b"\xc0123456789" + bytes.fromhex("2639f4cb") + b"\xc0"
    (checked,) = Slip(crc=CRC32_ISO_HDLC).deframer().feed(wire)
    assert isinstance(bare, Frame)
    assert bare.quality.unchecked
    assert isinstance(checked, Frame)
    assert not checked.quality.unchecked


@pytest.mark.parametrize("octet", [0x55, 0xDB], ids=hex)
def test_endless_frame_is_not_kept(octet: int) -> None:
    deframer = Slip(max_octets=100).deframer()
    for _ in range(100):
        assert deframer.feed(bytes([octet]) * 1000) == []
        assert kept(deframer) < 400
    assert deframer.counters["dropped_octets"] == 100_000 - 201
    too_long, frame = deframer.feed(b"\xc0A\xc0")
    assert too_long.data == bytes([octet]) * len(too_long.data)
    assert frame.data == b"A"


@given(data=st.binary(min_size=1, max_size=300), crc=st.booleans())
def test_what_is_encoded_comes_back(data: bytes, crc: bool) -> None:
    slip = Slip(crc=CRC32_ISO_HDLC if crc else None)
    (frame,) = slip.deframer().feed(slip.encode(data))
    assert frame.data == data
