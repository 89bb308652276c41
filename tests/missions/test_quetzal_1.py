"""Quetzal-1: error values, which no list of values can show."""

from gateway.missions.quetzal_1 import MISSION
from tests.shared_data import SHARED, needs_shared

BEACON_OCTETS = 137


@needs_shared
def test_a_sensor_that_does_not_answer_has_no_value() -> None:
    data = (SHARED / "teams/quetzal1/example_beacon_raw.dat").read_bytes()[:BEACON_OCTETS]
    [temperature] = [r for r in MISSION.packets[0].readings(data) if r.channel == "eps.temperature"]
    # The team prints 253, which its table calls a transmission error.
    assert (temperature.raw, temperature.value, temperature.state) == (253, None, None)
