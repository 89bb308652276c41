"""A replay: frames of the journal sent to the broker again.

It is a client of its own, `<station>-replay`, so that a running gateway keeps its
connection and its status.  Topics, ids and times are the original ones, and nothing is
retained: an old value must not take the place of the latest.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from contextlib import AsyncExitStack
from datetime import UTC, datetime

import msgspec

from gateway.cli.broker import join
from gateway.errors import BrokerError
from gateway.model import Delivery, Entry, Outcome
from gateway.sinks.mqtt_client import Connection
from gateway.sinks.topics import Message, Topics
from gateway.station import Station


def send(station: Station, frames: Iterable[tuple[Entry, Outcome]]) -> int:
    """Send *frames*, and return how many when the broker has them all.

    Raises:
        BrokerError: It cannot be reached, goes away, or refuses a message.
    """
    return asyncio.run(_send(station, frames))


async def _send(station: Station, frames: Iterable[tuple[Entry, Outcome]]) -> int:
    async with AsyncExitStack() as stack:
        connection = await join(station, "replay", stack)
        replay = _Replay(connection, Topics(station.name, station.mqtt))
        try:
            async with asyncio.TaskGroup() as tasks:
                watch = tasks.create_task(connection.lost())
                sent = await replay.run(frames)
                watch.cancel()
        except* BrokerError as errors:
            raise errors.exceptions[0] from None
        return sent


class _Replay:
    """Sends, never more at once than the broker takes."""

    def __init__(self, connection: Connection, topics: Topics):
        self._connection = connection
        self._topics = topics
        self._room = asyncio.Semaphore(connection.max_in_flight)
        self._refusal = 0

    async def run(self, frames: Iterable[tuple[Entry, Outcome]]) -> int:
        """Send *frames*; returns how many when the broker has them all."""
        count = 0
        for entry, outcome in frames:
            if outcome.delivery(entry) is not Delivery.SIMULATED:
                entry = msgspec.structs.replace(entry, delivery=Delivery.REPLAY)
            for message in self._topics.of_entry(entry, outcome, datetime.now(UTC)):
                await self._post(msgspec.structs.replace(message, retain=False, expire_s=None))
            count += 1
        for _ in range(self._connection.max_in_flight):
            await self._room.acquire()
        self._check()
        return count

    async def _post(self, message: Message) -> None:
        await self._room.acquire()
        self._check()
        self._connection.post(message, self._answered)

    def _answered(self, code: int) -> None:
        self._refusal = self._refusal or code
        self._room.release()

    def _check(self) -> None:
        if self._refusal:
            raise BrokerError(f"the broker refused a message (reason code 0x{self._refusal:02X})")
