"""The line joins real programs: pyserial and the gateway's own source."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
import serial

from gateway.errors import SourceError
from gateway.hil import faults
from gateway.hil.wire import Line
from gateway.hil.wire.capture import Capture, arrivals
from gateway.hil.wire.ports import Pty
from tests.hil.numbered import on_the_wire, packet
from tests.sources.rig import rig
from tests.stage import wait_until

ALL = bytes(range(256))


ROOT = Path(__file__).resolve().parents[3]


def port(path: str) -> serial.Serial:
    return serial.Serial(path, 115200, timeout=10, exclusive=True)


def test_pyserial_talks_to_pyserial() -> None:
    with Line() as line, port(line.device_port) as device, port(line.ground_port) as ground:
        device.write(ALL)
        ground.write(ALL[::-1])
        assert ground.read(256) == ALL
        assert device.read(256) == ALL[::-1]
        assert (line.octets_to_ground, line.octets_to_device) == (256, 256)


def test_what_a_reader_has_read_is_counted(tmp_path: Path) -> None:
    class Slow(Capture):
        def record(self, toward: str, octets: bytes) -> None:
            time.sleep(0.1)
            super().record(toward, octets)

    with Line(capture=Slow(tmp_path)) as line, port(line.ground_port) as ground:
        line.write_to_ground(b"telemetry")
        assert ground.read(9) == b"telemetry"
        assert line.octets_to_ground == 9


def test_octets_can_be_put_on_the_line_itself() -> None:
    with Line() as line, port(line.device_port) as device, port(line.ground_port) as ground:
        line.write_to_ground(b"telemetry")
        line.write_to_device(b"command")
        assert ground.read(9) == b"telemetry"
        assert device.read(7) == b"command"


def test_much_more_than_a_pty_holds_passes_whole() -> None:
    octets = ALL * 800
    with Line() as line, port(line.ground_port) as ground:
        writer = threading.Thread(target=line.write_to_ground, args=(octets,))
        writer.start()
        assert ground.read(len(octets)) == octets
        writer.join()


def test_a_reader_that_does_not_read_is_said_and_not_waited_for() -> None:
    with Line() as line, pytest.raises(TimeoutError, match="toward ground: nobody reads them"):
        line.write_to_ground(bytes(1_000_000), timeout=0.2)


def test_a_slow_line_holds_its_octets_and_drain_waits_for_them() -> None:
    with Line(baud=9600) as line, port(line.ground_port) as ground:
        line.write_to_ground(bytes(192))
        with pytest.raises(TimeoutError, match=r"still under way after 0.02 s: .* toward ground"):
            line.drain(timeout=0.02)
        line.drain()
        assert line.octets_to_ground == 192
        assert len(ground.read(192)) == 192


def test_a_device_may_come_and_go() -> None:
    with Line() as line, port(line.ground_port) as ground:
        for text in (b"first", b"again"):
            with port(line.device_port) as device:
                device.write(text)
                assert ground.read(5) == text


def test_an_existing_port_is_joined_to_the_ground() -> None:
    emulator = Pty()
    with Line(device=emulator.name) as line, port(line.ground_port) as ground:
        assert line.device_port == emulator.name
        os.write(emulator.descriptor, b"telemetry")
        assert ground.read(9) == b"telemetry"
        emulator.close()
        ground.write(b"anybody?")
        wait_until(lambda: line.octets_lost == 8)


@pytest.mark.parametrize("name", ["", "ttyUSB1"])
def test_a_port_goes_and_comes_back(name: str) -> None:
    with Line() as line:
        with port(line.ground_port) as ground, line.fault(faults.Disconnect(name)) as fault:
            with pytest.raises(serial.SerialException):
                ground.read(1)
            assert not Path(line.ground_port).exists()
            line.write_to_ground(b"unheard")
            line.drain()
            assert line.octets_lost == 7
            fault.wait("lost_octets", 7)
        assert Path(line.ground_port).name == (name or "ground")
        with port(line.ground_port) as ground:
            line.write_to_ground(b"heard")
            assert ground.read(5) == b"heard"


def test_octets_that_nobody_had_read_go_with_the_port() -> None:
    with Line() as line:
        line.write_to_ground(b"unread")
        line.drain()
        line.disconnect()
        assert line.octets_lost == 6
        line.disconnect()
        line.reconnect()
        with pytest.raises(SourceError, match="disconnect it before reconnecting"):
            line.reconnect()


def test_a_name_from_a_test_cannot_leave_the_folder() -> None:
    with Line() as line:
        before = Path(line.ground_port).parent
        line.disconnect()
        line.reconnect("../../ttyUSB1")
        assert Path(line.ground_port) == before / "ttyUSB1"


def test_a_fault_disturbs_its_direction_while_it_lasts() -> None:
    with Line() as line, port(line.device_port) as device, port(line.ground_port) as ground:
        with line.fault(faults.Stuck(at=0xFF), toward="ground") as fault:
            line.write_to_ground(b"abc")
            line.write_to_device(b"abc")
            line.drain()
        line.write_to_ground(b"def")
        assert ground.read(6) == b"\xff\xff\xffdef"
        assert device.read(3) == b"abc"
        assert fault.counters == {"replaced_octets": 3}


def test_an_echo_comes_back_to_who_sent() -> None:
    with (
        Line() as line,
        port(line.device_port) as device,
        port(line.ground_port) as ground,
        line.fault(faults.Echo(), toward="device"),
    ):
        ground.write(b"command")
        assert (device.read(7), ground.read(7)) == (b"command", b"command")


def test_what_waits_for_time_only_comes_without_more_octets() -> None:
    with Line() as line, port(line.ground_port) as ground:
        for fault in (
            faults.Coalesce(latency_s=0.02),
            faults.Jitter(most_s=0.02),
            faults.Split(gap_s=0.002),
        ):
            with line.fault(fault):
                line.write_to_ground(b"abc")
                assert ground.read(3) == b"abc"


def test_the_same_seed_does_the_same_and_another_does_not() -> None:
    seen = []
    for seed in (1, 1, 2):
        with Line(seed=seed) as line, port(line.ground_port) as ground:
            with line.fault(faults.BitFlips(ber=0.01)):
                line.write_to_ground(ALL)
                line.drain()
            seen.append(ground.read(256))
    assert seen[0] == seen[1] != seen[2]
    assert seen[0] != ALL


def test_the_seed_that_is_told_does_it_again() -> None:
    seen = []
    with Line(seed=3) as line, port(line.ground_port) as ground:
        for seed in (None, None, "3/0"):
            with line.fault(faults.BitFlips(ber=0.01), seed=seed) as fault:
                line.write_to_ground(ALL)
                line.drain()
            seen.append((fault.seed, ground.read(256)))
    assert [seed for seed, _ in seen] == ["3/0", "3/1", "3/0"]
    assert seen[0] == seen[2]
    assert seen[0][1] != seen[1][1]


def test_a_failure_tells_the_faults_and_their_seeds() -> None:
    def too_few_packets() -> None:
        with Line(seed=42) as line:
            with line.fault(faults.Drop(at=(1,)), toward="both"):
                line.write_to_ground(b"abc")
                line.drain()
            raise AssertionError

    with pytest.raises(AssertionError) as failed:
        too_few_packets()
    (note,) = failed.value.__notes__
    assert note == (
        "line with seed 42\n  Drop(at=(1,)) toward ground and device, seed '42/0': 1 dropped_octets"
    )


def test_what_arrives_is_captured_with_the_faults(tmp_path: Path) -> None:
    with Line(capture=Capture(tmp_path)) as line:
        line.write_to_device(b"command")
        with line.fault(faults.Drop(at=(0,), of="frames")):
            line.write_to_ground(on_the_wire(0) + on_the_wire(1))
            line.drain()
        line.disconnect()
        line.write_to_ground(b"lost")
        line.drain()
    assert b"".join(a.octets for a in arrivals(tmp_path)) == on_the_wire(1)
    assert b"".join(a.octets for a in arrivals(tmp_path, "device")) == b"command"
    timeline = (tmp_path / "timeline.jsonl").read_text(encoding="utf-8")
    assert "begins: Drop(of='frames', at=(0,))" in timeline
    assert "ends: Drop(of='frames', at=(0,)) toward ground, seed '0/0': 1 dropped" in timeline


def test_a_closed_line_leaves_nothing_behind() -> None:
    threads, descriptors = threading.active_count(), len(os.listdir("/proc/self/fd"))
    line = Line(baud=115200)
    folder = Path(line.ground_port).parent
    line.write_to_ground(bytes(1000))
    line.disconnect()
    line.reconnect("other")
    line.close()
    line.close()
    assert not folder.exists()
    assert threading.active_count() == threads
    assert len(os.listdir("/proc/self/fd")) == descriptors
    with pytest.raises(SourceError, match="the line is closed"):
        line.drain()


def test_the_example_of_the_documents_runs() -> None:
    text = (ROOT / "docs" / "faults.md").read_text(encoding="utf-8")
    example = re.findall(r"```python\n(.*?)```", text, re.DOTALL)[0]
    command = [sys.executable, "-c", example]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout == "BitFlips(ber=0.0001) toward ground, seed '7/0': nothing done yet\n\n"


async def test_the_gateway_reads_a_line_that_is_disturbed_and_unplugged() -> None:
    """Its KISS does not remove the FCS here: two octets more."""
    with Line() as line:
        async with rig(f'kind = "serial"\nport = "{line.ground_port}"') as made:
            await made.until("open")
            with line.fault(faults.Drop(at=(1,), of="frames")):
                for number in range(3):
                    line.write_to_ground(on_the_wire(number))
                line.drain()
            assert [(await made.data())[:-2] for _ in range(2)] == [packet(0), packet(2)]
            with line.fault(faults.Disconnect()):
                await made.until("waiting")
            await made.until("open")
            line.write_to_ground(on_the_wire(3))
            assert (await made.data())[:-2] == packet(3)


def test_a_direction_that_a_line_does_not_have_is_refused() -> None:
    with Line() as line:
        with (
            pytest.raises(ValueError, match="toward 'grond'"),
            line.fault(faults.Stuck(), toward="grond"),  # type: ignore[arg-type]
        ):
            pass
        assert line.faults == []
