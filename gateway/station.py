"""The station file: one machine with its hardware, in TOML, checked.

::

    name = "roof"

    [[source]]
    name = "tnc"
    hardware = "mobilinkd-tnc4"      # defaults from hw_configs/mobilinkd-tnc4.toml
    port = "/dev/serial/by-id/usb-Mobilinkd_LLC_..."
    missions = ["horus-v1"]          # none: recognised

    [mqtt]                           # without it: a private mosquitto
    host = "broker.example"

Every key has a type; an unknown key or a wrong type is an error that names the file,
the line, the key and what was expected.  Relative paths start at the file's folder.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any, Literal, get_args

import msgspec
from msgspec import Meta, Struct

from gateway.errors import StationError

HARDWARE_FOLDERS = (
    Path(__file__).parent / "hw_configs",
    Path(__file__).parents[1] / "hw_configs",
)
"""In an installed package, and in a checkout."""

Name = Annotated[str, Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$")]
"""A name that becomes part of a topic and of a file's name."""

Port = Annotated[int, Meta(ge=1, le=65535)]
Seconds = Annotated[float, Meta(ge=0)]


class _Table(Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """A table of the file; keys that nobody knows are mistakes."""


class Source(_Table, frozen=True, kw_only=True, tag_field="kind"):
    """What every source has.

    Attributes:
        name: Part of its topics.
        framing: Name of the framing, or a table with `kind` and the framing's options.
        missions: The missions it can carry; none means that frames are recognised.
        hardware: A file of `hw_configs/` whose keys this table starts from.
        simulated: Its data is not from the world: it goes to the simulation's topics.
    """

    name: Name
    framing: str | dict[str, Any] = "kiss"
    missions: tuple[str, ...] = ()
    hardware: str = ""
    simulated: bool = False


class SerialSource(Source, frozen=True, kw_only=True, tag="serial"):
    """A serial port, USB adapter or pty.

    Attributes:
        port: Device, best a `/dev/serial/by-id/...` that names one adapter for ever.
        baud: Line speed.
        parity: `N`, `E` or `O`.
        stop_bits: 1 or 2.
        rtscts: Hardware flow control.
        dtr: State of DTR (and RTS) while open; False keeps an Arduino from resetting.
        start: What is written after opening: text as is, `{hex = "..."}`, `{wait = s}`.
        stop: The same before closing.
        settle_s: Octets of the first seconds after opening (a boot banner) to drop.
    """

    port: str
    baud: Annotated[int, Meta(ge=50, le=4_000_000)] = 9600
    parity: Literal["N", "E", "O"] = "N"
    stop_bits: Literal[1, 2] = 1
    rtscts: bool = False
    dtr: bool = True
    start: tuple[str | dict[str, Any], ...] = ()
    stop: tuple[str | dict[str, Any], ...] = ()
    settle_s: Seconds = 0


class TcpSource(Source, frozen=True, kw_only=True, tag="tcp"):
    """A TCP server to read from, such as Dire Wolf (8001) or gr-satellites (8100).

    Attributes:
        host: Name or address.
        port: TCP port.
        idle_timeout_s: Silence after which the connection is made anew; 0 for never.
    """

    host: str = "127.0.0.1"
    port: Port
    idle_timeout_s: Seconds = 0


class UdpSource(Source, frozen=True, kw_only=True, tag="udp"):
    """Datagrams.

    Attributes:
        host: Address to listen on.
        port: UDP port.
    """

    host: str = "127.0.0.1"
    port: Port


class FileSource(Source, frozen=True, kw_only=True, tag="file"):
    """A file of frames.

    Attributes:
        path: The file.
        format: `octets` (what the framing reads), `hex` (a frame a line), `raw` (the file is
            one frame).
        follow: Wait for more at the end, as with `tail -f`; a restart goes on where
            the journal ends.
        pace: `fast`, or `timestamps` to keep the intervals of KISS timestamp frames.
        interval_s: Pause after each frame, where there are no timestamps.
        repeat: Start again at the end.
    """

    path: str
    format: Literal["octets", "hex", "raw"] = "octets"
    follow: bool = False
    pace: Literal["fast", "timestamps"] = "fast"
    interval_s: Seconds = 0
    repeat: bool = False


class StdinSource(Source, frozen=True, kw_only=True, tag="stdin"):
    """Standard input.

    Attributes:
        format: As for a file.
    """

    format: Literal["octets", "hex"] = "octets"


AnySource = SerialSource | TcpSource | UdpSource | FileSource | StdinSource


class Mqtt(_Table, frozen=True, kw_only=True):
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


class Broker(_Table, frozen=True, kw_only=True):
    """The private mosquitto that runs where no broker is named.

    Attributes:
        port: TCP port on loopback; if it is taken, a free one is used and said.
        websockets_port: The same for MQTT over WebSockets; 0 for none.
        program: The program.
    """

    port: Port = 1883
    websockets_port: Annotated[int, Meta(ge=0, le=65535)] = 9001
    program: str = "mosquitto"


class JournalTable(_Table, frozen=True, kw_only=True):
    """The durable log.

    Attributes:
        max_mb: Size it is kept below, in 10**6 octets.
        commit_ms: Time in which frames share a commit; longer spares an SD card.
    """

    max_mb: Annotated[int, Meta(ge=1)] = 512
    commit_ms: Annotated[int, Meta(ge=0, le=10_000)] = 10


class Missions(_Table, frozen=True, kw_only=True):
    """Where missions come from besides the package.

    Attributes:
        folders: Folders of mission files, loaded and reloaded as they change.
    """

    folders: tuple[str, ...] = ()


class Station(_Table, frozen=True, kw_only=True):
    """The whole file.

    Attributes:
        name: Part of all topics and of every frame's id.
        callsign: The operator's; what needs one refuses `N0CALL`.
        state_dir: Where journal and broker keep their data; by default systemd's
            `$STATE_DIRECTORY`, else below `$XDG_STATE_HOME`.
        source: The sources.
        mqtt: The broker to publish to, and how.
        broker: The private broker.
        journal: The durable log.
        missions: Where missions come from besides the package.
        file: The file itself; not a key of it.
    """

    name: Name
    callsign: str = "N0CALL"
    state_dir: str = ""
    source: tuple[AnySource, ...] = ()
    mqtt: Mqtt = Mqtt()
    broker: Broker = Broker()
    journal: JournalTable = JournalTable()
    missions: Missions = Missions()
    file: str = ""

    def mistake(self, reason: str, *place: str | int) -> StationError:
        """An error about a key of this file, with its line; see `line_of` for *place*."""
        file = Path(self.file) if self.file else None
        text = file.read_text(encoding="utf-8") if file and file.is_file() else ""
        key = ".".join(part for part in place if isinstance(part, str))
        return StationError(reason, file=file, line=line_of(text, place), key=key)

    def path(self, text: str) -> Path:
        """A path of the file: relative ones start at the file's folder."""
        return Path(self.file).parent / Path(text).expanduser()

    @property
    def state_folder(self) -> Path:
        """Where the journal and the broker's data live."""
        if self.state_dir:
            return self.path(self.state_dir)
        if service := os.environ.get("STATE_DIRECTORY"):
            return Path(service.split(":")[0])
        home = os.environ.get("XDG_STATE_HOME") or "~/.local/state"
        return Path(home, "cupola", self.name).expanduser()


def load_station(file: Path) -> Station:
    """Read and check a station file.

    Raises:
        StationError: The first mistake, with its place.
    """
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise StationError(f"cannot be read: {error}", file=file) from error
    return parse_station(text, file)


def parse_station(text: str, file: Path | None = None) -> Station:
    """Check the text of a station file; *file* is for messages and relative paths."""
    tables = _tables(text, file)
    listed = tables.get("source", [])
    if not isinstance(listed, list):
        raise StationError("write [[source]], with two brackets", file=file, key="source")
    checked = [
        _check(_with_hardware(table, text, file, number), AnySource, text, file, ("source", number))
        for number, table in enumerate(listed)
    ]
    tables["source"] = []
    tables["file"] = str(file) if file else ""
    station: Station = _check(tables, Station, text, file, ())
    _check_names(checked, text, file)
    sources = tuple(_placed(source, station) for source in checked)
    return msgspec.structs.replace(station, source=sources)


def _placed(source: AnySource, station: Station) -> AnySource:
    """A source whose file's path does not depend on where the gateway is started."""
    if not isinstance(source, FileSource):
        return source
    return msgspec.structs.replace(source, path=str(station.path(source.path)))


def _tables(text: str, file: Path | None) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"\(at line (\d+), column \d+\)", str(error))
        reason = str(error).partition(" (at ")[0]
        line = int(place[1]) if place else 0
        raise StationError(f"not TOML: {reason}", file=file, line=line) from error


def _with_hardware(table: Any, text: str, file: Path | None, number: int) -> dict[str, Any]:
    """A source's table on top of the defaults of its hardware."""
    if not isinstance(table, dict) or "hardware" not in table:
        return table
    try:
        return load_hardware(str(table["hardware"])) | table
    except StationError as error:
        line = line_of(text, ("source", number, "hardware"))
        raise StationError(error.reason, file=file, line=line, key="hardware") from error


def hardware_names() -> list[str]:
    """What `hardware = "..."` can say."""
    files = (
        file for folder in HARDWARE_FOLDERS if folder.is_dir() for file in folder.glob("*.toml")
    )
    return sorted({file.stem for file in files})


def load_hardware(name: str) -> dict[str, Any]:
    """The source keys that `hw_configs/<name>.toml` gives.

    Raises:
        StationError: There is no such file, or it is no hardware file.
    """
    if name not in hardware_names():
        known = ", ".join(hardware_names())
        raise StationError(f"no hardware {name!r}; there is {known}", key="hardware")
    file = next(f for d in HARDWARE_FOLDERS if (f := d / f"{name}.toml").is_file())
    tables = _tables(file.read_text(encoding="utf-8"), file)
    if unknown := tables.keys() - {"title", "about", "source"}:
        raise StationError(f"unknown key {min(unknown)}", file=file)
    return dict(tables.get("source", {}))


def _check(
    tables: Any, type_: Any, text: str, file: Path | None, path: tuple[str | int, ...]
) -> Any:
    try:
        return msgspec.convert(tables, type_)
    except msgspec.ValidationError as error:
        reason, _, where = str(error).partition(" - at ")
        inner = tuple(re.findall(r"[\w-]+", where.strip("`$"))) if where else ()
        if unknown := re.search(r"unknown field `(.+)`", reason):
            inner, reason = (*inner, unknown[1]), "unknown key"
        elif reason.startswith("Invalid value") and inner[-1:] == ("kind",):
            kinds = ", ".join(kind.__struct_config__.tag for kind in get_args(AnySource))
            reason = f"{reason}: expected one of {kinds}"
        elif missing := re.search(r"missing required field `(.+)`", reason):
            reason = f"the key {missing[1]} is missing"
        place = (*path, *inner)
        key = ".".join(str(part) for part in place if isinstance(part, str))
        raise StationError(
            reason.replace("Object", "it"), file=file, line=line_of(text, place), key=key
        ) from error


def _check_names(sources: Sequence[Source], text: str, file: Path | None) -> None:
    seen: set[str] = set()
    for number, source in enumerate(sources):
        if source.name in seen:
            raise StationError(
                f"two sources are called {source.name}",
                file=file,
                line=line_of(text, ("source", number, "name")),
                key="source.name",
            )
        seen.add(source.name)


def line_of(text: str, path: Sequence[str | int]) -> int:
    """Line of a key in a TOML text, counted from 1; its table's line, or 0, if not found.

    Args:
        text: The file.
        path: Table names, keys, and the index behind the name of an array of tables,
            such as ``("source", 1, "baud")``.
    """
    best = 0
    depth = 0
    table: tuple[str | int, ...] = ()
    counts: dict[str, int] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if header := re.match(r"\s*(\[\[?)\s*([\w.\-]+)\s*\]", line):
            name = header[2]
            if header[1] == "[[":
                counts[name] = counts.get(name, -1) + 1
                table = (name, counts[name])
            else:
                table = tuple(name.split("."))
            here = table
        elif key := re.match(r"\s*([\w.\-]+)\s*=", line):
            here = (*table, *key[1].split("."))
        else:
            continue
        if len(here) > depth and tuple(path[: len(here)]) == here:
            best, depth = number, len(here)
    return best
