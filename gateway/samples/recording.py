"""A recording of samples: any file that holds audio or IQ, and what is known of it.

::

    content    RIFF RF64 W64 ─▶ wav          fLaC OggS ... ─▶ compressed
    suffix     .sigmf-meta .sigmf-data ─▶ sigmf     .cf32 .cs16 .cu8 .raw ... ─▶ formats
    name       frequency, time, rate, IQ or audio ─▶ file_name

What the caller says goes before what the file says, and that before its name.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import numpy as np

from gateway.errors import SourceError
from gateway.samples.compressed import FRAME_OCTETS, MAGIC, CompressedFile, Octets
from gateway.samples.file_name import Told, told_by
from gateway.samples.formats import SampleFormat, Samples, Unpacker, sample_format
from gateway.samples.sigmf import DATA, META, read_sigmf
from gateway.samples.stereo import is_quadrature, louder
from gateway.samples.wav import read_wav_header

USUAL_RATE = 48_000.0
LOWEST_RATE, HIGHEST_RATE = 1_000.0, 100e6
"""What a sample rate can be; anything else is a mistake of whoever wrote it."""

LOOK = 65_536
"""Samples looked at to tell IQ from stereo."""

_FORMATS = {
    ".cf32": "cf32", ".fc32": "cf32", ".cfile": "cf32", ".c32": "cf32", ".cf64": "cf64",
    ".cs16": "cs16", ".sc16": "cs16", ".ci16": "cs16", ".c16": "cs16",
    ".cs8": "cs8", ".sc8": "cs8", ".ci8": "cs8", ".c8": "cs8", ".cu8": "cu8", ".bin": "cu8",
    ".f32": "f32", ".s16": "i16", ".i16": "i16", ".u8": "u8", ".s8": "i8",
}  # fmt: skip
_GUESSED = {".iq": True, ".raw": False, ".pcm": False, ".dat": True}
"""Suffixes that say nothing of the format: 16 bits or floats, usually of IQ or not."""

SUFFIXES = frozenset(
    [
        *(*_FORMATS, *_GUESSED, META, DATA),
        *(
            ".wav",
            ".wave",
            ".w64",
            ".rf64",
            ".flac",
            ".ogg",
            ".oga",
            ".opus",
            ".mp3",
            ".aiff",
            ".au",
        ),
    ]
)
"""What a recording's name can end in."""


@dataclass(frozen=True)
class _Contents:
    """What a file holds, as far as it says so itself."""

    path: Path
    format: SampleFormat
    channels: int = 1
    sample_rate: float | None = None
    frequency_hz: float | None = None
    started_at: datetime | None = None
    data_at: int = 0
    octets: int | None = None
    compressed: bool = False

    def open(self) -> Octets:
        """The file, at its first sample."""
        if self.compressed:
            return CompressedFile(self.path)
        file = self.path.open("rb")
        file.seek(self.data_at)
        return file


class SampleRecording:
    """A recording that can be read, as often as wanted.

    Attributes:
        path: The file.
        sample_rate: Hz.
        iq: True for complex64, False for float32.
        frequency_hz: Centre frequency of IQ; None if nothing tells.
        started_at: Time of the first sample, aware UTC; None if nothing tells.
        duration_s: None if the file does not know its own length.
        notes: What had to be assumed, in sentences.
        counters: Of the reading done last: `clipped_samples`, `invalid_samples`.
    """

    def __init__(self, contents: _Contents, told: Told, rate: float | None, iq: bool | None):
        self.path = contents.path
        self.notes: list[str] = []
        self.counters: Counter[str] = Counter()
        self._contents, self._channel = self._channels(contents, told, iq)
        self.iq = self._contents.format.iq
        self.sample_rate = self._rate((rate, contents.sample_rate, told.sample_rate))
        self.frequency_hz = contents.frequency_hz or told.frequency_hz
        self.started_at = contents.started_at or told.started_at

    @property
    def duration_s(self) -> float | None:
        """Length in seconds."""
        octets = self._contents.octets
        return None if octets is None else octets / self._sample_octets / self.sample_rate

    @property
    def _sample_octets(self) -> int:
        return self._contents.format.octets * self._contents.channels

    def blocks(self, size: int) -> Iterator[Samples]:
        """All samples, *size* at a time; the last block may be shorter."""
        unpacker = Unpacker(self._contents.format, self._contents.channels, self._channel)
        self.counters = unpacker.counters
        left = self._contents.octets
        file = self._contents.open()
        try:
            while left != 0:
                wanted = size * self._sample_octets
                data = file.read(wanted if left is None else min(wanted, left))
                if not data:
                    return
                left = None if left is None else left - len(data)
                yield unpacker.feed(data)
        finally:
            file.close()

    def _channels(self, contents: _Contents, told: Told, iq: bool | None) -> tuple[_Contents, int]:
        """*contents* with two channels made IQ or not, and the channel of audio to take."""
        if contents.channels != 2 or contents.format.iq:
            return contents, 0
        paired = replace(contents, format=replace(contents.format, iq=True), channels=1)
        wanted = told.iq if iq is None else iq
        pairs = _first(paired)
        if wanted is None:
            wanted = is_quadrature(pairs)
            kind = "IQ" if wanted else "audio"
            self.notes.append(f"two channels, taken for {kind} by how they resemble each other")
        return (paired, 0) if wanted else (contents, louder(pairs))

    def _rate(self, told: Sequence[float | None]) -> float:
        """The first rate of *told*, unless it cannot be one."""
        found = next((rate for rate in told if rate is not None), None)
        if found is not None and LOWEST_RATE <= found <= HIGHEST_RATE:
            return found
        said = "nothing tells the sample rate" if found is None else f"{found:g} Hz is no rate"
        self.notes.append(f"{said}: {USUAL_RATE:g} Hz assumed")
        return USUAL_RATE


def open_recording(
    path: Path, rate: float | None = None, iq: bool | None = None, format: str = ""
) -> SampleRecording:
    """The recording in the file *path*.

    Args:
        path: The file; of SigMF either of the two.
        rate: Sample rate in Hz, where the file is not to be believed.
        iq: Whether two channels are IQ, or raw samples are; None to find out.
        format: Of raw samples, such as `cs16`; empty to go by name and content.

    Raises:
        SourceError: It cannot be read, or is no recording.
    """
    told = told_by(path.name)
    try:
        contents = _contents(path, told, iq, format)
        return SampleRecording(contents, told, rate, iq)
    except OSError as error:
        raise SourceError(f"{path}: {error.strerror or error}") from error
    except SourceError as error:
        raise SourceError(f"{path}: {error}") from error


def _contents(path: Path, told: Told, iq: bool | None, format: str) -> _Contents:
    """What *path* holds, by its content and then by its suffix."""
    if path.suffix in (META, DATA):
        return _of_sigmf(path)
    with path.open("rb") as file:
        start = file.read(LOOK)
    if start[:4] in (b"RIFF", b"RF64", b"riff") and not format:
        return _of_wav(path)
    if start.startswith(MAGIC) and not format:
        return _of_compressed(path)
    name = format or told.format or _FORMATS.get(path.suffix.lower())
    return _of_raw(path, name or _guess(path.suffix.lower(), start, told.iq if iq is None else iq))


def _of_sigmf(path: Path) -> _Contents:
    meta, data = read_sigmf(path)
    octets = max(0, data.stat().st_size - meta.header_octets)
    return _Contents(
        data, meta.format, meta.channels, meta.sample_rate, meta.frequency_hz,
        meta.started_at, meta.header_octets, octets,
    )  # fmt: skip


def _of_wav(path: Path) -> _Contents:
    with path.open("rb") as file:
        header = read_wav_header(file)
        there = max(0, file.seek(0, os.SEEK_END) - header.data_at)
    octets = there if header.data_octets is None else min(there, header.data_octets)
    return _Contents(
        path, header.format, header.channels, header.sample_rate, header.frequency_hz,
        header.started_at, header.data_at, octets,
    )  # fmt: skip


def _of_compressed(path: Path) -> _Contents:
    file = CompressedFile(path)
    file.close()
    if file.channels > 2:
        raise SourceError(f"{file.channels} channels; 1 or 2 can be read")
    octets = file.frames * file.channels * FRAME_OCTETS or None
    return _Contents(
        path, sample_format("f32"), file.channels, file.sample_rate,
        octets=octets, compressed=True,
    )  # fmt: skip


def _of_raw(path: Path, name: str) -> _Contents:
    return _Contents(path, sample_format(name), octets=path.stat().st_size)


def _guess(suffix: str, start: bytes, iq: bool | None) -> str:
    """The format of raw samples: floats look like nothing else."""
    if suffix not in _GUESSED:
        known = " ".join(sorted(SUFFIXES))
        raise SourceError(f"no recording that is known; there are {known}")
    floats = np.abs(np.frombuffer(start[: len(start) // 4 * 4], "<f4"))
    likely = (floats == 0) | ((floats > 1e-9) & (floats < 1e3))
    kind = "f32" if len(floats) and likely.mean() > 0.99 else "i16"
    return ("c" if (_GUESSED[suffix] if iq is None else iq) else "") + kind


def _first(contents: _Contents) -> Samples:
    """The first samples of *contents*."""
    file = contents.open()
    try:
        size = min(LOOK * contents.format.octets, contents.octets or LOOK * contents.format.octets)
        return Unpacker(contents.format).feed(file.read(size))
    finally:
        file.close()
