"""Every exception this package raises on purpose.

::

    CupolaError
    ├── StationError        the station file: file, line, key, what was expected
    ├── MissionError        a mission file: file, line, field
    ├── CalibrationError    a value that has no raw counterpart
    ├── LayoutError         octets that a layout does not describe: offset, path
    ├── JournalError        the journal cannot be read or written
    ├── SourceError         a source cannot be opened
    ├── BrokerError         the broker cannot be started or reached
    │   └── HandshakeError  it was reached and does not talk to us
    └── of hardware in the loop, beside what raises them in gateway/hil

Noise is not an exception: a candidate frame that fails its check is a
`gateway.model.Rejected`.
"""

from __future__ import annotations

from pathlib import Path


class CupolaError(Exception):
    """Root of the tree: catch it to catch all of ours and nothing else."""


class _PlacedError(CupolaError):
    """A mistake in a file somebody wrote, and where it stands.

    Attributes:
        file: The file, or None for text without one.
        line: Line of the mistake, counted from 1; 0 if unknown.
        key: The key or field it is about; empty if the whole file.
        reason: One sentence that says what was expected.
    """

    def __init__(self, reason: str, *, file: Path | None = None, line: int = 0, key: str = ""):
        super().__init__(reason)
        self.reason = reason
        self.file = file
        self.line = line
        self.key = key

    def __str__(self) -> str:
        place = str(self.file) if self.file else ""
        if self.line:
            place += f":{self.line}" if place else f"line {self.line}"
        return ": ".join(part for part in (place, self.key, self.reason) if part)


class StationError(_PlacedError):
    """The station file says something that cannot be meant."""


class MissionError(_PlacedError):
    """A mission file cannot be loaded."""


class CalibrationError(CupolaError):
    """A calibration has no inverse, or none for this value."""


class LayoutError(CupolaError):
    """Octets that do not have the layout.

    Attributes:
        offset: Octet at which reading stopped, counted from the packet's start.
        path: Dotted path of the field that could not be read.
        reason: What was wrong there.
    """

    def __init__(self, reason: str, *, offset: int = 0, path: str = ""):
        super().__init__(reason)
        self.reason = reason
        self.offset = offset
        self.path = path

    def __str__(self) -> str:
        where = f"octet {self.offset}" + (f", {self.path}" if self.path else "")
        return f"{where}: {self.reason}"


class JournalError(CupolaError):
    """The journal's file cannot be read or written."""


class SourceError(CupolaError):
    """A source cannot be opened or has gone away."""


class BrokerError(CupolaError):
    """The broker cannot be started or reached."""


class HandshakeError(BrokerError):
    """The broker was reached and refuses us, or does not answer."""
