"""Tuning: what a sighting can be, and what receives a downlink."""

from __future__ import annotations

import pytest

from gateway.errors import StationError
from gateway.framing.radio.catalogue import RADIO_FRAMINGS
from gateway.loading import load_missions
from gateway.model import Downlink
from gateway.reception.survey import FM_PROBES, SSB_PROBES, Probe, Sighting
from gateway.reception.tuning import DOUBTFUL, candidates, radio_framing, tuner
from gateway.satellites import satellites


def sighting(probe: Probe, baud: float) -> Sighting:
    return Sighting(probe, 0.0, 1.0, 100.0, baud, 0.5)


def fsk(baud: float) -> Probe:
    return next(one for one in FM_PROBES if (one.modulation, one.baud) == ("FSK", baud))


@pytest.mark.parametrize(
    ("probe", "measured", "baud"), [(1200, 1252, 1250), (1200, 1203, 1200), (9600, 9760, 9766)]
)
def test_of_bauds_close_together_the_measured_one_is_meant(
    probe: float, measured: float, baud: float
) -> None:
    assert [one.baud for one in candidates(sighting(fsk(probe), measured))] == [baud]


def test_framings_that_prove_nothing_are_sought_only_where_they_are_used() -> None:
    [at_9600] = candidates(sighting(fsk(9600), 9600))
    [at_1250] = candidates(sighting(fsk(1200), 1250))
    assert "smog_p_signalling" not in at_9600.framings
    assert "smog_p_signalling" in at_1250.framings


def test_every_doubtful_framing_is_one_that_there_is() -> None:
    assert set(RADIO_FRAMINGS) >= DOUBTFUL


def test_every_signal_that_may_be_sighted_can_be_received() -> None:
    for probe in (*FM_PROBES, *SSB_PROBES):
        for downlink in candidates(sighting(probe, probe.baud)):
            demodulator, framings = tuner(48_000.0)(downlink)
            assert demodulator.baud == downlink.baud
            assert framings


def test_every_downlink_of_the_catalogue_can_be_received() -> None:
    for satellite in satellites():
        for downlink in satellite.downlinks:
            if downlink.baud <= 20_000 and downlink.framings:
                assert tuner(96_000.0)(downlink), satellite.name


def test_an_unknown_framing_is_a_mistake_that_lists_the_known() -> None:
    with pytest.raises(StationError, match="ax25_g3ruh"):
        radio_framing("ax26")


@pytest.mark.parametrize(
    "downlink",
    [Downlink(None, "FM", 1200, ("ax25",)), Downlink(None, "FSK", 96_000, ("ax25",))],
)
def test_what_cannot_be_received_is_a_mistake(downlink: Downlink) -> None:
    with pytest.raises(StationError):
        tuner(48_000.0)(downlink)


def test_every_downlink_of_a_mission_can_be_received_but_one() -> None:
    deaf = set()
    for mission in load_missions().missions.values():
        for downlink in mission.downlinks:
            try:
                tuner(96_000.0)(downlink)
            except StationError:
                deaf.add(mission.name)
    assert deaf == {"jpss-1"}, "15 MBd of OQPSK is for other receivers"
