"""space_packet.h against the vectors of gateway/links/space_packet.py, and against it."""

from __future__ import annotations

import ctypes
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.links.space_packet import SpacePacket
from tests.firmware_shim.shim import Shim
from tests.links.vectors import Vector, vectors

SEQUENCE_FLAGS = ("continuation", "first", "last", "unsegmented")
TYPES = ("telemetry", "telecommand")


class Header(ctypes.Structure):
    """struct cupola_space_packet."""

    _fields_ = [
        ("telecommand", ctypes.c_bool),
        ("secondary_header", ctypes.c_bool),
        ("apid", ctypes.c_uint16),
        ("sequence_flags", ctypes.c_uint8),
        ("sequence_count", ctypes.c_uint16),
        ("length", ctypes.c_uint32),
    ]


FIELDS = [field[0] for field in Header._fields_]


def write(shim: Shim, fields: dict[str, int]) -> bytes:
    """A header as the shim writes it; empty if it refuses."""
    header = Header(**fields)
    function = shim.function("space_packet_write", ctypes.c_bool)
    octets, written = shim.written(lambda put, to: function(ctypes.byref(header), put, to))
    assert written == bool(octets)
    return octets


def read(shim: Shim, packet: bytes) -> dict[str, int] | None:
    header = Header()
    function = shim.function("space_packet_read", ctypes.c_bool)
    if not function(ctypes.byref(header), packet, ctypes.c_size_t(len(packet))):
        return None
    return {name: getattr(header, name) for name in FIELDS}


def numbers(header: dict[str, Any], length: int) -> dict[str, int]:
    """The gateway's header as the shim's."""
    return {
        "telecommand": TYPES.index(header["type"]),
        "secondary_header": header["secondary_header_flag"],
        "apid": header["apid"],
        "sequence_flags": SEQUENCE_FLAGS.index(header["sequence_flags"]),
        "sequence_count": header["sequence_count"],
        "length": length,
    }


@pytest.mark.parametrize("vector", vectors("space_packet"))
def test_vector(shim: Shim, vector: Vector) -> None:
    fields = numbers(vector.header, vector.header["data_length"] + 1)
    assert read(shim, vector.octets) == fields
    assert write(shim, fields) == vector.octets[:6]


@pytest.mark.parametrize("fault", vectors("space_packet", "fault"))
def test_octets_that_are_no_packet_are_refused(shim: Shim, fault: Vector) -> None:
    # An idle packet is one; the secondary header is the mission's.
    if fault.disposition != "idle" and not fault.options:
        assert read(shim, fault.octets) is None


@given(
    kind=st.sampled_from(TYPES),
    flag=st.booleans(),
    apid=st.integers(0, 0x7FF),
    flags=st.sampled_from(SEQUENCE_FLAGS),
    count=st.integers(0, 0x3FFF),
    data=st.binary(min_size=1, max_size=300),
)
def test_gateway_and_shim_write_the_same(
    shim: Shim, kind: str, flag: bool, apid: int, flags: str, count: int, data: bytes
) -> None:
    header = {"type": kind, "secondary_header_flag": flag, "apid": apid}
    header |= {"sequence_flags": flags, "sequence_count": count}
    octets = SpacePacket().wrap(data, header)
    assert write(shim, numbers(header, len(data))) + data == octets
    assert read(shim, octets) == numbers(header, len(data))


def test_the_longest_packet_has_65536_octets_of_data(shim: Shim) -> None:
    longest = {"apid": 1, "sequence_flags": 3, "sequence_count": 0, "length": 65536}
    header = write(shim, longest)
    assert header == SpacePacket().wrap(bytes(65536), {"apid": 1})[:6]
    assert read(shim, header + bytes(65536)) is not None
    assert read(shim, header + bytes(65535)) is None


def test_every_field_at_its_largest_is_all_ones_behind_the_version(shim: Shim) -> None:
    fields = {"telecommand": 1, "secondary_header": 1, "apid": 0x7FF, "sequence_flags": 3}
    fields |= {"sequence_count": 0x3FFF, "length": 65536}
    assert write(shim, fields) == bytes.fromhex("1fff ffff ffff")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("apid", 0x800),
        ("sequence_flags", 4),
        ("sequence_count", 0x4000),
        ("length", 0),
        ("length", 65537),
        ("length", 0xFFFFFFFF),
    ],
)
def test_a_field_that_does_not_fit_is_refused(shim: Shim, name: str, value: int) -> None:
    fields = {"apid": 1, "sequence_flags": 3, "sequence_count": 0, "length": 1}
    assert write(shim, fields) != b""
    assert write(shim, fields | {name: value}) == b""
