"""Spacemanic's text beacons: lists of a length that the layout does not have."""

import pytest

from gateway.definition import Packet
from gateway.errors import LayoutError
from gateway.missions import lasarsat, veronika

# Sent by VERONIKA, which has two sets of sensors, and by LASARsat, which has one.
TWO_SETS = b"MGS,1540,2284,8946,-4055,3068,-100,-35,-129,0,0,0,0,0,0,0,0"
ONE_SET = b"MGS,1140,2522,11447,-6972,2527,-32768,-32768,-32768\x00"

LASARSAT, VERONIKA = (
    next(packet for packet in mission.packets if packet.name == "mgs")
    for mission in (lasarsat.MISSION, veronika.MISSION)
)


@pytest.mark.parametrize(
    ("packet", "data"),
    [(LASARSAT, TWO_SETS), (VERONIKA, ONE_SET)],
    ids=["longer", "shorter"],
)
def test_a_list_of_another_length_is_another_layout(packet: Packet, data: bytes) -> None:
    with pytest.raises(LayoutError):
        packet.readings(data)


def test_a_field_that_is_no_number_has_no_value() -> None:
    readings = LASARSAT.readings(ONE_SET.replace(b"11447", b"ERR"))
    assert [r.channel for r in readings if r.value is None] == ["field_x"]
