"""Which demodulator hears a downlink."""

from __future__ import annotations

from collections.abc import Callable

from gateway.errors import StationError
from gateway.model import Downlink
from gateway.modem.afsk import Afsk
from gateway.modem.bpsk import Bpsk, usual_reach
from gateway.modem.fsk import FskAudio
from gateway.modem.fsk_iq import FskIq
from gateway.modem.keying import Keying
from gateway.modem.mfsk import Mfsk
from gateway.modem.phase_changes import V26A, V26B, V27, PhaseChanges
from gateway.modem.symbols import Demodulator
from gateway.modem.through_fm import ThroughFm
from gateway.modem.v26 import V26

Make = Callable[[Downlink, float, bool], Demodulator]

MAX_RATE = 1e6
"""Hz; more has to be mixed and decimated before it comes here."""

AFSK_TONES = {1200.0: (1700.0, -500.0), 300.0: (1700.0, -100.0), 4800.0: (3600.0, -1200.0)}
"""Centre and deviation of a 1 where nothing else is said: Bell 202, its slow brother on
HF, and GOMspace's NanoCom."""

FM_HALFWIDTH_HZ = 11_000.0
"""Half of what an FM receiver for speech takes, and the Doppler at 70 cm."""

CW_REACH_HZ, CW_NEAR_HZ = 4000.0, 300.0
"""How far a keyed carrier may be from the middle of IQ, and from where it is said to be."""

IN_SSB = frozenset(("BPSK", "DBPSK", "DBPSK MANCHESTER", "RTTY", "4FSK"))
SSB_CARRIER_HZ = 1500.0
SSB_FAST_CARRIER_HZ = 12000.0
"""Where SSB audio has its signal: in the middle of what is usually received, and above
2400 Bd in the middle of 24 kHz."""


def make_demodulator(downlink: Downlink, sample_rate: float, iq: bool = False) -> Demodulator:
    """The demodulator for *downlink* in audio or IQ of *sample_rate*.

    Raises:
        StationError: Nothing here hears this modulation, or not at that rate.
    """
    make = _MAKERS.get(downlink.modulation.upper())
    if make is None:
        words = ", ".join(_MAKERS)
        raise StationError(f"{downlink.modulation!r} is none of {words}", key="modulation")
    if not 2 * downlink.baud <= sample_rate <= MAX_RATE:
        message = f"{sample_rate:g} Hz is no rate for {downlink.baud:g} Bd"
        raise StationError(message, key="baud")
    return make(downlink, sample_rate, iq)


def carrier_of(downlink: Downlink, iq: bool) -> float:
    """Where the signal's middle is in audio or IQ, Hz; 0 for the frequency of FM audio."""
    if downlink.carrier_hz is not None:
        return downlink.carrier_hz
    if downlink.modulation.upper() == "AFSK":
        return _tones(downlink)[0]
    if iq or downlink.modulation.upper() not in IN_SSB:
        return 0.0
    return SSB_CARRIER_HZ if downlink.baud <= 2400 else SSB_FAST_CARRIER_HZ


def _tones(downlink: Downlink) -> tuple[float, float]:
    return AFSK_TONES.get(downlink.baud, AFSK_TONES[1200.0])


def _fsk(downlink: Downlink, rate: float, iq: bool) -> Demodulator:
    if iq:
        return FskIq(rate, downlink.baud, downlink.deviation_hz)
    return FskAudio(rate, downlink.baud)


def _below_speech(downlink: Downlink, rate: float, iq: bool) -> Demodulator:
    return _through_fm(FskAudio(rate, downlink.baud), iq)


def _afsk(downlink: Downlink, rate: float, iq: bool) -> Demodulator:
    deviation = downlink.deviation_hz
    if deviation is None:
        _, deviation = _tones(downlink)
    return _through_fm(Afsk(rate, downlink.baud, carrier_of(downlink, iq), deviation), iq)


def _through_fm(demodulator: Demodulator, iq: bool) -> Demodulator:
    return ThroughFm(demodulator, FM_HALFWIDTH_HZ) if iq else demodulator


def _psk(differential: bool = False, manchester: bool = False) -> Make:
    def make(downlink: Downlink, rate: float, iq: bool) -> Demodulator:
        carrier, reach = carrier_of(downlink, iq), usual_reach(downlink.baud)
        return Bpsk(rate, downlink.baud, carrier, reach, differential, manchester)

    return make


def _phases(changes: PhaseChanges) -> Make:
    return lambda downlink, rate, iq: V26(rate, changes, downlink.baud)


def _tones_of(tones: int) -> Make:
    def make(downlink: Downlink, rate: float, iq: bool) -> Demodulator:
        # The deviation is that of the outer tones.
        deviation = downlink.deviation_hz
        spacing = None if deviation is None else 2 * abs(deviation) / (tones - 1)
        return Mfsk(rate, downlink.baud, tones, spacing, carrier_of(downlink, iq))

    return make


def _keyed(downlink: Downlink, rate: float, iq: bool) -> Demodulator:
    if downlink.carrier_hz is not None:
        return Keying(rate, downlink.carrier_hz, CW_NEAR_HZ)
    return Keying(rate, 0.0, CW_REACH_HZ) if iq else Keying(rate)


_MAKERS: dict[str, Make] = {
    **dict.fromkeys(("FSK", "GFSK", "GMSK", "MSK"), _fsk),
    "DUV": _below_speech,
    "AFSK": _afsk,
    "BPSK": _psk(),
    "DBPSK": _psk(differential=True),
    "DBPSK MANCHESTER": _psk(differential=True, manchester=True),
    "V.26A": _phases(V26A),
    "V.26B": _phases(V26B),
    "V.27": _phases(V27),
    "CW": _keyed,
    "RTTY": _tones_of(2),
    "4FSK": _tones_of(4),
}

MODULATIONS = tuple(_MAKERS)
"""The words for what is heard here; in any case."""
