"""What was heard before, sent to the gateway once more: a capture, or a file of octets.

A capture is a folder that a test left (`gateway.hil.wire.capture`).  A file whose name ends in
`.hex` has one frame a line, which the bench's framing frames; any other file is octets as
they come over a line.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from gateway.framing import framing_of
from gateway.hil.clock import BenchClock
from gateway.hil.wire.capture import TIMELINE, arrivals
from gateway.hil.wire.line import Line

CHUNK_OCTETS = 4096


class Recording:
    """Octets to be played.

    Args:
        path: The capture or file.
        line: The line that it is played on, toward the ground.
        clock: What the pauses of a capture are waited on.
        framing: How the frames of a `.hex` file are framed, as in the station file.

    Raises:
        FileNotFoundError: There is nothing at *path*.
        ValueError: It is a folder and no capture, or a line of a file cannot be read.
    """

    def __init__(self, path: Path, line: Line, clock: BenchClock, framing: str | dict[str, Any]):
        __tracebackhide__ = True
        if not path.exists():
            raise FileNotFoundError(f"there is no recording {path}")
        if path.is_dir() and not (path / TIMELINE).is_file():
            raise ValueError(f"{path} is a folder and no capture: it has no {TIMELINE}")
        self.path = path
        self._line = line
        self._clock = clock
        self._pieces = list(_pieces(path, framing))

    @property
    def octets(self) -> bytes:
        """All of them."""
        return b"".join(octets for _, octets in self._pieces)

    def play(self, speed: float | None = None) -> int:
        """Put it on the line; faults disturb it as they do what a device sends.

        Args:
            speed: 1 for the pauses of the capture, 10 for a tenth of them; None for none.

        Returns:
            How many octets it has.
        """
        __tracebackhide__ = True
        before = 0.0
        for at, octets in self._pieces:
            if speed and at > before:
                self._clock.advance((at - before) / speed)
                before = at
            for start in range(0, len(octets), CHUNK_OCTETS):
                self._line.write_to_ground(octets[start : start + CHUNK_OCTETS])
        return len(self.octets)


def _pieces(path: Path, framing: str | dict[str, Any]) -> Iterator[tuple[float, bytes]]:
    """When each piece came, s, and its octets."""
    __tracebackhide__ = True
    if (path / TIMELINE).is_file():
        yield from ((arrival.at_s, arrival.octets) for arrival in arrivals(path))
    elif path.suffix == ".hex":
        framed = framing_of(framing)
        yield from ((0.0, framed.encode(frame)) for frame in _frames(path))
    else:
        yield 0.0, path.read_bytes()


def _frames(path: Path) -> Iterator[bytes]:
    __tracebackhide__ = True
    for number, line in enumerate(path.read_text(encoding="ascii").splitlines(), 1):
        try:
            frame = bytes.fromhex(line.partition("#")[0])
        except ValueError as error:
            raise ValueError(f"{path}, line {number}: {error}") from None
        if frame:
            yield frame
