"""crc.h against the catalogue, and against crcmod."""

from __future__ import annotations

import ctypes

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.coding.crc import CATALOGUE
from tests.firmware_shim.shim import CRCS, Shim
from tests.firmware_shim.toolchain import build_shared_library, shim_sources

# CSP sends its CRC high octet first, though it is reflected.
ORDERS = {"CRC-16/IBM-SDLC": "little", "CRC-16/IBM-3740": "big", "CRC-32/ISCSI": "big"}


@pytest.fixture(
    scope="module", params=["", "-DCUPOLA_CRC_NIBBLE", "-DCUPOLA_CRC_TABLE"], ids=lambda o: o[2:]
)
def built(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Shim:
    options = [request.param] if request.param else []
    sources = [file for file in shim_sources() if file.stem in ("crc", "big_endian", "buffer")]
    return Shim(build_shared_library(sources, tmp_path_factory.mktemp("crc"), options))


def sealed(shim: Shim, name: str, data: bytes) -> bytes:
    return shim.written(lambda put, to: shim.send_checked(name, data, put, to))[0]


@pytest.mark.parametrize(
    ("name", "check"),
    [
        ("CRC-16/IBM-SDLC", "6e90"),
        ("CRC-16/IBM-3740", "29b1"),
        ("CRC-32/ISCSI", "e3069283"),
    ],
)
def test_check_value_of_the_catalogue_follows_the_data(built: Shim, name: str, check: str) -> None:
    assert sealed(built, name, b"123456789") == b"123456789" + bytes.fromhex(check)


@pytest.mark.parametrize("name", CRCS)
@given(data=st.binary(max_size=80))
def test_any_data_has_the_crc_that_crcmod_computes(built: Shim, name: str, data: bytes) -> None:
    crc = CATALOGUE[name]
    order = ORDERS[name]
    assert sealed(built, name, data) == data + crc(data).to_bytes(crc.octets, order)  # type: ignore[arg-type]
    assert built.verify(name, sealed(built, name, data))


@pytest.mark.parametrize("name", CRCS)
def test_every_octet_in_every_state_of_one_octet(built: Shim, name: str) -> None:
    # Each entry of a table is used.
    crc = CATALOGUE[name]
    for octet in range(256):
        data = bytes([octet])
        assert sealed(built, name, data)[1:] == crc(data).to_bytes(crc.octets, ORDERS[name])  # type: ignore[arg-type]


@pytest.mark.parametrize("name", CRCS)
def test_one_wrong_bit_is_noticed(built: Shim, name: str) -> None:
    good = sealed(built, name, bytes(range(20)))
    for bit in range(8 * len(good)):
        wrong = bytearray(good)
        wrong[bit // 8] ^= 1 << bit % 8
        assert not built.verify(name, bytes(wrong))


@pytest.mark.parametrize("name", CRCS)
def test_what_is_shorter_than_the_crc_is_refused(shim: Shim, name: str) -> None:
    assert not shim.verify(name, b"")
    for octet in range(256):
        assert not shim.verify(name, bytes([octet]))


def test_octet_by_octet_as_the_macros_say(shim: Shim) -> None:
    step = shim.function("crc16_ibm_sdlc", ctypes.c_uint16)
    crc = 0xFFFF
    for octet in b"123456789":
        crc = step(crc, octet)
    assert crc ^ 0xFFFF == 0x906E
