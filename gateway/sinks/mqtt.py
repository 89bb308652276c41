"""The MQTT sink: frames in order, each until the broker has it; states as they change.

::

    recorder ─▶ decoder ─▶ topics ─▶ window of 16 ─▶ broker
        ▲                                              │ PUBACK
        └──────────── cursor ◀── oldest not complete ◀─┘

Commands come the other way: what is published to `cmd` goes to who listens, if anybody
does, and the answers go out beside the frames.

The cursor moves only over frames whose every message was acknowledged.  A broker that
crashes may forget what it has acknowledged, and so there is a second cursor, of what was
acknowledged some seconds ago and is settled.  A new connection begins there, whatever
ended the one before; what comes twice has the same id.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections import Counter, deque
from collections.abc import Callable
from datetime import datetime
from functools import partial

from aiomqtt import ProtocolVersion

from gateway.decoder import Decoder
from gateway.errors import BrokerError, HandshakeError
from gateway.recorder import Recorder
from gateway.sinks.board import Board
from gateway.sinks.mqtt_client import VERSIONS, Connection, connect
from gateway.sinks.topics import Incoming, Message, Topics
from gateway.station import Station

log = logging.getLogger(__name__)

NAME = "mqtt"
SETTLED = "mqtt-settled"
"""The sink's cursors."""

FIRST_PAUSE_S = 0.2
LONGEST_PAUSE_S = 15.0

WARM_UP = 64
"""Frames decoded unheard before the first: links find the packets that span frames."""

REWIND_S = 5.0
"""What a broker may have acknowledged and lost although it still knows us."""

REWIND_FORGOTTEN_S = 60.0
REWIND_FORGOTTEN = 100
"""The same for one that does not: twice the interval at which mosquitto saves; and in
frames where we have just started and do not know when they were acknowledged."""

REJOIN_S = 3.0
"""What subscribers of a broker that has forgotten them take to come back."""

HISTORY_STEP_S = 0.25
"""How exactly it is remembered when frames were acknowledged."""

MAX_ANSWERS = 64
"""Answers kept for a broker that is away; who asked does not wait for ever."""

MAX_REFUSALS = 5
"""Times a frame is offered to a broker that refuses it, before it is given up."""

FINAL_REFUSALS = frozenset({0x87, 0x90, 0x99})
"""Not authorised, topic name invalid, payload format invalid: asking again is no use."""


class _Delivery:
    """A frame on its way: how many of its messages are not acknowledged yet."""

    __slots__ = ("open", "sequence")

    def __init__(self, sequence: int, messages: int):
        self.sequence = sequence
        self.open = messages


class MqttSink:
    """Publishes one station.

    Args:
        station: The station.
        recorder: What to publish, and where the cursor is kept.
        board: States to publish.
        topics: Makes the messages.
        make_decoder: A new decoder with the missions of this moment.
        address: Host and port of the broker, asked before each connection.
        now: The clock, aware UTC.

    Attributes:
        counters: Messages acknowledged and refused, frames given up, connections.
        fault: Why there is no connection; empty while there is one.
        on_refusal: Called with the reason when a message is given up.
        on_command: Called with what is published to `cmd`; None to hear nothing of it.
    """

    def __init__(
        self,
        station: Station,
        recorder: Recorder,
        board: Board,
        topics: Topics,
        make_decoder: Callable[[], Decoder],
        address: Callable[[], tuple[str, int]],
        now: Callable[[], datetime],
    ):
        self.counters: Counter[str] = Counter()
        self.fault = "not connected yet"
        self._station = station
        self._recorder = recorder
        self._board = board
        self._topics = topics
        self._make_decoder = make_decoder
        self._decoder: Decoder | None = None
        self._address = address
        self._now = now
        self._open: deque[_Delivery] = deque()
        self._in_flight = 0
        self._first_waiting = 0
        self._moved = asyncio.Event()
        self._refused: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._refusals: Counter[int] = Counter()
        self._history: deque[tuple[float, int]] = deque()
        self._leaving = asyncio.Event()
        self.on_refusal: Callable[[str], None] = lambda reason: None
        self.on_command: Callable[[Incoming], None] | None = None
        self._answers: deque[Message] = deque(maxlen=MAX_ANSWERS)
        self._has_answers = asyncio.Event()

    def use_new_missions(self) -> None:
        """Decode from the next frame on with the missions of that moment."""
        self._decoder = None

    async def run(self) -> None:
        """Publish until told to leave."""
        pause_s = FIRST_PAUSE_S
        versions = VERSIONS[self._station.mqtt.version]
        unanswered = 0
        while not self._leaving.is_set():
            started = time.monotonic()
            # One that does not answer MQTT 5 twice may be too old for it.
            version = versions[-1] if unanswered >= 2 else versions[0]
            try:
                await self._connect(version)
            except* HandshakeError as errors:
                unanswered += 1
                self._tell_fault(str(errors.exceptions[0]))
            except* BrokerError as errors:
                unanswered = 0
                self._tell_fault(str(errors.exceptions[0]))
            if time.monotonic() - started > LONGEST_PAUSE_S:
                pause_s = FIRST_PAUSE_S
            await self._wait_leaving(pause_s)
            pause_s = min(2 * pause_s, LONGEST_PAUSE_S)

    async def _wait_leaving(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self._leaving.wait()
        except TimeoutError:
            return

    def _tell_fault(self, fault: str) -> None:
        if fault != self.fault:
            log.warning("mqtt: %s", fault)
        self.fault = fault

    async def _connect(self, version: ProtocolVersion) -> None:
        host, port = self._address()
        will = Message(f"{self._topics.base()}/status", b"offline", retain=True)
        async with connect(self._station, host, port, will, version) as connection:
            log.info("mqtt: connected to %s:%d with MQTT %s", host, port, connection.title)
            self.fault = ""
            self.counters["connections"] += 1
            self._open.clear()
            self._in_flight = 0
            self._topics.start_over()
            self._refused = asyncio.get_running_loop().create_future()
            await self._post(connection, Message(will.topic, b"online", retain=True))
            await self._serve(connection)
            await self._post(connection, will)
            await self._until_quiet()

    async def _serve(self, connection: Connection) -> None:
        """Publish until told to leave, or the connection is lost."""
        async with asyncio.TaskGroup() as tasks:
            work = [
                tasks.create_task(connection.lost()),
                tasks.create_task(self._tell_refusal()),
                tasks.create_task(self._tell_states(connection)),
                tasks.create_task(self._tell_frames(connection)),
                tasks.create_task(self._tell_answers(connection)),
            ]
            await self._leaving.wait()
            for task in work:
                task.cancel()

    async def _tell_refusal(self) -> None:
        await self._refused

    async def _tell_states(self, connection: Connection) -> None:
        version = 0
        while True:
            version, changed = await self._board.after(version)
            for topic, payload in changed:
                await self._post(connection, Message(topic, payload, retain=True))

    def answer(self, message: Message) -> None:
        """Publish *message* as soon as there is a broker."""
        self._answers.append(message)
        self._has_answers.set()

    async def _tell_answers(self, connection: Connection) -> None:
        """Listen for commands, if somebody does, and publish the answers."""
        if self.on_command is None:
            return
        try:
            await connection.listen(f"{self._topics.base()}/cmd/+", self.on_command)
            log.info("mqtt: commands are heard")
        except BrokerError as error:
            log.warning("mqtt: commands are not heard: %s", error)
        while True:
            while self._answers:
                message = self._answers[0]
                await self._post(connection, message)
                # A new one may have pushed it out meanwhile.
                if self._answers[0] is message:
                    self._answers.popleft()
            self._has_answers.clear()
            await self._has_answers.wait()

    async def _tell_frames(self, connection: Connection) -> None:
        has_subscribers = self._recorder.cursor(NAME) > 0
        after = self._start(connection)
        if has_subscribers and not connection.remembered:
            log.warning("mqtt: the broker has forgotten us; waiting for its subscribers")
            await asyncio.sleep(REJOIN_S)
        decoder = await self._warm_decoder(after)
        while True:
            for entry in await self._recorder.read(after):
                if self._decoder is None:
                    decoder = self._decoder = self._make_decoder()
                outcome = decoder.decode(entry)
                messages = self._topics.of_entry(entry, outcome, self._now())
                delivery = _Delivery(entry.sequence, len(messages))
                self._open.append(delivery)
                for message in messages:
                    await self._post(connection, message, delivery)
                self._advance()
                after = entry.sequence

    def _start(self, connection: Connection) -> int:
        """The sequence after which to begin; see the module's docstring.

        From there on nothing counts as acknowledged any more, or a crash while it is sent
        again would lose it.
        """
        start = self._recorder.cursor(SETTLED)
        if not connection.remembered:
            if self.counters["connections"] == 1:
                start = max(0, start - REWIND_FORGOTTEN)
            elif self._history:
                start = min(start, self._history[0][1])
        self._history = deque(item for item in self._history if item[1] <= start)
        for cursor in (NAME, SETTLED):
            self._recorder.acknowledge(cursor, start)
        return start

    async def _warm_decoder(self, after: int) -> Decoder:
        decoder = self._make_decoder()
        for entry in await self._recorder.earlier(after, WARM_UP):
            decoder.decode(entry)
        self._decoder = decoder
        return decoder

    async def _post(
        self, connection: Connection, message: Message, delivery: _Delivery | None = None
    ) -> None:
        """Send when the window has room; what is of no frame, an alarm perhaps, goes first."""
        if delivery is None:
            await self._post_first(connection, message)
            return
        while self._in_flight >= connection.max_in_flight or self._first_waiting:
            await self._wait_moved()
        self._send(connection, message, delivery)

    async def _post_first(self, connection: Connection, message: Message) -> None:
        self._first_waiting += 1
        try:
            while self._in_flight >= connection.max_in_flight:
                await self._wait_moved()
            self._send(connection, message, None)
        finally:
            self._first_waiting -= 1
            self._moved.set()

    async def _wait_moved(self) -> None:
        self._moved.clear()
        await self._moved.wait()

    def _send(self, connection: Connection, message: Message, delivery: _Delivery | None) -> None:
        connection.post(message, partial(self._answered, delivery))
        self._in_flight += 1

    def _answered(self, delivery: _Delivery | None, code: int) -> None:
        self._in_flight -= 1
        self._moved.set()
        self.counters["refused" if code else "acknowledged"] += 1
        if delivery is None:
            return
        if code and not self._gives_up(delivery.sequence, code):
            if not self._refused.done():
                text = f"the broker refused a message (reason code 0x{code:02X})"
                self._refused.set_exception(BrokerError(text))
            return
        delivery.open -= 1
        self._advance()

    def _gives_up(self, sequence: int, code: int) -> bool:
        """Whether a refused message is not worth another attempt."""
        self._refusals[sequence] += 1
        if code not in FINAL_REFUSALS and self._refusals[sequence] < MAX_REFUSALS:
            return False
        self.counters["given_up"] += 1
        self.on_refusal(f"the broker refuses messages for good (reason code 0x{code:02X})")
        return True

    def _advance(self) -> None:
        """Move the cursor over the frames that are complete."""
        done = 0
        while self._open and not self._open[0].open:
            done = self._open.popleft().sequence
            self._refusals.pop(done, None)
        if not done:
            return
        now = time.monotonic()
        self._recorder.acknowledge(NAME, done)
        if self._history and self._history[-1][0] > now - HISTORY_STEP_S:
            return
        self._history.append((now, done))
        while self._history[0][0] < now - REWIND_FORGOTTEN_S:
            self._history.popleft()
        settled = [sequence for when, sequence in self._history if when < now - REWIND_S]
        if settled:
            self._recorder.acknowledge(SETTLED, settled[-1])

    async def leave(self, patience_s: float) -> None:
        """Deliver what there is, as long as *patience_s* allows, then say offline."""
        deadline = time.monotonic() + patience_s
        while (
            not self.fault
            and self._recorder.cursor(NAME) < self._recorder.last_sequence
            and time.monotonic() < deadline
        ):
            await asyncio.sleep(0.02)
        self._recorder.acknowledge(SETTLED, self._recorder.cursor(NAME))
        self._leaving.set()

    async def _until_quiet(self) -> None:
        """Wait a moment for the last acknowledgements."""
        deadline = time.monotonic() + 1
        while self._in_flight > 0 and time.monotonic() < deadline:
            await asyncio.sleep(0.01)
