import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.coding.crc import CRC16_XMODEM
from gateway.errors import StationError
from gateway.framing.length_prefixed import LengthPrefixed
from gateway.model import Frame
from tests.shared_data import SHARED, needs_shared
from tests.support import check_vector, vectors

SPACE_PACKET = LengthPrefixed(offset=4, adjust=1, keep_header=True, max_octets=65536)


@pytest.mark.parametrize("vector", vectors("framing/length_prefixed.toml"))
def test_vector(vector: dict[str, Any]) -> None:
    check_vector("length_prefixed", vector)


@needs_shared
def test_file_of_space_packets_falls_apart_as_space_packet_parser_says() -> None:
    expected = json.loads((SHARED / "ccsds/xtce/ctim/expected.json").read_text())
    octets = (SHARED / "ccsds/xtce/ctim" / expected["data"]).read_bytes()
    deframer = SPACE_PACKET.deframer()
    events = [
        e for at in range(0, len(octets), 1000) for e in deframer.feed(octets[at : at + 1000])
    ]
    assert all(isinstance(event, Frame) for event in events)
    assert len(events) == expected["packets_seen"]
    assert deframer.pending == 0
    apids: dict[str, int] = {}
    for event in events:
        apid = str(int.from_bytes(event.data[:2]) & 0x7FF)
        apids[apid] = apids.get(apid, 0) + 1
    assert apids == expected["packets_per_apid"]
    for packet in expected["packets"]:
        assert len(events[packet["index"]].data) == packet["raw_len"]


def test_impossible_length_keeps_nothing_back() -> None:
    deframer = LengthPrefixed(width=4, max_octets=100).deframer()
    events = deframer.feed(b"\xff" * 4000)
    assert [event.data for event in events] == [b"\xff" * 4] * 1000
    assert deframer.pending == 0


def test_frames_are_unchecked_without_a_crc_and_only_then() -> None:
    (bare,) = LengthPrefixed().deframer().feed(b"\0\x01A")
    wire = b"\0\x09123456789\x31\xc3"
    (checked,) = LengthPrefixed(crc=CRC16_XMODEM).deframer().feed(wire)
    assert isinstance(bare, Frame)
    assert bare.quality.unchecked
    assert isinstance(checked, Frame)
    assert not checked.quality.unchecked


def test_encoder_refuses_a_frame_without_its_header() -> None:
    with pytest.raises(ValueError, match="the header has 6"):
        SPACE_PACKET.encode(b"12345")


def test_encoder_refuses_what_the_length_cannot_say() -> None:
    with pytest.raises(OverflowError):
        LengthPrefixed(width=1).encode(bytes(256))


@pytest.mark.parametrize(
    ("options", "key"), [({"offset": -1}, "offset"), ({"max_octets": 0}, "max_octets")]
)
def test_options_out_of_range_are_refused_by_name(options: dict[str, Any], key: str) -> None:
    with pytest.raises(StationError, match=key):
        LengthPrefixed(**options)


@given(
    data=st.binary(min_size=1, max_size=100),
    width=st.sampled_from([1, 2, 4]),
    order=st.sampled_from(["big", "little"]),
    offset=st.integers(0, 4),
    counts=st.tuples(st.booleans(), st.booleans()),
    covers=st.sampled_from(["data", "header", "sync"]),
    sync=st.sampled_from([b"", b"U", b"\x94\xc3"]),
)
def test_what_is_encoded_comes_back(
    data: bytes,
    width: Any,
    order: Any,
    offset: int,
    counts: tuple[bool, bool],
    covers: Any,
    sync: bytes,
) -> None:
    framing = LengthPrefixed(
        width=width,
        order=order,
        offset=offset,
        counts_header=counts[0],
        counts_crc=counts[1],
        sync=sync,
        crc=CRC16_XMODEM,
        crc_covers=covers,
    )
    (frame,) = framing.deframer().feed(framing.encode(data))
    assert frame.data == data
