"""FUNcube-1: six minutes of frames, against what jradio gathered from them."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from gateway.missions.funcube_1 import MISSION
from gateway.model import Reading
from tests.shared_data import SHARED, needs_shared

# jradio calibrates an HR sample's sun sensors as panel thermometers: back to raw.
SUN_AS_PANEL = {
    "sunSensorXP": (-0.2073, 158.239),
    "sunSensorYP": (-0.2076, 158.656),
    "sunSensorYM": (-0.2087, 159.045),
    "sunSensorZP": (-0.2076, 158.656),
    "sunSensorZM": (-0.2087, 159.045),
}
ORBIT = {
    "black_chassis": ("tempThermistorBlackChassis", 1.0),
    "silver_chassis": ("tempThermistorSilverChassis", 1.0),
    "black_panel": ("tempThermistorBlackPanel", 1.0),
    "silver_panel": ("tempThermistorSilverPanel", 1.0),
    "panel_temperature.x_plus": ("solarPanelTempXP", 1.0),
    "panel_temperature.x_minus": ("solarPanelTempXM", 1.0),
    "panel_temperature.y_plus": ("solarPanelTempYP", 1.0),
    "panel_temperature.y_minus": ("solarPanelTempYM", 1.0),
    "panel_voltage.0": ("solarPanelVoltageX", 0.001),
    "panel_voltage.1": ("solarPanelVoltageY", 0.001),
    "panel_voltage.2": ("solarPanelVoltageZ", 0.001),
    "panel_current": ("totalPhotoCurrent", 1.0),
    "battery_voltage": ("batteryVoltage", 0.001),
    "system_current": ("totalSystemCurrent", 1.0),
}


def _gathered(name: str) -> list[dict[str, Any]]:
    recordings = json.loads((SHARED / "recordings-2/expected.json").read_text())
    cases = [case for recording in recordings for case in recording["cases"]]
    found = next(case for case in cases if case["expected_file"] == f"Ao73Aggregation{name}.json")
    expected: list[dict[str, Any]] = found["expected"]
    return expected


def _frames() -> Iterator[dict[str, Reading]]:
    for item in json.loads((SHARED / "images/jradio/ao73Decoded_frames.json").read_text()):
        [packet] = MISSION.packets
        yield {r.channel: r for r in packet.readings(bytes.fromhex(item["frame"]))}


def _of(sequence: int, prefix: str) -> dict[int, dict[str, Reading]]:
    """Frames of one round whose type begins with *prefix*, by number."""
    return {
        int(readings["realtime.type"].value[2:]): readings
        for readings in _frames()
        if readings["realtime.software.sequence"].value == sequence
        and readings["realtime.type"].value.startswith(prefix)
    }


@needs_shared
def test_whole_orbit_is_what_jradio_gathered() -> None:
    [orbit] = _gathered("WholeOrbit")
    frames = _of(orbit["sequenceNumber"], "WO")
    compared = 0
    for number, readings in frames.items():
        first = -(-(number - 1) * 200 // 23)
        for index, sample in enumerate(orbit["data"][first : first + 8]):
            if f"whole_orbit.samples.{index}.battery_voltage" not in readings:
                continue
            for path, (key, scale) in ORBIT.items():
                value = readings[f"whole_orbit.samples.{index}.{path}"].value
                assert value == pytest.approx(sample[key] * scale, rel=1e-5)
                compared += 1
    # Eleven of the samples straddle two frames: 200 is no multiple of 23.
    assert compared == (104 - 11) * len(ORBIT)


@needs_shared
def test_every_second_is_what_jradio_gathered() -> None:
    for minute in _gathered("HighResolution"):
        frames = _of(minute["sequenceNumber"], "HR")
        assert sorted(frames) == [1, 2, 3]
        for index, second in enumerate(minute["data"]):
            readings, at = frames[1 + index // 20], f"seconds.{index % 20}"
            assert readings[f"{at}.panel_current"].raw == second["totalPhotoCurrent"]
            assert readings[f"{at}.battery_voltage"].raw == second["batteryVoltage"]
            for sensor, (key, (scale, offset)) in enumerate(SUN_AS_PANEL.items()):
                raw = readings[f"{at}.sun.{sensor}"].raw
                assert raw * scale + offset == pytest.approx(second[key], abs=1e-3)


@needs_shared
def test_every_message_is_what_jradio_gathered() -> None:
    messages = _gathered("Fitter")
    assert messages
    for message in messages:
        number = int(message["frameType"][2:])
        readings = _of(message["sequenceNumber"], "FM")[number]
        assert readings["message"].value == message["message"]


@needs_shared
def test_every_frame_builds_back() -> None:
    [packet] = MISSION.packets
    for item in json.loads((SHARED / "images/jradio/ao73Decoded_frames.json").read_text()):
        data = bytes.fromhex(item["frame"])
        assert packet.build(packet.parse(data)) == data
