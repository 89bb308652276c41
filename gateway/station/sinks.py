"""Where frames go, and what the station keeps: the tables beside its sources."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta

from gateway.station.table import Name, Port, Table


class Mqtt(Table, frozen=True, kw_only=True):
    """The broker to publish to, and how.

    Attributes:
        host: Name or address; empty for the private mosquitto.
        port: TCP port; 0 for the usual one (1883, with TLS 8883).
        transport: `tcp`, or `websockets` with `path`.
        path: Path of the WebSocket.
        version: `5`, `3.1.1`, or `auto` to try 5 first.
        username: Name to log in with.
        password_file: File whose first line is the password.
        tls: Encrypt; implied by the three that follow.
        ca_file: Certificates to trust, if not the system's.
        certificate_file: Our own certificate.
        key_file: Its key.
        tls_insecure: Accept a certificate for another host name.
        root: First level of all topics.
        simulated_root: The same for simulated data.
        channel_topics: A topic a channel: `all`, only `changes`, or `off`.
        packet_topics: A topic a packet.
        frame_topics: Every frame with its disposition.
        expire_s: Life of retained values; 0 for ever.
        keepalive_s: Interval of pings.
    """

    host: str = ""
    port: Annotated[int, Meta(ge=0, le=65535)] = 0
    transport: Literal["tcp", "websockets"] = "tcp"
    path: str = "/mqtt"
    version: Literal["auto", "5", "3.1.1"] = "auto"
    username: str = ""
    password_file: str = ""
    tls: bool = False
    ca_file: str = ""
    certificate_file: str = ""
    key_file: str = ""
    tls_insecure: bool = False
    root: Name = "cupola"
    simulated_root: Name = "cupola-sim"
    channel_topics: Literal["all", "changes", "off"] = "all"
    packet_topics: bool = True
    frame_topics: bool = True
    expire_s: Annotated[int, Meta(ge=0, le=2**31)] = 7200
    keepalive_s: Annotated[int, Meta(ge=5, le=3600)] = 30

    @property
    def encrypted(self) -> bool:
        """Whether the connection uses TLS."""
        return self.tls or any((self.ca_file, self.certificate_file, self.tls_insecure))


class Broker(Table, frozen=True, kw_only=True):
    """The private mosquitto that runs where no broker is named.

    Attributes:
        port: TCP port on loopback; if it is taken, a free one is used and said.
        websockets_port: The same for MQTT over WebSockets; 0 for none.
        program: The program.
    """

    port: Port = 1883
    websockets_port: Annotated[int, Meta(ge=0, le=65535)] = 9001
    program: str = "mosquitto"


class JournalTable(Table, frozen=True, kw_only=True):
    """The durable log.

    Attributes:
        max_mb: Size it is kept below, in 10**6 octets.
        commit_ms: Time in which frames share a commit; longer spares an SD card.
    """

    max_mb: Annotated[int, Meta(ge=1)] = 512
    commit_ms: Annotated[int, Meta(ge=0, le=10_000)] = 10


class Missions(Table, frozen=True, kw_only=True):
    """Where missions come from besides the package.

    Attributes:
        folders: Folders of mission files, loaded and reloaded as they change.
    """

    folders: tuple[str, ...] = ()


class SiteTable(Table, frozen=True, kw_only=True):
    """Where the station stands, and whom it hears: for the Doppler of satellites.

    Attributes:
        latitude: Degrees, north positive.
        longitude: Degrees, east positive.
        altitude_m: Above the ellipsoid, near enough above the sea.
        elements: File of orbital elements, TLE or OMM; read again when it changes.
    """

    latitude: Annotated[float, Meta(ge=-90, le=90)]
    longitude: Annotated[float, Meta(ge=-180, le=360)]
    altitude_m: Annotated[float, Meta(ge=-500, le=100_000)] = 0
    elements: str = ""
