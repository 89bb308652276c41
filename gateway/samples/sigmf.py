"""SigMF: a recording as a file of samples, and a file that says what they are.

::

    pass.sigmf-meta    JSON: global (datatype, sample_rate), captures (frequency, datetime)
    pass.sigmf-data    the samples

Of several captures the first one's frequency and time are taken.

Source: SigMF 1.2 (sigmf.org), "Metadata Format".
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec

from gateway.errors import SourceError
from gateway.samples.formats import SampleFormat, sample_format

META = ".sigmf-meta"
DATA = ".sigmf-data"
MAX_META_OCTETS = 16 << 20


@dataclass(frozen=True)
class SigmfMeta:
    """What the metadata say.

    Attributes:
        format: Of a sample.
        channels: Interleaved.
        sample_rate: Hz; None where it is not said.
        frequency_hz: Centre frequency of the first capture.
        started_at: Its time, aware UTC.
        header_octets: In front of the first sample.
    """

    format: SampleFormat
    channels: int = 1
    sample_rate: float | None = None
    frequency_hz: float | None = None
    started_at: datetime | None = None
    header_octets: int = 0


def read_sigmf(path: Path) -> tuple[SigmfMeta, Path]:
    """The metadata beside *path*, either of the two files, and the file of samples.

    Raises:
        SourceError: One is missing, or the metadata are none.
    """
    meta, data = path.with_suffix(META), path.with_suffix(DATA)
    for file in (meta, data):
        if not file.is_file():
            raise SourceError(f"{file.name} is missing beside {path.name}")
    if meta.stat().st_size > MAX_META_OCTETS:
        raise SourceError(f"{meta.name} is larger than any metadata")
    return parse_sigmf(meta.read_bytes()), data


def parse_sigmf(text: bytes) -> SigmfMeta:
    """The metadata in *text*.

    Raises:
        SourceError: They are none.
    """
    try:
        tables = msgspec.json.decode(text)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise SourceError(f"the metadata are no JSON: {error}") from error
    whole = _table(tables, "global")
    captures = tables.get("captures") if isinstance(tables, dict) else None
    first = captures[0] if isinstance(captures, list) and captures else {}
    capture = first if isinstance(first, dict) else {}
    return SigmfMeta(
        sample_format(str(whole.get("core:datatype"))),
        int(_number(whole.get("core:num_channels")) or 1),
        _number(whole.get("core:sample_rate")),
        _number(capture.get("core:frequency")),
        _time(capture.get("core:datetime")),
        int(_number(capture.get("core:header_bytes")) or 0),
    )


def _table(tables: Any, key: str) -> dict[str, Any]:
    found = tables.get(key) if isinstance(tables, dict) else None
    if not isinstance(found, dict):
        raise SourceError(f"the metadata have no {key!r} table")
    return found


def _number(value: Any) -> float | None:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return float(value) if number and 0 <= value < 1e15 else None


def _time(value: Any) -> datetime | None:
    try:
        found = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        return None
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
