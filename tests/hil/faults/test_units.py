"""Octets and frames are found in a stream, the same however it is cut."""

from __future__ import annotations

from random import Random

import pytest

from gateway.hil.faults import Drop, Duplicate, Truncate
from gateway.hil.faults.units import MOST_OCTETS, Units
from tests.hil.numbered import on_the_wire


def test_an_octet_is_a_unit() -> None:
    assert Units("octets").split(b"a\n\xc0") == [b"a", b"\n", b"\xc0"]


def test_a_frame_has_the_delimiters_before_it_and_one_behind() -> None:
    units = Units("frames")
    assert units.split(b"\xc0\x00a\xc0\xc0\xc0\x00b\xc0\x00c\xc0\xc0") == [
        b"\xc0\x00a\xc0",
        b"\xc0\xc0\x00b\xc0",
        b"\x00c\xc0",
    ]
    assert units.take_rest() == b"\xc0"


def test_a_delimiter_may_be_any_octet() -> None:
    for delimiter in range(256):
        mark = bytes([delimiter])
        frame = mark + b"".join(bytes([n]) for n in range(256) if n != delimiter) + mark
        assert Units("frames", delimiter).split(2 * frame) == [frame, frame]


def test_frames_are_the_same_octet_by_octet() -> None:
    stream = b"noise" + b"".join(on_the_wire(n, shared=n % 3 == 0) for n in range(20)) + b"\xc0\x00"
    whole, pieces = Units("frames"), Units("frames")
    one_by_one = [unit for octet in stream for unit in pieces.split(bytes([octet]))]
    assert one_by_one == whole.split(stream)
    assert b"".join(one_by_one) + pieces.take_rest() == stream


@pytest.mark.parametrize("octet", [b"x", b"\xc0"])
def test_a_stream_without_frames_passes_in_pieces(octet: bytes) -> None:
    units = Units("frames")
    pieces = [unit for _ in range(3 * MOST_OCTETS + 5) for unit in units.split(octet)]
    assert [len(piece) for piece in pieces] == [MOST_OCTETS] * 3
    assert len(units.take_rest()) == 5


def test_a_fault_is_told_how_often_once() -> None:
    for wrong in ({}, {"probability": 0.1, "at": (1,)}):
        with pytest.raises(ValueError, match="Drop: give either a probability, or at="):
            Drop(**wrong)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="count from 0"):
        Truncate(at=(-1,))
    assert Drop(probability=0).start(Random(1)).feed(b"abc", 0.0) == b"abc"


def test_a_frame_that_is_not_complete_goes_on_when_the_fault_ends() -> None:
    injection = Duplicate(at=(0,), of="frames").start(Random(1))
    assert injection.feed(b"\xc0\x00abc", 0.0) == b""
    assert injection.held == 0, "no time will bring it"
    assert injection.end(0.0) == b"\xc0\x00abc"
