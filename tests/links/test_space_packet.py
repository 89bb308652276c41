"""Space Packets: headers, time, segments."""

import json
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.errors import LayoutError
from gateway.links import CDS, SpacePacket
from gateway.links.space_packet import idle_packet
from gateway.model import LinkFault, Unit
from tests.links.vectors import Vector, vectors
from tests.shared_data import SHARED, needs_shared

ALONE = SpacePacket(reassemble=False)


def units(items: list[Unit | LinkFault]) -> list[Unit]:
    return [item for item in items if isinstance(item, Unit)]


def dispositions(items: list[Unit | LinkFault]) -> list[str]:
    return [item.disposition for item in items if isinstance(item, LinkFault)]


@pytest.mark.parametrize("vector", vectors("space_packet"))
def test_a_packet_reads_as_its_source_says(vector: Vector) -> None:
    time = CDS(submillisecond=2) if vector.options.get("time") else None
    options = vector.options | {"time": time}
    start = len(vector.octets) - len(vector.data)
    read = SpacePacket(**options, reassemble=False).reader()
    assert read(vector.octets) == [Unit(vector.header, vector.data, start)]


@pytest.mark.parametrize("vector", vectors("space_packet"))
def test_a_packet_is_built_octet_for_octet(vector: Vector) -> None:
    assert SpacePacket().wrap(vector.data, vector.header) == vector.octets


@pytest.mark.parametrize("vector", vectors("space_packet", "fault"))
def test_what_is_no_packet_is_refused(vector: Vector) -> None:
    assert dispositions(SpacePacket(**vector.options).reader()(vector.octets)) == [
        vector.disposition
    ]


def test_several_packets_and_fill_of_one_frame_are_told_apart() -> None:
    first, second = (ALONE.wrap(data, {"apid": 5}) for data in (b"\x01\x02", b"\x03"))
    found = ALONE.reader()(first + idle_packet(20) + second + b"\x00\x01")
    assert [(unit.data, unit.offset) for unit in units(found)] == [(b"\x01\x02", 6), (b"\x03", 34)]
    assert dispositions(found) == ["idle", "truncated"]


@pytest.mark.parametrize("octets", [0, 6, 7 + 65536])
def test_there_is_no_idle_packet_of_such_a_length(octets: int) -> None:
    with pytest.raises(LayoutError):
        idle_packet(octets)


@pytest.mark.parametrize(
    "header",
    [
        {"apid": 2048},
        {"sequence_count": 16384},
        {"type": "event"},
        {"sequence_flags": "middle"},
    ],
)
def test_what_does_not_fit_a_header_is_not_sent(header: dict[str, Any]) -> None:
    with pytest.raises(LayoutError):
        SpacePacket().wrap(b"\x00", header)


def test_a_packet_carries_at_least_one_octet() -> None:
    with pytest.raises(LayoutError):
        SpacePacket().wrap(b"", {})


def segment(flags: str, count: int, data: bytes, apid: int = 1) -> bytes:
    header = {"apid": apid, "sequence_flags": flags, "sequence_count": count}
    return SpacePacket().wrap(data, header)


def test_segments_make_one_packet_across_the_turn_of_the_count() -> None:
    read = SpacePacket().reader()
    assert dispositions(read(segment("first", 16382, b"ab"))) == ["partial"]
    assert units(read(segment("unsegmented", 7, b"other", apid=2)))
    assert dispositions(read(segment("continuation", 16383, b"cd"))) == ["partial"]
    [unit] = units(read(segment("last", 0, b"ef")))
    assert (unit.data, unit.offset) == (b"abcdef", None)
    assert unit.header["segments"] == 3
    assert unit.header["sequence_count"] == 16382


@pytest.mark.parametrize(
    ("second", "expected"),
    [
        (segment("last", 3, b"z"), ["truncated"]),
        (segment("continuation", 1, b"z"), ["truncated"]),
        (segment("unsegmented", 2, b"z"), ["truncated"]),
        (segment("first", 2, b"z"), ["truncated", "partial"]),
    ],
)
def test_a_missing_segment_drops_those_before_it(second: bytes, expected: list[str]) -> None:
    read = SpacePacket().reader()
    read(segment("first", 1, b"a"))
    found = read(second)
    assert dispositions(found) == expected
    assert all(unit.data == b"z" for unit in units(found))


def test_a_segment_whose_first_was_not_heard_is_partial() -> None:
    read = SpacePacket().reader()
    assert dispositions(read(segment("continuation", 1, b"a"))) == ["partial"]
    assert dispositions(read(segment("last", 2, b"a"))) == ["partial"]


def test_segments_kept_are_bounded_at_the_cost_of_the_oldest() -> None:
    read = SpacePacket(max_octets=100).reader()
    for apid in range(3):
        faults = dispositions(read(segment("first", 0, bytes(40), apid)))
        assert faults == (["partial"] if apid < 2 else ["truncated", "partial"])
    assert not units(read(segment("last", 1, b"z", 0)))
    assert units(read(segment("last", 1, b"z", 1)))[0].data == bytes(40) + b"z"


def test_segments_of_complete_packets_do_not_count_against_the_bound() -> None:
    read = SpacePacket(max_octets=100).reader()
    for count in range(0, 20, 2):
        read(segment("first", count, bytes(60)))
        assert units(read(segment("last", count + 1, b"z")))


def test_a_group_that_alone_is_too_long_is_dropped() -> None:
    read = SpacePacket(max_octets=100).reader()
    read(segment("first", 0, bytes(60)))
    assert dispositions(read(segment("continuation", 1, bytes(60)))) == ["truncated", "partial"]
    assert dispositions(read(segment("last", 2, b"z"))) == ["partial"]


@given(
    st.lists(
        st.tuples(
            st.fixed_dictionaries(
                {
                    "apid": st.integers(0, 0x7FE),
                    "type": st.sampled_from(["telemetry", "telecommand"]),
                    "sequence_count": st.integers(0, 0x3FFF),
                }
            ),
            st.binary(min_size=1, max_size=30),
        ),
        min_size=1,
        max_size=5,
    )
)
def test_what_is_built_reads_the_same(sent: list[tuple[dict[str, Any], bytes]]) -> None:
    link = SpacePacket()
    found = units(link.reader()(b"".join(link.wrap(data, header) for header, data in sent)))
    assert [unit.data for unit in found] == [data for _, data in sent]
    assert all(
        header.items() <= unit.header.items() for unit, (header, _) in zip(found, sent, strict=True)
    )


@needs_shared
def test_headers_are_those_of_spacepackets() -> None:
    table = json.loads((SHARED / "ccsds" / "spacepackets_vectors.json").read_text("utf-8"))
    flags = ["continuation", "first", "last", "unsegmented"]
    compared = 0
    for one in table["vectors"]:
        octets, fields = bytes.fromhex(one["hex"]), one["fields"]
        if "data_len" not in fields or fields["apid"] == 0x7FF:
            continue
        [unit] = units(ALONE.reader()(octets + bytes(fields["data_len"] + 1)))
        assert unit.header["apid"] == fields["apid"]
        assert unit.header["sequence_count"] == fields["seq_count"]
        assert unit.header["data_length"] == fields["data_len"]
        assert unit.header["type"] == ["telemetry", "telecommand"][fields.get("packet_type", 0)]
        assert unit.header["sequence_flags"] == flags[fields.get("seq_flags", octets[2] >> 6)]
        compared += 1
    assert compared == 7


@needs_shared
@pytest.mark.parametrize(
    ("folder", "name", "count"),
    [
        ("jpss", "J01_G011_LZ_2021-04-09T00-00-00Z_V01.DAT1", "SRC_SEQ_CTR"),
        ("ctim", "ccsds_2021_155_14_39_51", "SEQ_CTR"),
    ],
)
def test_packets_are_those_of_space_packet_parser(folder: str, name: str, count: str) -> None:
    path = SHARED / "ccsds" / "xtce" / folder
    expected = json.loads((path / "expected.json").read_text("utf-8"))
    found = units(SpacePacket().reader()((path / name).read_bytes()))
    assert len(found) == expected["packets_seen"]
    apids = Counter(str(unit.header["apid"]) for unit in found)
    assert apids == Counter(expected["packets_per_apid"])
    for one in expected["packets"]:
        unit = found[one["index"]]
        assert unit.header["sequence_count"] == one["values"][count]
        assert unit.header["data_length"] == one["values"]["PKT_LEN"]
        assert len(unit.data) + 6 == one["raw_len"]


@needs_shared
def test_times_of_jpss_are_those_of_space_packet_parser() -> None:
    path = SHARED / "ccsds" / "xtce" / "jpss"
    expected = json.loads((path / "expected.json").read_text("utf-8"))["packets"]
    link = SpacePacket(secondary_header=8, time=CDS(submillisecond=2))
    data = (path / "J01_G011_LZ_2021-04-09T00-00-00Z_V01.DAT1").read_bytes()
    found = units(link.reader()(data))
    for one in expected:
        values = one["values"]
        time = datetime(1958, 1, 1, tzinfo=UTC) + timedelta(
            days=values["DOY"], milliseconds=values["MSEC"], microseconds=values["USEC"]
        )
        assert datetime.fromisoformat(found[one["index"]].header["made_at"]) == time
