"""Horus Binary v1: the format string that horusdemodlib publishes, with values in flight.

No frame with a position is at hand: the ones of other decoders were sent on the bench.
"""

import struct

import pytest

from gateway.missions.horus_v1 import MISSION

FORMAT = "<BH3sffHBBbB"


def test_a_packet_in_flight_lies_where_the_published_format_has_it() -> None:
    [packet] = MISSION.packets
    time = bytes([23, 5, 59])
    flight = (-34.5, 138.625, 31250, 87, 9, -41, 153)
    readings = packet.readings(struct.pack(FORMAT, 7, 54321, time, *flight))
    assert {reading.channel: reading.value for reading in readings} == {
        "payload_id": 7,
        "sequence": 54321,
        "time": "23:05:59",
        "latitude": -34.5,
        "longitude": 138.625,
        "altitude": 31250,
        "speed": 87,
        "satellites": 9,
        "temperature": -41,
        "battery": pytest.approx(3.0),
    }
