"""What came, as a test looks at it: packets so far, waiting for more, failing with all there is.

What may be expected of it is in `gateway.hil.telemetry.expectations`.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from typing import NoReturn, TypeVar

from gateway.hil.clock import BenchClock
from gateway.hil.telemetry.failure import Evidence, ExpectationError, failure_text
from gateway.hil.telemetry.history import History
from gateway.hil.telemetry.matching import Difference, Where, differences
from gateway.hil.telemetry.packet import ReceivedPacket

T = TypeVar("T")


class Telemetry(ABC):
    """What came.  Times are in seconds of the test's clock.

    Args:
        clock: The test's clock.

    Attributes:
        clock: As above.
        history: What was heard.
    """

    def __init__(self, clock: BenchClock):
        self.clock = clock
        self.history = History(clock.elapsed)
        self._forgotten = 0
        self._alarms_forgotten = 0

    @abstractmethod
    def settle(self) -> None:
        """Wait until all that was sent has been read."""

    @abstractmethod
    def evidence(self) -> Evidence:
        """What a failure message shows."""

    @abstractmethod
    def check(self) -> None:
        """Raise the error that stopped the gateway, if one did."""

    @abstractmethod
    def check_names(self, packet: str, where: Where) -> None:
        """Raise ValueError if no mission has such a packet, or it has no such channel."""

    def forget(self) -> None:
        """Let expectations look only at what comes from now on."""
        with self.history.changed:
            self._forgotten = self.history.packets.count
            self._alarms_forgotten = self.history.alarms.count

    def latest(self, packet: str) -> ReceivedPacket:
        """The newest packet of that name, after all that was sent has been read.

        Raises:
            ExpectationError: None has come.
        """
        __tracebackhide__ = True
        self.check_names(packet, None)
        self.settle()
        found = self.history.latest.get(packet)
        if found is None:
            self._fail(f"no {packet} has come")
        return found

    def packets(self, packet: str = "", where: Where = None) -> list[ReceivedPacket]:
        """The packets that came so far, the last ten thousand of them at least.

        Args:
            packet: The packet's name; empty for all.
            where: As `expect`.

        Raises:
            ValueError: No mission has such a packet, or it has no such channel.
        """
        __tracebackhide__ = True
        if packet:
            self.check_names(packet, where)
        with self.history.changed:
            every = self.history.packets.after(0)
        named = [p for p in every if not packet or p.name == packet]
        return [p for p in named if not differences(p, where)]

    def _after(self, number: int) -> list[ReceivedPacket]:
        with self.history.changed:
            return self.history.packets.after(number)

    def _wait(self, look: Callable[[], T | None], within: float) -> T | None:
        __tracebackhide__ = True

        def checked() -> T | None:
            __tracebackhide__ = True
            self.check()
            return look()

        return self.clock.wait(self.history.changed, checked, within)

    def _fail(
        self,
        reason: str,
        nearest: ReceivedPacket | None = None,
        differing: Sequence[Difference] = (),
    ) -> NoReturn:
        __tracebackhide__ = True
        raise ExpectationError(failure_text(reason, self.evidence(), nearest, differing))
