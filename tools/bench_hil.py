"""Hardware in the loop: wire to assertion through a pty, and a nine-hour leak in virtual time.

The first is the time from writing a packet to the device's end of a line until `expect`
returns it decoded and journalled; the second the seconds of the day that nine hours take,
device, line, gateway and monitor included.
"""

from __future__ import annotations

import os
import statistics
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from gateway.framing import Kiss
from gateway.hil.bench import Bench
from gateway.hil.clock import VirtualClock
from gateway.hil.device.virtual_device import VirtualDevice, build_virtual_device
from gateway.hil.telemetry.latency import latency_of
from gateway.hil.wire import Line
from gateway.missions.coolant_loops import MISSION

PACKETS = 500
RUNS = 3
HOURS = 9


def wire_to_assertion(folder: Path) -> None:
    """Print the latency of single packets, and the time to start and stop a bench."""
    framing = Kiss(fcs="present")
    [ping] = [packet for packet in MISSION.packets if packet.name == "acknowledgement"]
    starts, stops, times = [], [], []
    for run in range(RUNS):
        with Line() as line:
            device = os.open(line.device_port, os.O_RDWR | os.O_NOCTTY)
            bench = Bench(line, folder / f"latency-{run}", [MISSION])
            starts.append(timed(bench.start))
            for number in range(PACKETS):
                octets = framing.encode(ping.build_values({"sequence": number, "tag": number}))
                started = time.perf_counter()
                os.write(device, octets)
                bench.expect("acknowledgement", within=10)
                times.append(time.perf_counter() - started)
            stops.append(timed(bench.stop))
            os.close(device)
    latency = latency_of(times)
    print(f"wire to assertion  median {1000 * latency.median:.2f} ms", end="")
    print(f"  p95 {1000 * latency.p95:.2f} ms  ({latency.count} packets)")
    print(f"start              median {1000 * statistics.median(starts):.0f} ms")
    print(f"stop               median {1000 * statistics.median(stops):.0f} ms")


def timed(work: Callable[[], None]) -> float:
    """Seconds that a call takes."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def written(device: VirtualDevice, seconds: float) -> int:
    """Octets that the device has written after so much more time."""
    return device.advance(seconds).octets


def nine_hour_leak(folder: Path) -> None:
    """Print how long a virtual leak takes, and how many packets it has."""
    executable = build_virtual_device(folder)
    seconds = []
    for run in range(RUNS):
        clock = VirtualClock()
        started = time.perf_counter()
        with (
            Line() as line,
            Bench(line, folder / f"leak-{run}", ["coolant-loops"], clock=clock) as bench,
            VirtualDevice(
                executable, line.device_port, ["--clock", "virtual", "--scenario", "nauka"]
            ) as device,
        ):
            clock.drive(partial(written, device))
            clock.advance(hours=HOURS)
            bench.expect_no_gaps()
            packets = bench.stats["published"]
        seconds.append(time.perf_counter() - started)
    median = statistics.median(seconds)
    print(f"{HOURS} h leak           median {median:.1f} s  ({packets} packets, {RUNS} runs)")


def main() -> None:
    """Measure both."""
    with tempfile.TemporaryDirectory(prefix="cupola-bench-") as folder:
        wire_to_assertion(Path(folder))
        nine_hour_leak(Path(folder))


if __name__ == "__main__":
    main()
