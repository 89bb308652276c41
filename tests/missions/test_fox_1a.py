"""Fox-1A: every bit of every frame type, where FoxTelem's layout tables have it.

No real-time frame of this spacecraft is at hand, so a frame is made after the tables.
"""

import csv
import random

import pytest

from gateway.errors import LayoutError
from gateway.missions.fox_1a import MISSION
from tests.shared_data import SHARED, needs_shared

LAYOUTS = SHARED / "teams/fox_layouts"
FRAME_OCTETS = 64
PACKETS = {packet.name: packet for packet in MISSION.packets}


def _widths(table: str) -> list[int]:
    """Bits of each field of a table, without the padding at its end."""
    with (LAYOUTS / table).open(encoding="utf-8") as file:
        _, *rows = csv.reader(file)
    return [int(row[3]) for row in rows if row[2] != "Pad"]


def _fill(widths: list[int], values: list[int]) -> bytes:
    """The fields one behind the other, least significant bit first."""
    number = at = 0
    for width, value in zip(widths, values, strict=True):
        number |= value << at
        at += width
    return number.to_bytes(FRAME_OCTETS, "little")


@needs_shared
@pytest.mark.parametrize(
    ("frame_type", "name", "table", "nested"),
    [(1, "realtime", "rt", 2), (2, "maxima", "max", 6), (3, "minima", "min", 4)],
)
def test_every_field_lies_where_the_teams_table_has_it(
    frame_type: int, name: str, table: str, nested: int
) -> None:
    header, fields = _widths("DUV_header.csv"), _widths(f"FOX1A_{table}telemetry.csv")
    random.seed(frame_type)
    values = [random.getrandbits(bits) for bits in fields]
    frame = _fill(header + fields, [1, 321, 1234567, frame_type, *values])
    raws = [int(reading.raw) for reading in PACKETS[name].readings(frame)]

    # Spin is signed; the 32 bits behind the 32 readings are several channels of ours.
    values[21] -= (values[21] >> 11) << 12
    assert raws[:34] == [321, 1234567, *values[:32]]
    assert raws[34 + nested :] == values[33:]


@needs_shared
@pytest.mark.parametrize("name", [name for name in PACKETS if name != "radiation"])
def test_frames_of_another_fox_are_not_ours(name: str) -> None:
    header = _widths("DUV_header.csv")
    frame_type = list(PACKETS).index(name) + 1
    for fox in (0, 2, 3, 4, 5):
        frame = _fill(header, [fox, 1, 1, frame_type])
        with pytest.raises(LayoutError, match="satellite"):
            PACKETS[name].parse(frame)
