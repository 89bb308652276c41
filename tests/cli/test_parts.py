"""The parts of a frame account for every octet of it."""

from __future__ import annotations

from gateway.cli.parts import Part, parts
from gateway.links import USP
from tests.cli.support import Vector, every_vector, vector_of
from tests.cli.test_examination import examine


def octets_of(found: list[Part], frame: bytes) -> set[int]:
    """Octets that the fields of *found* touch."""
    return {
        octet
        for part in found
        if part.data == frame
        for one in part.fields
        for octet in range(one.bit // 8, (one.bit + one.bits + 7) // 8)
    }


@every_vector
def test_every_octet_of_a_decoded_frame_is_accounted_for(vector: Vector) -> None:
    found = list(parts(examine(vector.frame, [vector.mission])))
    whole = [part for part in found if part.data == vector.frame]
    if len(whole) == len(found):
        assert octets_of(found, vector.frame) == set(range(len(vector.frame)))


@every_vector
def test_every_value_is_among_the_fields(vector: Vector) -> None:
    found = parts(examine(vector.frame, [vector.mission]))
    paths = {one.path for part in found for one in part.fields}
    assert vector.expect.keys() <= paths


def test_header_and_packet_of_an_ax25_frame() -> None:
    vector = vector_of("delfi-pq")
    header, packet = parts(examine(vector.frame))
    assert header.title == "link: ax25"
    assert [one.path for one in header.fields] == ["to", "from", "control", "pid"]
    assert packet.title == f"packet: delfi-pq/{vector.packet}"
    assert packet.fields[0].bit == 8 * 16


def test_messages_of_one_frame_share_its_header() -> None:
    vector = vector_of("sputnix")
    ax25, message = vector.frame[:16], vector.frame[16:]
    more = USP().wrap(b"?", {"message": 1})
    found = list(parts(examine(ax25 + message + more)))
    names = [one.path for one in found[0].fields]
    assert names.count("from") == 1
    assert names.count("message") == 2


def test_octets_behind_the_packet_are_of_no_field() -> None:
    vector = vector_of("sputnix")
    more = USP().wrap(b"?!", {"message": 1})
    *_, rest = parts(examine(vector.frame + more))
    assert rest.title == "octets of no field"
    [gap] = rest.fields
    assert gap.raw == b"?!"
