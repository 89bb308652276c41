"""WAV headers: RIFF, RF64 and W64, as recorders really write them.

::

    "RIFF" size "WAVE"  { id:4 size:4 data[size] pad }...      ids fmt, data, auxi, ds64
    "RF64" -1   "WAVE"  ds64 first: true sizes of 64 bits

What differs from the text: a size of data that is 0 or all ones (a recorder that was
killed, or wrote to a pipe) or beyond the file's end means "to the end"; so does a header
whose program never came back to fill it in.

Source: IBM and Microsoft, "Multimedia Programming Interface and Data Specifications 1.0"
(1991); EBU Tech 3306 (RF64); Sony, "Wave 64 File Format Specification 1.0"; the `auxi`
chunk is what SpectraVue, HDSDR and SDR Console write: two SYSTEMTIME and the frequency.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import BinaryIO

from gateway.errors import SourceError
from gateway.samples.formats import SampleFormat

MAX_CHUNKS = 1000
MAX_CHANNELS = 2
_MAX_FORMAT_OCTETS = 4096

_PCM, _FLOAT, _EXTENSIBLE = 1, 3, 0xFFFE
_W64_RIFF = bytes.fromhex("726966662e91cf11a5d628db04c10000")
_W64_TAIL = bytes.fromhex("f3acd3118cd100c04f8edb8a")
_UNKNOWN_SIZES = (0, 0xFFFFFFFF, 0xFFFFFFFFFFFFFFFF)


@dataclass(frozen=True)
class WavHeader:
    """What a header says.

    Attributes:
        format: Of a sample of one channel; real.
        channels: Interleaved.
        sample_rate: Hz, as written: it may be nonsense.
        data_at: Octet of the file at which the samples start.
        data_octets: Of the samples; None for all up to the file's end.
        frequency_hz: Centre of the receiver, where the `auxi` chunk says so.
        started_at: Start of the recording, from the same.
    """

    format: SampleFormat
    channels: int
    sample_rate: int
    data_at: int
    data_octets: int | None
    frequency_hz: float | None = None
    started_at: datetime | None = None


def read_wav_header(file: BinaryIO) -> WavHeader:
    """The header of *file*, from its start.

    Raises:
        SourceError: It is no WAV file, or one with compressed or too many channels.
    """
    chunks = _Chunks(file)
    body, auxi, data = b"", b"", None
    for name, at, size in chunks:
        if name == b"fmt ":
            body = _read(file, at, size)
        elif name == b"auxi":
            auxi = _read(file, at, size)
        elif name == b"data":
            data = (at, size)
            break
    if len(body) < 16 or data is None:
        raise SourceError("a WAV file without its fmt or data chunk")
    format, channels, rate = _format(body)
    started_at, frequency_hz = _auxiliary(auxi)
    return WavHeader(
        format,
        channels,
        rate,
        data[0],
        None if data[1] in _UNKNOWN_SIZES else data[1],
        frequency_hz,
        started_at,
    )


class _Chunks:
    """The chunks of a file: name, place of their data, size."""

    def __init__(self, file: BinaryIO):
        self._file = file
        start = _read(file, 0, 40)
        self._w64 = start[:16] == _W64_RIFF
        if not self._w64 and (start[:4] not in (b"RIFF", b"RF64") or start[8:12] != b"WAVE"):
            raise SourceError("no WAV file")
        self._at = 40 if self._w64 else 12
        self._data_octets: int | None = None

    def __iter__(self) -> _Chunks:
        self._left = MAX_CHUNKS
        return self

    def __next__(self) -> tuple[bytes, int, int]:
        self._left -= 1
        name, size, at = self._head()
        if self._left < 0 or not name:
            raise StopIteration
        step = 8 if self._w64 else 2
        self._at = at + size + -size % step
        if name == b"ds64":
            sizes = _read(self._file, at, 16)
            self._data_octets = int.from_bytes(sizes[8:16], "little")
        if name == b"data" and self._data_octets and size == 0xFFFFFFFF:
            size = self._data_octets
        return name, at, size

    def _head(self) -> tuple[bytes, int, int]:
        """Name, size and place of the next chunk's data; no name at the end."""
        if not self._w64:
            head = _read(self._file, self._at, 8)
            whole = len(head) == 8
            return head[:4] if whole else b"", int.from_bytes(head[4:], "little"), self._at + 8
        head = _read(self._file, self._at, 24)
        # Sony counts the head of 24 octets; all its names end in the same octets.
        size = max(0, int.from_bytes(head[16:24], "little") - 24)
        known = len(head) == 24 and head[4:16] == _W64_TAIL
        return head[:4] if known else head[:4] and b"?", size, self._at + 24


def _read(file: BinaryIO, at: int, size: int) -> bytes:
    """Octets of a header; a size that is nonsense reads no more than any header has."""
    try:
        file.seek(at)
    except (OSError, OverflowError, ValueError):
        return b""
    return file.read(min(size, _MAX_FORMAT_OCTETS))


def _format(body: bytes) -> tuple[SampleFormat, int, int]:
    """Format, channels and rate of the octets of a fmt chunk."""
    tag, channels, rate, _, _, bits = struct.unpack("<HHIIHH", body[:16])
    if tag == _EXTENSIBLE and len(body) >= 26:
        tag = int.from_bytes(body[24:26], "little")
    if not 1 <= channels <= MAX_CHANNELS:
        raise SourceError(f"a WAV file of {channels} channels; 1 or 2 can be read")
    if tag == _PCM and bits in (8, 16, 24, 32):
        return SampleFormat("u" if bits == 8 else "i", bits, iq=False), channels, rate
    if tag == _FLOAT and bits in (32, 64):
        return SampleFormat("f", bits, iq=False), channels, rate
    raise SourceError(f"a WAV file of format {tag} with {bits} bits; PCM and float can be read")


def _auxiliary(auxi: bytes) -> tuple[datetime | None, float | None]:
    """Start and centre frequency, as far as an `auxi` chunk has them."""
    if len(auxi) < 36:
        return None, None
    year, month, _, day, hour, minute, second, millisecond = struct.unpack("<8H", auxi[:16])
    frequency = int.from_bytes(auxi[32:36], "little")
    try:
        start = datetime(year, month, day, hour, minute, second, millisecond * 1000, UTC)
    except ValueError:
        return None, float(frequency) or None
    return start, float(frequency) or None
