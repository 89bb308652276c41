"""The commander: sends a command to a board, and waits for what the board says of it.

::

    verb, values ─▶ prepare ─▶ Order ─▶ carry_out ─▶ Receiver.send ─▶ board
                                           ▲                             │
                                   note ───┘◀── watch ◀── Acknowledgement ┘

An acknowledgement may be lost on its way, and so may the command: it is sent again with
the same tag, which a board carries out once.  A board remembers one tag, so each source
has one command under way at a time.

It knows nothing of who may command what.  That is `gateway.commanding.desk`'s; tests of
firmware use the commander alone.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from difflib import get_close_matches
from typing import Any, Protocol

from msgspec import Struct
from msgspec.structs import replace

from gateway.catalogue import Catalogue
from gateway.commanding.reply import Reply, Status
from gateway.definition import Command, Mission
from gateway.errors import LayoutError, SourceError
from gateway.model import Decoded, Entry, Outcome
from gateway.sources.receiver import Receiver
from gateway.station import LineSource, Source

__all__ = ["Commander", "Order", "Reply", "Status", "Way", "ways"]

ATTEMPTS = 3
"""Times a command is sent within its time, until it is acknowledged; one that must not be
repeated is sent once."""

Way = tuple[str, Mission, Command]
"""Name of a source, and what can be sent there."""


class Order(Struct, frozen=True):
    """A command that is in order: its values are checked, its way is known.

    Attributes:
        verb: Its name.
        values: Its arguments by path.
        source: Where it goes.
        mission: Whose it is.
        tag: Names this sending.
        octets: The packet.
        id: The number by which the board knows the command; None where it has none.
        attempts: How often it may be sent.
    """

    verb: str
    values: Mapping[str, Any]
    source: str
    mission: str
    tag: int
    octets: bytes
    id: int | None
    attempts: int


class Now(Protocol):
    """A clock."""

    def now(self) -> datetime:
        """The time, aware UTC."""


class Commander:
    """Sends the commands of a station's missions.

    Args:
        catalogue: The missions in force.
        receivers: The sources by name.
        clock: The station's clock.

    Attributes:
        permit: Asked with the order right before each sending; a reason means no.
        tags: The last tag of each source.
    """

    def __init__(self, catalogue: Catalogue, receivers: Mapping[str, Receiver], clock: Now):
        self.permit: Callable[[Order], str] = lambda order: ""
        self.tags: dict[str, int] = {}
        self._catalogue = catalogue
        self._receivers = receivers
        self._clock = clock
        self._busy = {name: asyncio.Lock() for name in receivers}
        self._waiting: dict[str, tuple[Order, asyncio.Future[Reply]]] = {}

    async def send(
        self,
        verb: str,
        values: Mapping[str, Any],
        source: str = "",
        mission: str = "",
        timeout_s: float = 5.0,
    ) -> Reply:
        """Send a command and wait for its acknowledgement.

        Args:
            verb: Name of the command.
            values: Its arguments by path, in engineering units.
            source: Where to; empty where only one source can be meant.
            mission: Whose command; empty where only one mission can be meant.
            timeout_s: Seconds from now until the acknowledgement must be there.
        """
        order = self.prepare(verb, values, source, mission)
        return order if isinstance(order, Reply) else await self.carry_out(order, timeout_s)

    def prepare(
        self, verb: str, values: Mapping[str, Any], source: str = "", mission: str = ""
    ) -> Order | Reply:
        """The order for a command, or why there cannot be one; arguments as of `send`."""
        meant = [way for way in self.ways(source, mission) if way[2].name == verb]
        if len(meant) != 1:
            return self._no_way(verb, source, mission, meant)
        [(source, found, command)] = meant
        tag = self._next_tag(source, command)
        try:
            octets = command.build(values, tag)
        except LayoutError as error:
            message = f"{error.path}: {error.reason}" if error.path else error.reason
            return Reply(Status.INVALID, message, source, found.name)
        attempts = ATTEMPTS if command.repeat else 1
        return Order(verb, values, source, found.name, tag, octets, command.id, attempts)

    def ways(self, source: str = "", mission: str = "") -> list[Way]:
        """Every wired source with each command that can be sent there; empty is any."""
        sources = [receiver.options for receiver in self._receivers.values()]
        return ways(sources, self._catalogue.missions, source, mission)

    def _no_way(self, verb: str, source: str, mission: str, meant: Sequence[Way]) -> Reply:
        """What to say where not just one command can be meant."""
        if meant:
            names = ", ".join(f"{name}/{found.name}" for name, found, _ in meant)
            message = f"source and mission are not clear, it could be {names}"
            return Reply(Status.UNKNOWN, message, source, mission)
        if source and not (source in self._receivers and self._receivers[source].wired):
            wired = [name for name, receiver in self._receivers.items() if receiver.wired]
            what = "is not wired" if source in self._receivers else "does not exist"
            message = f"source {source!r} {what}; {_known('wired', wired)}"
            return Reply(Status.UNKNOWN, message, source, mission)
        verbs = sorted({command.name for _, _, command in self.ways(source, mission)})
        near = get_close_matches(verb, verbs, n=1)
        hint = f"did you mean {near[0]}?" if near else _known("there", verbs)
        return Reply(Status.UNKNOWN, f"there is no command {verb!r} here; {hint}", source, mission)

    def _next_tag(self, source: str, command: Command) -> int:
        """A tag that the board has not just had: counted up from a random one, without 0."""
        last = self.tags.get(source, random.randrange(command.highest_tag))
        self.tags[source] = tag = last % command.highest_tag + 1
        return tag

    async def carry_out(self, order: Order, timeout_s: float = 5.0) -> Reply:
        """Send *order* and wait for its acknowledgement; see `send`."""
        deadline = asyncio.get_running_loop().time() + timeout_s
        try:
            async with asyncio.timeout_at(deadline):
                await self._busy[order.source].acquire()
        except TimeoutError:
            message = f"another command kept source {order.source} for {timeout_s:g} s"
            return Reply(Status.NOT_SENT, message, order.source, order.mission)
        try:
            return await self._exchange(order, deadline, timeout_s)
        finally:
            self._busy[order.source].release()

    async def _exchange(self, order: Order, deadline: float, timeout_s: float) -> Reply:
        """Send until acknowledged or out of time."""
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[Reply] = loop.create_future()
        self._waiting[order.source] = order, answer
        reply = Reply(Status.NOT_SENT, "", order.source, order.mission)
        try:
            for left in range(order.attempts, 0, -1):
                reply = await self._attempt(order, reply)
                if reply.attempts == 0:
                    return reply
                await asyncio.wait([answer], timeout=max(0.0, (deadline - loop.time()) / left))
                if answer.done():
                    sent = {"attempts": reply.attempts, "sent_at": reply.sent_at}
                    return replace(answer.result(), **sent)
                if loop.time() >= deadline:  # also where the line took that long to be written
                    break
        finally:
            del self._waiting[order.source]
        times = "once" if reply.attempts == 1 else f"{reply.attempts} times"
        message = f"sent {times} and not acknowledged within {timeout_s:g} s"
        return replace(reply, message=f"{message}; {reply.message}" if reply.message else message)

    async def _attempt(self, order: Order, before: Reply) -> Reply:
        """Send once more; what would be said if no acknowledgement came."""
        if refusal := self.permit(order):
            status = before.status if before.attempts else Status.NOT_ARMED
            return replace(before, status=status, message=refusal)
        sent_at = before.sent_at or self._clock.now()
        try:
            await self._receivers[order.source].send(order.octets)
        except SourceError as error:
            return replace(before, message=str(error))
        return replace(
            before,
            status=Status.TIMEOUT,
            message="",
            tag=order.tag,
            attempts=before.attempts + 1,
            sent_at=sent_at,
        )

    def note(self, entry: Entry, outcome: Outcome) -> None:
        """Look for an acknowledgement in what became of a frame; raises nothing."""
        if entry.source not in self._waiting:
            return
        order, answer = self._waiting[entry.source]
        for decoded in outcome.decoded:
            if answer.done() or not (found := self._acknowledged(order, decoded)):
                continue
            status, word = found
            said = f"the board says {word}"
            reply = Reply(status, said, order.source, order.mission, order.tag, word)
            answer.set_result(replace(reply, acknowledged_at=entry.received_at))

    def _acknowledged(self, order: Order, decoded: Decoded) -> tuple[Status, str] | None:
        """Status and the board's word, if this packet acknowledges *order*."""
        mission = self._catalogue.missions.get(decoded.mission)
        form = mission.acknowledgement if mission else None
        if form is None or (decoded.mission, decoded.packet) != (order.mission, form.packet):
            return None
        readings = {reading.channel: reading for reading in decoded.readings}
        if not {form.tag, form.result} <= readings.keys() or readings[form.tag].raw != order.tag:
            return None
        repeated = readings.get(form.command)
        if repeated and order.id is not None and repeated.raw != order.id:
            return None
        word = str(readings[form.result].value)
        known = {form.accepted: Status.ACCEPTED, form.failed: Status.FAILED}
        return known.get(word, Status.REFUSED), word


def ways(
    sources: Iterable[Source], missions: Mapping[str, Mission], source: str = "", mission: str = ""
) -> list[Way]:
    """Each wired one of *sources* with the missions and commands that can be sent there.

    A mission whose data is invented is no real board's.

    Args:
        sources: The sources of a station.
        missions: The missions in force by name.
        source: The one that is meant; empty for any.
        mission: The one that is meant; empty for any.
    """
    return [
        (one.name, missions[name], command)
        for one in sources
        if isinstance(one, LineSource) and one.wired and source in ("", one.name)
        for name in one.missions or missions
        if name in missions and mission in ("", name)
        if one.simulated or not missions[name].simulated
        for command in missions[name].commands
    ]


def _known(what: str, names: Sequence[str]) -> str:
    """What there is instead."""
    return f"{what}: {', '.join(names)}" if names else f"{what}: none"
