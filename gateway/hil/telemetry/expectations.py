"""Expectations of what a device sends: each waits, and fails with all there is to know.

Every expectation counts what has come already: a packet that arrived while the test did
something else is not missed.  But each is given once: the next `expect` of the same packet
looks at what came after it, and after a command at what came since it was sent.  `forget`
lets it look only at what comes from now on.
"""

from __future__ import annotations

from abc import abstractmethod
from functools import partial
from itertools import pairwise
from typing import Any

from gateway.hil.clock import BenchClock
from gateway.hil.telemetry.failure import LAST
from gateway.hil.telemetry.matching import Where, asked
from gateway.hil.telemetry.packet import ReceivedPacket
from gateway.hil.telemetry.search import Search
from gateway.hil.telemetry.telemetry import Telemetry
from gateway.model import Alarm, State

WITHIN_S = 2.0
LEVELS = (State.CAUTION.value, State.WARNING.value)


class Expectations(Telemetry):
    """What a test may expect.  Times are in seconds of the test's clock."""

    def __init__(self, clock: BenchClock):
        super().__init__(clock)
        self._given: dict[str, int] = {}
        self._alarms_given: dict[str, int] = {}

    @property
    @abstractmethod
    def stats(self) -> dict[str, int]:
        """All counters by name, after all that was sent has been read."""

    @abstractmethod
    def check_watched(self, channel: str) -> None:
        """Raise ValueError if no mission has limits for such a channel."""

    def expect(
        self, packet: str, within: float = WITHIN_S, where: Where = None, count: int = 1
    ) -> ReceivedPacket:
        """The next packet of that name that is as asked for; of *count*, the last.

        Args:
            packet: The packet's name in its mission.
            within: Longest wait, s.
            where: Values by channel path, each a value, a `pytest.approx` or a function
                of the value; or one function of the whole packet.
            count: How many such packets must come.

        Raises:
            ExpectationError: They did not come in time.
            ValueError: No mission has such a packet, or it has no such channel.
        """
        __tracebackhide__ = True
        self.check_names(packet, where)
        _check_count(count)
        search = Search(packet, where, count, max(self._given.get(packet, 0), self._forgotten))
        found = self._wait(partial(search.look, self.history), within)
        if found is None:
            much = f"only {search.found} of {count} {packet}" if count > 1 else f"no {packet}"
            reason = f"{much}{asked(where)} came within {within:g} s"
            self._fail(reason, search.nearest, search.differing)
        self._given[packet] = found.number
        return found

    def expect_none(self, packet: str, during: float = WITHIN_S, where: Where = None) -> None:
        """No such packet comes from now on.

        Args:
            packet: The packet's name.
            during: So long, s.
            where: As `expect`.

        Raises:
            ExpectationError: One came.
        """
        __tracebackhide__ = True
        self.check_names(packet, where)
        search = Search(packet, where, 1, self.history.packets.count)
        found = self._wait(partial(search.look, self.history), during)
        if found is not None:
            self._fail(f"{packet} #{found.number}{asked(where)} came, which it should not")

    def expect_sequence(
        self, *steps: str | tuple[str, Where], within: float = WITHIN_S
    ) -> list[ReceivedPacket]:
        """These packets come, in this order; others may come between them.

        Args:
            steps: Names of packets, or pairs of a name and a `where` as in `expect`.
            within: Longest wait for all of them, s.

        Raises:
            ExpectationError: One of them did not come.
        """
        __tracebackhide__ = True
        deadline = self.clock.elapsed() + within
        found: list[ReceivedPacket] = []
        after = self._given.get(_step(steps[0])[0], 0) if steps else 0
        for number, step in enumerate(steps, 1):
            name, where = _step(step)
            self.check_names(name, where)
            search = Search(name, where, 1, max(after, self._forgotten))
            left = max(deadline - self.clock.elapsed(), 0.0)
            packet = self._wait(partial(search.look, self.history), left)
            if packet is None:
                before = f" after {found[-1].name} #{found[-1].number}" if found else ""
                reason = (
                    f"step {number} of {len(steps)}: no {name}{asked(where)} came"
                    f"{before} within {within:g} s"
                )
                self._fail(reason, search.nearest, search.differing)
            found.append(packet)
            after = self._given[name] = packet.number
        return found

    def expect_rate(
        self, packet: str, hz: float, tolerance: float = 0.1, during: float = 10.0
    ) -> float:
        """Packets come so often.

        The rate is that of the intervals between the first and the last packet.

        Args:
            packet: The packet's name.
            hz: How often, per second.
            tolerance: How far off it may be, as a part of *hz*.
            during: Measured from now on for so long, s.

        Returns:
            The rate, per second.

        Raises:
            ExpectationError: They come more or less often.
        """
        __tracebackhide__ = True
        self.check_names(packet, None)
        start = self.history.packets.count
        self._wait(lambda: None, during)
        times = [p.at for p in self._after(start) if p.name == packet]
        span = times[-1] - times[0] if len(times) > 1 else 0.0
        rate = (len(times) - 1) / span if span else 0.0
        if abs(rate - hz) > tolerance * hz:
            self._fail(
                f"{packet} came at {rate:.3g} Hz ({len(times)} in {during:g} s), "
                f"not at {hz:g} Hz ± {100 * tolerance:g} %"
            )
        return rate

    def expect_no_gaps(
        self, packet: str = "", channel: str = "", modulo: int = 0, during: float = 0.0
    ) -> None:
        """No packet is missing and none came twice.

        Without a channel it is the mission that says how its packets are numbered, and the
        gateway's counters `missed` and `repeated` must be zero.

        Args:
            packet: Name of a packet with a number of its own.
            channel: Path of its number.
            modulo: Where that number wraps.
            during: Go on for so long first, s.

        Raises:
            ExpectationError: There is a gap, or nothing to find gaps in.
        """
        __tracebackhide__ = True
        if during:
            self._wait(lambda: None, during)
        if not channel:
            stats = self.stats
            if gaps := {k: stats[k] for k in ("missed", "repeated") if stats.get(k)}:
                told = ", ".join(f"{count} {name}" for name, count in gaps.items())
                self._fail(f"the packets are not continuous: {told}{self._where_broken()}")
            return
        self.check_names(packet, {channel: None})
        numbers = [p for p in self._after(self._forgotten) if p.name == packet]
        if len(numbers) < 2:
            self._fail(f"{len(numbers)} of {packet} came: too few to find a gap between")
        for one, two in pairwise(numbers):
            step = (two[channel] - one[channel]) % (modulo or 2**64)
            if step != 1:
                self._fail(
                    f"{packet} #{two.number} has {channel} {two[channel]} "
                    f"after {one[channel]} in #{one.number}"
                )

    def _where_broken(self) -> str:
        with self.history.changed:
            last = self.history.breaks.last(LAST)
        told = [
            f"\n  {b.at:.3f} s  before #{b.packet}: "
            + ", ".join(f"{count} {name}" for name, count in b.counts.items())
            for b in last
        ]
        return f"\n\nlast breaks, of {self.history.breaks.count}:" + "".join(told) if told else ""

    def expect_alarm(
        self,
        channel: str,
        level: str = "warning",
        within: float = WITHIN_S,
        clears: float | None = None,
    ) -> Alarm:
        """An alarm of that channel rises to that level.

        Args:
            channel: Path of the channel.
            level: `caution` or `warning`.
            within: Longest wait, s.
            clears: Then it must end, within so many seconds; None if that does not matter.

        Raises:
            ExpectationError: It did not rise, or did not end.
            ValueError: No mission has limits for such a channel, or there is no such level.
        """
        __tracebackhide__ = True
        self.check_watched(channel)
        if level not in LEVELS:
            raise ValueError(f"an alarm has no level {level!r}; there are {' and '.join(LEVELS)}")
        alarm = self._alarm(channel, State(level), within)
        if alarm is None:
            reason = f"no alarm of {channel} at {level} rose within {within:g} s"
            self._fail(reason + self._last_value(channel))
        if clears is not None and self._alarm(channel, State.NOMINAL, clears) is None:
            reason = f"the alarm of {channel} did not end within {clears:g} s"
            self._fail(reason + self._last_value(channel))
        return alarm

    def _last_value(self, channel: str) -> str:
        """What a channel was when it came last."""
        with self.history.changed:
            found = [p for p in self.history.latest.values() if channel in p]
        if not found:
            return ": no packet with this channel came"
        last = max(found, key=lambda packet: packet.number)
        state = last.states[channel]
        told = f"{last[channel]} {last.units[channel]}".rstrip()
        return f": {told} in {last.name} #{last.number} is {state.value if state else 'no value'}"

    def _alarm(self, channel: str, state: State, within: float) -> Alarm | None:
        """The next change of that channel's alarm to *state*."""
        __tracebackhide__ = True

        def look() -> Alarm | None:
            given = self._alarms_given.get(channel, 0)
            news = self.history.alarms.after(max(given, self._alarms_forgotten))
            first = self.history.alarms.count - len(news)
            for number, change in enumerate(news, first + 1):
                if change.alarm.channel == channel and change.alarm.state is state:
                    self._alarms_given[channel] = number
                    return change.alarm
            return None

        return self._wait(look, within)

    def expect_recovers(self, within: float = WITHIN_S, count: int = 1) -> ReceivedPacket:
        """After a fault: so many packets come, with no broken frame between them.

        Args:
            within: Longest wait, s.
            count: How many packets in a row.

        Raises:
            ExpectationError: They did not.
        """
        __tracebackhide__ = True
        _check_count(count)
        start = self.history.packets.count

        def look() -> ReceivedPacket | None:
            nonlocal start
            for lost in self.history.lost.last(1):
                # Those that came before the last broken frame prove nothing.
                start = max(start, lost.after)
            news = self._after(start)
            return news[count - 1] if len(news) >= count else None

        found = self._wait(look, within)
        if found is None:
            had = self.history.packets.count - start
            self._fail(f"not recovered within {within:g} s: {had} of {count} packets in a row")
        return found

    def assert_stats(self, **expected: Any) -> None:
        """The gateway's counters have these values, when all that was sent has been read.

        A value may be a number, a `pytest.approx` or a function of the number.

        Raises:
            ExpectationError: One has another value.
            ValueError: There is no counter of that name.
        """
        __tracebackhide__ = True
        stats = self.stats
        unknown = [name for name in expected if name not in stats]
        if unknown:
            raise ValueError(
                f"no counter is called {', '.join(unknown)}; there are {', '.join(stats)}"
            )
        wrong = [
            f"{name} is {stats[name]}, not {wanted!r}"
            for name, wanted in expected.items()
            if not (wanted(stats[name]) if callable(wanted) else stats[name] == wanted)
        ]
        if wrong:
            self._fail("; ".join(wrong))


def _step(step: str | tuple[str, Where]) -> tuple[str, Where]:
    return (step, None) if isinstance(step, str) else step


def _check_count(count: int) -> None:
    __tracebackhide__ = True
    if count < 1:
        raise ValueError(f"count is {count}: at least one is expected; of none, expect_none")
