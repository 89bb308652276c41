"""The application: where sources, recorder, missions, monitor and sinks meet.

::

    receivers ─▶ recorder ─▶ watch ─▶ board ─┐
        ▲           └──────▶ mqtt sink ◀─────┘
        └── commander ◀── desk ◀─┘                  only where a source is wired

One `asyncio.TaskGroup` runs it all.  Leaving goes down the way of a frame: sources
stop, what they heard is committed and delivered, the broker is told, the journal
closed.
"""

from __future__ import annotations

import asyncio
import logging
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from gateway import sources
from gateway.catalogue import Catalogue
from gateway.commanding.arming import Arming
from gateway.commanding.commander import Commander
from gateway.commanding.desk import CommandDesk
from gateway.commanding.reply import Reply
from gateway.commanding.request import answers
from gateway.errors import JournalError, StationError
from gateway.framing import framing_of
from gateway.journal import Journal
from gateway.model import Alarm, Deframer, Entry, Outcome, State
from gateway.record import encode, utc
from gateway.recorder import Recorder
from gateway.sinks.board import Board
from gateway.sinks.mosquitto import Mosquitto, find_program
from gateway.sinks.mqtt import MqttSink
from gateway.sinks.mqtt_client import address
from gateway.sinks.topics import Incoming, Topics
from gateway.sources.clock import Clock
from gateway.sources.receiver import Receiver
from gateway.sources.tracking import Tracking
from gateway.state_lock import held
from gateway.station import OctetSource, Sampled, Station
from gateway.watch import Watch

log = logging.getLogger(__name__)

SCHEMA_VERSION = 1
"""Of topics and payloads: keys are added under it, never renamed."""

PATIENCE_S = 5.0
"""Time to deliver what is left when leaving."""

STATUS_S = 2.0
"""How often counters are told while they change."""


class Gateway:
    """One station at work.

    Args:
        station: Its file, checked.

    Raises:
        StationError: A source's framing or mission does not exist.
    """

    def __init__(self, station: Station):
        self.station = station
        self.clock = Clock()
        self.board = Board()
        self.topics = Topics(station.name, station.mqtt)
        self.catalogue = Catalogue(
            [station.path(folder) for folder in station.missions.folders],
            {source.name: source.missions for source in station.source if source.missions},
        )
        self._refusal = ""
        self._lost = 0
        self.mosquitto = (
            None
            if station.mqtt.host
            else Mosquitto(station.broker, station.state_folder / "mosquitto")
        )
        self._deframers = [_deframer(station, number) for number in range(len(station.source))]
        self._tracking = _tracking(station)
        self._check_missions()

    def _check_missions(self) -> None:
        for number, source in enumerate(self.station.source):
            for name in source.missions:
                if name not in self.catalogue.missions:
                    reason = f"there is no mission {name!r}; see `cupola missions`"
                    raise self.station.mistake(reason, "source", number, "missions")

    async def run(self, leave: asyncio.Event, until_finished: bool = False) -> None:
        """Work until *leave* is set, or all sources are finished if that is asked for.

        Raises:
            BrokerError: The private broker is not installed.
            CupolaError: Another gateway has the state folder.
        """
        async with held(self.station.state_folder):
            await self._run(leave, until_finished)

    async def _run(self, leave: asyncio.Event, until_finished: bool) -> None:
        journal, fault = self._open_journal()
        self.recorder = Recorder(journal, self.station.journal.commit_ms / 1000, bool(fault))
        self.recorder.on_fault = self._tell_journal
        if fault:
            self._tell_journal(fault)
        self.watch = Watch(self.recorder, self.catalogue)
        self.watch.on_alarms = self._tell_alarms
        self.watch.on_outcome.append(self._tell_schemas)
        await self._recall_alarms()
        if self.mosquitto:
            find_program(self.station.broker.program)
        self.sink = MqttSink(
            self.station,
            self.recorder,
            self.board,
            self.topics,
            self.catalogue.decoder,
            self._broker_address,
            self.clock.now,
        )
        self.receivers = [
            Receiver(source, deframer, self.recorder, self.clock, self._tracking)
            for source, deframer in zip(self.station.source, self._deframers, strict=True)
        ]
        self.desk = self._open_desk() if any(r.wired for r in self.receivers) else None
        self.catalogue.on_change = self._missions_changed
        self.sink.on_refusal = self._tell_refusal
        self._tell_station()
        await self._work(leave, until_finished)

    async def _work(self, leave: asyncio.Event, until_finished: bool) -> None:
        async with asyncio.TaskGroup() as tasks:
            lasting = [
                tasks.create_task(self.recorder.run()),
                tasks.create_task(self.watch.run()),
                tasks.create_task(self._tell_sources()),
                tasks.create_task(self.catalogue.run()),
            ]
            if self.desk:
                lasting.append(tasks.create_task(self.desk.run()))
            if self.mosquitto:
                lasting.append(tasks.create_task(self.mosquitto.run()))
                await self.mosquitto.started()
            sink = tasks.create_task(self.sink.run())
            heard = [tasks.create_task(_hear(receiver)) for receiver in self.receivers]
            await _first(leave.wait(), _all(heard) if until_finished else None)
            for task in heard:
                task.cancel()
            await asyncio.gather(*heard, return_exceptions=True)
            await self.recorder.flush()
            await self.sink.leave(PATIENCE_S)
            await sink
            for task in lasting:
                task.cancel()
        await self.recorder.close()
        log.info("left cleanly")

    def _open_desk(self) -> CommandDesk:
        """Take commands from MQTT for the sources that are wired."""
        receivers = {receiver.options.name: receiver for receiver in self.receivers}
        commander = Commander(self.catalogue, receivers, self.clock)
        arming = Arming(self.station.state_folder)
        desk = CommandDesk(commander, self.recorder, arming, self.clock, self._answer)
        self.watch.on_outcome.append(commander.note)
        self.sink.on_command = desk.take
        return desk

    def _answer(self, incoming: Incoming, reply: Reply) -> None:
        owned = self.topics.base(), self.topics.base(simulated=True)
        for message in answers(incoming, reply, *owned):
            self.sink.answer(message)

    def _open_journal(self) -> tuple[Journal, str]:
        """The journal, or one in memory and why."""
        folder = self.station.state_folder
        limit = self.station.journal.max_mb * 1_000_000
        try:
            return Journal(folder / "journal.sqlite", limit), ""
        except JournalError as error:
            log.error("the journal cannot be opened, going on without it: %s", error)
            return Journal(Path(":memory:"), limit), str(error)

    def _broker_address(self) -> tuple[str, int]:
        return address(self.station.mqtt, self.mosquitto.port if self.mosquitto else 0)

    async def _recall_alarms(self) -> None:
        await self.watch.recall()
        for simulated, alarm in self.watch.monitor.alarms():
            self.board.put(*self.topics.alarm(alarm, simulated))

    def _tell_schemas(self, _: Entry, outcome: Outcome) -> None:
        for mission, packet in {(d.mission, d.packet) for d in outcome.decoded}:
            self._tell_schema(mission, packet)

    def _tell_alarms(self, changed: list[tuple[bool, Alarm]]) -> None:
        for simulated, alarm in changed:
            self.board.put(*self.topics.alarm(alarm, simulated))
            level = logging.INFO if alarm.state is State.NOMINAL else logging.WARNING
            what = "simulated alarm" if simulated else "alarm"
            log.log(
                level,
                "%s: %s %s is %s since %s: %s %s%s",
                *(what, alarm.mission, alarm.channel, alarm.state.value, utc(alarm.since)),
                *(alarm.value, alarm.unit, f" ({alarm.limit})" if alarm.limit else ""),
            )

    def _tell_journal(self, fault: str) -> None:
        self._tell_fault("journal", fault)

    def _tell_refusal(self, reason: str) -> None:
        if reason != self._refusal:
            self._refusal = reason
            self._tell_fault("mqtt", reason)

    def _tell_losses(self) -> None:
        if self.recorder.lost > self._lost:
            self._lost = self.recorder.lost
            self._tell_fault("lost_frames", f"{self._lost} left before every sink had them")

    def _tell_fault(self, what: str, fault: str) -> None:
        """An alarm of the gateway itself, or the end of one."""
        state = State.WARNING if fault else State.NOMINAL
        alarm = Alarm("gateway", what, state, self.clock.now(), fault or "working", "", fault)
        self._tell_alarms([(False, alarm)])

    def _tell_station(self) -> None:
        info = {
            "version": program_version(),
            "schema_version": SCHEMA_VERSION,
            "station": self.station.name,
            "callsign": self.station.callsign,
            "sources": [source.name for source in self.station.source],
            "missions": sorted(self.catalogue.missions),
            "mission_faults": [str(fault) for fault in self.catalogue.faults],
        }
        self.board.put(f"{self.topics.base()}/info", encode(info))

    def _tell_schema(self, mission: str, packet: str) -> None:
        topic = f"{self.topics.base()}/schema/{mission}/{packet}"
        if self.board.has(topic):
            return
        for candidate in self.catalogue.missions[mission].packets:
            if candidate.name == packet:
                self.board.put(topic, encode(candidate.schema()))

    def _missions_changed(self) -> None:
        self.sink.use_new_missions()
        self.board.forget(f"{self.topics.base()}/schema/")
        self._tell_station()

    async def _tell_sources(self) -> None:
        changed = asyncio.Event()
        for receiver in self.receivers:
            receiver.on_change = changed.set
        while True:
            for receiver in self.receivers:
                name = receiver.options.name
                status = receiver.status()
                status["dispositions"] = dict(self.watch.dispositions.get(name, {}))
                if continuity := self.watch.continuity.counters.get(name):
                    status["continuity"] = dict(continuity)
                if self.desk:
                    status |= self.desk.status(name)
                self.board.put(f"{self.topics.base()}/source/{name}", encode(status))
            self._tell_losses()
            await _first(changed.wait(), asyncio.sleep(STATUS_S))
            changed.clear()


def _deframer(station: Station, number: int) -> Deframer | None:
    """The deframer that a source's table asks for; None where samples come."""
    source = station.source[number]
    if isinstance(source, Sampled) and source.downlink:
        _check_downlinks(station, source, number)
        return None
    assert isinstance(source, OctetSource)  # all others have downlinks
    try:
        return framing_of(source.framing).deframer()
    except StationError as error:
        reason = error.reason if error.key == "framing" else f"{error.key}: {error.reason}"
        raise station.mistake(reason, "source", number, "framing") from error


def _check_downlinks(station: Station, source: Sampled, number: int) -> None:
    # NumPy is loaded where there are samples only.
    from gateway.sources.checking import check_downlinks

    try:
        check_downlinks(source)
    except StationError as error:
        *line, key = error.key.split(".")
        place = ("downlink", int(line[0]), key) if line else (key,)
        raise station.mistake(error.reason, "source", number, *place) from error
    except ImportError as error:
        reason = f"samples need NumPy: pip install 'cupola-gateway[modem]' ({error})"
        raise station.mistake(reason, "source", number, "downlink") from error


def _tracking(station: Station) -> Tracking | None:
    """The station's place and its satellites' orbits, if the file has them."""
    if not (station.site and station.site.elements):
        return None
    return Tracking(station.site, station.path(station.site.elements))


def program_version() -> str:
    """The installed version, or `0+checkout`."""
    try:
        return version("cupola-gateway")
    except PackageNotFoundError:
        return "0+checkout"


async def _hear(receiver: Receiver) -> None:
    """Run a source; a fault in it is told, and costs the others nothing."""
    while True:
        try:
            return await sources.run(receiver)
        except Exception as error:
            log.exception("source %s failed", receiver.options.name)
            await receiver.lost(f"internal error: {error!r}")


async def _all(tasks: list[asyncio.Task[None]]) -> None:
    await asyncio.gather(*tasks)


async def _first(*awaitables: object) -> None:
    """Wait for the first of *awaitables*, and end the others."""
    tasks = [asyncio.ensure_future(a) for a in awaitables if a is not None]  # type: ignore[call-overload]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
