"""Arming: somebody at the machine says that a source may be commanded, for a while.

::

    cupola arm bench --for 10m ─▶ <state folder>/armed.json ◀─ read before each sending

    {"bench": {"since": "2026-11-22T11:20:00Z", "until": "2026-11-22T11:30:00Z", "by": "eva",
               "boot": "c6f09f44-...", "up_s": 5120.7}}

It is a file, and not a message, because whoever reaches the broker is not thereby at the
machine.  The file counts only where it is a plain file of the gateway's own user or of
root that nobody else may write.  It says its own end, so nothing has to be there to
disarm.  A clock can be set, and that of a Raspberry Pi stands still while it is off: so it
also counts in seconds since the machine's boot, and the next boot disarms.
"""

from __future__ import annotations

import os
import stat
import tempfile
import time
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from gateway.errors import CupolaError
from gateway.station.table import Name

FILE = "armed.json"

LONGEST = timedelta(hours=12)
"""A shift.  What is armed for longer is not armed but left open."""

_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")

MAX_OCTETS = 65536
"""Hundreds of sources; a longer file is not ours."""


class Armed(Struct, frozen=True, forbid_unknown_fields=True):
    """One source that may be commanded.

    Attributes:
        since: From when, aware UTC.
        until: Until when.
        by: Who said so.
        boot: In which boot of the machine.
        up_s: Seconds from that boot to *since*.
    """

    since: datetime
    until: datetime
    by: str
    boot: str = ""
    up_s: float = 0.0

    def holds(self, now: datetime) -> bool:
        """Whether *now* is within its time by the clock, and so is this moment since boot."""
        boot, up_s = uptime()
        lasts = self.until - self.since
        if lasts > LONGEST or boot != self.boot:
            return False
        return self.since <= now < self.until and 0 <= up_s - self.up_s < lasts.total_seconds()


class Arming:
    """The arming record of one station.

    Args:
        folder: The station's state folder.
    """

    def __init__(self, folder: Path):
        self.path = folder / FILE

    def armed(self, now: datetime) -> dict[str, Armed]:
        """The sources that are armed now; none where the file does not count."""
        try:
            return self._read(now)
        except CupolaError:
            return {}

    def refusal(self, source: str, now: datetime) -> str:
        """Why *source* may not be commanded; empty if it may."""
        try:
            if source in self._read(now):
                return ""
        except CupolaError as error:
            return f"source {source} is not armed: {error}"
        return (
            f"source {source} is not armed: run `cupola arm {source} --for 10m` on the gateway's "
            "machine"
        )

    def arm(self, source: str, record: Armed) -> None:
        """Arm *source*, and forget what is over.

        Raises:
            CupolaError: It is for too long, or cannot be written.
        """
        if record.until - record.since > LONGEST:
            raise CupolaError(f"{LONGEST / timedelta(hours=1):g} h is the longest")
        boot, up_s = uptime()
        record = replace(record, boot=boot, up_s=up_s)
        self._write({**self.armed(record.since), source: record})

    def disarm(self, source: str, now: datetime) -> None:
        """Disarm *source*, or all if it is empty."""
        armed = self.armed(now)
        self._write({name: one for name, one in armed.items() if source not in ("", name)})

    def _read(self, now: datetime) -> dict[str, Armed]:
        try:
            text = _read_own(self.path)
            records = msgspec.json.decode(text, type=dict[Name, Armed])
            return {name: one for name, one in records.items() if one.holds(now)}
        except FileNotFoundError:
            return {}
        except OSError as error:
            raise CupolaError(f"{self.path} cannot be read: {error.strerror}") from error
        except (msgspec.MsgspecError, ValueError, TypeError) as error:
            raise CupolaError(f"{self.path} is no arming record: {error}") from error

    def _write(self, records: Mapping[str, Armed]) -> None:
        """Put a new file in the place of the old, readable by the gateway's user only."""
        if not self.path.parent.is_dir():
            # Made here, as root perhaps, it would be closed to the gateway.
            raise CupolaError(f"{self.path.parent} is not there: the gateway makes it, run it once")
        try:
            owner = self.path.parent.stat()
            # A file of this kind is made for its owner only, whatever the umask.
            descriptor, name = tempfile.mkstemp(prefix=FILE, dir=self.path.parent)
            try:
                with os.fdopen(descriptor, "wb") as file:
                    file.write(msgspec.json.encode(records))
                    if os.geteuid() == 0:
                        os.fchown(file.fileno(), owner.st_uid, owner.st_gid)
                    file.flush()
                    os.fsync(file.fileno())
                Path(name).replace(self.path)
            except OSError:
                Path(name).unlink(missing_ok=True)
                raise
        except OSError as error:
            raise CupolaError(f"{self.path} cannot be written: {error.strerror}") from error


def uptime() -> tuple[str, float]:
    """This boot of the machine, and the seconds since; no setting of the clock changes them."""
    try:
        boot = _BOOT_ID.read_text(encoding="ascii").strip()
    except OSError:
        boot = "unknown"  # then the seconds alone tell another boot
    return boot, time.clock_gettime(time.CLOCK_BOOTTIME)


def _read_own(path: Path) -> bytes:
    """The octets of a file that only its owner can have written.

    Raises:
        CupolaError: It is somebody else's, or too long.
        OSError: It is not there, or is a link.
    """
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    with os.fdopen(descriptor, "rb") as file:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode) or status.st_uid not in (0, os.geteuid()):
            raise CupolaError(f"{path} is not the gateway user's own file")
        if status.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
            raise CupolaError(f"{path} can be written by others: chmod 600")
        text = file.read(MAX_OCTETS + 1)
    if len(text) > MAX_OCTETS:
        raise CupolaError(f"{path} is longer than {MAX_OCTETS} octets")
    return text
