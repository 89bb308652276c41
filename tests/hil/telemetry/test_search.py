"""A search among packets that come."""

from __future__ import annotations

from gateway.hil.telemetry.history import History
from gateway.hil.telemetry.packet import ReceivedPacket
from gateway.hil.telemetry.search import Search
from tests.hil.received import packet


def heard(*packets: ReceivedPacket) -> History:
    history = History(lambda: 0.0)
    for each in packets:
        history.packets.append(each)
    return history


def test_the_first_that_fits_is_found_though_others_stand_before_it() -> None:
    history = heard(packet(1, "event"), packet(2, battery=1.0), packet(3, battery=2.0))
    assert Search("beacon", {"battery": 2.0}, 1, 0).look(history) is history.packets.last(1)[0]


def test_packets_up_to_a_number_do_not_count() -> None:
    history = heard(packet(1), packet(2), packet(3))
    found = Search("beacon", None, 1, 2).look(history)
    assert found is not None
    assert found.number == 3
    assert Search("beacon", None, 1, 3).look(history) is None


def test_the_last_of_as_many_as_are_wanted_is_found_over_several_looks() -> None:
    history = heard(packet(1), packet(2))
    search = Search("beacon", None, 3, 0)
    assert search.look(history) is None
    assert search.found == 2
    history.packets.append(packet(3))
    history.packets.append(packet(4))
    found = search.look(history)
    assert found is not None
    assert found.number == 3


def test_each_packet_is_looked_at_once() -> None:
    seen: list[int] = []

    def never(packet: ReceivedPacket) -> bool:
        seen.append(packet.number)
        return False

    history = heard(packet(1), packet(2))
    search = Search("beacon", never, 1, 0)
    search.look(history)
    history.packets.append(packet(3))
    search.look(history)
    assert seen == [1, 2, 3]


def test_the_nearest_is_the_newest_of_those_that_differ_least() -> None:
    history = heard(
        packet(1, battery=4.2, bus=1.0),
        packet(2, battery=4.2, bus=2.0),
        packet(3, battery=1.0, bus=1.0),
    )
    search = Search("beacon", {"battery": 4.2, "bus": 5.0}, 1, 0)
    assert search.look(history) is None
    assert search.nearest is not None
    assert search.nearest.number == 2
    assert [d.channel for d in search.differing] == ["bus"]
