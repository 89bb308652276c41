"""The clock of a test: the day's own, or one that moves when the test says so.

::

    real       wait ─▶ sleeps until something is heard, or the time is over
    virtual    wait ─▶ step ─▶ device runs so long ─▶ gateway has read it all ─▶ step ─▶ ...

Both tell the gateway the time of day, and both can make it jump, as a Raspberry Pi's does
when the network sets it.  A jump moves the gateway's time of day only: what a test waits
for is counted on a clock that nothing sets.
"""

from __future__ import annotations

import time
from abc import abstractmethod
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from threading import Condition
from types import TracebackType
from typing import TypeVar

from gateway.sources.clock import Clock

START = datetime(2000, 1, 1, tzinfo=UTC)
"""Where virtual time starts: nobody takes it for today."""

STEPS = 200
"""A virtual wait is cut into so many steps."""

SHORTEST_STEP_S = 0.1
LONGEST_STEP_S = 60.0

T = TypeVar("T")


class BenchClock(Clock):
    """What both clocks can do.  Times of a test are seconds since the clock was made.

    Attributes:
        kind: `real` or `virtual`.
    """

    kind: str

    def __init__(self) -> None:
        super().__init__()
        self._jumped = timedelta(0)

    @abstractmethod
    def elapsed(self) -> float:
        """Seconds since the clock was made; never set, never goes back."""

    @abstractmethod
    def wait(
        self, changed: Condition, look: Callable[[], T | None], within: float, step: float = 0.0
    ) -> T | None:
        """Wait until *look* finds something.

        Args:
            changed: Notified when there may be something new to find.
            look: Called with *changed* held; returns what it found, or None.
            within: Longest wait, s.
            step: Of virtual time, s; 0 for one that suits *within*.
        """

    def drive(self, run: Callable[[float], int]) -> None:
        """Have a device run while time passes; with a real clock it does so by itself.

        Args:
            run: Called with the seconds of each step of virtual time: lets the device run
                so long, and returns the octets that it has written in all.
        """

    def advance(self, seconds: float = 0.0, *, minutes: float = 0.0, hours: float = 0.0) -> None:
        """Let so much time pass: at once if it is virtual, by waiting if it is not.

        Raises:
            ValueError: It is negative.
        """
        __tracebackhide__ = True
        passing = _seconds(seconds, minutes, hours)
        if passing < 0:
            raise ValueError(
                f"time cannot pass by {passing:g} s; clock.jump sets the time of day back"
            )
        self.wait(Condition(), lambda: None, passing)

    def jump(self, seconds: float = 0.0, *, minutes: float = 0.0, hours: float = 0.0) -> Jump:
        """Set the gateway's time of day so far forward, or back if it is negative.

        Used as a context manager it sets the time right again at the end.
        """
        return Jump(self, timedelta(seconds=_seconds(seconds, minutes, hours)))

    def set_forward(self, by: timedelta) -> None:
        """Set the gateway's time of day forward by so much."""
        self._jumped += by


class RealClock(BenchClock):
    """The time that passes."""

    kind = "real"

    def __init__(self) -> None:
        super().__init__()
        self._started = time.monotonic()

    def now(self) -> datetime:
        """The gateway's time, aware UTC."""
        return super().now() + self._jumped

    def elapsed(self) -> float:
        """As `BenchClock.elapsed`."""
        return time.monotonic() - self._started

    def wait(
        self, changed: Condition, look: Callable[[], T | None], within: float, step: float = 0.0
    ) -> T | None:
        """As `BenchClock.wait`."""
        __tracebackhide__ = True
        deadline = self.elapsed() + within
        with changed:
            while (found := look()) is None and (left := deadline - self.elapsed()) > 0:
                changed.wait(left)
            return found


class VirtualClock(BenchClock):
    """A clock that stands still until a test waits or advances it.

    Time moves in steps: `STEPS` for each wait, but none shorter than 0.1 s or longer than
    60 s.  What a device sent during a step is received at its end.

    Attributes:
        settlers: Called after each step with the octets that all devices have written, or
            None where there is none; they return when all has been read.
    """

    kind = "virtual"

    def __init__(self) -> None:
        super().__init__()
        self.settlers: list[Callable[[int | None], None]] = []
        self._devices: list[Callable[[float], int]] = []
        self._elapsed = 0.0

    @property
    def quality(self) -> str:
        """Where the time comes from."""
        return "virtual"

    def drive(self, run: Callable[[float], int]) -> None:
        """As `BenchClock.drive`."""
        self._devices.append(run)

    def now(self) -> datetime:
        """The gateway's time, aware UTC."""
        return START + self._jumped + timedelta(seconds=self._elapsed)

    def elapsed(self) -> float:
        """As `BenchClock.elapsed`."""
        return self._elapsed

    def wait(
        self, changed: Condition, look: Callable[[], T | None], within: float, step: float = 0.0
    ) -> T | None:
        """As `BenchClock.wait`."""
        __tracebackhide__ = True
        step = step or min(max(round(within / STEPS, 1), SHORTEST_STEP_S), LONGEST_STEP_S)
        end = self._elapsed + within
        self._settle(None)
        while True:
            with changed:
                found = look()
            left = round(end - self._elapsed, 6)
            if found is not None or left <= 0:
                return found
            self._step(min(step, left))

    def _step(self, seconds: float) -> None:
        __tracebackhide__ = True
        self._elapsed = round(self._elapsed + seconds, 6)
        written = [run(seconds) for run in self._devices]
        self._settle(sum(written) if written else None)

    def _settle(self, sent: int | None) -> None:
        __tracebackhide__ = True
        for settle in self.settlers:
            settle(sent)


class Jump:
    """A jump of the gateway's time of day, made when this is.

    As a context manager it is taken back at the end.
    """

    def __init__(self, clock: BenchClock, by: timedelta):
        self._clock = clock
        self._by = by
        clock.set_forward(by)

    def __enter__(self) -> Jump:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._clock.set_forward(-self._by)


def _seconds(seconds: float, minutes: float, hours: float) -> float:
    return seconds + 60 * minutes + 3600 * hours
