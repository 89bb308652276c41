"""KISS streams in the payloads of frames."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.errors import LayoutError
from gateway.links import CSP, KISSStream, TMFrame
from gateway.model import Disposition, LinkFault, Unit
from tests.links.real_frames import printed, recorded
from tests.shared_data import needs_shared

PLAIN = KISSStream(control_octet=False)


def packets(items: list[Unit | LinkFault]) -> list[bytes]:
    return [item.data for item in items if isinstance(item, Unit)]


def dispositions(items: list[Unit | LinkFault]) -> list[str]:
    return [item.disposition for item in items if isinstance(item, LinkFault)]


def test_a_packet_of_csp_is_unescaped() -> None:
    """The frame is one that libcsp's KISS interface sends."""
    frame = bytes.fromhex("c0 00 82a29401 0102 dbdc dbdd 94c3c51f c0")
    assert KISSStream().reader()(frame) == [
        Unit(
            {"protocol": "kiss_stream", "port": 0},
            bytes.fromhex("82a29401 0102c0db 94c3c51f"),
            2,
        )
    ]


def test_a_packet_that_runs_over_frames_comes_with_the_last_of_them() -> None:
    read = PLAIN.reader()
    assert dispositions(read(b"\xc0\xc0\x01\x02\xdb")) == ["partial"]
    assert dispositions(read(b"\xdc\x03\x04\x05\x06")) == ["partial"]
    found = read(b"\x07\xc0\xc0\xc0\xc0")
    assert packets(found) == [b"\x01\x02\xc0\x03\x04\x05\x06\x07"]
    assert [item.offset for item in found] == [None]


def test_what_comes_before_the_first_fend_is_dropped() -> None:
    read = PLAIN.reader()
    assert dispositions(read(b"\x01\x02\x03")) == ["link_error"]
    assert packets(read(b"\x04\xc0\x05\xc0")) == [b"\x05"]


def test_only_fill_is_idle() -> None:
    assert dispositions(PLAIN.reader()(b"\xc0" * 20)) == ["idle"]


@pytest.mark.parametrize("escape", ["db01", "dbdb", "dbc0"])
def test_an_illegal_escape_costs_its_packet(escape: str) -> None:
    found = PLAIN.reader()(bytes.fromhex(f"c0 01 {escape} c0 02 c0"))
    assert dispositions(found) == ["link_error"]
    assert packets(found) == [b"\x02"]


def test_other_commands_than_data_are_dropped() -> None:
    found = KISSStream().reader()(bytes.fromhex("c0 01 28 c0 10 55 c0"))
    assert found == [Unit({"protocol": "kiss_stream", "port": 1}, b"\x55", 5)]


def test_octets_in_front_of_the_stream_are_skipped_in_every_frame() -> None:
    read = KISSStream(control_octet=False, header_octets=3).reader()
    assert packets(read(b"\xc0\xc0\x01" + b"\xc0\x11")) == []
    assert packets(read(b"\xc0\xc0\x02" + b"\x12\xc0")) == [b"\x11\x12"]
    assert packets(read(b"\xc0")) == []


def test_frames_of_other_lengths_do_not_get_into_the_stream() -> None:
    read = KISSStream(control_octet=False, length=4).reader()
    assert dispositions(read(b"\xc0\xc0\x01\x02")) == ["partial"]
    assert dispositions(read(b"\xc0\x77\xc0")) == ["link_error"]
    assert packets(read(b"\x03\x04\xc0\xc0")) == [b"\x01\x02\x03\x04"]


def test_a_packet_without_end_is_given_up_and_the_next_is_read() -> None:
    read = KISSStream(control_octet=False, max_octets=8).reader()
    assert dispositions(read(b"\xc0" + b"\x01" * 18)) == ["partial"]
    assert dispositions(read(b"\x01" * 10)) == ["link_error"]
    assert packets(read(b"\x01\xc0\x02\xc0")) == [b"\x02"]


def test_a_packet_longer_than_allowed_is_a_fault() -> None:
    found = KISSStream(control_octet=False, max_octets=8).reader()(b"\xc0" + b"\x01" * 9 + b"\xc0")
    assert dispositions(found) == ["link_error"]


def test_a_frame_that_does_not_hold_the_packet_is_not_sent() -> None:
    with pytest.raises(LayoutError):
        KISSStream(length=10).wrap(bytes(8), {})


def test_a_frame_of_fixed_length_is_filled_with_fend() -> None:
    frame = KISSStream(header_octets=1, length=8).wrap(b"\xdb", {"port": 2})
    assert frame == bytes.fromhex("00 c0 20 dbdd c0 c0 c0")


@given(st.lists(st.binary(min_size=1, max_size=30), max_size=6), st.data())
def test_any_split_into_frames_gives_the_packets(sent: list[bytes], data: st.DataObject) -> None:
    stream = b"".join(PLAIN.wrap(packet, {}) for packet in sent)
    cuts = data.draw(st.lists(st.integers(0, len(stream)), max_size=8).map(sorted))
    read = PLAIN.reader()
    found = [
        item
        for start, end in zip([0, *cuts], [*cuts, len(stream)], strict=True)
        for item in read(stream[start:end])
    ]
    assert packets(found) == sent


def test_a_stream_in_tm_frames_is_put_together_behind_them() -> None:
    outer = TMFrame(length=30, data="whole", virtual_channels=(1,))
    stream = PLAIN.wrap(bytes(range(60)), {}).ljust(72, b"\xc0")
    frames, kiss = outer.reader(), PLAIN.reader()
    found: list[bytes] = []
    for number in range(3):
        other = outer.wrap(b"\xc0" * 24, {"vcid": 2, "virtual_count": number})
        [fault] = frames(other)
        assert isinstance(fault, LinkFault)
        zone = stream[24 * number : 24 * number + 24]
        [unit] = frames(outer.wrap(zone, {"vcid": 1, "virtual_count": number}))
        assert isinstance(unit, Unit)
        found += packets(kiss(unit.data))
    assert found == [bytes(range(60))]


CSP_HEADER = (
    r"priority = (\d+)\s+source = (\d+)\s+destination = (\d+)"
    r"\s+destination_port = (\d+)\s+source_port = (\d+)"
)
FIELDS = ("priority", "source", "destination", "destination_port", "source_port")


@needs_shared
@pytest.mark.parametrize("recording", ["by701", "lilacsat1"])
def test_packets_are_those_that_gr_satellites_prints(recording: str) -> None:
    """BY70-1 sends a packet a frame, LilacSat-1 runs on from frame to frame."""
    expected = re.findall(CSP_HEADER, printed(recording))
    [frames] = [one["frames"] for one in recorded() if one["recording"] == recording]
    read, csp = PLAIN.reader(), CSP(crc="none").reader()
    found = [csp(packet)[0] for frame in frames for packet in packets(read(frame))]
    headers = [
        tuple(str(unit.header[field]) for field in FIELDS)
        for unit in found[: len(expected)]
        if isinstance(unit, Unit)
    ]
    assert len(expected) > 15
    assert headers == expected


@needs_shared
def test_packets_of_by70_end_in_the_crc_that_gr_satellites_prints() -> None:
    """LilacSat-1's do not lend themselves: nothing checks its frames against bit errors."""
    expected = re.findall(r"    crc = 0x(\w+)", printed("by701"))
    [frames] = [one["frames"] for one in recorded() if one["recording"] == "by701"]
    read = PLAIN.reader()
    found = [packet for frame in frames for packet in packets(read(frame))]
    crcs = [int.from_bytes(packet[-4:], "little") for packet in found[: len(expected)]]
    assert len(expected) > 15
    assert [f"{crc:08X}" for crc in crcs] == expected


def test_a_receiver_that_knows_nothing_says_partial_for_no_foreign_frame() -> None:
    found = PLAIN.reader()(bytes.fromhex("86a240404040e09c60868298986103f001"))
    assert dispositions(found) == [Disposition.LINK_ERROR]
