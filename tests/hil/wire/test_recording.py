"""What was heard before, played on the line."""

from __future__ import annotations

from pathlib import Path

import pytest

from gateway.hil.clock import VirtualClock
from gateway.hil.faults import Drop
from gateway.hil.settings import SHIM_FRAMING
from gateway.hil.wire import Capture, Line
from gateway.hil.wire.recording import Recording
from tests.hil.board import BEACON, FRAMING, Board, on_bench


def packet(sequence: int) -> bytes:
    return BEACON.build_values({"sequence": sequence, "battery": 4.0})


def test_a_file_of_octets_is_played_as_it_is(tmp_path: Path) -> None:
    octets = b"".join(FRAMING.encode(packet(number)) for number in range(500))
    (tmp_path / "heard.kiss").write_bytes(octets)
    with on_bench(tmp_path) as (gateway, _):
        recording = Recording(tmp_path / "heard.kiss", gateway.line, gateway.clock, SHIM_FRAMING)
        assert recording.octets == octets
        assert recording.play() == len(octets)
        gateway.assert_stats(published=500, missed=0, octets=len(octets))


def test_the_frames_of_a_hex_file_are_framed(tmp_path: Path) -> None:
    lines = [packet(1).hex(" "), "# nothing", "", packet(2).hex() + "  # the second"]
    (tmp_path / "frames.hex").write_text("\n".join(lines), encoding="ascii")
    with on_bench(tmp_path) as (gateway, _):
        Recording(tmp_path / "frames.hex", gateway.line, gateway.clock, SHIM_FRAMING).play()
        assert gateway.expect("beacon", within=30, count=2)["sequence"] == 2


def test_a_capture_is_played_with_its_pauses_in_virtual_time(tmp_path: Path) -> None:
    with Line(capture=Capture(tmp_path / "capture")) as line:
        board = Board(line)
        for _ in range(3):
            board.beacon()
            line.drain()
    clock = VirtualClock()
    with on_bench(tmp_path, clock) as (gateway, _):
        recording = Recording(tmp_path / "capture", gateway.line, clock, SHIM_FRAMING)
        recording.play(speed=0.001)
        gateway.assert_stats(published=3, missed=0)
        ats = [found.at for found in gateway.packets("beacon")]
        # The line was quiet for some milliseconds between them: seconds, so slowly played.
        assert ats == sorted(ats)
        assert ats[2] - ats[0] > 1


def test_faults_disturb_what_is_played(tmp_path: Path) -> None:
    (tmp_path / "heard.kiss").write_bytes(FRAMING.encode(packet(1)))
    with on_bench(tmp_path) as (gateway, _):
        recording = Recording(tmp_path / "heard.kiss", gateway.line, gateway.clock, SHIM_FRAMING)
        with gateway.line.fault(Drop(probability=1.0)):
            recording.play()
            gateway.line.drain()
        gateway.assert_stats(octets=0, published=0)


def test_what_cannot_be_played_is_told(tmp_path: Path) -> None:
    (tmp_path / "bad.hex").write_text("01 02\nxy\n", encoding="ascii")
    with Line() as line:
        with pytest.raises(ValueError, match=r"bad\.hex, line 2: "):
            Recording(tmp_path / "bad.hex", line, VirtualClock(), SHIM_FRAMING)
        with pytest.raises(FileNotFoundError, match=r"there is no recording .*nothing"):
            Recording(tmp_path / "nothing", line, VirtualClock(), SHIM_FRAMING)
        with pytest.raises(ValueError, match="is a folder and no capture"):
            Recording(tmp_path, line, VirtualClock(), SHIM_FRAMING)
