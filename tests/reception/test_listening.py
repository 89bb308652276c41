"""Listening: the downlinks that are named, and no others."""

from __future__ import annotations

from gateway.model import Downlink, Frame
from gateway.reception.listening import Listening
from gateway.reception.tuning import tuner
from tests.reception.signals import RATE, packet, transmission

SENT = [packet(number) for number in range(2)]
SIGNAL = transmission(SENT, 16.0, seed=1)


def heard(*downlinks: Downlink) -> list[tuple[bytes, Downlink]]:
    listening = Listening(downlinks, tuner(RATE))
    found = listening.feed(SIGNAL) + listening.finish()
    return [
        (one.received.event.data, one.downlink)
        for one in found
        if isinstance(one.received.event, Frame)
    ]


def test_a_named_downlink_is_heard() -> None:
    downlink = Downlink(None, "GMSK", 9600, ("ax25_g3ruh",))
    assert heard(downlink) == [(data, downlink) for data in SENT]


def test_other_framings_and_bauds_hear_nothing() -> None:
    assert (
        heard(Downlink(None, "FSK", 9600, ("ax25",)), Downlink(None, "FSK", 4800, ("ax25",))) == []
    )


def test_of_several_each_hears_its_own() -> None:
    right = Downlink(None, "FSK", 9600, ("ax25_g3ruh",))
    found = heard(Downlink(None, "AFSK", 1200, ("ax25",)), right)
    assert {downlink for _, downlink in found} == {right}
