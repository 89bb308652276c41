"""The modes of slow-scan television: what is sent when.

A mode sends the same group of elements again and again: pulses of one frequency, and scans, in
which the frequency tells the brightness of one colour from the left of the picture to its right.

::

    Martin    sync porch GGGGGGGG pulse BBBBBBBB pulse RRRRRRRR pulse              a row
    Scottie   pulse GGGGGGGG pulse BBBBBBBB sync porch RRRRRRRR                    a row
    Robot 72  sync porch YYYYYYYY pulse porch VVVV pulse porch UUUU                a row
    Robot 36  sync porch YYYYYYYY pulse porch VVVV  sync ... YYYYYYYY ... UUUU     two rows
    PD        sync porch YYYYYYYY VVVVVVVV UUUUUUUU YYYYYYYY                       two rows

V is red less luminance, U blue less luminance, shared by two rows where a group has two.

Source: J. L. Barber N7CXI, "Proposal for SSTV Mode Specifications", Dayton SSTV forum, 20 May
2000.  All times are milliseconds, all frequencies Hz, as there.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

SYNC_HZ = 1200.0
BLACK_HZ, WHITE_HZ = 1500.0, 2300.0
GREY_HZ = 1900.0


@dataclass(frozen=True)
class Pulse:
    """One frequency for a time.

    Attributes:
        hz: Its frequency.
        ms: Its length.
    """

    hz: float
    ms: float


@dataclass(frozen=True)
class Scan:
    """One colour of one row.

    Attributes:
        colour: `R`, `G`, `B`, or `Y`, `V`, `U`.
        ms: Its length.
        row: Of the group; V and U of a group with two rows belong to both.
    """

    colour: str
    ms: float
    row: int = 0


Element = Pulse | Scan


@dataclass(frozen=True)
class Mode:
    """A mode.

    Attributes:
        name: As people write it.
        vis: Its code in the header.
        width: Pixels of a row.
        height: Rows.
        rows: Rows of a group.
        elements: Of a group.
        lead: Elements before the first group.
    """

    name: str
    vis: int
    width: int
    height: int
    rows: int
    elements: tuple[Element, ...]
    lead: tuple[Element, ...] = ()

    @property
    def groups(self) -> int:
        """Groups of a picture."""
        return self.height // self.rows

    @cached_property
    def starts_ms(self) -> tuple[float, ...]:
        """When each element of a group begins, and when the last one ends."""
        return tuple(accumulate((one.ms for one in self.elements), initial=0.0))

    @property
    def period_ms(self) -> float:
        """Length of a group."""
        return self.starts_ms[-1]

    @property
    def lead_ms(self) -> float:
        """Length of what comes before the first group."""
        return sum(one.ms for one in self.lead)

    @property
    def duration_s(self) -> float:
        """Length of a picture without its header."""
        return (self.lead_ms + self.groups * self.period_ms) / 1000

    @cached_property
    def syncs(self) -> tuple[tuple[float, Pulse], ...]:
        """The sync pulses of a group, and when they begin, ms."""
        pairs = zip(self.starts_ms, self.elements, strict=False)
        return tuple(
            (start, one) for start, one in pairs if isinstance(one, Pulse) and one.hz == SYNC_HZ
        )

    @cached_property
    def scans(self) -> tuple[tuple[float, Scan], ...]:
        """The scans of a group, and when they begin, ms."""
        pairs = zip(self.starts_ms, self.elements, strict=False)
        return tuple((start, one) for start, one in pairs if isinstance(one, Scan))


def _martin(name: str, vis: int, scan_ms: float) -> Mode:
    porch = Pulse(BLACK_HZ, 0.572)
    scans = [element for colour in "GBR" for element in (Scan(colour, scan_ms), porch)]
    return Mode(name, vis, 320, 256, 1, (Pulse(SYNC_HZ, 4.862), porch, *scans))


def _scottie(name: str, vis: int, scan_ms: float) -> Mode:
    sync, porch = Pulse(SYNC_HZ, 9.0), Pulse(BLACK_HZ, 1.5)
    green, blue, red = (Scan(colour, scan_ms) for colour in "GBR")
    return Mode(name, vis, 320, 256, 1, (porch, green, porch, blue, sync, porch, red), lead=(sync,))


def _robot_36() -> Mode:
    begin = (Pulse(SYNC_HZ, 9.0), Pulse(BLACK_HZ, 3.0))
    porch = Pulse(GREY_HZ, 1.5)
    even = (*begin, Scan("Y", 88.0, 0), Pulse(BLACK_HZ, 4.5), porch, Scan("V", 44.0))
    odd = (*begin, Scan("Y", 88.0, 1), Pulse(WHITE_HZ, 4.5), porch, Scan("U", 44.0))
    return Mode("Robot 36", 8, 320, 240, 2, (*even, *odd))


def _robot_72() -> Mode:
    porch = Pulse(GREY_HZ, 1.5)
    red = (Pulse(BLACK_HZ, 4.5), porch, Scan("V", 69.0))
    blue = (Pulse(WHITE_HZ, 4.5), porch, Scan("U", 69.0))
    begin = (Pulse(SYNC_HZ, 9.0), Pulse(BLACK_HZ, 3.0), Scan("Y", 138.0))
    return Mode("Robot 72", 12, 320, 240, 1, (*begin, *red, *blue))


def _pd(name: str, vis: int, width: int, height: int, scan_ms: float) -> Mode:
    scans = (Scan("Y", scan_ms, 0), Scan("V", scan_ms), Scan("U", scan_ms), Scan("Y", scan_ms, 1))
    begin = (Pulse(SYNC_HZ, 20.0), Pulse(BLACK_HZ, 2.08))
    return Mode(name, vis, width, height, 2, (*begin, *scans))


MODES = {
    mode.vis: mode
    for mode in (
        _martin("Martin M1", 44, 146.432),
        _martin("Martin M2", 40, 73.216),
        _scottie("Scottie S1", 60, 138.240),
        _scottie("Scottie S2", 56, 88.064),
        _scottie("Scottie DX", 76, 345.600),
        _robot_36(),
        _robot_72(),
        _pd("PD50", 93, 320, 256, 91.520),
        _pd("PD90", 99, 320, 256, 170.240),
        _pd("PD120", 95, 640, 496, 121.600),
        _pd("PD160", 98, 512, 400, 195.584),
        _pd("PD180", 96, 640, 496, 183.040),
        _pd("PD240", 97, 640, 496, 244.480),
        _pd("PD290", 94, 800, 616, 228.800),
    )
}
"""By the code in the header."""
