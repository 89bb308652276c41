"""ax25.h against the vectors of gateway/links/ax25.py, and against it."""

from __future__ import annotations

import ctypes
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.links.ax25 import AX25
from gateway.model import LinkFault, Unit
from tests.firmware_shim.shim import Shim
from tests.links.vectors import Vector, vectors

CALLSIGNS = st.from_regex(r"[A-Z0-9]{1,6}(-(1[0-5]|[1-9]))?", fullmatch=True)

# The shim reads addresses as they are; the gateway asks what no station could be called.
NOT_JUDGED = ("zeros", "six blanks as digipeater")


class Address(ctypes.Structure):
    """struct cupola_ax25_address."""

    _fields_ = [("octets", ctypes.c_uint8 * 7)]


class Ui(ctypes.Structure):
    """struct cupola_ax25_ui."""

    _fields_ = [
        ("count", ctypes.c_uint8),
        ("addresses", ctypes.POINTER(ctypes.c_uint8)),
        ("pid", ctypes.c_uint8),
        ("information", ctypes.POINTER(ctypes.c_uint8)),
        ("length", ctypes.c_size_t),
    ]


def address_of(shim: Shim, text: str) -> Address | None:
    address = Address()
    made = shim.function("ax25_address", ctypes.c_bool)
    return address if made(ctypes.byref(address), text.encode()) else None


def text_of(shim: Shim, address: Address) -> str:
    text = ctypes.create_string_buffer(10)
    shim.function("ax25_text")(ctypes.byref(address), text)
    return text.value.decode("ascii")


def ui(shim: Shim, texts: list[str], data: bytes = b"") -> bytes:
    """A UI frame as the shim writes it; empty if it refuses."""
    addresses = (Address * len(texts))()
    for at, text in enumerate(texts):
        made = address_of(shim, text)
        assert made
        addresses[at] = made
    write = shim.function("ax25_ui_write", ctypes.c_bool)
    octets, written = shim.written(lambda put, to: write(addresses, len(texts), put, to))
    assert written == bool(octets)
    return octets + data


def read(shim: Shim, frame: bytes) -> dict[str, Any] | None:
    """What the shim reads in *frame*, in the gateway's words."""
    found = Ui()
    memory = ctypes.create_string_buffer(frame, max(len(frame), 1))
    reader = shim.function("ax25_ui_read", ctypes.c_bool)
    if not reader(ctypes.byref(found), memory, ctypes.c_size_t(len(frame))):
        return None
    addresses = (Address * found.count)()
    for at, address in enumerate(addresses):
        copy = shim.function("ax25_ui_address")
        copy(ctypes.byref(found), at, ctypes.byref(address))
    to, source, *via = (text_of(shim, address) for address in addresses)
    data = bytes(found.information[: found.length])
    return {"from": source, "to": to, "via": via, "pid": found.pid, "data": data}


def gateway_reads(frame: bytes) -> Unit | LinkFault:
    (read_as,) = AX25().reader()(frame)
    return read_as


def plain(vector: Vector) -> bool:
    header = vector.header
    return not vector.options and header.get("type") == "UI" and header.get("plausible", True)


@pytest.mark.parametrize("vector", [v for v in vectors("ax25") if plain(v.values[0])])
def test_ui_frame_of_a_vector_is_read(shim: Shim, vector: Vector) -> None:
    header = vector.header
    assert read(shim, vector.octets) == {
        "from": header["from"],
        "to": header["to"],
        "via": [each.removesuffix("*") for each in header["via"]],
        "pid": header["pid"],
        "data": vector.data,
    }


def other(vector: Vector) -> bool:
    kind = vector.header.get("type")
    return kind not in (None, "UI") if vector.header else vector.about not in NOT_JUDGED


@pytest.mark.parametrize(
    "vector",
    [
        each
        for each in vectors("ax25") + vectors("ax25", "fault")
        if other(each.values[0]) and not each.values[0].options.get("fixed")
    ],
)
def test_octets_that_are_no_ui_frame_are_refused(shim: Shim, vector: Vector) -> None:
    assert read(shim, vector.octets) is None


def test_header_of_a_ui_command_is_the_standards(shim: Shim) -> None:
    # The vector "UI command with an SSID" of tests/vectors/links/ax25.toml.
    frame = ui(shim, ["CQ", "N0CALL-11"], b"HELLO")
    assert frame == bytes.fromhex("86a240404040e0 9c608682989877 03f0 48454c4c4f")


@given(
    texts=st.lists(CALLSIGNS, min_size=2, max_size=10),
    data=st.binary(max_size=20),
)
def test_the_gateway_reads_what_the_shim_writes(shim: Shim, texts: list[str], data: bytes) -> None:
    frame = ui(shim, texts, data)
    read_as = gateway_reads(frame)
    assert isinstance(read_as, Unit)
    assert read_as.header == {
        "protocol": "ax25",
        "to": texts[0],
        "from": texts[1],
        "via": texts[2:],
        "control": 3,
        "type": "UI",
        "pid": 0xF0,
        "command": True,
    }
    assert read_as.data == data


@given(
    texts=st.lists(CALLSIGNS, min_size=2, max_size=10),
    marked=st.booleans(),
    pid=st.integers(0, 255),
    data=st.binary(max_size=20),
)
def test_the_shim_reads_what_the_gateway_writes(
    shim: Shim, texts: list[str], marked: bool, pid: int, data: bytes
) -> None:
    to, source, *via = texts
    sent = [each + "*" * marked for each in via]
    header = {"to": to, "from": source, "via": sent, "pid": pid, "control": 0x13}
    expected = {"to": to, "from": source, "via": via, "pid": pid, "data": data}
    assert read(shim, AX25().wrap(data, header)) == expected


def test_one_address_is_not_enough_to_read(shim: Shim) -> None:
    assert read(shim, bytes.fromhex("86a240404040e0 9c608682989877 03f0")) is not None
    assert read(shim, bytes.fromhex("86a240404040e1 03f0")) is None


@pytest.mark.parametrize("count", [0, 1, 11])
def test_a_frame_has_two_to_ten_addresses(shim: Shim, count: int) -> None:
    assert ui(shim, ["N0CALL"] * count) == b""


@pytest.mark.parametrize(
    "text",
    ["", "-1", "N0CALLS", "n0call", "N0 CALL", "N0CALL-", "N0CALL-16", "N0CALL-05", "N0CALL-1x"],
)
def test_text_that_is_no_address_is_refused(shim: Shim, text: str) -> None:
    assert address_of(shim, text) is None


@pytest.mark.parametrize("more", ["*", "-100", "-1 ", ":1", "\xff"])
def test_more_than_an_address_is_refused(shim: Shim, more: str) -> None:
    assert address_of(shim, "N0CALL") is not None
    assert address_of(shim, f"N0CALL{more}") is None


@pytest.mark.parametrize("ssid", range(16))
def test_address_reads_back_as_it_was_written(shim: Shim, ssid: int) -> None:
    address = address_of(shim, f"N0CALL-{ssid}")
    assert address
    assert text_of(shim, address) == ("N0CALL" if ssid == 0 else f"N0CALL-{ssid}")


def test_a_station_is_itself_whatever_its_command_and_end_bits(shim: Shim) -> None:
    same = shim.function("ax25_same", ctypes.c_bool)
    frame = ui(shim, ["CQ", "N0CALL-11"])
    heard = Address.from_buffer_copy(frame[7:14])
    for text, expected in (("N0CALL-11", True), ("N0CALL-10", False), ("N1CALL-11", False)):
        assert same(ctypes.byref(heard), ctypes.byref(address_of(shim, text))) is expected  # type: ignore[arg-type]


def test_characters_that_cannot_be_shown_are_question_marks(shim: Shim) -> None:
    address = Address((ctypes.c_uint8 * 7)(0x3E, 0xFE, 0xFC, 0x40, 0x82, 0x00, 0x7E))
    assert text_of(shim, address) == "??~ A-15"
