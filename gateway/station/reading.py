"""Reading the station file: every mistake is told with its place."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, get_args

import msgspec

from gateway.errors import StationError
from gateway.station.hardware import load_hardware
from gateway.station.octet_sources import FileSource, LineSource, StdinSource
from gateway.station.place import line_of
from gateway.station.source import Source
from gateway.station.station import AnySource, Station
from gateway.station.toml import read_toml

TRANSMITTERS = ("direwolf", "gr-satellites", "mobilinkd-tnc4", "ninotnc", "usb-kiss-tnc")
"""Hardware that puts on the air what is written to it."""


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
    tables = read_toml(text, file)
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
    _check_downlinks(checked, text, file)
    _check_wires(checked, text, file)
    sources = tuple(_placed(source, station) for source in checked)
    return msgspec.structs.replace(station, source=sources)


def _placed(source: AnySource, station: Station) -> AnySource:
    """A source whose file's path does not depend on where the gateway is started."""
    if not isinstance(source, FileSource):
        return source
    return msgspec.structs.replace(source, path=str(station.path(source.path)))


def _with_hardware(table: Any, text: str, file: Path | None, number: int) -> dict[str, Any]:
    """A source's table on top of the defaults of its hardware."""
    if not isinstance(table, dict) or "hardware" not in table:
        return table
    try:
        return load_hardware(str(table["hardware"])) | table
    except StationError as error:
        line = line_of(text, ("source", number, "hardware"))
        raise StationError(error.reason, file=file, line=line, key="hardware") from error


def _check(
    tables: Any, type_: Any, text: str, file: Path | None, path: tuple[str | int, ...]
) -> Any:
    try:
        return msgspec.convert(tables, type_)
    except msgspec.ValidationError as error:
        reason, _, where = str(error).partition(" - at ")
        inner = tuple(map(_step, re.findall(r"[\w-]+", where.strip("`$")))) if where else ()
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


def _step(text: str) -> str | int:
    """A step of the path to a mistake: a key, or an index."""
    return int(text) if text.isdigit() else text


def _check_downlinks(sources: Sequence[Source], text: str, file: Path | None) -> None:
    for number, source in enumerate(sources):
        if isinstance(source, FileSource | StdinSource) and source.sampled != bool(source.downlink):
            reason = "samples need a downlink" if source.sampled else "only samples have downlinks"
            line = line_of(text, ("source", number, "format"))
            raise StationError(reason, file=file, line=line, key="source.format")


def _check_wires(sources: Sequence[Source], text: str, file: Path | None) -> None:
    for number, source in enumerate(sources):
        if isinstance(source, LineSource) and source.wired and source.hardware in TRANSMITTERS:
            reason = f"{source.hardware} transmits what is written to it: it is no wire to a device"
            line = line_of(text, ("source", number, "wired"))
            raise StationError(reason, file=file, line=line, key="source.wired")


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
