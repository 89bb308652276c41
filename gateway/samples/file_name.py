"""What the name of a recording tells: the programs that write them put facts there.

::

    gqrx_20201122_140000_145900000_48000_fc.raw     UTC, centre frequency, rate, cf32
    gqrx_20201122_140000_145900000.wav              the same of audio
    SDRSharp_20201122_140000Z_145900000Hz_IQ.wav    UTC, centre frequency
    HDSDR_20201122_140000Z_145900kHz_RF.wav         the same in kHz
    baseband_145900000Hz_14-00-00_22-11-2020.wav    SDR++: local time, which tells nothing
    satnogs_123_2020-11-22T14-00-00.ogg             SatNOGS: UTC, FM or SSB audio
    iq_145900000_240000.cs16                        frequency and rate by themselves
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime

_STAMPS = (
    (re.compile(r"(?<!\d)(\d{8})[_T-](\d{6})Z?(?!\d)"), "%Y%m%d%H%M%S"),
    (re.compile(r"(\d{4}-\d\d-\d\d)[T_](\d\d-\d\d-\d\d)"), "%Y-%m-%d%H-%M-%S"),
)
_HERTZ = re.compile(r"_(\d{4,11})(k|M)?Hz", re.IGNORECASE)
_GQRX = re.compile(r"gqrx_\d{8}_\d{6}_(\d{4,11})(?:_(\d{4,9})_fc)?")
_PAIR = re.compile(r"_(\d{7,11})_(\d{4,8})(?=[._])")
_AUDIO = re.compile(r"(?:^|_)(?:AF|audio)(?:_|\.|$)|^satnogs_|^gqrx_.*\.wav$", re.IGNORECASE)
_IQ = re.compile(r"(?:^|[_-])(?:IQ|RF|baseband|fc)(?:_|-|\.|$)", re.IGNORECASE)


@dataclass(frozen=True)
class Told:
    """What a name tells; None for what it does not.

    Attributes:
        sample_rate: Hz.
        frequency_hz: Centre frequency.
        started_at: Aware UTC.
        iq: True for IQ, False for audio.
        format: Of the samples, for a suffix that says nothing.
    """

    sample_rate: float | None = None
    frequency_hz: float | None = None
    started_at: datetime | None = None
    iq: bool | None = None
    format: str | None = None


def told_by(name: str) -> Told:
    """What the file name *name* tells; never raises."""
    if (found := _GQRX.match(name)) and found[2]:
        return Told(float(found[2]), float(found[1]), _start(name), True, "cf32_le")
    if found:
        return Told(None, float(found[1]), _start(name), False)
    iq = False if _AUDIO.search(name) else True if _IQ.search(name) else None
    if found := _HERTZ.search(name):
        unit = {"": 1.0, "k": 1e3, "m": 1e6}[(found[2] or "").lower()]
        return Told(None, float(found[1]) * unit, _start(name), iq)
    if found := _PAIR.search(_STAMPS[0][0].sub("", name)):
        return Told(float(found[2]), float(found[1]), _start(name), iq)
    return Told(None, None, _start(name), iq)


def _start(name: str) -> datetime | None:
    """The time in *name*, taken for UTC as these programs mean it."""
    for pattern, layout in _STAMPS:
        if found := pattern.search(name):
            try:
                return datetime.strptime(found[1] + found[2], layout).replace(tzinfo=UTC)
            except ValueError:
                return None
    return None
