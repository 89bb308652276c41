"""The event loop of a bench, in its thread."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from contextlib import suppress

import pytest

from gateway.hil.bench.loop_thread import BenchError, LoopThread


async def works(leave: asyncio.Event, ready: Callable[[], None]) -> None:
    ready()
    await leave.wait()


async def answer(value: int) -> int:
    await asyncio.sleep(0)
    return value


def test_a_call_returns_or_raises_what_its_coroutine_does() -> None:
    thread = LoopThread(works)
    thread.start()
    assert thread.call(answer(5)) == 5

    async def fails() -> None:
        raise KeyError("x")

    with pytest.raises(KeyError):
        thread.call(fails())
    thread.stop()


def test_it_leaves_no_thread_behind() -> None:
    before = threading.active_count()
    thread = LoopThread(works)
    thread.start()
    assert threading.active_count() == before + 1
    thread.stop()
    assert threading.active_count() == before


def test_an_accident_is_told_to_whoever_calls_next_with_its_cause() -> None:
    happened: list[BaseException] = []
    end = threading.Event()

    async def breaks(leave: asyncio.Event, ready: Callable[[], None]) -> None:
        ready()
        raise OSError("the disk is full")

    def told(error: BaseException) -> None:
        happened.append(error)
        end.set()

    thread = LoopThread(breaks, told)
    with suppress(BenchError):  # it may break before the start is seen
        thread.start()
    assert end.wait(30)
    assert str(happened[0]) == "the disk is full"
    with pytest.raises(BenchError, match="the disk is full") as told_of:
        thread.check()
    assert told_of.value.__cause__ is happened[0]
    thread.stop()


def test_an_accident_of_which_nobody_was_told_is_told_at_the_end() -> None:
    broken = threading.Event()

    async def breaks(leave: asyncio.Event, ready: Callable[[], None]) -> None:
        async with asyncio.TaskGroup() as tasks:
            ready()
            await leave.wait()
            tasks.create_task(fails())

    async def fails() -> None:
        raise OSError("the disk is full")

    thread = LoopThread(breaks, lambda error: broken.set())
    thread.start()
    with pytest.raises(BenchError, match="the disk is full") as told_of:
        thread.stop()
    assert isinstance(told_of.value.__cause__, OSError)
    assert broken.is_set()


def test_what_breaks_before_it_is_at_work_is_told_by_start() -> None:
    async def breaks(leave: asyncio.Event, ready: Callable[[], None]) -> None:
        raise ValueError("no port")

    with pytest.raises(BenchError, match="no port"):
        LoopThread(breaks).start()


def test_a_call_that_gets_no_answer_ends() -> None:
    thread = LoopThread(works)
    thread.start()
    with pytest.raises(BenchError, match=r"did not answer within 0\.01 s"):
        thread.call(asyncio.sleep(3600), timeout=0.01)
    thread.stop()


def test_a_call_under_way_ends_when_the_loop_does() -> None:
    thread = LoopThread(works)
    thread.start()
    future = thread.begin(asyncio.sleep(3600))
    thread.stop()
    assert future.cancelled()


def test_nothing_is_begun_after_the_end() -> None:
    thread = LoopThread(works)
    thread.start()
    thread.stop()
    thread.stop()
    with pytest.raises(BenchError, match="was stopped"):
        thread.call(answer(1))
