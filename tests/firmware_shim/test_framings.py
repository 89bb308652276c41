"""kiss.h, slip.h, cobs.h and hdlc.h against the vectors of gateway/framing, and against it."""

from __future__ import annotations

import ctypes
import tomllib
from itertools import chain
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.coding.crc import CATALOGUE, CRC16_IBM_SDLC
from gateway.framing.cobs import Cobs
from gateway.framing.hdlc import Hdlc
from gateway.framing.kiss import Kiss
from gateway.framing.slip import Slip
from gateway.model import Deframer, Frame, Rejected
from tests.firmware_shim.shim import CRCS, FRAMINGS, Event, Shim, sender
from tests.support import VECTORS

FCS = "CRC-16/IBM-SDLC"
WITHOUT_CHECK: dict[str, Any] = {"kiss": Kiss(), "slip": Slip(), "cobs": Cobs(), "hdlc": Hdlc()}
WITH_FCS: dict[str, Any] = {
    "kiss": Kiss(fcs="present"),
    "slip": Slip(crc=CRC16_IBM_SDLC),
    "cobs": Cobs(crc=CRC16_IBM_SDLC),
    "hdlc": Hdlc(),
}
DELIMITERS = {"kiss": b"\xc0", "slip": b"\xc0", "cobs": b"\0", "hdlc": b"\x7e"}
SPECIAL = b"\xc0\xdb\xdc\xdd\x7e\x7d\x5e\x5d\x00\x01\xff"
OCTETS = st.lists(st.one_of(st.sampled_from(SPECIAL), st.integers(0, 255)), max_size=60).map(bytes)
DATA = OCTETS.filter(bool)


def crc_of(framing: str, options: dict[str, Any]) -> str | None:
    """The CRC that the gateway's options ask for."""
    fcs = framing == "hdlc" or options.get("fcs") == "present"
    crc: str | None = options.get("crc", FCS if fcs else None)
    return crc


def applies(framing: str, options: dict[str, Any]) -> bool:
    """Whether the shim has what a vector is about."""
    if set(options) - {"fcs", "crc", "max_octets"} or options.get("fcs") == "auto":
        return False
    return crc_of(framing, options) in (None, *CRCS) and options.get("crc") != "CRC-32/ISCSI"


def vectors() -> list[Any]:
    found = []
    for framing in FRAMINGS:
        text = (VECTORS / "framing" / f"{framing}.toml").read_text(encoding="utf-8")
        found += [
            pytest.param(framing, vector, id=f"{framing}: {vector['about']}")
            for vector in tomllib.loads(text)["vector"]
            if applies(framing, vector.get("options", {}))
        ]
    return found


def wanted(event: dict[str, Any]) -> Event:
    """What the shim should say where the gateway says *event*."""
    if "reason" not in event:
        return bytes.fromhex(event["data"])
    reason: str = event["reason"]
    return {"coding_error": "illegal", "truncated": "check_failed"}.get(reason, reason)


def said(event: Frame | Rejected) -> Event:
    """The same of what the gateway did say."""
    if isinstance(event, Frame):
        return event.data
    return wanted({"reason": event.reason.value})


def opened(shim: Shim, framing: str, crc: str | None, events: list[Event]) -> list[Event]:
    """*events* with the checks verified and removed, as firmware does it."""
    found: list[Event] = []
    for event in events:
        if isinstance(event, str) or crc is None:
            found.append(event)
        elif framing == "hdlc" and len(event) <= CRCS[crc][1]:
            continue  # RFC 1662, 4.3: fragments are dropped in silence
        else:
            data = event[: -CRCS[crc][1]]
            found.append(data if shim.verify(crc, event) else "check_failed")
    return [event for event in found if event != b""]


def fed(deframer: Deframer, line: bytes) -> list[Event]:
    return [said(event) for event in deframer.feed(line)]


@pytest.mark.parametrize(("framing", "vector"), vectors())
def test_vector(shim: Shim, framing: str, vector: dict[str, Any]) -> None:
    options = vector.get("options", {})
    line = bytes.fromhex(vector["data"])
    crc = crc_of(framing, options)
    # The gateway's limit counts the octet of port and command, which the shim never keeps.
    capacity = options.get("max_octets", 2048) - (framing == "kiss")
    events = shim.receiver(framing, capacity).feed(line)
    assert opened(shim, framing, crc, events) == [wanted(each) for each in vector["expect"]]
    if "encodes" in vector:
        assert shim.encode(framing, bytes.fromhex(vector["encodes"]), crc) == line


def test_there_are_vectors_of_every_framing() -> None:
    names = [vector.values[0] for vector in vectors()]
    assert {name: names.count(name) >= 6 for name in FRAMINGS} == dict.fromkeys(FRAMINGS, True)


@pytest.mark.parametrize("framing", FRAMINGS)
@given(data=DATA)
def test_the_gateway_reads_what_the_shim_sends(shim: Shim, framing: str, data: bytes) -> None:
    assert fed(WITH_FCS[framing].deframer(), shim.encode(framing, data, FCS)) == [data]


@pytest.mark.parametrize("framing", FRAMINGS)
@given(data=DATA)
def test_the_shim_sends_what_the_gateway_would(shim: Shim, framing: str, data: bytes) -> None:
    assert shim.encode(framing, data, FCS) == WITH_FCS[framing].encode(data)


@pytest.mark.parametrize("framing", FRAMINGS)
@given(frames=st.lists(DATA, min_size=1, max_size=4))
def test_the_shim_reads_what_the_gateway_sends(
    shim: Shim, framing: str, frames: list[bytes]
) -> None:
    line = b"".join(WITH_FCS[framing].encode(data) for data in frames)
    receiver = shim.receiver(framing)
    assert opened(shim, framing, FCS, receiver.feed(line)) == frames
    assert receiver.state.frames == len(frames)


@pytest.mark.parametrize("framing", ["slip", "cobs", "hdlc"])
@given(pieces=st.lists(st.one_of(OCTETS, DATA.map(lambda d: (d,))), max_size=6))
def test_on_any_line_shim_and_gateway_say_the_same(
    shim: Shim, framing: str, pieces: list[bytes | tuple[bytes]]
) -> None:
    line = line_of(framing, pieces)
    events = opened(shim, framing, FCS if framing == "hdlc" else None, feed(shim, framing, line))
    assert events == fed(WITHOUT_CHECK[framing].deframer(), line)


@given(pieces=st.lists(st.one_of(OCTETS, DATA.map(lambda d: (d,))), max_size=6))
def test_on_any_line_shim_and_gateway_find_the_same_kiss_frames(
    shim: Shim, pieces: list[bytes | tuple[bytes]]
) -> None:
    # Of an escape inside another command the gateway says more: the shim dropped it unread.
    line = line_of("kiss", pieces)
    frames = [event for event in feed(shim, "kiss", line) if isinstance(event, bytes)]
    expected = fed(Kiss(timestamps=False).deframer(), line)
    assert frames == [event for event in expected if isinstance(event, bytes)]


def line_of(framing: str, pieces: list[bytes | tuple[bytes]]) -> bytes:
    """Noise as it is, and frames; a delimiter ends it, where the gateway speaks at the latest."""
    encode = WITHOUT_CHECK[framing].encode
    parts = [encode(piece[0]) if isinstance(piece, tuple) else piece for piece in pieces]
    return b"".join(parts) + DELIMITERS[framing]


def feed(shim: Shim, framing: str, line: bytes) -> list[Event]:
    return shim.receiver(framing).feed(line)


@pytest.mark.parametrize("framing", FRAMINGS)
@given(noise=OCTETS, data=DATA)
def test_the_second_frame_after_any_noise_is_read(
    shim: Shim, framing: str, noise: bytes, data: bytes
) -> None:
    frame = shim.encode(framing, data, FCS)
    events = feed(shim, framing, noise + frame + frame)
    assert events[-1] == data + CATALOGUE[FCS](data).to_bytes(2, "little")


@pytest.mark.parametrize("framing", FRAMINGS)
@pytest.mark.parametrize("capacity", [1, 2, 8])
def test_the_longest_frame_fits_and_one_octet_more_is_too_long(
    shim: Shim, capacity: int, framing: str
) -> None:
    for data in (b"\x11" * capacity, (b"\xc0\x7e\0\xdb" * 2)[:capacity]):
        receiver = shim.receiver(framing, capacity)
        line = b"".join(shim.encode(framing, each) for each in (data, data + b"\x22", data))
        assert receiver.feed(line) == [data, "too_long", data]
        assert (receiver.state.frames, receiver.state.too_long) == (2, 1)


@pytest.mark.parametrize("framing", FRAMINGS)
def test_a_receiver_without_memory_takes_nothing(shim: Shim, framing: str) -> None:
    receiver = shim.receiver(framing, 0)
    receiver._memory[0] = 0x55
    line = shim.encode(framing, b"abc")
    assert receiver.feed(line + line) == ["too_long", "too_long"]
    assert receiver._memory[0] == 0x55


@pytest.mark.parametrize("framing", FRAMINGS)
def test_a_frame_stands_until_the_next_octet(shim: Shim, framing: str) -> None:
    receiver = shim.receiver(framing)
    receiver.feed(shim.encode(framing, b"abc"))
    assert bytes(receiver._memory[: receiver.state.length]) == b"abc"


@pytest.mark.parametrize("framing", FRAMINGS)
def test_a_receiver_that_is_started_again_knows_nothing(shim: Shim, framing: str) -> None:
    receiver = shim.receiver(framing, 8)
    # A frame, one too long, and one that breaks off behind an escape or a code.
    line = shim.encode(framing, b"abc") + shim.encode(framing, b"123456789")
    receiver.feed(line + DELIMITERS[framing] + b"\x00\x7d\xdb\x05")
    receiver.start()
    state = receiver.state
    assert (state.length, state.frames, state.too_long, state.illegal) == (0, 0, 0, 0)
    assert bytes(state.private) == bytes(4)


def test_kiss_data_of_any_port_is_received_and_other_commands_are_not(shim: Shim) -> None:
    for command in range(256):
        line = Kiss(port=command >> 4).encode(b"A") if command & 15 == 0 else b""
        line = line or bytes([0xC0, command]) + b"A\xc0"
        events = feed(shim, "kiss", line)
        # DB announces an escape, DB 41 is none; C0 is one more FEND, 41 another command.
        expected: dict[int, list[Event]] = {0xDB: ["illegal"]}
        assert events == expected.get(command, [b"A"] if command & 15 == 0 else [])


def test_kiss_frames_that_share_a_fend_are_both_received(shim: Shim) -> None:
    # libcsp's receiver loses every second one.
    line = bytes.fromhex("c0 00 41 c0 00 42 c0 00 43 c0")
    assert feed(shim, "kiss", line) == [b"A", b"B", b"C"]


def test_text_of_a_boot_loader_before_the_first_fend_is_noise(shim: Shim) -> None:
    assert feed(shim, "kiss", b"boot \x00 ok\r\n" + bytes.fromhex("c0 00 41 c0")) == [b"A"]


@pytest.mark.parametrize("length", [253, 254, 255, 508, 509, 1000])
def test_cobs_pieces_at_their_longest(shim: Shim, length: int) -> None:
    runs = b"\x11" * length
    for data in (runs, runs + b"\0", b"\0" + runs, runs + b"\0" + runs):
        line = shim.encode("cobs", data)
        assert line == Cobs().encode(data)
        assert feed(shim, "cobs", line) == [data]


def test_cobs_that_outgrows_its_block_sends_what_every_receiver_refuses(shim: Shim) -> None:
    def send(data: bytes, capacity: int = 4) -> tuple[bytes, bool]:
        def write(put: Any, to: Any) -> bool:
            frame = sender()
            block = (ctypes.c_uint8 * capacity)()
            shim.function("cobs_begin")(frame, block, capacity, put, to)
            for octet in data:
                shim.function("cobs_put")(frame, octet)
            return bool(shim.function("cobs_end", ctypes.c_bool)(frame))

        return shim.written(write)

    assert send(b"1234\0abcd") == (Cobs().encode(b"1234\0abcd"), True)
    assert send(b"\0\0", 0) == (Cobs().encode(b"\0\0"), True)
    assert send(b"1", 0) == (bytes.fromhex("ff 00"), False)
    line, fitted = send(b"1234\0abcde")
    assert not fitted
    good = Cobs().encode(b"next")
    assert feed(shim, "cobs", line + good) == ["illegal", b"next"]
    assert fed(Cobs().deframer(), line + good) == ["illegal", b"next"]


@given(line=st.binary(max_size=200))
def test_counters_count_what_is_said(shim: Shim, line: bytes) -> None:
    for framing in FRAMINGS:
        receiver = shim.receiver(framing, 5)
        events = list(chain(receiver.feed(line), receiver.feed(line)))
        assert receiver.state.illegal == events.count("illegal")
        assert receiver.state.too_long == events.count("too_long")
        assert receiver.state.frames == sum(isinstance(event, bytes) for event in events)
