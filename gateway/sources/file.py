"""A file of frames: a KISS recording, hexadecimal lines, or one raw frame; or of samples.

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
    if options.sampled:
        # NumPy is loaded where there are samples only.
        from gateway.sources import recording

        await recording.run(options, receiver)
        return
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
        await receiver.record([Frame(path.read_bytes(), "raw")])


async def _read_octets(path: Path, options: FileSource, receiver: Receiver) -> None:
    pacer = _Pacer(options, receiver)
    with path.open("rb") as file:
        _resume(file, path, options, receiver)
        receiver.opened(str(path))
        while True:
            data = file.read(READ_OCTETS)
            if data:
                events = receiver.deframe(data)
                await pacer.record(events, file.tell() - receiver.pending)
            elif not options.follow:
                return
            elif path.stat().st_size < file.tell():
                return  # truncated or replaced: read it again from its start
            else:
                await asyncio.sleep(POLL_S)


async def _read_lines(path: Path, options: FileSource, receiver: Receiver) -> None:
    pacer = _Pacer(options, receiver)
    with path.open("rb") as file:
        _resume(file, path, options, receiver)
        receiver.opened(str(path))
        while True:
            start = file.tell()
            line = file.readline(READ_OCTETS)
            if line.endswith(b"\n") or (line and not options.follow):
                await pacer.record(hex_line(line), file.tell())
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
    """Records events, at the intervals of a recording where that is asked for."""

    def __init__(self, options: FileSource, receiver: Receiver):
        self._options = options
        self._receiver = receiver
        self._last: datetime | None = None

    async def record(self, events: list[Frame | Rejected], place: int) -> None:
        """Record *events*, behind which the input goes on at *place*."""
        if self._options.pace == "timestamps" or self._options.interval_s:
            for event in events:
                await self._pause(event)
                await self._receiver.record([event])
            events = []
        await self._receiver.record(events, place if self._options.follow else None)

    async def _pause(self, event: Frame | Rejected) -> None:
        """Wait as long as the recording did between the frame before and this one."""
        pause_s = self._options.interval_s
        stamp = event.received_at if isinstance(event, Frame) else None
        if self._options.pace == "timestamps" and stamp:
            pause_s = (stamp - (self._last or stamp)).total_seconds()
            self._last = stamp
        await asyncio.sleep(min(max(pause_s, 0.0), LONGEST_GAP_S))


def _resume(file: BinaryIO, path: Path, options: FileSource, receiver: Receiver) -> None:
    """Go to where the journal ends, unless the file is shorter: then it is another one."""
    place = receiver.place() if options.follow else 0
    file.seek(place if place <= path.stat().st_size else 0)
