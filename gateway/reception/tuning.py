"""Tuning: from a downlink or a sighting to what receives it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from gateway.errors import StationError
from gateway.framing.radio.catalogue import RADIO_FRAMINGS
from gateway.framing.radio.deframer import RadioFraming
from gateway.model import Downlink
from gateway.modem.symbols import Demodulator
from gateway.reception.demodulators import make_demodulator
from gateway.reception.search import Tune
from gateway.reception.survey import Sighting
from gateway.satellites import CLOCK_ERROR, satellites

DOUBTFUL = frozenset(
    ("smog_p_signalling", "smog_1_signalling", "lilacsat_1", "smog_p_ra", "smog_p_ra_long",
     "smog_1_ra", "smog_1_ra_long", "mrc_100_ra", "u482c", "sanosat", "fox_duv", "fox_high_speed",
     "horus_v1", "horus_v2", "horus_v3", "rtty", "morse", "k2sat", "yusat", "ccsds_uncoded")
)  # fmt: skip
"""Framings with a weak check or none: sought only where a satellite is known to use them."""

KEYED_TONES = (
    Downlink(None, "4FSK", 100, ("horus_v1", "horus_v2", "horus_v3")),
    *(Downlink(None, "RTTY", baud, ("rtty",)) for baud in (50, 100, 300)),
    Downlink(None, "CW", 20, ("morse",)),
)
"""What slow tones can be: the bauds that balloons use, and Morse at any speed."""

FSK = ("FSK", "GFSK", "GMSK", "MSK", "DUV")

SAME_BAUD = 0.015
"""A clock that is further off than this is followed better if the demodulator is told."""

SNET_CARRIER_HZ, SNET_DEVIATION_HZ = 1500.0, -350.0
SNET_FRAMINGS = ("snet", "salsat")
"""The only AFSK that is not one of `AFSK_TONES`."""


def tuner(sample_rate: float, iq: bool = False) -> Tune:
    """What receives downlinks in samples of one rate.

    Returns:
        A function that raises StationError for a downlink that cannot be received.
    """

    def tune(downlink: Downlink) -> tuple[Demodulator, Sequence[RadioFraming]]:
        framings = [radio_framing(name) for name in downlink.framings]
        return make_demodulator(downlink, sample_rate, iq), framings

    return tune


def radio_framing(name: str) -> RadioFraming:
    """The framing of the air called *name*.

    Raises:
        StationError: There is none.
    """
    if name not in RADIO_FRAMINGS:
        raise StationError(f"{name!r} is none of {', '.join(RADIO_FRAMINGS)}", key="framing")
    return RADIO_FRAMINGS[name]


def candidates(sighting: Sighting) -> Sequence[Downlink]:
    """What a signal that was seen can be, the most likely first."""
    modulation = sighting.probe.modulation
    if modulation == "TONES":
        return KEYED_TONES
    baud = _published(modulation, sighting)
    found = [Downlink(None, modulation, baud, _framings(modulation, baud))]
    if (modulation, sighting.probe.baud) == ("AFSK", 1200.0):
        tones = SNET_CARRIER_HZ, SNET_DEVIATION_HZ
        found.append(Downlink(None, modulation, baud, SNET_FRAMINGS, "", *tones))
    if modulation == "BPSK":
        found += [
            Downlink(None, kind, baud, names)
            for kind in ("DBPSK", "DBPSK Manchester")
            if (names := _known(kind, baud))
        ]
    return found


def _published(modulation: str, sighting: Sighting) -> float:
    """The baud that some satellite has and that was measured, or else what was measured."""
    measured = sighting.baud
    bauds = {sighting.probe.baud, *(downlink.baud for downlink in _downlinks(modulation))}
    best = min(bauds, key=lambda baud: abs(baud - measured))
    if abs(measured / best - 1) < SAME_BAUD:
        return best
    # In steps, so that one transmitter does not seem to be several.
    return best * (1 + SAME_BAUD * round((measured / best - 1) / SAME_BAUD))


@cache
def _framings(modulation: str, baud: float) -> tuple[str, ...]:
    """All framings that prove their frames, and of the others those known at this baud."""
    known = _known(modulation, baud)
    return tuple(name for name in RADIO_FRAMINGS if name not in DOUBTFUL or name in known)


@cache
def _known(modulation: str, baud: float) -> tuple[str, ...]:
    """The framings that satellites use with a modulation at about this baud."""
    return tuple(
        dict.fromkeys(
            framing
            for downlink in _downlinks(modulation)
            if abs(downlink.baud / baud - 1) < CLOCK_ERROR
            for framing in downlink.framings
            if framing in RADIO_FRAMINGS
        )
    )


@cache
def _downlinks(modulation: str) -> tuple[Downlink, ...]:
    """The downlinks in the catalogue that have a modulation, or one that sounds like it."""
    alike = FSK if modulation == "FSK" else (modulation,)
    everything = (one for satellite in satellites() for one in satellite.downlinks)
    return tuple(one for one in everything if one.modulation in alike)
