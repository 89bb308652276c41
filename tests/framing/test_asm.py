import json
from typing import Any

import pytest

from gateway.errors import StationError
from gateway.framing.asm import MARKER, Asm
from gateway.model import Frame
from tests.shared_data import SHARED, needs_shared
from tests.support import check_vector, vectors


@pytest.mark.parametrize("vector", vectors("framing/asm.toml"))
def test_vector(vector: dict[str, Any]) -> None:
    check_vector("asm", vector)


@needs_shared
@pytest.mark.parametrize("tolerance", [0, 3])
def test_finds_every_cadu_of_snpp_behind_a_false_start(tolerance: int) -> None:
    expected = json.loads((SHARED / "ccsds/cadu/expected.json").read_text())
    octets = (SHARED / "ccsds/cadu" / expected["source"]).read_bytes()
    deframer = Asm(size=1020, tolerance=tolerance).deframer()
    late = octets[100:]
    events = [e for at in range(0, len(late), 500) for e in deframer.feed(late[at : at + 500])]
    assert len(events) == len(expected["cadus"]) - 1
    assert b"".join(MARKER + event.data for event in events) == octets[1024:]
    assert deframer.counters["noise_octets"] == 924


def test_frames_are_unchecked_without_a_crc() -> None:
    (frame,) = Asm(size=1).deframer().feed(MARKER + b"A")
    assert isinstance(frame, Frame)
    assert frame.quality.unchecked


@pytest.mark.parametrize("bit", range(32))
def test_any_one_bit_of_the_marker_may_be_wrong_where_one_is_allowed(bit: int) -> None:
    marker = (int.from_bytes(MARKER) ^ 1 << bit).to_bytes(4)
    (frame,) = Asm(size=1, tolerance=1).deframer().feed(marker + b"A")
    assert frame.data == b"A"
    assert Asm(size=1).deframer().feed(marker + b"A") == []


def test_a_quarter_of_the_marker_may_be_wrong_and_no_more() -> None:
    (frame,) = Asm(size=1, marker=b"\xff\xff", tolerance=4).deframer().feed(b"\xfa\xfaA")
    assert frame.data == b"A"
    with pytest.raises(StationError, match="0 to 4 bits"):
        Asm(size=1, marker=b"\xff\xff", tolerance=5)


def test_noise_is_not_kept() -> None:
    deframer = Asm(size=100, tolerance=2).deframer()
    for _ in range(20):
        assert deframer.feed(b"\x1a\xcf\x55" * 100 + b"\x1a\xcf") == []
        assert deframer.pending == 2


@pytest.mark.parametrize(
    ("options", "key"),
    [({"marker": b""}, "marker"), ({"tolerance": 9}, "tolerance"), ({"tolerance": -1}, "toler")],
)
def test_options_out_of_range_are_refused_by_name(options: dict[str, Any], key: str) -> None:
    with pytest.raises(StationError, match=key):
        Asm(size=10, **options)
