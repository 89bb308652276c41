"""A file of frames: a KISS recording, hexadecimal lines, or one raw frame.

A file that is followed (``follow = true``) goes on where the journal ends: the place
behind the last frame is committed with the frame, so a crash neither loses a frame nor
takes one twice.
"""

from __future__ import annotations

import asyncio
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from gateway.model import MAX_REJECTED_OCTETS, Disposition, Frame, Rejected
from gateway.sources.receiver import Receiver
from gateway.station import FileSource

READ_OCTETS = 65536
POLL_S = 0.1
"""How often a followed file is looked at: inotify would be quicker and not portable."""

LONGEST_GAP_S = 3600.0
"""Longest interval kept when a recording is paced by its timestamps."""


async def run(options: FileSource, receiver: Receiver) -> None:
    """Read the file; returns at its end unless it is followed."""
    path = Path(options.path)
    while True:
        try:
            await _read(path, options, receiver)
        except OSError as error:
            await receiver.lost(f"{path}: {error.strerror or error}")
            continue
        if not (options.follow or options.repeat):
            receiver.finished()
            return


async def _read(path: Path, options: FileSource, receiver: Receiver) -> None:
    if options.format == "octets":
        await _read_octets(path, options, receiver)
    elif options.format == "hex":
        await _read_lines(path, options, receiver)
    else:
        receiver.opened(str(path))
        await receiver.events([Frame(path.read_bytes(), "raw")])


async def _read_octets(path: Path, options: FileSource, receiver: Receiver) -> None:
    pacer = _Pacer(options)
    with path.open("rb") as file:
        _resume(file, path, options, receiver)
        receiver.opened(str(path))
        while True:
            data = file.read(READ_OCTETS if not pacer.paces else 64)
            if data:
                place = file.tell() if options.follow else None
                await pacer.pause(await receiver.octets(data, place))
            elif not options.follow:
                return
            elif path.stat().st_size < file.tell():
                return  # truncated or replaced: read it again from its start
            else:
                await asyncio.sleep(POLL_S)


async def _read_lines(path: Path, options: FileSource, receiver: Receiver) -> None:
    pacer = _Pacer(options)
    with path.open("rb") as file:
        _resume(file, path, options, receiver)
        receiver.opened(str(path))
        while True:
            start = file.tell()
            line = file.readline(READ_OCTETS)
            if line.endswith(b"\n") or (line and not options.follow):
                events = hex_line(line)
                await receiver.events(events, file.tell() if options.follow else None)
                await pacer.pause(events)
            elif not options.follow:
                return
            else:
                file.seek(start)
                await asyncio.sleep(POLL_S)


def hex_line(line: bytes) -> list[Frame | Rejected]:
    """The frame a line of hexadecimal digits holds; blank lines and # comments hold none."""
    digits = line.partition(b"#")[0].strip()
    if not digits:
        return []
    try:
        return [Frame(bytes.fromhex(digits.decode("ascii")), "hex")]
    except ValueError:
        return [
            Rejected(Disposition.CODING_ERROR, line[:MAX_REJECTED_OCTETS], "hex", "not hexadecimal")
        ]


class _Pacer:
    """Keeps the intervals of a recording."""

    def __init__(self, options: FileSource):
        self.paces = options.pace == "timestamps" or options.interval_s > 0
        self._interval_s = options.interval_s
        self._last: datetime | None = None

    async def pause(self, events: list[Frame | Rejected]) -> None:
        """Wait as long as the recording did between these frames and those before."""
        if not self.paces:
            return
        for event in events:
            stamp = event.received_at if isinstance(event, Frame) else None
            if stamp and self._last and not self._interval_s:
                gap_s = (stamp - self._last).total_seconds()
                await asyncio.sleep(min(max(gap_s, 0.0), LONGEST_GAP_S))
            else:
                await asyncio.sleep(self._interval_s)
            self._last = stamp or self._last


def _resume(file: BinaryIO, path: Path, options: FileSource, receiver: Receiver) -> None:
    """Go to where the journal ends, unless the file is shorter: then it is another one."""
    place = receiver.place() if options.follow else 0
    file.seek(place if place <= path.stat().st_size else 0)
