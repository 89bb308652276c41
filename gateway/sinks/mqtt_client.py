"""One connection to an MQTT broker, with acknowledgements that mean something.

aiomqtt's own `publish` reports a refused PUBACK as success and leaves calls hanging when
the link drops.  `Connection.post` sends without waiting and calls back exactly once:
with 0 when the broker has the message, with its reason code when it refuses, and not at
all when the link is lost, which `lost` tells once for everything.  A connection is used
once; a new one is made for each attempt, so nothing of an old one is sent again.

It reaches into two private attributes of aiomqtt 2 (`_client`, `_disconnected`), which
is why that dependency is capped and a test holds the contract.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any

import aiomqtt
from aiomqtt import ProtocolVersion
from paho.mqtt.client import MQTT_CLEAN_START_FIRST_ONLY, MQTT_ERR_SUCCESS
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode
from paho.mqtt.subscribeoptions import SubscribeOptions

from gateway.errors import BrokerError, HandshakeError
from gateway.sinks.topics import Incoming, Message
from gateway.station import Mqtt, Station

MAX_IN_FLIGHT = 16
"""Messages sent and not yet acknowledged: mosquitto allows 20, and more is no faster."""

TIMEOUT_S = 5.0
"""Longest a broker takes to answer CONNECT: seconds over a poor link with TLS."""

SESSION_EXPIRY_S = 3600
"""How long the broker remembers us: a session that is gone tells that it lost its memory."""

VERSIONS = {
    "auto": (ProtocolVersion.V5, ProtocolVersion.V311),
    "5": (ProtocolVersion.V5,),
    "3.1.1": (ProtocolVersion.V311,),
}
"""The protocol versions to try, by the `mqtt` table's `version`."""

MAX_INCOMING = 65_536
"""Octets of a message that may come to us: commands and their answers are far shorter, and
the client holds a message whole before anybody can look at it."""

_REFUSED = 0x80
"""Reason codes from here on are refusals (MQTT 5, section 2.4)."""


def address(options: Mqtt, private_port: int) -> tuple[str, int]:
    """Host and port of the broker: the private one's where the station names none."""
    if not options.host:
        return "127.0.0.1", private_port
    return options.host, options.port or (8883 if options.encrypted else 1883)


class Connection:
    """An open connection; use `connect`.

    Attributes:
        version: 5 or 3.1.1.
        reached: Whether there is somebody at the far end.
        remembered: Whether the broker still had our session.
        max_in_flight: Messages it takes before it wants to acknowledge some.
    """

    def __init__(self, client: aiomqtt.Client, version: ProtocolVersion):
        self.version = version
        self.reached = False
        self.remembered = False
        self.max_in_flight = MAX_IN_FLIGHT
        self._client = client
        self._paho = client._client
        self._waiting: dict[int, Callable[[int], None]] = {}
        self._paho.on_publish = self._on_publish
        self._paho.on_socket_open = self._on_socket_open
        self._paho.on_connect = self._on_connect
        # A session that the broker remembers may have subscriptions of before: what comes by
        # them must not gather in aiomqtt's queue.
        self._paho.on_message = self._on_message
        self._listener: Callable[[Incoming], None] = lambda incoming: None

    @property
    def title(self) -> str:
        """The protocol's version as people write it."""
        return "5" if self.version == ProtocolVersion.V5 else "3.1.1"

    def _on_socket_open(self, client: Any, userdata: Any, opened: Any) -> None:
        self.reached = True
        self._client._on_socket_open(client, userdata, opened)

    def _on_connect(
        self, client: Any, userdata: Any, flags: Any, reason: ReasonCode, properties: Any = None
    ) -> None:
        self.remembered = flags.session_present
        limit = getattr(properties, "ReceiveMaximum", MAX_IN_FLIGHT)
        self.max_in_flight = min(MAX_IN_FLIGHT, limit)
        self._client._on_connect(client, userdata, flags, reason, properties)

    def _on_publish(
        self, client: Any, userdata: Any, mid: int, reason: ReasonCode, properties: Any
    ) -> None:
        code = reason.value if reason.value >= _REFUSED else 0
        if done := self._waiting.pop(mid, None):
            done(code)

    def post(self, message: Message, done: Callable[[int], None]) -> None:
        """Send at QoS 1; *done* is called with 0, or the reason code of a refusal.

        Raises:
            BrokerError: The connection is lost.
        """
        is_5 = self.version == ProtocolVersion.V5
        # 3.1.1 cannot let a value expire, and stale must never look live.
        retain = message.retain and (is_5 or message.expire_s is None)
        properties = _properties(message) if is_5 else None
        info = self._paho.publish(message.topic, message.payload, 1, retain, properties)
        if info.rc != MQTT_ERR_SUCCESS or self._client._disconnected.done():
            raise BrokerError("the connection to the broker is lost")
        self._waiting[info.mid] = done

    async def listen(self, topic: str, listener: Callable[[Incoming], None]) -> None:
        """Have *listener* called with what is published to *topic* from now on.

        It is for questions that are of no use later: nothing is kept for us while we are
        away, and what the broker retains does not come.

        Raises:
            BrokerError: The broker does not let us.
        """
        self._listener = listener
        options = None
        if self.version == ProtocolVersion.V5:
            options = SubscribeOptions(
                qos=0, retainAsPublished=True, retainHandling=SubscribeOptions.RETAIN_DO_NOT_SEND
            )
        try:
            codes = await self._client.subscribe(topic, 0, options)
        except aiomqtt.MqttError as error:
            raise BrokerError(f"{topic} cannot be subscribed to: {error}") from error
        for code in codes:
            if (code if isinstance(code, int) else code.value) >= _REFUSED:
                raise BrokerError(f"the broker does not let us subscribe to {topic}")

    def _on_message(self, client: Any, userdata: Any, message: Any) -> None:
        with suppress(UnicodeDecodeError):  # of a topic: a broker has to refuse such a message
            properties = message.properties
            incoming = Incoming(
                message.topic,
                bytes(message.payload),
                bool(message.retain),
                getattr(properties, "ResponseTopic", ""),
                getattr(properties, "CorrelationData", b""),
            )
            self._listener(incoming)

    async def lost(self) -> None:
        """Wait until the connection is lost.

        Raises:
            BrokerError: Always, with the reason.
        """
        try:
            await asyncio.shield(self._client._disconnected)
        except Exception as error:  # what paho raises over what a broker sends ends here too
            raise BrokerError(f"the connection to the broker is lost: {error}") from error
        raise BrokerError("the broker closed the connection")


@asynccontextmanager
async def connect(
    station: Station,
    host: str,
    port: int,
    will: Message,
    version: ProtocolVersion,
    session_s: int = SESSION_EXPIRY_S,
) -> AsyncIterator[Connection]:
    """Connect to a broker and leave it cleanly.

    Args:
        station: Whose `mqtt` table says how; its name is the client's.
        host: Name or address.
        port: TCP port.
        will: What the broker says when we are gone without leaving.
        version: 5 or 3.1.1.
        session_s: How long the broker remembers us; 0 for one who does not come back.

    Raises:
        BrokerError: It cannot be reached.
        HandshakeError: It refuses us, or does not answer.
    """
    client = _client(station, host, port, will, version, session_s)
    connection = Connection(client, version)
    try:
        await client.__aenter__()
    except (aiomqtt.MqttError, OSError, ValueError) as error:
        kind = HandshakeError if connection.reached else BrokerError
        raise kind(f"{host}:{port}: {error}") from error
    try:
        yield connection
    finally:
        with suppress(aiomqtt.MqttError):
            await client.__aexit__(None, None, None)


def _client(
    station: Station,
    host: str,
    port: int,
    will: Message,
    version: ProtocolVersion,
    session_s: int,
) -> aiomqtt.Client:
    options = station.mqtt
    is_5 = version == ProtocolVersion.V5
    session = Properties(PacketTypes.CONNECT)  # type: ignore[no-untyped-call]
    session.SessionExpiryInterval = session_s
    session.MaximumPacketSize = MAX_INCOMING
    return aiomqtt.Client(
        host,
        port,
        identifier=f"cupola-{station.name}",
        username=options.username or None,
        password=_password(station, options),
        protocol=version,
        will=aiomqtt.Will(will.topic, will.payload, 1, will.retain),
        clean_session=None if is_5 else session_s == 0,
        clean_start=False if is_5 else MQTT_CLEAN_START_FIRST_ONLY,
        properties=session if is_5 else None,
        transport=options.transport,
        websocket_path=options.path if options.transport == "websockets" else None,
        keepalive=options.keepalive_s,
        timeout=TIMEOUT_S,
        # Small messages one after the other: Nagle would hold each back for an ACK.
        socket_options=[(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)],
        tls_params=_tls(station, options) if options.encrypted else None,
        tls_insecure=True if options.tls_insecure else None,
    )


def _password(station: Station, options: Mqtt) -> str | None:
    if not options.password_file:
        return None
    path = station.path(options.password_file)
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise BrokerError(f"the password cannot be read: {error}") from error
    if not lines:
        raise BrokerError(f"{path} holds no password")
    return lines[0]


def _tls(station: Station, options: Mqtt) -> aiomqtt.TLSParameters:
    def file(text: str) -> str | None:
        return str(station.path(text)) if text else None

    return aiomqtt.TLSParameters(
        ca_certs=file(options.ca_file),
        certfile=file(options.certificate_file),
        keyfile=file(options.key_file),
    )


def _properties(message: Message) -> Properties:
    properties = Properties(PacketTypes.PUBLISH)  # type: ignore[no-untyped-call]
    properties.ContentType = "application/json"
    if message.expire_s is not None:
        properties.MessageExpiryInterval = message.expire_s
    if message.correlation:
        properties.CorrelationData = message.correlation
    if message.user:
        properties.UserProperty = list(message.user)
    return properties
