"""The fields of link headers lie where their documents say."""

from __future__ import annotations

from typing import Any

import pytest

from gateway.cli.link_fields import link_fields
from gateway.links import AX25, CSP, USP, AOSFrame, KISSStream, SpacePacket, TMFrame
from gateway.model import Link, Unit

# Each header written out by hand from the document that its module cites.
HEADERS: list[tuple[Link, str, dict[str, Any]]] = [
    (
        AX25(),
        "86a24040404060 9c608682989861 03f0 00",
        {"to": "CQ", "from": "N0CALL", "control": 3, "pid": 240},
    ),
    (
        AX25(),
        "86a24040404060 9c608682989860 ae92888a6240e3 03f0 00",
        {"to": "CQ", "from": "N0CALL", "via.0": "WIDE1-1*", "control": 3, "pid": 240},
    ),
    (
        # Priority 2, source 1, destination 10, ports 7 (to) and 35 (from), no flags.
        CSP(version=1, crc="none"),
        "82a1e300 00",
        {
            **{"priority": 2, "source": 1, "destination": 10},
            **{"destination_port": 7, "source_port": 35, "flags": "none"},
        },
    ),
    (
        # Priority 2, destination 4, source 1, ports 7 (to) and 35 (from), no flags.
        CSP(version=2, crc="none"),
        "800400 0478c0 00",
        {
            **{"priority": 2, "destination": 4, "source": 1},
            **{"destination_port": 7, "source_port": 35, "flags": "none"},
        },
    ),
    (
        # Telemetry of APID 11 with a secondary header, unsegmented, count 5, one octet.
        SpacePacket(),
        "080b c005 0000 00",
        {
            **{"version": 0, "type": "telemetry", "secondary_header_flag": True, "apid": 11},
            **{"sequence_flags": "unsegmented", "sequence_count": 5, "data_length": 0},
        },
    ),
    (USP(), "1642 0100 0200 0100 00", {"message": 0x4216, "sender": 1, "receiver": 2, "size": 1}),
    (
        # Spacecraft 0x2A, virtual channel 3, counts 7 and 9, a packet at once.
        TMFrame(data="whole"),
        "02a6 07 09 1800 00",
        {
            **{"version": 0, "scid": 0x2A, "vcid": 3, "ocf_flag": 0, "master_count": 7},
            **{"virtual_count": 9, "secondary_header_flag": 0, "sync_flag": 0},
            **{"packet_order": 0, "segment_length_id": 3, "first_header_pointer": 0},
        },
    ),
    (
        # Version 2, spacecraft 0x9D, virtual channel 16, count 0x010203.
        AOSFrame(data="whole"),
        "6750 010203 00 00000000",
        {
            **{"version": 1, "scid": 0x9D, "vcid": 16, "virtual_count": 0x010203},
            **{"replay": False, "cycle_flag": 0, "spare": 0, "cycle": 0},
        },
    ),
]


@pytest.mark.parametrize(("link", "octets", "expected"), HEADERS)
def test_fields_have_the_values_of_their_bits(
    link: Link, octets: str, expected: dict[str, Any]
) -> None:
    outer = bytes.fromhex(octets)
    [unit] = link.reader()(outer)
    assert isinstance(unit, Unit)
    fields = link_fields(link, outer, unit)
    assert {field.path: field.value for field in fields} == expected


@pytest.mark.parametrize(("link", "octets", "expected"), HEADERS)
def test_fields_cover_the_header_without_gap_or_overlap(
    link: Link, octets: str, expected: dict[str, Any]
) -> None:
    outer = bytes.fromhex(octets)
    [unit] = link.reader()(outer)
    assert isinstance(unit, Unit)
    assert unit.offset
    at = 0
    for field in link_fields(link, outer, unit):
        assert field.bit == at
        at += field.bits
    assert at == 8 * unit.offset


def test_the_crc_behind_a_csp_packet_is_told() -> None:
    link = CSP(version=1, crc="data")
    outer = link.wrap(b"data", {})
    [unit] = link.reader()(outer)
    assert isinstance(unit, Unit)
    crc = link_fields(link, outer, unit)[-1]
    assert (crc.path, crc.bit, crc.bits, crc.raw) == ("crc", 64, 32, outer[8:])
    assert crc.meaning == "CRC-32C over data"


def test_the_second_message_of_a_frame_has_its_own_header() -> None:
    outer = USP().wrap(b"abc", {"message": 1}) + USP().wrap(b"d", {"message": 2})
    _, second = USP().reader()(outer)
    assert isinstance(second, Unit)
    fields = link_fields(USP(), outer, second)
    assert next((field.bit, field.value) for field in fields) == (8 * 11, 2)


def test_a_header_without_places_of_its_own_comes_in_one_piece() -> None:
    link = CSP(version=1, crc="none", byte_order="little")
    outer = bytes.fromhex("00e3a182 00")
    [unit] = link.reader()(outer)
    assert isinstance(unit, Unit)
    [field] = link_fields(link, outer, unit)
    assert (field.path, field.bit, field.bits) == ("csp", 0, 32)
    assert "source 1, destination 10" in field.value


def test_a_unit_that_came_in_pieces_has_no_header_here() -> None:
    assert link_fields(KISSStream(), b"", Unit({"protocol": "kiss_stream"}, b"x", None)) == []
