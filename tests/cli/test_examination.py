"""An examination finds who read a frame, who came close, and how many did not."""

from __future__ import annotations

from collections.abc import Sequence

from gateway.cli.attempt import Reach
from gateway.cli.examination import Examination, Examiner
from gateway.cli.selection import FileDecoder
from gateway.definition import Mission
from gateway.links import AX25
from gateway.loading import load_missions
from gateway.model import Disposition, Frame
from tests.cli.support import Vector, entry, every_vector, rejected, vector_of

MISSIONS = load_missions([]).missions


def examiner(names: Sequence[str] = ()) -> Examiner:
    chosen: list[Mission] = [MISSIONS[name] for name in names or MISSIONS]
    decoder = FileDecoder(MISSIONS, names)
    return Examiner(chosen, decoder.decode, named=bool(names))


def examine(frame: bytes, names: Sequence[str] = ()) -> Examination:
    return examiner(names).examine(entry(1, Frame(frame, "kiss")))


@every_vector
def test_the_mission_of_a_vector_is_the_one_chosen(vector: Vector) -> None:
    found = examine(vector.frame, [vector.mission])
    assert found.outcome.disposition is Disposition.PUBLISHED
    assert {one.mission.name for one in found.chosen} == {vector.mission}
    assert Reach.READ in {one.reach for one in found.chosen}


def test_a_frame_cut_short_is_still_its_missions() -> None:
    found = examine(vector_of("delfi-pq").frame[:-3])
    assert found.outcome.disposition is Disposition.LAYOUT_MISMATCH
    assert [one.mission.name for one in found.chosen] == ["delfi-pq"]
    assert found.chosen[0].reach is Reach.PACKET


def test_the_same_octets_of_another_callsign_come_close() -> None:
    packet = vector_of("delfi-pq").frame[16:]
    found = examine(AX25().wrap(packet, {"from": "N0CALL", "to": "CQ"}))
    assert found.outcome.disposition is Disposition.NO_MISSION
    assert found.chosen == ()
    assert found.header
    assert found.header.headers[0]["from"] == "N0CALL"
    assert "delfi-pq" in [one.mission.name for one in found.near]
    assert len(found.near) + found.far == len(MISSIONS)


def test_a_named_mission_is_told_however_far_it_is() -> None:
    found = examine(b"\x00" * 7, ["delfi-pq"])
    [one] = found.near
    assert (one.mission.name, one.reach) == ("delfi-pq", Reach.LINK)


def test_what_was_rejected_is_not_asked_of_missions() -> None:
    found = examiner().examine(entry(1, rejected(b"xyz")))
    assert found.outcome.disposition is Disposition.CHECK_FAILED
    assert (found.chosen, found.near, found.header) == ((), (), None)


def test_noise_is_nobodys() -> None:
    found = examine(bytes(range(256)))
    assert found.chosen == ()
    assert found.header is None
