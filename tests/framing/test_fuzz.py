"""Octets from hell, for every framing: what holds of them whatever they are.

Time and memory are bounded by counting: what a deframer holds, what it reports, and how
often it looks at an octet; never by the clock.
"""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gateway.framing import FRAMINGS, Framing, Kiss, make_framing
from gateway.framing.kiss import EPOCH
from gateway.model import MAX_REJECTED_OCTETS, Frame, Rejected
from tests.support import check_cut, check_resumed, kept

# Short limits, so that a few octets reach them.
SETUPS: list[tuple[str, dict[str, Any]]] = [
    ("asm", {"size": 5}),
    ("asm", {"size": 5, "marker": "5a", "crc": "CRC-16/XMODEM"}),
    ("asm", {"size": 5, "marker": "c0db", "tolerance": 3}),
    ("cobs", {"max_octets": 12}),
    ("cobs", {"max_octets": 300, "crc": "CRC-16/IBM-3740"}),
    ("datagram", {"max_octets": 12}),
    ("delimiter", {"max_octets": 12}),
    ("delimiter", {"max_octets": 12, "delimiter": "c0c0db", "strip": False}),
    ("fixed", {"size": 3}),
    ("fixed", {"size": 6, "sync": "c0c0", "crc": "CRC-8/SMBUS"}),
    ("hdlc", {"max_octets": 12}),
    ("hdlc", {"max_octets": 12, "stuffing": "bit"}),
    ("kiss", {"max_octets": 12}),
    ("kiss", {"max_octets": 12, "strict_escapes": False, "ackmode": True, "fcs": "auto"}),
    ("kiss", {"max_octets": 12, "checksum": "smack", "fcs": "present"}),
    ("kiss", {"max_octets": 12, "checksum": "flexnet", "port": 0}),
    ("kiss", {"max_octets": 12, "checksum": "xor", "timestamps": False}),
    ("length_prefixed", {"max_octets": 12, "width": 1}),
    ("length_prefixed", {"max_octets": 12, "sync": "c0", "width": 1, "crc": "CRC-8/SMBUS"}),
    (
        "length_prefixed",
        {"max_octets": 12, "sync": "c000", "order": "little", "offset": 1, "counts_header": True},
    ),
    (
        "length_prefixed",
        {"max_octets": 12, "width": 4, "crc": "CRC-32/ISCSI", "counts_crc": True, "adjust": 1},
    ),
    ("slip", {"max_octets": 12}),
    ("slip", {"max_octets": 12, "strict_escapes": False, "crc": "CRC-8/MAXIM-DOW"}),
]
IDS = [" ".join([name, *map(str, options.values())]) for name, options in SETUPS]

every_setup = pytest.mark.parametrize(("name", "options"), SETUPS, ids=IDS)
fuzzed = settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])

SPECIAL = bytes.fromhex("00 01 05 09 0a 0c 0d 20 5a 7d 7e 7f 80 c0 db dc dd e0 ff")
octet = st.one_of(st.sampled_from(SPECIAL), st.integers(0, 255))


def longest(framing: Framing) -> int:
    """The framing's longest frame on the wire, by a generous count."""
    return 2 * getattr(framing, "max_octets", getattr(framing, "size", 0)) + 32


@st.composite
def streams(draw: st.DrawFn, framing: Framing) -> bytes:
    """Noise, frames, frames cut short or with a wrong octet, in any order."""
    parts = []
    for _ in range(draw(st.integers(0, 6))):
        kind = draw(st.sampled_from(["noise", "run", "frame", "cut", "wrong"]))
        if kind == "noise":
            parts.append(bytes(draw(st.lists(octet, max_size=20))))
            continue
        if kind == "run":
            parts.append(bytes([draw(octet)]) * draw(st.integers(1, 80)))
            continue
        size = getattr(framing, "size", None)
        data = draw(frames(framing) if size else st.binary(min_size=1, max_size=14))
        stamp = {"received_at": EPOCH} if isinstance(framing, Kiss) and draw(st.booleans()) else {}
        try:
            wire = framing.encode(data, **stamp)
        except ValueError:  # data that this framing cannot carry
            continue
        if kind == "cut":
            wire = wire[: draw(st.integers(0, len(wire)))]
        elif kind == "wrong":
            at = draw(st.integers(0, len(wire) - 1))
            wire = wire[:at] + bytes([draw(octet)]) + wire[at + 1 :]
        parts.append(wire)
    return b"".join(parts)


def frames(framing: Any) -> st.SearchStrategy[bytes]:
    """Data of the one length that *framing* has."""
    octets = framing.size - (framing.crc.octets if framing.crc else 0)
    return st.binary(min_size=octets, max_size=octets)


@every_setup
@fuzzed
@given(data=st.data())
def test_any_octets_are_legal_however_they_are_cut(
    name: str, options: dict[str, Any], data: st.DataObject
) -> None:
    framing = make_framing(name, options)
    stream = data.draw(streams(framing))
    whole = framing.deframer().feed(stream)
    for event in whole:
        assert isinstance(event, Frame | Rejected)
        assert event.framing == name
    assert sum(len(event.data) for event in whole) <= len(stream)
    if name != "datagram":
        check_cut(framing.deframer, stream, data.draw(st.lists(st.integers(0, len(stream)))))
        check_cut(framing.deframer, stream, range(len(stream)))
        check_resumed(framing.deframer, stream, data.draw(st.integers(0, len(stream))))


@every_setup
@fuzzed
@given(data=st.data())
def test_nothing_grows_however_long_it_is_fed(
    name: str, options: dict[str, Any], data: st.DataObject
) -> None:
    framing = make_framing(name, options)
    deframer = framing.deframer()
    static = kept(deframer)
    # Bits are kept as text, eight characters to an octet.
    most = 10 * longest(framing)
    stream = data.draw(streams(framing))
    for _ in range(3):
        for piece in (stream, data.draw(st.binary(max_size=40)) * 20):
            for event in deframer.feed(piece):
                assert len(event.data) <= max(MAX_REJECTED_OCTETS, longest(framing))
            assert kept(deframer) - static <= most
            assert deframer.pending <= 4 * longest(framing)


def noise_then_frame(framing: Framing, noise: bytes, frame: bytes) -> bytes:
    """A stream in which nothing that *noise* began can still be open at the end."""
    return noise + bytes(longest(framing)) + framing.encode(frame) + bytes(longest(framing))


RESYNCHRONISING = [
    ("asm", {"size": 8, "crc": "CRC-32/ISCSI"}),
    ("cobs", {"crc": "CRC-32/ISCSI"}),
    ("hdlc", {}),
    ("hdlc", {"stuffing": "bit"}),
    ("kiss", {}),
    ("length_prefixed", {"sync": "c0", "width": 1, "crc": "CRC-32/ISCSI"}),
    ("slip", {"crc": "CRC-32/ISCSI"}),
]


@pytest.mark.parametrize(("name", "options"), RESYNCHRONISING, ids=str)
@fuzzed
@given(noise=st.lists(octet, max_size=60).map(bytes), frame=st.binary(min_size=4, max_size=4))
def test_frame_behind_noise_is_found(
    name: str, options: dict[str, Any], noise: bytes, frame: bytes
) -> None:
    framing = make_framing(name, options)
    events = framing.deframer().feed(noise_then_frame(framing, noise, frame))
    assert frame in [event.data for event in events if isinstance(event, Frame)]


def test_every_framing_is_fuzzed() -> None:
    assert {name for name, _ in SETUPS} == FRAMINGS.keys()
