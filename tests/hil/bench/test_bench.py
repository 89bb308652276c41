"""The gateway of a test, at work on a line."""

from __future__ import annotations

import gc
import os
import threading
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from construct import Const, Int8ub, Int16ub, Struct

from gateway.commanding.commander import Status
from gateway.definition import Acknowledgement, Command, Mission, Packet, channel, enumeration
from gateway.errors import SourceError, StationError
from gateway.hil.bench import Bench, BenchError, chain
from gateway.hil.clock import VirtualClock
from gateway.hil.telemetry import ExpectationError
from gateway.hil.wire import Line
from gateway.journal import Journal
from tests.hil.board import BEACON, FRAMING, MISSION, Board, on_bench

RESULT = enumeration({0: "accepted", 1: "unknown command", 3: "refused"})
ACKNOWLEDGED = Mission(
    "obedient",
    "Obedient",
    [
        Packet(
            "acknowledgement",
            Struct(
                "id" / Const(5, Int8ub),
                "command" / Int8ub * "which",
                "tag" / Int16ub * "of it",
                "result" / channel(Int8ub, "", RESULT) * "of it",
            ),
        )
    ],
    commands=[
        Command(
            "lamp", Struct("id" / Const(16, Int8ub), "tag" / Int16ub, "level" / Int8ub * "0 to 9")
        )
    ],
    acknowledgement=Acknowledgement(),
)


class Obedient(threading.Thread):
    """A board at the line's device port that acknowledges each command; level 9 it refuses."""

    def __init__(self, port: str):
        super().__init__(daemon=True)
        self._port = os.open(port, os.O_RDWR | os.O_NOCTTY)
        self._deframer = FRAMING.deframer()
        self.commands: list[bytes] = []

    def run(self) -> None:
        while octets := os.read(self._port, 100):
            if octets == b"end":
                return os.close(self._port)
            for event in self._deframer.feed(octets):
                command, tag, level = event.data[0], event.data[1:3], event.data[3]
                self.commands.append(event.data)
                answer = bytes([5, command]) + tag + bytes([3 if level == 9 else 0])
                os.write(self._port, FRAMING.encode(answer))
        return None


def test_what_is_on_the_line_is_decoded_and_in_the_journal(tmp_path: Path) -> None:
    with on_bench(tmp_path) as (gateway, board):
        board.beacon(3.7)
        packet = gateway.expect("beacon", within=30)
    assert packet["battery"] == pytest.approx(3.7)
    with closing(Journal(tmp_path / "journal.sqlite", read_only=True)) as journal:
        [entry] = journal
    assert entry.event.data == packet.octets


def test_it_leaves_no_threads_and_no_descriptors_behind(tmp_path: Path) -> None:
    def left() -> tuple[int, int]:
        gc.collect()
        return threading.active_count(), len(os.listdir("/proc/self/fd"))

    with on_bench(tmp_path / "first"):
        pass
    before = left()
    for number in range(3):
        with on_bench(tmp_path / str(number)) as (gateway, board):
            board.beacon()
            gateway.expect("beacon", within=30)
    assert left() == before


@pytest.mark.parametrize(
    ("framing", "told"),
    [("kis", "'kis' is none of"), ({"kind": "kiss", "fsc": "present"}, "fsc")],
)
def test_a_framing_that_does_not_exist_is_told(tmp_path: Path, framing: Any, told: str) -> None:
    with Line() as line, pytest.raises(StationError, match=told):
        Bench(line, tmp_path, [MISSION], framing)


def test_a_mission_that_is_simulated_is_read_and_raises_its_alarms(tmp_path: Path) -> None:
    simulated = Mission("board", "Board", MISSION.packets, simulated=True)
    with Line() as line, Bench(line, tmp_path, [simulated]) as gateway:
        Board(line).beacon(2.0)
        gateway.expect_alarm("battery", "warning", within=30)


def test_an_accident_in_the_gateway_is_the_tests_error(tmp_path: Path) -> None:
    def breaks(*_: object) -> None:
        raise ZeroDivisionError("in the watch")

    with Line() as line:
        gateway = Bench(line, tmp_path, [MISSION])
        gateway.start()
        gateway._chain.watch.on_outcome.append(breaks)
        board = Board(line)
        board.beacon()
        with pytest.raises(BenchError, match="in the watch") as told:
            gateway.expect("event", within=30)
        assert told.value.__cause__ is gateway.history.error
        with pytest.raises(BenchError, match="in the watch"):
            gateway.settle()
        gateway.stop()


def test_a_journal_that_cannot_be_made_is_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with Line() as line, pytest.raises(BenchError, match=r"journal\.sqlite"):
        Bench(line, tmp_path / "file", [MISSION]).start()


def test_frames_are_received_at_virtual_times_a_jump_included(tmp_path: Path) -> None:
    clock = VirtualClock()
    with on_bench(tmp_path, clock) as (gateway, board):

        def run(seconds: float) -> int:
            board.beacon()
            return board.octets

        clock.drive(run)
        clock.advance(0.1)
        with clock.jump(hours=-1):
            clock.advance(0.1)
        clock.advance(0.1)
        one, two, three = (p.received_at for p in gateway.packets())
        assert (two - one).total_seconds() == pytest.approx(-3599.9)
        assert (three - two).total_seconds() == pytest.approx(3600.1)
        assert [p.at for p in gateway.packets()] == pytest.approx([0.1, 0.2, 0.3])


def test_a_command_is_sent_and_its_acknowledgement_waited_for(tmp_path: Path) -> None:
    with Line() as line, Bench(line, tmp_path, [ACKNOWLEDGED]) as gateway:
        device = Obedient(line.device_port)
        device.start()
        reply = gateway.send("lamp", level=3)
        assert reply.status is Status.ACCEPTED
        assert device.commands[0][3] == 3
        assert gateway.send("lamp", {"level": 9}, status="refused").result == "refused"
        with pytest.raises(ExpectationError, match=r"^lamp is refused, not accepted: the board"):
            gateway.send("lamp", level=9)
        latency = gateway.expect_latency("lamp", {"level": 1}, median=30, p95=30, count=5)
        assert latency.count == 5
        with pytest.raises(
            ExpectationError, match=r"'lamp' was answered after .* allowed are 0 ms"
        ):
            gateway.expect_latency("lamp", {"level": 1}, median=0, count=3)
        octets = bytes([16, 0, 0, 2])
        assert gateway.expect_latency(octets, reply="acknowledgement", count=3).count == 3
        assert len(gateway.latencies) == 3 + 5 + 3 + 3
        line.write_to_device(b"end")
        device.join()


def test_a_command_that_cannot_be_meant_is_a_mistake_of_the_test(tmp_path: Path) -> None:
    with Line() as line, Bench(line, tmp_path, [ACKNOWLEDGED]) as gateway:
        with pytest.raises(ValueError, match=r"did you mean lamp\?"):
            gateway.send("lmp", level=3)
        with pytest.raises(ValueError, match="lamp: level"):
            gateway.send("lamp", level=300)
        with pytest.raises(ValueError, match="no command ends as 'okay'; there are accepted, "):
            gateway.send("lamp", level=3, status="okay")
        with pytest.raises(ValueError, match="count is 0"):
            gateway.expect_latency("lamp", {"level": 3}, count=0)


def test_a_command_that_nobody_acknowledges_times_out(tmp_path: Path) -> None:
    clock = VirtualClock()
    with Line() as line, Bench(line, tmp_path, [ACKNOWLEDGED], clock=clock) as gateway:
        assert gateway.send("lamp", level=1, status="timeout", within=3).status is Status.TIMEOUT
        assert clock.elapsed() == pytest.approx(3)
    with Line() as line, Bench(line, tmp_path, [ACKNOWLEDGED]) as gateway:
        assert gateway.send("lamp", level=1, status="timeout", within=0.1).attempts > 1


def test_raw_octets_and_framed_packets_reach_the_device_as_they_should(tmp_path: Path) -> None:
    with on_bench(tmp_path) as (gateway, _):
        device = os.open(gateway.line.device_port, os.O_RDWR | os.O_NOCTTY)
        gateway.send_raw(b"\x00\xff\xc0")
        assert os.read(device, 100) == b"\x00\xff\xc0"
        packet = BEACON.build_values({"sequence": 1})
        gateway.send_frame(packet)
        gateway.line.drain()
        assert os.read(device, 100) == FRAMING.encode(packet)
        os.close(device)
        gateway.line.disconnect()
        gateway.settle()
        with pytest.raises(SourceError, match="not open"):
            gateway.send_frame(packet)


def test_a_gateway_that_was_not_started_says_so(tmp_path: Path) -> None:
    with Line() as line:
        gateway = Bench(line, tmp_path, [MISSION])
        with pytest.raises(BenchError, match="was not started"):
            gateway.expect("beacon", within=0)


def test_a_port_that_cannot_be_opened_is_told_and_nothing_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chain, "OPEN_S", 0.1)
    with Line() as line:
        line.disconnect()
        threads = threading.active_count()
        with pytest.raises(BenchError, match="cannot open its port"):
            Bench(line, tmp_path, [MISSION]).start()
        assert threading.active_count() == threads


def test_what_the_firmware_said_of_itself_last_is_known(tmp_path: Path) -> None:
    with on_bench(tmp_path) as (gateway, board):
        board.event(1)
        board.beacon()
        board.boots = 8
        board.event(2)
        gateway.settle()
        assert gateway.identity() == {"boots": "8"}
