"""The broker of a station, for a command that speaks to it beside the running gateway."""

from __future__ import annotations

from contextlib import AsyncExitStack

import msgspec

from gateway.errors import BrokerError
from gateway.sinks.mosquitto import current_port
from gateway.sinks.mqtt_client import VERSIONS, Connection, address, connect
from gateway.sinks.topics import Message, Topics
from gateway.station import Station


async def join(station: Station, role: str, stack: AsyncExitStack) -> Connection:
    """A connection with the first version of MQTT that the broker takes.

    Args:
        station: Whose broker it is: the one it names, or its private one.
        role: What for; with the station's name it is the client's.
        stack: Leaves the broker when it is closed.

    Raises:
        BrokerError: The broker cannot be reached.
    """
    will = Message(f"{Topics(station.name, station.mqtt).base()}/{role}/status", b"offline")
    client = msgspec.structs.replace(station, name=f"{station.name}-{role}")
    private = current_port(station.state_folder / "mosquitto", station.broker.port)
    host, port = address(station.mqtt, private)
    versions = VERSIONS[station.mqtt.version]
    for version in versions:
        opened = connect(client, host, port, will, version, session_s=0)
        try:
            return await stack.enter_async_context(opened)
        except BrokerError:
            if version == versions[-1]:
                raise
    raise AssertionError("there is at least one version")
