"""JPSS-1: two hours of packets, against what space_packet_parser reads in them."""

import json
import math
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from gateway.missions.jpss_1 import MISSION
from gateway.model import Reading, Unit
from tests.shared_data import SHARED, needs_shared

FOLDER = SHARED / "ccsds/xtce/jpss"
EPOCH = datetime(1958, 1, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def units() -> list[Unit]:
    """The packets of the file behind their headers."""
    [link] = MISSION.link
    found = link.reader()((FOLDER / "J01_G011_LZ_2021-04-09T00-00-00Z_V01.DAT1").read_bytes())
    return [item for item in found if isinstance(item, Unit)]


def _readings(unit: Unit) -> dict[str, Reading]:
    [packet] = MISSION.packets
    return {reading.channel: reading for reading in packet.readings(unit.data)}


def _time(values: dict[str, Any], which: int) -> datetime:
    days, milliseconds, microseconds = (
        values[f"ADAET{which}{part}"] for part in ("DAY", "MS", "US")
    )
    return EPOCH + timedelta(days=days, milliseconds=milliseconds, microseconds=microseconds)


@needs_shared
def test_values_are_those_of_space_packet_parser(units: list[Unit]) -> None:
    expected = json.loads((FOLDER / "expected.json").read_text())
    assert len(units) == expected["packets_seen"]
    for packet in expected["packets"]:
        values = packet["values"]
        readings = {k: r.value for k, r in _readings(units[packet["index"]]).items()}
        want = {"ephemeris.time": _time(values, 1), "attitude.time": _time(values, 2)}
        for index, axis in enumerate("XYZ"):
            want[f"ephemeris.position.{index}"] = values[f"ADGPSPOS{axis}"]
            want[f"ephemeris.velocity.{index}"] = values[f"ADGPSVEL{axis}"]
        for index in range(4):
            want[f"attitude.quaternion.{index}"] = values[f"ADCFAQ{index + 1}"]
        assert readings == want


@needs_shared
def test_every_packet_is_a_second_on_one_orbit(units: list[Unit]) -> None:
    [packet] = MISSION.packets
    before = None
    for unit in units:
        readings = _readings(unit)
        position = [readings[f"ephemeris.position.{axis}"].value for axis in range(3)]
        attitude = [readings[f"attitude.quaternion.{axis}"].value for axis in range(4)]
        # NOAA-20 flies at 824 km, give or take the Earth's flattening.
        assert 7.15e6 < math.hypot(*position) < 7.23e6
        assert math.hypot(*attitude) == pytest.approx(1, abs=1e-5)
        time = readings["ephemeris.time"].value
        assert before is None or timedelta(seconds=0.9) < time - before < timedelta(seconds=1.1)
        before = time
        assert packet.build(packet.parse(unit.data)) == unit.data
