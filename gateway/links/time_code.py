"""Time codes: when a packet was made, in the forms of CCSDS 301.0-B.

::

    CUC  [P-field]  coarse time, 1 to 7 octets  fine time, 0 to 10 octets
                    seconds since the epoch     fraction of a second, binary

    CDS  [P-field]  day, 2 or 3  millisecond of the day, 4  submillisecond, 0, 2 or 4
                    since the epoch                         µs or ps

Most significant octet first.  The P-field says which form it is; missions that leave it
out know.  Agencies take 1958-01-01 as the epoch or have their own.

Nothing protects a time code, and no octets are illegal but a P-field of another form.

Source: CCSDS 301.0-B-4, Time Code Formats, sections 3.2 and 3.3.  Leap seconds: IERS
Bulletin C, up to the one at the end of 2016, the last announced.

We differ where the CUC's epoch is not that of TAI: counters on board follow TAI and GPS,
which count leap seconds, or Unix, which does not, and the mission says which.  CDS counts
days of UTC, so leap seconds do not concern it.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol

EPOCH_1958 = "1958-01-01T00:00:00Z"
EPOCH_GPS = "1980-01-06T00:00:00Z"

_TAI_EPOCH = 0b001
_AGENCY_EPOCH = 0b010
_CDS = 0b100

_TAI_MINUS_UTC_1972 = 10
_LEAPS = [
    datetime(year, month, 1, tzinfo=UTC)
    for year, month in (
        *((1972, 1), (1972, 7), (1973, 1), (1974, 1), (1975, 1), (1976, 1), (1977, 1)),
        *((1978, 1), (1979, 1), (1980, 1), (1981, 7), (1982, 7), (1983, 7), (1985, 7)),
        *((1988, 1), (1990, 1), (1991, 1), (1992, 7), (1993, 7), (1994, 7), (1996, 1)),
        *((1997, 7), (1999, 1), (2006, 1), (2009, 1), (2012, 7), (2015, 7), (2017, 1)),
    )
]
"""Since when TAI - UTC is one second more; the first entry made it ten."""


class TimeCode(Protocol):
    """What a Space Packet's secondary header needs of a time code."""

    def read(self, data: bytes) -> datetime | None:
        """The time at the start of *data*, aware UTC; None if it is incomplete."""


@dataclass(frozen=True)
class CUC:
    """Unsegmented: a binary count of seconds.

    Attributes:
        coarse: Octets of whole seconds.
        fine: Octets of the fraction.
        epoch: Where the count starts, ISO 8601, UTC.
        leap_seconds: Whether the count includes them.
        preamble: Whether a P-field comes first; it then says the octets, and overrides
            the epoch if it names that of TAI.
    """

    coarse: int = 4
    fine: int = 0
    epoch: str = EPOCH_1958
    leap_seconds: bool = True
    preamble: bool = False

    def read(self, data: bytes) -> datetime | None:
        """The time at the start of *data*, aware UTC; None if it is incomplete."""
        coarse, fine, epoch, start = self.coarse, self.fine, self.epoch, 0
        if self.preamble:
            form = _cuc_preamble(data)
            if form is None:
                return None
            coarse, fine, tai, start = form
            epoch = EPOCH_1958 if tai else epoch
        octets = data[start : start + coarse + fine]
        if len(octets) < coarse + fine:
            return None
        microseconds = int.from_bytes(octets, "big") * 1_000_000 >> 8 * fine
        return _after(epoch, microseconds, self.leap_seconds)


@dataclass(frozen=True)
class CDS:
    """Day segmented: days, milliseconds of the day, and parts of a millisecond.

    Attributes:
        day: Octets of the day, 2 or 3.
        submillisecond: Octets of the part: 0, 2 for µs, 4 for ps.
        epoch: Day 0, ISO 8601, UTC.
        preamble: Whether a P-field comes first; it then says the octets, and overrides
            the epoch if it names 1958.
    """

    day: int = 2
    submillisecond: int = 0
    epoch: str = EPOCH_1958
    preamble: bool = False

    def read(self, data: bytes) -> datetime | None:
        """The time at the start of *data*, aware UTC; None if it is incomplete."""
        day, part, epoch, start = self.day, self.submillisecond, self.epoch, 0
        if self.preamble:
            form = _cds_preamble(data)
            if form is None:
                return None
            day, part, agency = form
            epoch, start = (epoch if agency else EPOCH_1958), 1
        octets = data[start : start + day + 4 + part]
        if len(octets) < day + 4 + part:
            return None
        days = int.from_bytes(octets[:day], "big")
        milliseconds = int.from_bytes(octets[day : day + 4], "big")
        parts = int.from_bytes(octets[day + 4 :], "big")
        microseconds = parts if part == 2 else parts // 1_000_000
        total = (days * 86_400_000 + milliseconds) * 1000 + microseconds
        return _after(epoch, total, leap_seconds=False)


def _cuc_preamble(data: bytes) -> tuple[int, int, bool, int] | None:
    """Coarse octets, fine octets, whether since TAI's epoch, octets of the P-field."""
    if not data or data[0] >> 4 & 0b111 not in (_TAI_EPOCH, _AGENCY_EPOCH):
        return None
    coarse, fine, octets = (data[0] >> 2 & 0b11) + 1, data[0] & 0b11, 1
    if data[0] & 0x80 and len(data) > 1:
        coarse, fine, octets = coarse + (data[1] >> 5 & 0b11), fine + (data[1] >> 2 & 0b111), 2
    return coarse, fine, data[0] >> 4 & 0b111 == _TAI_EPOCH, octets


def _cds_preamble(data: bytes) -> tuple[int, int, bool] | None:
    """Octets of the day, octets of the part, whether since the agency's epoch."""
    if not data or data[0] >> 4 & 0b111 != _CDS or data[0] & 0b11 == 0b11:
        return None
    return 3 if data[0] & 0b100 else 2, 2 * (data[0] & 0b11), bool(data[0] & 0b1000)


def _after(epoch: str, microseconds: int, leap_seconds: bool) -> datetime | None:
    """*microseconds* after *epoch* in UTC; None where there is no such date."""
    start = datetime.fromisoformat(epoch)
    try:
        time = start + timedelta(microseconds=microseconds)
        if not leap_seconds:
            return time
        uncorrected = time + timedelta(seconds=_tai_minus_utc(start))
        # The count runs ahead of UTC by the leap seconds since; asked at the corrected
        # time, because just after a leap second the uncorrected one is past it already.
        guess = uncorrected - timedelta(seconds=_tai_minus_utc(uncorrected))
        return uncorrected - timedelta(seconds=_tai_minus_utc(guess))
    except OverflowError:
        return None


def _tai_minus_utc(time: datetime) -> int:
    """Whole seconds of TAI - UTC; 0 before 1972, when the seconds of UTC were not TAI's."""
    passed = bisect_right(_LEAPS, time)
    return passed + _TAI_MINUS_UTC_1972 - 1 if passed else 0
