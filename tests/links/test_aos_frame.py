"""AOS transfer frames: the header, and those of real spacecraft."""

import json
from hashlib import md5
from typing import Any

import pytest

from gateway.errors import LayoutError
from gateway.links import CDS, AOSFrame, SpacePacket
from gateway.model import LinkFault, Unit
from tests.links.real_frames import transfer_frames
from tests.links.vectors import Vector, vectors
from tests.shared_data import SHARED, needs_shared


@pytest.mark.parametrize("vector", vectors("aos_frame"))
def test_a_frame_reads_as_its_source_says(vector: Vector) -> None:
    [unit] = AOSFrame(**vector.options).reader()(vector.octets)
    assert isinstance(unit, Unit)
    assert (unit.header, unit.data) == (vector.header, vector.data)
    assert unit.offset == vector.octets.index(vector.data)


@pytest.mark.parametrize("vector", vectors("aos_frame"))
def test_a_frame_is_built_octet_for_octet(vector: Vector) -> None:
    assert AOSFrame(**vector.options).wrap(vector.data, vector.header) == vector.octets


@pytest.mark.parametrize("vector", vectors("aos_frame", "fault"))
def test_what_is_no_frame_of_the_mission_is_refused(vector: Vector) -> None:
    [fault] = AOSFrame(**vector.options).reader()(vector.octets)
    assert isinstance(fault, LinkFault)
    assert fault.disposition == vector.disposition


def test_options_of_a_frame_do_not_hide_its_packets() -> None:
    link = AOSFrame(length=60, header_error_control=True, insert_zone=3, ocf=True, fecf=True)
    packet = SpacePacket().wrap(b"abc", {"apid": 9})
    found = link.reader()(link.wrap(packet, {"vcid": 2, "virtual_count": 5}))
    units = [item for item in found if isinstance(item, Unit)]
    assert [unit.offset for unit in units] == [13, 13 + len(packet)]
    assert [len(unit.data) for unit in units] == [len(packet), 60 - 13 - len(packet) - 6]
    assert units[0].data == packet


@pytest.mark.parametrize("header", [{"scid": 256}, {"vcid": 64}])
def test_what_does_not_fit_a_header_is_not_sent(header: dict[str, Any]) -> None:
    with pytest.raises(LayoutError):
        AOSFrame().wrap(b"", header)


@needs_shared
@pytest.mark.parametrize("spacecraft", ["emm", "queqiao2", "mars2020", "tianwen-2"])
def test_headers_of_real_frames_are_those_known(spacecraft: str) -> None:
    table = json.loads((SHARED / "ccsds" / "frames" / "expected.json").read_text("utf-8"))
    [(name, expected)] = [item for item in table.items() if item[0].startswith(spacecraft)]
    frames = transfer_frames(name, expected["frame_size"])
    read = AOSFrame(length=expected["frame_size"], data="whole").reader()
    headers = [unit.header for frame in frames for unit in read(frame) if isinstance(unit, Unit)]
    assert len(headers) == expected["frames"]
    known = [*expected["headers_first"], *expected["headers_last"]]
    shown = [*headers[: len(expected["headers_first"])], *headers[-3:]]
    for header, fields in zip(shown, known, strict=True):
        assert header["scid"] == fields["scid"]
        assert header["vcid"] == fields["vcid"]
        assert header["virtual_count"] == fields["vcfc"]
        assert header["replay"] == bool(fields["replay"])
        assert header.get("cycle", 0) == fields["cycle"]


@needs_shared
def test_all_frames_of_emm_have_their_error_control_field() -> None:
    read = AOSFrame(fecf=True, data="whole").reader()
    items = [item for frame in transfer_frames("emm_emm_frames.u8", 223) for item in read(frame)]
    assert len(items) == 553
    assert all(isinstance(item, Unit) for item in items)


@needs_shared
def test_packets_of_mars2020_count_up() -> None:
    read, packets = AOSFrame(length=223, scid=168, fecf=True).reader(), SpacePacket().reader()
    counts = [
        packet.header["sequence_count"]
        for frame in transfer_frames("mars2020_safemode_frames.u8", 223)
        for unit in read(frame)
        if isinstance(unit, Unit)
        for packet in packets(unit.data)
        if isinstance(packet, Unit)
    ]
    assert len(counts) > 2
    assert counts == list(range(counts[0], counts[0] + len(counts)))


SNPP_PACKETS = [
    (802, 9875, 3006),
    (803, 9859, 180),
    (803, 9861, 4090),
    (803, 9862, 5098),
    (803, 9863, 5058),
    (803, 9864, 5026),
    (803, 9865, 5122),
    (803, 9866, 5090),
    (803, 9867, 5106),
    (803, 9868, 5130),
    (803, 9869, 5074),
    (803, 9870, 5118),
]
"""APID, sequence count and octets, as edosl0util lists them; a frame is missing."""


@needs_shared
def test_packets_of_suomi_npp_are_those_of_two_other_programs() -> None:
    """A frame is missing: 65 CADUs, 12 packets, the MD5 of dldecode's output."""
    read = AOSFrame(length=892, scid=157).reader()
    data = (SHARED / "ccsds" / "cadu" / "snpp_synchronized_cadus.dat").read_bytes()
    sequence = _pseudo_random_sequence()
    packets: list[bytes] = []
    missed = 0
    for at in range(0, len(data), 1024):
        coded = data[at + 4 : at + 1024]
        # The 128 check octets of the Reed-Solomon code are right, so they are cut off.
        frame = bytes(octet ^ sequence[i % 255] for i, octet in enumerate(coded))[:892]
        for item in read(frame):
            if isinstance(item, Unit):
                packets.append(item.data)
                missed += item.header.get("missed", 0)
            elif item.disposition == "truncated":
                assert "1 frames missing" in item.message
                missed += 1
    assert missed == 1
    assert md5(b"".join(packets)).hexdigest() == "5e11051d86c46ddc3500904c99bbe978"
    link = SpacePacket(reassemble=False, secondary_header=8, time=CDS(submillisecond=2))
    units = [unit for packet in packets for unit in link.reader()(packet) if isinstance(unit, Unit)]
    fields = [(unit.header["apid"], unit.header["sequence_count"]) for unit in units]
    sizes = [len(packet) for packet in packets]
    assert [(*pair, size) for pair, size in zip(fields, sizes, strict=True)] == SNPP_PACKETS
    assert units[1].header["made_at"] == "2016-02-10T16:13:34.924259Z"


def _pseudo_random_sequence() -> bytes:
    """CCSDS 131.0-B: x**8 + x**7 + x**5 + x**3 + 1 from all ones; FF 48 0E C0 9A ..."""
    register, octets = 0xFF, bytearray()
    for _ in range(255):
        octet = 0
        for _ in range(8):
            octet = octet << 1 | register >> 7
            feedback = (register >> 7 ^ register >> 4 ^ register >> 2 ^ register) & 1
            register = register << 1 & 0xFF | feedback
        octets.append(octet)
    return bytes(octets)
