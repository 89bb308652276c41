"""The state folder is one gateway's at a time.

Two would take each other's broker and serial ports away for ever, and send each other's
commands to an end in the log.  The kernel lets go of the lock however a gateway ends.
"""

from __future__ import annotations

import asyncio
import errno
import fcntl
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from gateway.errors import CupolaError

FILE = "lock"

PATIENCE_S = 5.0
"""How long one that is leaving may take."""


@asynccontextmanager
async def held(folder: Path) -> AsyncIterator[None]:
    """Hold *folder*; one that cannot be written, or not be locked, is nobody's.

    Raises:
        CupolaError: Another gateway has it.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(folder / FILE, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError:
        yield  # the journal will tell
        return
    try:
        await _lock(descriptor, folder)
        yield
    finally:
        os.close(descriptor)


async def _lock(descriptor: int, folder: Path) -> None:
    deadline = asyncio.get_running_loop().time() + PATIENCE_S
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            if error.errno not in (errno.EWOULDBLOCK, errno.EACCES):
                return  # a file system without locks
        else:
            return
        if asyncio.get_running_loop().time() >= deadline:
            raise CupolaError(f"another gateway is running with the state folder {folder}")
        await asyncio.sleep(0.05)
