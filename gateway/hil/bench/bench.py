"""The gateway of a test: the real one in a thread of its own, without a broker.

What a test asserts went the way that frames go at a station: the serial source, the
framing, the journal, the decoder, the monitor (`gateway.hil.bench.chain`).
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Self

from gateway.commanding.commander import Reply, Status
from gateway.definition import Mission
from gateway.framing import framing_of
from gateway.hil.bench.chain import OPEN_S, Chain
from gateway.hil.bench.loop_thread import BenchError, LoopThread
from gateway.hil.bench.mission_choice import MissionChoice
from gateway.hil.clock import BenchClock, RealClock, VirtualClock
from gateway.hil.settings import SHIM_FRAMING
from gateway.hil.telemetry.expectations import Expectations
from gateway.hil.telemetry.failure import LAST, Evidence
from gateway.hil.telemetry.latency import Latency, latency_of
from gateway.hil.telemetry.matching import Where
from gateway.hil.wire.line import Line
from gateway.station import SerialSource

SOURCE = "line"
"""Name of a bench's one source."""

BUSY_S = 2.0
"""Longest wait for a line to be quiet."""


class Bench(Expectations):
    """A gateway that listens to one line; a context manager.

    Args:
        line: The line; the gateway has its ground's end.
        folder: Where its journal goes.
        missions: Names of missions, paths of mission files, or missions; without any,
            frames are recognised.
        framing: As in the station file.
        clock: The clock; None for the real one.

    Attributes:
        line: As above.
        latencies: How long each command took to be acknowledged, s.
        tellers: Each gives a line for failure messages, of what else is on the bench.
        reported: What the report has counted already.

    Raises:
        StationError: There is no such mission or framing.
        MissionError: A mission file cannot be loaded.
    """

    def __init__(
        self,
        line: Line,
        folder: Path,
        missions: Sequence[str | Path | Mission] = (),
        framing: str | dict[str, Any] = SHIM_FRAMING,
        clock: BenchClock | None = None,
    ):
        super().__init__(clock or RealClock())
        self.line = line
        self.latencies: list[float] = []
        self.tellers: list[Callable[[], str]] = []
        self.reported: dict[str, int] = {}
        self._folder = folder
        self._choice = MissionChoice(SOURCE, missions)
        self._deframer = framing_of(framing).deframer()
        self._options = SerialSource(
            name=SOURCE,
            port=line.ground_port,
            framing=framing,
            missions=self._choice.names,
            simulated=self._choice.simulated,
            wired=True,
        )
        self._thread = LoopThread(self._work, self.history.fail)
        self._made: Chain | None = None
        self._device_alone = True

    @property
    def missions(self) -> tuple[str, ...]:
        """Names of the missions that it listens for; none means all."""
        return self._choice.names

    @property
    def mission_files(self) -> Mapping[str, Path | None]:
        """The mission file of each that is not Cupola's; None where it stands in none."""
        return self._choice.files

    @property
    def framing(self) -> str | dict[str, Any]:
        """The framing, as in the station file."""
        return self._options.framing

    @property
    def port(self) -> str:
        """The port that it listens to."""
        return self._options.port

    def start(self) -> None:
        """Start, and wait until the port is open.

        Raises:
            BenchError: It does not start, with its cause.
        """
        __tracebackhide__ = True
        self._thread.start()
        try:
            self._thread.call(self._chain.opened())
        except BaseException:  # Ctrl-C, too: nobody calls `stop` after a start that failed
            self._thread.stop()
            raise
        if isinstance(self.clock, VirtualClock):
            self.clock.settlers.append(self.settle)

    def stop(self) -> None:
        """Stop, and close the journal.

        Raises:
            BenchError: It had failed before, with its cause.
        """
        __tracebackhide__ = True
        if isinstance(self.clock, VirtualClock) and self.settle in self.clock.settlers:
            self.clock.settlers.remove(self.settle)
        self._thread.stop()

    def check(self) -> None:
        """Raise the error that stopped the gateway, if one did.

        Raises:
            BenchError: With its cause.
        """
        __tracebackhide__ = True
        self._thread.check()

    async def _work(self, leave: asyncio.Event, ready: Callable[[], None]) -> None:
        self._made = Chain(
            self._options,
            self._deframer,
            self._choice.catalogue,
            self._folder / "journal.sqlite",
            self.clock,
            self.history,
        )
        await self._made.run(leave, ready)

    @property
    def _chain(self) -> Chain:
        __tracebackhide__ = True
        if self._made is None:
            raise BenchError("the gateway was not started: with Bench(...) as gateway")
        return self._made

    def settle(self, sent: int | None = None) -> None:
        """Wait until the gateway has read and decoded all that was sent.

        A line that is never quiet is waited for in vain: then it is what has arrived.

        Args:
            sent: Octets that the device has written in all, where it says so: there is
                nothing else to wait for then, if the line is sound.

        Raises:
            BenchError: It has died, or cannot open its port.
        """
        __tracebackhide__ = True
        if sent is not None and self.line.octets_to_ground > sent:
            self._device_alone = False  # the test writes to the line as well
        if sent is None or self.line.faults or not self._device_alone:
            with suppress(TimeoutError):
                self.line.drain(BUSY_S)
            sent = self.line.octets_to_ground
        self._thread.call(self._read_all(sent))

    async def _read_all(self, sent: int) -> None:
        if self._chain.receiver.state != "open" and Path(self.port).exists():
            await self._chain.opened()
        await self._chain.read_all(sent)

    @property
    def stats(self) -> dict[str, int]:
        """All counters by name, after all that was sent has been read.

        `octets` and `frames`; what became of the candidates, by the names of
        `gateway.model.Disposition`; what the framing counts besides; `missed`, `repeated`,
        `late` and `reboots`, where the mission numbers its packets; `reconnects`.
        """
        __tracebackhide__ = True
        self.settle()
        return self.counters()

    def counters(self) -> dict[str, int]:
        """The counters as they are now."""
        return self._chain.counters()

    def evidence(self) -> Evidence:
        """What a failure message shows."""
        history = self.history
        receiver = self._chain.receiver
        with history.changed:
            return Evidence(
                history.packets.last(LAST),
                history.packets.count,
                history.lost.last(LAST),
                history.lost.count,
                history.alarms.last(LAST),
                {name: count for name, count in self.counters().items() if count},
                f"{receiver.state}, {self.port}" + (f", {receiver.error}" * bool(receiver.error)),
                self._told_of_line(),
            )

    def _told_of_line(self) -> list[str]:
        lines = [*(tell() for tell in self.tellers), f"line with seed {self.line.seed}"]
        for fault in self.line.faults[-LAST:]:
            lines += [f"  {fault}", *(f"    {event}" for event in fault.log[-LAST:])]
        return lines

    def check_names(self, packet: str, where: Where) -> None:
        """Raise ValueError if no mission has such a packet, or it has no such channel."""
        __tracebackhide__ = True
        self._choice.check(packet, where)

    def check_watched(self, channel: str) -> None:
        """Raise ValueError if no mission has limits for such a channel."""
        __tracebackhide__ = True
        self._choice.check_watched(channel)

    def identity(self) -> dict[str, str]:
        """What the firmware says of itself: `boots` and `layout_hash`, where it does."""
        told: dict[str, str] = {}
        with self.history.changed:
            packets = sorted(self.history.latest.values(), key=lambda packet: packet.number)
        for packet in packets:
            boots = self._choice.catalogue.missions[packet.mission].boots
            if boots in packet:
                told["boots"] = str(packet[boots])
            if isinstance(value := packet.raw.get("layout_hash"), int):
                told["layout_hash"] = f"0x{value:08x}"
        return told

    def alarms(self) -> dict[str, str]:
        """The alarms that are up: state by channel path."""
        __tracebackhide__ = True
        self.settle()
        return {a.channel: a.state.value for a in self._thread.call(self._chain.alarms())}

    def send(
        self,
        verb: str,
        values: Mapping[str, Any] | None = None,
        /,
        *,
        status: str = "accepted",
        within: float = 5.0,
        **named: Any,
    ) -> Reply:
        """Send a command of the mission, and wait for its acknowledgement.

        What is expected afterwards has come since.

        Args:
            verb: The command's name.
            values: Its values by channel path, where a path is no Python name.
            status: What must become of it: `accepted`, `refused`, `timeout`, ...
            within: Longest wait, s.
            named: Its values by name.

        Raises:
            ExpectationError: Something else became of it.
            ValueError: There is no such command, or its values are wrong.
        """
        __tracebackhide__ = True
        if status not in [known.value for known in Status]:
            there = ", ".join(known.value for known in Status)
            raise ValueError(f"no command ends as {status!r}; there are {there}")
        started = self.clock.elapsed()
        self._forgotten = self.history.packets.count
        reply = self._exchange(verb, {**(values or {}), **named}, within)
        if reply.status in (Status.UNKNOWN, Status.INVALID) and status != reply.status:
            raise ValueError(f"{verb}: {reply.message}")
        if reply.acknowledged_at:
            self.latencies.append(self.clock.elapsed() - started)
        if reply.status != Status(status):
            self._fail(f"{verb} is {reply.status.value}, not {status}: {reply.message}")
        return reply

    def _exchange(self, verb: str, values: Mapping[str, Any], within: float) -> Reply:
        __tracebackhide__ = True
        real = isinstance(self.clock, RealClock)
        limit = within if real else OPEN_S
        future = self._thread.begin(self._chain.commander.send(verb, values, timeout_s=limit))
        future.add_done_callback(lambda _: self.history.wake())
        self._wait(lambda: future.done() or None, within + OPEN_S * real)
        if future.done():
            return future.result()
        future.cancel()
        return Reply(Status.TIMEOUT, f"not acknowledged within {within:g} s of virtual time")

    def expect_latency(
        self,
        command: str | bytes,
        values: Mapping[str, Any] | None = None,
        reply: str = "",
        *,
        median: float = float("inf"),
        p95: float = float("inf"),
        count: int = 20,
    ) -> Latency:
        """A command is answered so quickly.

        Args:
            command: A command's name, which its acknowledgement answers; or octets to
                send framed, which the packet *reply* answers.
            values: The command's values.
            reply: Name of the packet that answers octets.
            median: Half of the answers must be there after so long, s.
            p95: 95 % of them, s.
            count: How often it is sent.

        Raises:
            ExpectationError: Answers took longer, or did not come.
        """
        __tracebackhide__ = True
        if count < 1:
            raise ValueError(f"count is {count}: it takes an answer to measure one")
        times = [self._timed(command, values, reply) for _ in range(count)]
        latency = latency_of(times)
        if latency.median > median or latency.p95 > p95:
            self._fail(
                f"{command!r} was answered after {1000 * latency.median:.1f} ms (median) and "
                f"{1000 * latency.p95:.1f} ms (p95), allowed are {1000 * median:g} ms and "
                f"{1000 * p95:g} ms"
            )
        return latency

    def _timed(self, command: str | bytes, values: Mapping[str, Any] | None, reply: str) -> float:
        __tracebackhide__ = True
        if isinstance(command, str):
            self.send(command, values)
            return self.latencies[-1]
        self.forget()
        started = self.clock.elapsed()
        self.send_frame(command)
        self.expect(reply)
        self.latencies.append(self.clock.elapsed() - started)
        return self.latencies[-1]

    def send_frame(self, packet: bytes) -> None:
        """Send a packet's octets to the device, framed as its own are.

        Raises:
            SourceError: The line does not take it.
        """
        __tracebackhide__ = True
        self._thread.call(self._chain.receiver.send(packet))

    def send_raw(self, octets: bytes) -> None:
        """Send octets to the device just as they are."""
        __tracebackhide__ = True
        self.line.write_to_device(octets)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
