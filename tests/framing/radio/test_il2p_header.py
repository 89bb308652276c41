import json

import pytest

from gateway.framing.radio.il2p_header import Il2pHeader, split
from tests.shared_data import SHARED, needs_shared

TO, FROM = "968264888aaee4", "969668908a9465"
COMMAND = bytes.fromhex(TO + FROM)
RESPONSE = bytes.fromhex("96826488 8aae64 969668908a94e5".replace(" ", ""))
DIGIPEATED = bytes.fromhex("86a240404040e0a4a66092a6a6e0a4a66092a6a6e103f0")


@pytest.mark.parametrize("control", [0x2F, 0x43, 0x0F, 0x63, 0x87, 0xAF, 0xE3, 0x3F, 0x01, 0xB9])
@pytest.mark.parametrize("addresses", [COMMAND, RESPONSE])
def test_frames_without_a_pid_come_back(control: int, addresses: bytes) -> None:
    frame = addresses + bytes([control])
    link, payload = split(frame + b"")
    assert (link, payload) == (frame, b"")
    encoded = Il2pHeader(True, 0, link).encode()
    assert encoded is not None
    assert Il2pHeader.decode(encoded) == Il2pHeader(True, 0, frame)


@pytest.mark.parametrize("pid", [0xF0, 0xCF, 0xCC, 0x01, 0x06, 0x08])
@pytest.mark.parametrize("control", [0x03, 0x13, 0xB8, 0x00, 0xEE])
def test_frames_with_a_pid_come_back(control: int, pid: int) -> None:
    frame = COMMAND + bytes([control, pid])
    link, payload = split(frame + b"information")
    assert (link, payload) == (frame, b"information")
    encoded = Il2pHeader(False, 11, link).encode()
    assert encoded is not None
    assert Il2pHeader.decode(encoded) == Il2pHeader(False, 11, frame)


@pytest.mark.parametrize(
    "frame",
    [
        DIGIPEATED,
        COMMAND + b"\x03\x77",
        RESPONSE + b"\xb8\xf0",
        bytes.fromhex("86a240404040 60 969668908a94 65 03f0".replace(" ", "")),
        bytes.fromhex("daf0e6c2e840 e2 daf0e6c2e840 63 03f0".replace(" ", "")),
        b"",
        b"\x96" * 14,
    ],
    ids=["digipeater", "PID", "I frame as response", "both bits", "small letters", "none", "short"],
)
def test_what_type_1_cannot_say_is_left_to_type_0(frame: bytes) -> None:
    assert split(frame) == (b"", frame)


def test_type_0_has_nothing_but_the_count() -> None:
    encoded = Il2pHeader(True, 1023).encode()
    assert encoded is not None
    assert encoded == bytes([0x80, 0, *[0x80] * 10, 0])
    assert Il2pHeader.decode(encoded) == Il2pHeader(True, 1023)


def test_names_that_no_station_has_make_no_header() -> None:
    assert Il2pHeader.decode(bytes([0, 0x80]) + bytes(11)) is None
    assert Il2pHeader.decode(bytes([0xFF] * 13)) is None


@needs_shared
def test_the_headers_of_the_specification_stand_for_its_frames() -> None:
    path = SHARED / "vectors" / "il2p.json"
    vectors = json.loads(path.read_text(encoding="utf-8"))["vectors"]
    known = [vector for vector in vectors if "header_unscrambled" in vector]
    assert len(known) == 2
    for vector in known:
        header = Il2pHeader.decode(bytes.fromhex(vector["header_unscrambled"]))
        assert header is not None
        assert bytes.fromhex(vector["ax25"]).startswith(header.link)
        assert header.encode() == bytes.fromhex(vector["header_unscrambled"])
