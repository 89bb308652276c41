"""A capture is what arrived, and can be replayed."""

from __future__ import annotations

import json
import subprocess
from datetime import datetime
from pathlib import Path

import pytest

from gateway.hil.wire.capture import Arrival, Capture, arrivals
from tests.stage import CUPOLA

HELLO = bytes.fromhex("86a240404040e09c60868298987703f048454c4c4f")
"""N0CALL-11>CQ:HELLO as an AX.25 UI frame."""


def test_octets_lie_bare_and_the_timeline_says_when(tmp_path: Path) -> None:
    capture = Capture(tmp_path / "new" / "capture")
    capture.record("ground", b"abc")
    capture.record("device", b"x")
    capture.record("ground", b"de")
    capture.close()
    assert (capture.folder / "to_ground.octets").read_bytes() == b"abcde"
    assert (capture.folder / "to_device.octets").read_bytes() == b"x"
    came = list(arrivals(capture.folder))
    assert [arrival.octets for arrival in came] == [b"abc", b"de"]
    assert 0 <= came[0].at_s <= came[1].at_s < 60
    assert [a.octets for a in arrivals(capture.folder, "device")] == [b"x"]


def test_the_timeline_has_a_start_and_remarks(tmp_path: Path) -> None:
    capture = Capture(tmp_path)
    capture.note("begins: µ")
    capture.close()
    start, note = map(json.loads, (tmp_path / "timeline.jsonl").read_text("utf-8").splitlines())
    assert datetime.fromisoformat(start["started_at"]).utcoffset() is not None
    assert note["note"] == "begins: µ"


def test_a_capture_has_a_bound_and_counts_what_it_leaves_out(tmp_path: Path) -> None:
    capture = Capture(tmp_path, most_octets=4)
    capture.record("ground", b"abc")
    capture.record("device", b"def")
    capture.record("ground", b"g")
    capture.close()
    assert [a.octets for a in arrivals(tmp_path)] == [b"abc"]
    assert [a.octets for a in arrivals(tmp_path, "device")] == [b"d"]
    assert capture.octets_left_out == 3


@pytest.mark.parametrize("line", ['{"at_s": 0.1, "tow', '{"toward": "ground"}', "7"])
def test_a_timeline_that_was_cut_off_is_told_with_its_line(tmp_path: Path, line: str) -> None:
    capture = Capture(tmp_path)
    capture.record("ground", b"abc")
    capture.close()
    with (tmp_path / "timeline.jsonl").open("a", encoding="utf-8") as timeline:
        timeline.write(line)
    with pytest.raises(ValueError, match=r"timeline\.jsonl, line 3: "):
        list(arrivals(tmp_path))


def test_an_older_capture_is_replaced(tmp_path: Path) -> None:
    for octets in (b"older", b"new"):
        capture = Capture(tmp_path)
        capture.record("ground", octets)
        capture.close()
    (only,) = arrivals(tmp_path)
    assert only == Arrival(only.at_s, "ground", b"new")


def test_cupola_decodes_a_capture(tmp_path: Path) -> None:
    capture = Capture(tmp_path)
    for octets in (b"\xc0\x00" + HELLO[:9], HELLO[9:] + b"\xc0"):
        capture.record("ground", octets)
    capture.close()
    command = [*CUPOLA, "decode", "--json", str(tmp_path / "to_ground.octets")]
    (line,) = subprocess.run(command, capture_output=True, text=True).stdout.splitlines()
    assert json.loads(line)["data"] == HELLO.hex()
