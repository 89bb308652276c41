"""The command desk: stands between MQTT and the wire, and lets pass what may pass.

::

    MQTT ─▶ take ─▶ in order? ─▶ known id? ─▶ armed? ─▶ on record ─▶ commander ─▶ wire
      ▲                │             │            │                       │
      └──── answer ◀───┴─────────────┴────────────┴───────────────────────┘

Every request is answered.  What keeps the rate is put on record, before anything is
sent; what cannot be put on record is not sent.
"""

from __future__ import annotations

import asyncio
import logging
import math
import time
from collections import Counter, deque
from collections.abc import Callable
from typing import Any, TypeVar

from msgspec.structs import replace

from gateway.commanding.arming import Arming
from gateway.commanding.commander import Commander, Now, Order
from gateway.commanding.log import CommandLog, Logged
from gateway.commanding.reply import Reply, Status
from gateway.commanding.request import MAX_OCTETS, MAX_TEXT, Request, read_request
from gateway.errors import JournalError
from gateway.record import utc
from gateway.recorder import Recorder
from gateway.sinks.topics import Incoming

log = logging.getLogger(__name__)

MAX_WAITING = 32
"""Requests that wait for the desk; a flood beyond it is answered without being looked at."""

RATE = 20
RATE_S = 10.0
"""At most RATE requests in RATE_S seconds: many for a hand, and few for the journal."""

Answer = Callable[[Incoming, Reply], None]
T = TypeVar("T")


class CommandDesk:
    """The desk of one station.

    Args:
        commander: Sends what may be sent.
        recorder: Whose journal holds the log of commands.
        arming: Which sources are armed.
        clock: The station's clock.
        answer: Called with every request and what became of it.

    Attributes:
        counters: Requests by what became of them; `turned_away` are those of a flood.
    """

    def __init__(
        self,
        commander: Commander,
        recorder: Recorder,
        arming: Arming,
        clock: Now,
        answer: Answer,
    ):
        self.counters: Counter[str] = Counter()
        self._commander = commander
        self._recorder = recorder
        self._arming = arming
        self._clock = clock
        self._answer = answer
        self._waiting: asyncio.Queue[Incoming] = asyncio.Queue(MAX_WAITING)
        self._taken: deque[float] = deque(maxlen=RATE)
        self._under_way: set[str] = set()
        self._opened = False
        self._flood_told_at = -math.inf
        commander.permit = lambda order: arming.refusal(order.source, clock.now())

    def take(self, incoming: Incoming) -> None:
        """Take a message; returns at once and raises nothing."""
        # A message may have 256 MB.  What is too long is refused by its first octets.
        incoming = replace(incoming, payload=incoming.payload[: MAX_OCTETS + 1])
        try:
            self._waiting.put_nowait(incoming)
        except asyncio.QueueFull:
            self._turn_away(incoming, "too many requests wait already")

    def status(self, source: str) -> dict[str, Any]:
        """What can be commanded at *source*, and until when; nothing where it is not wired."""
        verbs = sorted({command.name for _, _, command in self._commander.ways(source)})
        if not verbs:
            return {}
        armed = self._arming.armed(self._clock.now()).get(source)
        return {"commands": verbs, "armed_until": utc(armed.until) if armed else None}

    async def run(self) -> None:
        """Serve until cancelled."""
        try:
            await self._open_log()
        except JournalError as error:
            log.error("commands cannot be recorded, and so are not sent: %s", error)
        async with asyncio.TaskGroup() as tasks:
            while True:
                incoming = await self._waiting.get()
                if self._is_too_many():
                    message = f"more than {RATE} requests within {RATE_S:g} s; wait"
                    self._turn_away(incoming, message)
                    continue
                request = read_request(incoming, self._clock.now())
                if isinstance(request, Reply):
                    self._close(incoming, f"command {incoming.topic!r}", request)
                else:
                    await self._serve(request, tasks)

    async def _open_log(self) -> None:
        """Make the log, end what a crash left open, and go on behind the last tags.

        Raises:
            JournalError: It cannot be read or written.
        """
        lost = Reply(Status.TIMEOUT, "the gateway ended before an acknowledgement came")
        await self._log(CommandLog.prepare)
        await self._log(lambda commands: commands.end_all(lost))
        self._commander.tags |= await self._log(CommandLog.last_tags)
        self._opened = True

    async def _log(self, work: Callable[[CommandLog], T]) -> T:
        """Do *work* with the log, in the journal's thread."""
        return await self._recorder.with_journal(lambda journal: work(CommandLog(journal)))

    def _is_too_many(self) -> bool:
        """Whether one more request now is beyond the rate; counts it if it is not."""
        now = time.monotonic()
        if len(self._taken) == RATE and now - self._taken[0] < RATE_S:
            return True
        self._taken.append(now)
        return False

    def _turn_away(self, incoming: Incoming, message: str) -> None:
        """Refuse one of a flood, of which the log tells once in a while."""
        self.counters["turned_away"] += 1
        if (now := time.monotonic()) >= self._flood_told_at + RATE_S:
            self._flood_told_at = now
            told = self.counters["turned_away"]
            log.warning("commands are refused: %s (%d since the start)", message, told)
        self._answer(incoming, Reply(Status.REFUSED, message))

    async def _serve(self, request: Request, tasks: asyncio.TaskGroup) -> None:
        """Answer what can be answered now, and begin what is to be sent."""
        try:
            begun = await self._begin(request)
        except JournalError as error:
            begun = Reply(Status.NOT_SENT, f"it cannot be recorded, and so is not sent: {error}")
        except Exception:
            # A mistake of ours, or of a mission, costs this command and not the gateway.
            log.exception("command %s failed", request.verb)
            begun = Reply(Status.NOT_SENT, "internal error, see the gateway's log")
        if isinstance(begun, Reply):
            self._close(request.incoming, _described(request, begun.source), begun)
        elif begun:
            self._under_way.add(request.body.id)
            tasks.create_task(self._carry_out(request, *begun))

    async def _begin(self, request: Request) -> tuple[Order, int] | Reply | None:
        """The order and its number in the log, or the answer; None while it is under way."""
        if not self._opened:
            await self._open_log()
        body = request.body
        if known := await self._log(lambda commands: commands.find(body.id)):
            return self._again(request, known)
        order = self._order(request)
        entry = self._entry(request, order)
        number = await self._log(lambda commands: commands.begin(entry))
        if isinstance(order, Reply):
            return order
        armed_by = f"armed by {entry.armed_by!r}" if entry.armed_by else "armed no longer"
        what = _described(request, order.source)
        log.info("%s: is to be sent with tag %d, %s", what, order.tag, armed_by)
        return order, number

    def _again(self, request: Request, known: Logged) -> Reply | None:
        """What to say to a request whose id is on record; None while that is under way."""
        body = request.body
        is_same = (known.verb, known.given) == (request.verb, body.values)
        if not (is_same and body.source in ("", known.source)):
            return Reply(Status.INVALID, f"the id {body.id} was another command's")
        if known.reply or body.id in self._under_way:
            return known.reply
        message = "it was sent, and what became of it could not be recorded"
        return Reply(Status.TIMEOUT, message, known.source, known.mission, known.tag)

    def _order(self, request: Request) -> Order | Reply:
        """What is to be sent, or why nothing is."""
        body = request.body
        order = self._commander.prepare(request.verb, body.values, body.source, body.mission)
        if isinstance(order, Order) and (refusal := self._commander.permit(order)):
            return Reply(Status.NOT_ARMED, refusal, order.source, order.mission)
        return order

    def _entry(self, request: Request, order: Order | Reply) -> Logged:
        now = self._clock.now()
        armed = self._arming.armed(now).get(order.source)
        return Logged(
            id=request.body.id,
            asked_at=now,
            by=request.body.by,
            armed_by=armed.by if armed else "",
            verb=request.verb,
            given=request.body.values,
            source=order.source,
            mission=order.mission,
            tag=order.tag,
            reply=order if isinstance(order, Reply) else None,
        )

    async def _carry_out(self, request: Request, order: Order, number: int) -> None:
        try:
            reply = await self._commander.carry_out(order, request.body.timeout_s)
        except Exception:
            log.exception("command %s failed", order.verb)
            message = "internal error, see the gateway's log; it may have been carried out"
            reply = Reply(Status.TIMEOUT, message, order.source, order.mission, order.tag)
        try:
            await self._log(lambda commands: commands.end(number, reply))
        except JournalError as error:
            log.error("what became of command %s is not recorded: %s", request.body.id, error)
        self._under_way.discard(request.body.id)
        self._close(request.incoming, _described(request, order.source), reply)

    def _close(self, incoming: Incoming, what: str, reply: Reply) -> None:
        """Count, log and answer."""
        self.counters[reply.status.value] += 1
        level = logging.INFO if reply.status is Status.ACCEPTED else logging.WARNING
        log.log(level, "%s: %s: %s", what, reply.status.value, reply.message[:MAX_TEXT])
        self._answer(incoming, reply)


def _described(request: Request, source: str) -> str:
    """Who commands what, for the log."""
    values = [f"{path}={value!r}" for path, value in request.body.values.items()]
    what = " ".join([request.verb, *values])[:MAX_TEXT]
    to = f" to {source}" if source else ""
    return f"command {what}{to}, asked for by {request.body.by!r} as {request.body.id}"
