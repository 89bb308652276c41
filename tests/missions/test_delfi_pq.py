"""Delfi-PQ: every published frame, those of another decoder value by value."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from gateway.definition import Packet
from gateway.links.ax25 import AX25
from gateway.missions.delfi_pq import MISSION
from gateway.model import Unit
from tests.shared_data import SHARED, needs_shared

PACKETS = {packet.name: packet for packet in MISSION.packets}
OCTETS = {"obc": 29, "comms": 43, "eps": 118}
FACES = {"yp": "y_plus", "ym": "y_minus", "xp": "x_plus", "xm": "x_minus"}

# satnogs-decoders gives numbers as sent; the scale goes by the last word of their names.
SCALES = {"voltage": 0.001, "temperature": 0.1, "capacity": 0.1}

PATHS = {
    "boot_counter": "boots",
    "total_uptime": "total_uptime",
    "uptime": "uptime",
    "size": "size",
    "pad": "software.state",
    "software_image": "software.image",
    "mcu_temperature": "mcu_temperature",
    "soft_reset_wdt_timerexpiration": "reset_cause.soft_watchdog",
    "cpu_lock_up": "reset_cause.cpu_lock_up",
    "por_power_settle": "reset_cause.power_settle",
    "por_clock_settle": "reset_cause.clock_settle",
    "voltage_anomaly": "reset_cause.voltage_anomaly",
    "hard_reset_wdt_wrong_password": "reset_cause.hard_watchdog_password",
    "hard_reset_wdt_timerexpiration": "reset_cause.hard_watchdog",
    "system_reset_output": "reset_cause.system_reset",
    "sys_ctl_reboot": "reset_cause.reboot",
    "nmi_pin": "reset_cause.nmi_pin",
    "exit_lpm4p5": "reset_cause.exit_lpm45",
    "exit_lpm3p5": "reset_cause.exit_lpm35",
    "bad_band_gap_reference": "reset_cause.band_gap",
    "supply_supervisor_vcc_trip": "reset_cause.supply_supervisor",
    "vcc_detector_trip": "reset_cause.vcc_detector",
    "soft_reset_wdt_wrong_password": "reset_cause.soft_watchdog_password",
    "dco_short_circuit_fault": "reset_cause.dco_short",
    "ina_status": "sensors.ina",
    "tmp_status": "sensors.tmp",
    "transmit_ina_status": "sensors.transmit_ina",
    "amplifier_ina_status": "sensors.amplifier_ina",
    "phasing_tmp_status": "sensors.phasing_tmp",
    "amplifier_tmp_status": "sensors.amplifier_tmp",
    "bus_voltage": "bus_voltage",
    "bus_current": "bus_current",
    "voltage": "voltage",
    "current": "current",
    "temperature": "temperature",
    "transmit_voltage": "transmit_voltage",
    "transmit_current": "transmit_current",
    "amplifier_voltage": "amplifier_voltage",
    "amplifier_current": "amplifier_current",
    "phasing_board_temperature": "phasing_temperature",
    "battery_ina_status": "status.battery_ina",
    "battery_gg_status": "status.battery_gauge",
    "internal_ina_status": "status.internal_ina",
    "unregulated_ina_status": "status.unregulated_ina",
    "internal_ina_current": "internal.current",
    "internal_ina_voltage": "internal.voltage",
    "unregulated_ina_current": "unregulated.current",
    "unregulated_ina_voltage": "unregulated.voltage",
    "battery_gg_voltage": "battery.gauge_voltage",
    "battery_gg_capacity": "battery.capacity",
    "battery_gg_temperature": "battery.gauge_temperature",
    "battery_ina_voltage": "battery.voltage",
    "battery_ina_current": "battery.current",
    "battery_tmp20_temperature": "battery.temperature",
    **{f"bus{n}_ina_status": f"status.bus{n}_ina" for n in range(1, 5)},
    **{f"bus{n}_error": f"status.bus_good.bus{n}" for n in range(1, 5)},
    **{f"bus{n}_state": f"status.bus_on.bus{n}" for n in range(1, 5)},
    **{f"bus{n}_current": f"buses.current.bus{n}" for n in range(1, 5)},
    **{f"bus{n}_voltage": f"buses.voltage.bus{n}" for n in range(1, 5)},
    **{f"panel_{f}_tmp_status": f"status.panel_tmp.{face}" for f, face in FACES.items()},
    **{f"panel_{f}_temperature": f"panels.temperature.{face}" for f, face in FACES.items()},
    **{f"cell_{f}_voltage": f"cells.{face}_voltage" for f, face in FACES.items()},
    **{
        f"{part}_{f}_ina_status": f"status.{part}_ina.{face}"
        for part in ("panel", "mppt", "cell")
        for f, face in FACES.items()
    },
    **{
        f"{part}_{f}_{quantity}": f"{group}.{quantity}.{face}"
        for part, group in (("panel", "panels"), ("mppt", "mppt"), ("cell", "cells"))
        for quantity in ("current", "voltage")
        for f, face in FACES.items()
        if (part, quantity) != ("cell", "voltage")
    },
}


def information(frame: str) -> bytes:
    """What stands behind the AX.25 header."""
    [unit] = AX25().reader()(bytes.fromhex(frame))
    assert isinstance(unit, Unit)
    return unit.data


def packet_of(data: bytes) -> Packet:
    return next(PACKETS[name] for name, octets in OCTETS.items() if octets == len(data))


def expected(fields: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """Our path and the value in engineering units of every field of the other decoder."""
    for name, raw in fields.items():
        if name == "receiver_rssi":
            yield "rssi", raw - 21
        elif name in PATHS:
            scale = SCALES.get(name.rpartition("_")[2], 1)
            yield PATHS[name], raw if isinstance(raw, bool) else pytest.approx(raw * scale)


@needs_shared
def test_every_value_of_60_frames_is_that_of_satnogs_decoders() -> None:
    frames = json.loads((SHARED / "frames/kaitai/delfipq.json").read_text())["frames"]
    assert len(frames) == 60
    for frame in frames:
        data = information(frame["frame"])
        values = {r.channel: r.value for r in packet_of(data).readings(data)}
        wanted = dict(expected(frame["fields"]))
        assert {path: values[path] for path in wanted} == wanted
        assert values.keys() - wanted.keys() == {"destination", "sender", "type", "outcome"}


@needs_shared
def test_every_frame_of_the_team_but_the_one_of_zeros_is_built_again_octet_for_octet() -> None:
    frames = json.loads((SHARED / "teams/delfi/delfi-pq_frames.json").read_text())
    heard = [information(frame["frame"]) for frame in frames]
    known = [data for data in heard if len(data) in OCTETS.values()]
    for data in known:
        packet = packet_of(data)
        assert packet.build(packet.parse(data)) == data
    assert (len(heard), len(known)) == (600, 599)
