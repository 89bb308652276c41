"""An attempt tells how far a mission got with a frame, and why no further."""

from __future__ import annotations

from construct import Bytes, GreedyBytes, Int8ub, Int32ub, Struct

from gateway.cli.attempt import Attempt, Carried, Chain, Reach, attempts, depth
from gateway.definition import Match, Mission, Packet
from gateway.links import AX25, USP
from gateway.loading import load_missions
from gateway.model import LinkFault
from tests.cli.support import Vector, every_vector

BEACON = Packet(
    "beacon",
    Struct("kind" / Int8ub * "always 1", "time" / Int32ub * "seconds"),
    match=Match(prefix=b"\x01"),
)
STATUS = Packet("status", Struct("rest" / Bytes(3) * "three octets"), match=Match(length=3))
MISSION = Mission(
    name="toy",
    title="Toy",
    link=[AX25()],
    match=Match(header={"from": "TOY1"}),
    packets=[BEACON, STATUS],
)


def best(mission: Mission, frame: bytes, named: bool = False) -> Attempt:
    return max(attempts(mission, Chain(mission.link).unwrap(frame), named), key=depth)


def ax25(data: bytes, source: str = "TOY1") -> bytes:
    return AX25().wrap(data, {"from": source, "to": "CQ"})


def test_a_frame_without_the_link_header_gets_nowhere() -> None:
    made = best(MISSION, b"\x01\x00")
    assert made.reach is Reach.LINK
    assert made.reason.startswith("ax25: ")


def test_a_frame_of_another_callsign_is_foreign() -> None:
    made = best(MISSION, ax25(b"\x07\x00", "DLFIPQ"))
    assert (made.reach, made.reason) == (Reach.FOREIGN, "from is DLFIPQ, not TOY1")


def test_a_frame_of_another_callsign_whose_layout_fits_is_similar() -> None:
    made = best(MISSION, ax25(b"\x01\0\0\0\0", "DLFIPQ"))
    assert (made.reach, made.reason) == (Reach.SIMILAR, "from is DLFIPQ, not TOY1")
    assert made.packet is BEACON


def test_a_layout_that_takes_any_octets_makes_nothing_similar() -> None:
    anything = Packet("anything", Struct("rest" / GreedyBytes * "whatever"))
    mission = Mission("toy", "Toy", [anything], [AX25()], Match(header={"from": "TOY1"}))
    assert best(mission, ax25(b"12345", "DLFIPQ")).reach is Reach.FOREIGN


def test_an_own_frame_that_is_no_packet_says_why_of_each() -> None:
    made = best(MISSION, ax25(b"\x07\x00"))
    assert made.reach is Reach.OWN
    assert made.reason == "beacon: begins with 07, not 01; status: 2 octets, not 3"


def test_an_own_packet_that_is_cut_short_says_at_which_octet_of_the_frame() -> None:
    made = best(MISSION, ax25(b"\x01\0"))
    assert (made.reach, made.offset) == (Reach.PACKET, 16 + 1)
    assert made.dissection
    assert [field.path for field in made.dissection.fields] == ["kind"]
    assert made.reason.startswith("beacon: octet 1, time: ")


def test_an_own_packet_that_fits_is_read() -> None:
    made = best(MISSION, ax25(b"\x01\0\0\0\x05"))
    assert (made.reach, made.reason, made.packet) == (Reach.READ, "", BEACON)


def test_a_guess_by_length_alone_does_not_claim_a_frame_that_does_not_fit() -> None:
    guessed = Packet("guess", Struct("time" / Int32ub * "seconds"), match=Match(length=3))
    mission = Mission("toy", "Toy", [guessed])
    assert best(mission, b"abc").reach is Reach.SIMILAR
    assert best(mission, b"abc", named=True).reach is Reach.PACKET


def test_fields_of_inner_headers_are_counted_from_the_frames_start() -> None:
    frame = ax25(USP().wrap(b"data", {"message": 1}))
    [carried] = Chain([AX25(), USP()]).unwrap(frame)
    assert isinstance(carried, Carried)
    assert [header["protocol"] for header in carried.headers] == ["ax25", "usp"]
    message = next(field for field in carried.fields if field.path == "message")
    assert message.bit == 8 * 16
    assert carried.offset == 16 + 8


def test_a_fault_of_an_inner_link_is_counted_from_the_frames_start() -> None:
    [fault] = Chain([AX25(), USP()]).unwrap(ax25(b"abc"))
    assert isinstance(fault, LinkFault)
    assert fault.offset >= 16
    assert fault.message.startswith("usp: ")


@every_vector
def test_every_mission_reads_its_own_vectors(vector: Vector) -> None:
    mission = load_missions([]).missions[vector.mission]
    made = best(mission, vector.frame, named=True)
    assert made.reach is Reach.READ
    assert made.packet
    assert made.packet.name == vector.packet
