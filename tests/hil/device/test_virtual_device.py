"""The virtual device on a real terminal: its clock, its packets, its commands, its leaks.

The physics is checked by other means than the firmware's integers: the gas law and the sum
of the coolant on what telemetry says, and Torricelli's law integrated in floats.
"""

from __future__ import annotations

import math
import random
import shutil
from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from gateway.hil.device import virtual_device
from gateway.hil.device.firmware import shim_folder
from gateway.hil.device.virtual_device import (
    VirtualDevice,
    VirtualDeviceError,
    build_virtual_device,
)
from gateway.missions.coolant_loops import HASH, MISSION
from gateway.model import Frame, State
from tests.hil.ground import FRAMING, IDS, Ground, Heard, Stage

# Of the plant, as docs/coolant-loops.md has it.
BELLOWS_L = 10.0
CHARGED_L = 8.0
CHARGE_PA = 300e3
KELVIN = 273.15

Open = Callable[..., Stage]


def of(heard: Sequence[Heard], name: str) -> list[Heard]:
    return [packet for packet in heard if packet.name == name]


def raised(heard: Sequence[Heard]) -> dict[str, float]:
    """When each alarm first had each state, in hours: `channel state`."""
    first: dict[str, float] = {}
    for packet in heard:
        for alarm in packet.alarms:
            first.setdefault(f"{alarm.channel} {alarm.state}", packet.hours)
    return first


def events(heard: Sequence[Heard]) -> list[tuple[str, str]]:
    return [(e.values["event"], e.values["loop"]) for e in of(heard, "event")]


def litres(packet: Heard, loop: str) -> float:
    """Liquid in a loop's accumulator."""
    return float(packet.values[f"{loop}.accumulator_quantity"]) / 100 * BELLOWS_L


# The executable.


def test_what_is_built_is_kept_and_used_again(executable: Path) -> None:
    before = executable.stat()
    assert build_virtual_device(executable.parent) == executable
    assert executable.stat() == before


def test_without_a_compiler_it_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(VirtualDeviceError, match=r"no compiler .*: install gcc"):
        build_virtual_device(tmp_path)


def test_what_the_compiler_finds_is_told(
    tmp_path: Path, executable: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = shutil.copytree(shim_folder(), tmp_path / "shim")
    with (broken / "coolant_loops" / "plant.c").open("a") as file:
        file.write("\n#error broken on purpose\n")
    monkeypatch.setattr(virtual_device, "shim_folder", lambda: broken)
    with pytest.raises(VirtualDeviceError, match="broken on purpose"):
        build_virtual_device(tmp_path / "cache")
    assert list((tmp_path / "cache").iterdir()) == []


# Clock, schedule and counters.


def test_it_sends_all_its_packets_when_it_is_switched_on(open_stage: Open) -> None:
    heard = open_stage().pass_time(0)
    names = {packet.name for packet in MISSION.packets} - {"acknowledgement"}
    assert {packet.name for packet in heard} == names
    assert all(packet.values["uptime"] == 0 for packet in heard)


def test_an_hour_of_packets_is_counted_without_a_gap_and_on_time(open_stage: Open) -> None:
    heard = open_stage().pass_time(1)
    assert [packet.values["sequence"] for packet in heard] == list(range(len(heard)))
    for name, period_ms in (("loops", 2000), ("thermal", 10000), ("identity", 60000)):
        times = [packet.values["uptime"] for packet in of(heard, name)]
        assert times == list(range(0, 3_600_001, period_ms))


def test_it_was_built_from_the_definition_of_the_ground(open_stage: Open) -> None:
    first = of(open_stage().pass_time(0), "identity")[0]
    assert first.values["layout_hash"] == HASH
    assert first.alarms == ()


def test_a_board_that_was_built_from_another_definition_raises_an_alarm(open_stage: Open) -> None:
    stage = open_stage()
    identity = next(packet for packet in MISSION.packets if packet.name == "identity")
    other = FRAMING.encode(identity.build_values({"layout_hash": HASH ^ 1}))
    [frame] = FRAMING.deframer().feed(other)
    assert isinstance(frame, Frame)
    alarms = stage.ground.heard(frame).alarms
    assert [(alarm.channel, alarm.state) for alarm in alarms] == [("layout_hash", State.WARNING)]


def test_virtual_time_passes_only_when_it_is_told_to(open_stage: Open) -> None:
    stage = open_stage()
    first = stage.device.advance(0)
    assert first.uptime_s == 0
    assert stage.device.advance(0) == first
    assert stage.device.advance(1.234).uptime_s == 1.234
    assert stage.device.advance(0.001).uptime_s == 1.235


def test_advancing_in_pieces_and_at_once_sends_the_same_octets(open_stage: Open) -> None:
    whole, pieces = open_stage(), open_stage()
    at = whole.device.advance(120)
    for milliseconds in (1, 99, 100, 101, 1699, 58_000, 60_000):
        last = pieces.device.advance(milliseconds / 1000)
    assert last == at
    assert pieces.ground.octets(at.octets) == whole.ground.octets(at.octets)


def test_the_seed_changes_the_noise_of_sensors_and_nothing_else(open_stage: Open) -> None:
    def readings(*arguments: str) -> list[Any]:
        heard = of(open_stage(*arguments).pass_time(0.1), "loops")
        return [packet.values["main_loop.inlet_pressure"] for packet in heard]

    first, again, other = readings("--seed", "7"), readings("--seed", "7"), readings("--seed", "8")
    assert first == again
    assert first != other
    assert first == pytest.approx(other, abs=0.5)


def test_a_real_clock_runs_by_itself_as_fast_as_told(executable: Path) -> None:
    with Ground() as ground, VirtualDevice(executable, ground.port, ["--speed", "1000"]) as device:
        first = device.advance(0)
        ground.octets(first.octets + 2000)
        assert device.advance(0).uptime_s > first.uptime_s + 10


def test_a_reboot_starts_the_counters_anew_but_not_the_plant(open_stage: Open) -> None:
    stage = open_stage("--scenario", "nauka", "--boots", "255")
    before = of(stage.pass_time(2), "loops")[-1]
    stage.device.reboot()
    heard = stage.pass_time(0)
    after = of(heard, "loops")[0]
    assert before.values["boots"] == 255
    assert [packet.values["sequence"] for packet in heard] == list(range(len(heard)))
    assert {(p.values["boots"], p.values["uptime"]) for p in heard} == {(0, 0)}
    assert litres(after, "backup_loop") == pytest.approx(litres(before, "backup_loop"), abs=0.02)
    assert ("pressure low", "backup") in events(heard), "it is told once in every boot"


# Commands.


def test_a_command_is_acknowledged_with_its_tag(open_stage: Open) -> None:
    stage = open_stage()
    stage.pass_time(0)
    stage.ground.command("ping", tag=48879)
    stage.ground.wait_for_more()
    [heard] = stage.pass_time(0)
    assert heard.name == "acknowledgement"
    told = heard.values["command"], heard.values["tag"], heard.values["result"]
    assert told == (16, 48879, "accepted")


def test_a_repeated_tag_is_acknowledged_again_and_not_carried_out_again(open_stage: Open) -> None:
    stage = open_stage()
    stage.pass_time(0)
    stage.ground.command("pump", tag=9, loop="backup", speed=3500)
    assert stage.ground.acknowledged(stage.device) == "accepted"
    stage.device.leak(1000)
    assert ("pump protected", "backup") in events(stage.pass_time(0.1))
    stage.ground.command("pump", tag=9, loop="backup", speed=3500)
    assert stage.ground.acknowledged(stage.device) == "accepted"
    assert of(stage.pass_time(0.01), "loops")[-1].values["backup_loop.pump"] == "protected"
    # The same command under a tag of its own is looked at, and there is no pressure.
    stage.ground.command("pump", tag=10, loop="backup", speed=3500)
    assert stage.ground.acknowledged(stage.device) == "refused"


@pytest.mark.parametrize(
    ("octets", "result"),
    [
        ("63 0001", "unknown command"),
        ("10 0001 00", "wrong length"),
        ("11 0001 01", "wrong length"),
        ("12 0001 0000 0000 0000", "wrong length"),
        ("11 0001 02 01", "refused"),  # a third loop
        ("11 0001 01 02", "refused"),  # neither open nor closed
        ("12 0001 01 1771", "refused"),  # 6001 rpm
        ("12 0001 01 1770", "accepted"),  # 6000 rpm
    ],
)
def test_a_command_that_cannot_be_meant_is_answered_with_the_reason(
    open_stage: Open, octets: str, result: str
) -> None:
    stage = open_stage()
    stage.pass_time(0)
    stage.ground.write(FRAMING.encode(bytes.fromhex(octets)))
    assert stage.ground.acknowledged(stage.device) == result


def test_telemetry_that_comes_back_is_not_answered(open_stage: Open) -> None:
    stage = open_stage()
    heard = stage.pass_time(0.01)
    assert of(heard, "loops")
    stage.ground.write(b"".join(FRAMING.encode(bytes([n, *bytes(7)])) for n in IDS.values()))
    stage.ground.command("ping", tag=5)
    # An answer to any of them would stand before that of the ping.
    assert stage.ground.acknowledged(stage.device) == "accepted"


def test_a_ship_without_valves_refuses_to_move_one(open_stage: Open) -> None:
    stage = open_stage("--scenario", "soyuz-ms-22")
    stage.pass_time(0)
    for tag, loop in enumerate(("main", "backup"), start=1):
        stage.ground.command("valve", tag=tag, loop=loop, position="closed")
        assert stage.ground.acknowledged(stage.device) == "refused"


def test_hostile_octets_are_passed_over_and_the_next_command_is_heard(open_stage: Open) -> None:
    stage = open_stage()
    stage.pass_time(0)
    damaged = bytearray(FRAMING.encode(bytes.fromhex("10 0001")))
    damaged[3] ^= 1
    stage.ground.write(bytes(damaged))
    stage.ground.write(random.Random(1).randbytes(8000))
    stage.ground.write(b"\xc0" * 3 + b"\xc0\x00" + bytes(5000) + b"\xc0")
    stage.ground.command("ping", tag=77)
    assert stage.ground.acknowledged(stage.device) == "accepted"


# Scenarios.


def test_a_day_without_a_leak_raises_no_alarm_and_tells_no_event(open_stage: Open) -> None:
    heard = open_stage("--scenario", "nominal").pass_time(24)
    assert raised(heard) == {}
    assert events(heard) == [("started", "main")]


def test_a_slow_leak_loses_what_its_rate_says_and_pressure_follows_the_gas_law(
    open_stage: Open,
) -> None:
    heard = of(open_stage("--scenario", "nauka", "--leak", "1.2").pass_time(6), "loops")
    first = heard[0]
    for packet in heard:
        expected = CHARGED_L - 1.2 * packet.hours
        assert litres(packet, "backup_loop") == pytest.approx(expected, abs=0.005)
        assert litres(packet, "main_loop") == pytest.approx(CHARGED_L, abs=0.005)
        assert gas_constant(packet) == pytest.approx(gas_constant(first), rel=0.01)
    falling = [packet.values["backup_loop.inlet_pressure"] for packet in heard[::300]]
    assert all(later < earlier for earlier, later in pairwise(falling))


def gas_constant(packet: Heard) -> float:
    """p V / T of the gas over the backup loop's liquid."""
    values = packet.values
    warm = (values["backup_loop.supply_temperature"], values["backup_loop.return_temperature"])
    gas_l = BELLOWS_L - litres(packet, "backup_loop")
    pressure = float(values["backup_loop.inlet_pressure"])
    return pressure * gas_l / (float(sum(warm)) / 2 + KELVIN)


def test_the_leak_of_nauka_crosses_its_limits_one_after_another_over_hours(
    open_stage: Open,
) -> None:
    heard = open_stage("--scenario", "nauka").pass_time(9)
    first = raised(heard)
    assert list(first) == [
        "backup_loop.inlet_pressure caution",
        "backup_loop.inlet_pressure warning",
        "backup_loop.accumulator_quantity caution",
        "backup_loop.accumulator_quantity warning",
        *dying_pump(first),
    ]
    assert first["backup_loop.inlet_pressure caution"] > 1, "a slow leak hides for a long time"
    assert events(heard) == [
        ("started", "main"),
        ("pressure low", "backup"),
        ("accumulator low", "backup"),
        ("pump protected", "backup"),
    ]
    assert of(heard, "thermal")[-1].values["cabin_temperature"] < 25, "the main loop cools on"


def dying_pump(first: dict[str, float]) -> list[str]:
    """Of flow and pump, which die together, what was told, in its order."""
    return [name for name in first if name.split(" ")[0].endswith((".flow", ".pump"))]


def test_a_loop_without_coolant_grows_warm_while_the_other_cools_the_cabin(
    open_stage: Open,
) -> None:
    stage = open_stage("--scenario", "nauka", "--leak", "100")
    stage.pass_time(1)
    dead = []
    for _ in range(10):
        stage.pass_time(0.99, without="loops")
        dead.append(of(stage.pass_time(0.01), "loops")[-1])
    warmth = [packet.values["backup_loop.supply_temperature"] for packet in dead]
    assert all(later > earlier for earlier, later in pairwise(warmth))
    assert dead[-1].values["main_loop.supply_temperature"] < 18
    assert dead[-1].values["backup_loop.flow"] == 0


def test_isolating_the_radiator_ends_the_leak(open_stage: Open) -> None:
    stage = open_stage("--scenario", "nauka")
    stage.pass_time(2)
    stage.ground.command("valve", tag=1, loop="backup", position="closed")
    assert stage.ground.acknowledged(stage.device) == "accepted"
    assert events(stage.pass_time(0.01)) == [("valve closed", "backup")]
    after = of(stage.pass_time(6), "loops")
    assert {packet.values["backup_loop.radiator_valve"] for packet in after} == {"closed"}
    left = litres(after[0], "backup_loop")
    assert litres(after[-1], "backup_loop") == pytest.approx(left, abs=0.01)
    assert warmed(after[0], after[-1]) > 1.01
    # The valve stays where it is over a reboot; the leak is behind it until it is opened.
    stage.device.reboot()
    assert of(stage.pass_time(1), "loops")[-1].values["backup_loop.radiator_valve"] == "closed"
    stage.ground.command("valve", tag=2, loop="backup", position="open")
    assert stage.ground.acknowledged(stage.device) == "accepted"
    later = of(stage.pass_time(1), "loops")[-1]
    assert litres(later, "backup_loop") == pytest.approx(left - 0.9, abs=0.02)


def warmed(before: Heard, after: Heard) -> float:
    """How much higher the pressure is in a loop that kept its coolant and grew warm."""
    assert gas_constant(after) == pytest.approx(gas_constant(before), rel=0.005)
    return float(
        after.values["backup_loop.inlet_pressure"] / before.values["backup_loop.inlet_pressure"]
    )


def test_a_hole_empties_the_accumulator_as_torricelli_and_boyle_say(open_stage: Open) -> None:
    heard = of(open_stage("--scenario", "soyuz-ms-22").pass_time(0.45), "loops")
    expected = torricelli(0.8e-3)
    for packet in heard[1:]:
        assert litres(packet, "main_loop") == pytest.approx(next_at(expected, packet), abs=0.05)


def torricelli(diameter_m: float) -> Callable[[float], float]:
    """Litres in the accumulator by time in seconds, by small steps in floats."""
    area = math.pi * diameter_m**2 / 4
    step_s, amounts = 0.1, [CHARGED_L]
    while amounts[-1] > 0 and len(amounts) < 1_000_000:
        pressure = CHARGE_PA * (BELLOWS_L - CHARGED_L) / (BELLOWS_L - amounts[-1])
        flow = 0.6 * area * math.sqrt(2 * pressure / 1000)
        amounts.append(amounts[-1] - flow * 1000 * step_s)
    return lambda seconds: max(0.0, amounts[min(round(seconds / step_s), len(amounts) - 1)])


def next_at(amount: Callable[[float], float], packet: Heard) -> float:
    return amount(packet.values["uptime"] / 1000)


def test_a_hole_of_12_mm_is_as_much_faster_as_it_is_larger(open_stage: Open) -> None:
    def emptied_s(scenario: str, hours: float) -> float:
        heard = open_stage("--scenario", scenario).pass_time(hours)
        low = next(e for e in of(heard, "event") if e.values["event"] == "pump protected")
        return float(low.values["uptime"]) / 1000 - 5  # the software waits that long

    ratio = emptied_s("soyuz-ms-22", 1) / emptied_s("progress-ms-21", 0.1)
    assert ratio == pytest.approx((12 / 0.8) ** 2, rel=0.05)


@pytest.mark.parametrize("scenario", ["soyuz-ms-22", "progress-ms-21"])
def test_a_ship_that_lost_its_coolant_grows_as_warm_as_was_reported(
    open_stage: Open, scenario: str
) -> None:
    stage = open_stage("--scenario", scenario)
    heard = stage.pass_time(1) + stage.pass_time(27, without="loops")
    last = of(heard, "thermal")[-1].values
    # +30 degC where the crew lives and up to +40 degC among the instruments, of Soyuz MS-22.
    assert last["cabin_temperature"] == pytest.approx(30, abs=0.5)
    assert last["equipment_temperature"] == pytest.approx(40, abs=0.5)
    first = list(raised(heard))
    order = [
        "main_loop.inlet_pressure warning",
        "main_loop.accumulator_quantity warning",
        "equipment_temperature caution",
        "cabin_temperature caution",
        "equipment_temperature warning",
        "cabin_temperature warning",
    ]
    assert [name for name in first if name in order] == order
