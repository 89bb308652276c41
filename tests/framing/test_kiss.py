from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.errors import StationError
from gateway.framing.kiss import Kiss
from gateway.model import UNKNOWN_QUALITY, Disposition, Frame, Rejected
from tests.support import check_deframer, check_vector, kept, vectors

# gr-satellites, pdu_to_kiss: 1,696,870,809,819 ms, sent escaped like any other frame.
STAMP = bytes.fromhex("c0 09 00 00 01 8b 15 61 dbdc dbdd c0")
STAMPED_AT = datetime(2023, 10, 9, 17, 0, 9, 819000, tzinfo=UTC)


@pytest.mark.parametrize("vector", vectors("framing/kiss.toml"))
def test_vector(vector: dict[str, Any]) -> None:
    check_vector("kiss", vector)


def test_time_stamp_with_fend_and_fesc_in_it_dates_the_next_frame_only() -> None:
    data = STAMP + bytes.fromhex("c0 00 41 c0 c0 00 42 c0")
    expected = [
        Frame(b"A", "kiss", UNKNOWN_QUALITY, 0, STAMPED_AT),
        Frame(b"B", "kiss", UNKNOWN_QUALITY, 0, None),
    ]
    check_deframer(Kiss().deframer, data, expected)


def test_time_stamp_waits_through_fill_and_other_commands() -> None:
    data = STAMP + bytes.fromhex("c0 c0 c0 01 28 c0 c0 00 41 c0")
    expected = [Frame(b"A", "kiss", UNKNOWN_QUALITY, 0, STAMPED_AT)]
    check_deframer(Kiss().deframer, data, expected)
    deframer = Kiss().deframer()
    assert deframer.feed(STAMP + b"\xc0" * 1000 + data[len(STAMP) :]) == expected
    assert deframer.counters["timestamps"] == 1


def test_time_stamp_goes_with_the_frame_it_was_sent_for() -> None:
    rejected = bytes.fromhex("c0 00 db 41 c0")
    elsewhere = bytes.fromhex("c0 10 41 c0")
    for lost in (rejected, elsewhere):
        data = STAMP + lost + bytes.fromhex("c0 00 42 c0")
        *_, frame = Kiss(port=0).deframer().feed(data)
        assert frame == Frame(b"B", "kiss", UNKNOWN_QUALITY, 0, None)
        check_deframer(Kiss(port=0).deframer, data, Kiss(port=0).deframer().feed(data))


def test_time_stamp_is_an_ignored_command_where_none_is_wanted() -> None:
    deframer = Kiss(timestamps=False).deframer()
    (frame,) = deframer.feed(STAMP + bytes.fromhex("c0 00 41 c0"))
    assert isinstance(frame, Frame)
    assert frame.received_at is None
    assert deframer.counters["ignored_commands"] == 1


def test_time_stamp_of_another_length_is_an_ignored_command() -> None:
    deframer = Kiss().deframer()
    assert deframer.feed(bytes.fromhex("c0 09 01 02 03 c0 09 c0")) == []
    assert deframer.counters["ignored_commands"] == 2


def test_time_stamp_beyond_the_calendar_is_an_ignored_command() -> None:
    deframer = Kiss().deframer()
    (frame,) = deframer.feed(bytes.fromhex("c0 09 ff ff ff ff ff ff ff ff c0 00 41 c0"))
    assert frame == Frame(b"A", "kiss", UNKNOWN_QUALITY, 0, None)
    assert deframer.counters["ignored_commands"] == 1
    assert deframer.counters["timestamps"] == 0


def test_time_stamp_does_not_wait_for_ever() -> None:
    deframer = Kiss(max_octets=16).deframer()
    deframer.feed(STAMP)
    for _ in range(100):
        deframer.feed(b"\xc0" * 10)
        assert deframer.pending <= 256
    (frame,) = deframer.feed(bytes.fromhex("00 41 c0"))
    assert frame == Frame(b"A", "kiss", UNKNOWN_QUALITY, 0, None)


def test_time_stamp_is_encoded_as_gr_satellites_does() -> None:
    assert Kiss().encode(b"A", received_at=STAMPED_AT) == STAMP + bytes.fromhex("c0 00 41 c0")
    half = STAMPED_AT + timedelta(microseconds=999)
    assert Kiss().encode(b"A", received_at=half).startswith(STAMP)


def test_port_of_one_frame_overrides_the_option() -> None:
    assert Kiss(port=15).encode(b"A").hex() == "c0f041c0"
    assert Kiss(port=15).encode(b"A", port=0).hex() == "c00041c0"


@pytest.mark.parametrize("octet", [0x55, 0x00, 0xDB, 0xDC], ids=hex)
def test_endless_frame_is_rejected_once_and_not_kept(octet: int) -> None:
    # CVE-2025-34457 was FEND, 2047 times 55, FEND.
    deframer = Kiss().deframer()
    events = deframer.feed(b"\xc0")
    for _ in range(1000):
        events += deframer.feed(bytes([octet]) * 1000)
        assert kept(deframer) < 5000
    (rejected,) = events
    assert isinstance(rejected, Rejected)
    assert rejected.reason is Disposition.TOO_LONG
    assert len(rejected.data) == 512
    (frame,) = deframer.feed(bytes.fromhex("c0 00 41 c0"))
    assert frame.data == b"A"


def test_frame_of_2047_octets_of_55_is_an_ignored_command() -> None:
    deframer = Kiss().deframer()
    assert deframer.feed(b"\xc0" + b"\x55" * 2047 + b"\xc0") == []
    assert deframer.counters["ignored_commands"] == 1


def test_frames_count_as_checked_by_the_tnc() -> None:
    (frame,) = Kiss().deframer().feed(bytes.fromhex("c0 00 41 c0"))
    assert isinstance(frame, Frame)
    assert not frame.quality.unchecked


@pytest.mark.parametrize(
    ("options", "key"), [({"port": 16}, "port"), ({"port": -1}, "port"), ({"max_octets": 0}, "max")]
)
def test_options_out_of_range_are_refused_by_name(options: dict[str, Any], key: str) -> None:
    with pytest.raises(StationError, match=key):
        Kiss(**options)


@given(
    data=st.binary(min_size=1, max_size=80),
    port=st.integers(0, 1),
    fcs=st.sampled_from(["stripped", "present"]),
    checksum=st.sampled_from(["none", "xor", "smack", "flexnet"]),
)
def test_what_is_encoded_comes_back(data: bytes, port: int, fcs: Any, checksum: Any) -> None:
    kiss = Kiss(port=port, fcs=fcs, checksum=checksum)
    (frame,) = kiss.deframer().feed(kiss.encode(data))
    assert frame == Frame(data, "kiss", UNKNOWN_QUALITY, port)


@pytest.mark.parametrize("checksum", ["xor", "smack", "flexnet"])
def test_any_single_wrong_bit_is_noticed_where_there_is_a_checksum(checksum: Any) -> None:
    kiss = Kiss(checksum=checksum)
    data = bytes(range(40))
    wire = kiss.encode(data)
    for bit in range(16, 8 * (len(wire) - 1)):
        wrong = bytearray(wire)
        wrong[bit // 8] ^= 1 << bit % 8
        events = kiss.deframer().feed(bytes(wrong))
        assert not any(isinstance(event, Frame) for event in events)
