"""The board tells what changed since one last looked."""

from __future__ import annotations

import asyncio

from gateway.sinks.board import Board


async def test_the_latest_of_each_topic_is_told() -> None:
    board = Board()
    board.put("a", b"1")
    board.put("b", b"1")
    board.put("a", b"2")
    version, changed = await board.after(0)
    assert changed == [("a", b"2"), ("b", b"1")]
    board.put("b", b"2")
    assert await board.after(version) == (version + 1, [("b", b"2")])


async def test_the_same_again_is_no_news() -> None:
    board = Board()
    board.put("a", b"1")
    version, _ = await board.after(0)
    board.put("a", b"1")
    waiting = asyncio.ensure_future(board.after(version))
    await asyncio.sleep(0)
    assert not waiting.done()
    board.put("a", b"2")
    assert await waiting == (version + 1, [("a", b"2")])


async def test_two_readers_both_hear() -> None:
    board = Board()
    first, second = (asyncio.ensure_future(board.after(0)) for _ in range(2))
    await asyncio.sleep(0)
    board.put("a", b"1")
    assert await first == await second == (1, [("a", b"1")])


async def test_what_is_forgotten_is_told_when_it_comes_back() -> None:
    board = Board()
    board.put("schema/x", b"1")
    version, _ = await board.after(0)
    board.forget("schema/")
    assert not board.has("schema/x")
    board.put("schema/x", b"1")
    assert (await board.after(version))[1] == [("schema/x", b"1")]
