"""csp.h against the vectors of gateway/links/csp.py, and against it."""

from __future__ import annotations

import ctypes
from typing import Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.links.csp import CSP
from gateway.model import Unit
from tests.firmware_shim.shim import Shim
from tests.links.vectors import Vector, vectors

FLAGS = ("crc32", "rdp", "xtea", "hmac", "frag", "res3", "res2", "res1")
ADDRESS_BITS = {1: 5, 2: 14}
FLAG_BITS = {1: 8, 2: 6}
PORTS = st.integers(0, 63)


class Header(ctypes.Structure):
    """struct cupola_csp_header."""

    _fields_ = [
        ("priority", ctypes.c_uint8),
        ("source", ctypes.c_uint16),
        ("destination", ctypes.c_uint16),
        ("destination_port", ctypes.c_uint8),
        ("source_port", ctypes.c_uint8),
        ("flags", ctypes.c_uint8),
    ]


FIELDS = [field[0] for field in Header._fields_]


def write(shim: Shim, version: int, fields: dict[str, int]) -> bytes:
    """A header as the shim writes it; empty if it refuses."""
    header = Header(**fields)
    function = shim.function(f"csp{version}_write", ctypes.c_bool)
    octets, written = shim.written(lambda put, to: function(ctypes.byref(header), put, to))
    assert written == bool(octets)
    return octets


def read(shim: Shim, version: int, packet: bytes) -> dict[str, int] | None:
    header = Header()
    function = shim.function(f"csp{version}_read", ctypes.c_bool)
    if not function(ctypes.byref(header), packet, ctypes.c_size_t(len(packet))):
        return None
    return {name: getattr(header, name) for name in FIELDS}


def numbers(header: dict[str, Any]) -> dict[str, int]:
    """The gateway's header as the shim's."""
    fields = {key: header[key] for key in FIELDS}
    fields["flags"] = sum(1 << FLAGS.index(flag) for flag in header["flags"])
    return fields


@st.composite
def headers(draw: st.DrawFn, version: int) -> dict[str, Any]:
    address = st.integers(0, (1 << ADDRESS_BITS[version]) - 1)
    return {
        "priority": draw(st.integers(0, 3)),
        "source": draw(address),
        "destination": draw(address),
        "destination_port": draw(PORTS),
        "source_port": draw(PORTS),
        "flags": draw(st.lists(st.sampled_from(FLAGS[: FLAG_BITS[version]]), unique=True)),
    }


@pytest.mark.parametrize("vector", vectors("csp"))
def test_vector(shim: Shim, vector: Vector) -> None:
    if "byte_order" not in vector.options:
        version = vector.options.get("version", 1)
        fields = numbers(vector.header)
        assert read(shim, version, vector.octets) == fields
        assert vector.octets.startswith(write(shim, version, fields))


@pytest.mark.parametrize("version", [1, 2])
def test_gateway_and_shim_write_the_same(shim: Shim, version: Literal[1, 2]) -> None:
    csp = CSP(version=version, crc="none")

    @given(headers(version))
    def check(header: dict[str, Any]) -> None:
        octets = csp.wrap(b"data", header)
        assert write(shim, version, numbers(header)) + b"data" == octets
        assert read(shim, version, octets) == numbers(header)

    check()


@given(packet=st.binary(max_size=8))
def test_any_octets_are_read_as_the_gateway_reads_them(shim: Shim, packet: bytes) -> None:
    for version in (1, 2):
        (expected,) = CSP(version=version, crc="none").reader()(packet)
        found = read(shim, version, packet)
        assert found == (numbers(expected.header) if isinstance(expected, Unit) else None)


@pytest.mark.parametrize("version", [1, 2])
def test_a_field_that_does_not_fit_is_refused(shim: Shim, version: int) -> None:
    most = (1 << ADDRESS_BITS[version]) - 1
    largest = {"priority": 3, "source": most, "destination": most, "destination_port": 63}
    largest |= {"source_port": 63, "flags": (1 << FLAG_BITS[version]) - 1}
    assert write(shim, version, largest) == b"\xff" * (4 if version == 1 else 6)
    for name in largest:
        if not (version == 1 and name == "flags"):  # of an octet none is too large
            assert write(shim, version, largest | {name: largest[name] + 1}) == b""


@pytest.mark.parametrize("version", [1, 2])
@pytest.mark.parametrize("covered", ["data", "header+data"])
def test_crc_is_a_layer_around_what_it_covers(
    shim: Shim, covered: Literal["data", "header+data"], version: Literal[1, 2]
) -> None:
    fields = {"priority": 2, "source": 1, "destination": 10, "destination_port": 10, "flags": 1}
    header = write(shim, version, fields)

    def checked(data: bytes) -> bytes:
        return shim.written(lambda put, to: shim.send_checked("CRC-32/ISCSI", data, put, to))[0]

    packet = header + checked(b"data") if covered == "data" else checked(header + b"data")
    (found,) = CSP(version=version, crc=covered).reader()(packet)
    assert isinstance(found, Unit)
    assert found.data == b"data"


def test_csp_over_kiss_is_the_same_octets_as_from_libcsp(shim: Shim) -> None:
    # Header, data and CRC of the vector "version 1, CRC over the data"; escapes by hand.
    packet = bytes.fromhex("82a29401 0102c0db 94c3c51f")
    line = shim.encode("kiss", packet)
    assert line == bytes.fromhex("c000 82a29401 0102 dbdc dbdd 94c3c51f c0")
