"""A child process ends, whatever happens to who waits for it."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import pytest

from gateway.sources.child import end, last_line, start

SLEEPS = (sys.executable, "-c", "import time; time.sleep(600)")


def is_running(pid: int) -> bool:
    return Path(f"/proc/{pid}").exists()


async def test_what_it_says_last_is_told() -> None:
    program = "import sys; print('first', file=sys.stderr); raise ValueError('the fault')"
    process = await start((sys.executable, "-c", program))
    complaint = asyncio.ensure_future(last_line(process))
    async with asyncio.timeout(20):
        assert await complaint == "ValueError: the fault"
    await end(process, complaint)
    assert process.returncode == 1


async def test_it_is_killed_and_waited_for() -> None:
    process = await start(SLEEPS)
    assert is_running(process.pid)
    await end(process)
    assert process.returncode == -9
    assert not is_running(process.pid)


async def test_ending_is_not_cut_short() -> None:
    process = await start(SLEEPS)
    ending = asyncio.ensure_future(end(process))
    await asyncio.sleep(0)
    ending.cancel()
    with pytest.raises(asyncio.CancelledError):
        await ending
    assert not is_running(process.pid)


async def test_who_is_cancelled_while_it_starts_leaves_none() -> None:
    for turns in range(4):
        starting = asyncio.ensure_future(start(SLEEPS))
        for _ in range(turns):
            await asyncio.sleep(0)
        starting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await starting
    # A process that was left would be told as a ResourceWarning, which is an error here.


async def test_a_program_that_is_not_there_is_an_error() -> None:
    with pytest.raises(FileNotFoundError):
        await start(("/no/such/program",))
