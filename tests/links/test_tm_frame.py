"""TM transfer frames: the header, and those of real spacecraft."""

import json
from typing import Any

import pytest

from gateway.errors import LayoutError
from gateway.links import TMFrame
from gateway.model import LinkFault, Unit
from tests.links.real_frames import transfer_frames
from tests.links.vectors import Vector, vectors
from tests.shared_data import SHARED, needs_shared

DART = "dart_dart_8421657814Hz_09-34-42_24-11-2021.u8"


@pytest.mark.parametrize("vector", vectors("tm_frame"))
def test_a_frame_reads_as_its_source_says(vector: Vector) -> None:
    [unit] = TMFrame(**vector.options).reader()(vector.octets)
    assert isinstance(unit, Unit)
    assert (unit.header, unit.data) == (vector.header, vector.data)
    assert unit.offset == vector.octets.index(vector.data)


@pytest.mark.parametrize("vector", vectors("tm_frame"))
def test_a_frame_is_built_octet_for_octet(vector: Vector) -> None:
    assert TMFrame(**vector.options).wrap(vector.data, vector.header) == vector.octets


@pytest.mark.parametrize("vector", vectors("tm_frame", "fault"))
def test_what_is_no_frame_of_the_mission_is_refused(vector: Vector) -> None:
    [fault] = TMFrame(**vector.options).reader()(vector.octets)
    assert isinstance(fault, LinkFault)
    assert fault.disposition == vector.disposition


def test_a_data_field_without_packets_is_handed_on_whole() -> None:
    """The sync flag, section 4.1.2.7.3: the data field is a user's own."""
    [unit] = TMFrame().reader()(bytes.fromhex("13ee8dfc 5a4d 0102"))
    assert isinstance(unit, Unit)
    assert unit.data == b"\x01\x02"


@pytest.mark.parametrize("header", [{"scid": 1024}, {"vcid": 8}])
def test_what_does_not_fit_a_header_is_not_sent(header: dict[str, Any]) -> None:
    with pytest.raises(LayoutError):
        TMFrame().wrap(b"", header)


@needs_shared
@pytest.mark.parametrize("spacecraft", ["dart", "integral", "aditya"])
def test_headers_of_real_frames_are_those_known(spacecraft: str) -> None:
    table = json.loads((SHARED / "ccsds" / "frames" / "expected.json").read_text("utf-8"))
    [(name, expected)] = [item for item in table.items() if item[0].startswith(spacecraft)]
    frames = transfer_frames(name, expected["frame_size"])
    read = TMFrame(length=expected["frame_size"], data="whole").reader()
    headers = [unit.header for frame in frames for unit in read(frame) if isinstance(unit, Unit)]
    assert len(headers) == expected["frames"]
    known = [*expected["headers_first"], *expected["headers_last"]]
    for header, fields in zip([*headers[:12], *headers[-3:]], known, strict=True):
        assert header["scid"] == fields["scid"]
        assert header["vcid"] == fields["vcid"]
        assert header["master_count"] == fields["mcfc"]
        assert header["virtual_count"] == fields["vcfc"]
        assert header["first_header_pointer"] == fields["fhp"]
        assert ("secondary_header" in header) == bool(fields["sec_hdr"])
    for value, times in expected["ocf_values"].items():
        assert sum(header["ocf"] == value for header in headers) == times


@needs_shared
def test_packets_of_dart_are_as_old_as_the_frames_they_came_in() -> None:
    """Both carry seconds of the same clock, so a packet cut wrongly has none like it."""
    read = TMFrame(length=1113, scid=318).reader()
    ages = []
    for frame in transfer_frames(DART, 1113):
        for unit in read(frame):
            if isinstance(unit, Unit):
                frame_time = int(unit.header["secondary_header"][4:12], 16)
                ages.append(frame_time - int.from_bytes(unit.data[6:10], "big"))
    assert len(ages) > 300
    assert min(ages) >= 0
    assert max(ages) <= 2
