"""A child process with pipes, of which nothing is left behind.

asyncio loses a process whose maker is cancelled while it starts, or while its end is
waited for: its pipes stay open and nobody asks for its exit code.
"""

from __future__ import annotations

import asyncio
import os
from asyncio.subprocess import PIPE, Process
from collections.abc import Coroutine, Sequence
from contextlib import suppress
from typing import Any

ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
"""A modem's matrices are small: threads only cost."""

LAST_OCTETS = 4096

GRACE_S = 0.5
"""Time to end by itself, for a process whose input has ended."""


async def start(command: Sequence[str]) -> Process:
    """A new process, in a session of its own: Ctrl-C is for the gateway.

    Raises:
        OSError: It cannot be started.
    """
    starting = asyncio.ensure_future(
        asyncio.create_subprocess_exec(
            *command,
            stdin=PIPE,
            stdout=PIPE,
            stderr=PIPE,
            start_new_session=True,
            env={**os.environ, **ONE_THREAD},
        )
    )
    try:
        return await asyncio.shield(starting)
    except asyncio.CancelledError:
        with suppress(OSError):
            await end(await starting)
        raise


async def last_line(process: Process) -> str:
    """What the process says last on its standard error: of a traceback, the error."""
    assert process.stderr
    last = b""
    while piece := await process.stderr.read(LAST_OCTETS):
        last = (last + piece)[-LAST_OCTETS:]
    lines = last.decode("utf-8", "replace").split("\n")
    return next((line.strip() for line in reversed(lines) if line.strip()), "")


async def end(process: Process, *readers: asyncio.Future[str]) -> None:
    """Have the process end, and wait for it and for those who read its pipes."""
    await _unbroken(_end(process, readers))


async def _end(process: Process, readers: Sequence[asyncio.Future[str]]) -> None:
    if process.stdin:
        process.stdin.close()
    try:
        # One that has ended by itself keeps its exit code: killing would take it away.
        async with asyncio.timeout(GRACE_S):
            await process.wait()
    except TimeoutError:
        with suppress(ProcessLookupError):
            process.kill()
    await asyncio.gather(*readers, return_exceptions=True)
    # Also reads what nobody wants any more: a pipe is closed at its end only.
    await process.communicate()


async def _unbroken(work: Coroutine[Any, Any, None]) -> None:
    """Do *work* to its end, and only then tell of a cancellation."""
    task = asyncio.ensure_future(work)
    try:
        await asyncio.shield(task)
    except asyncio.CancelledError:
        await task
        raise
