"""A state folder has one gateway, and the next one when that is gone."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from gateway import state_lock
from gateway.errors import CupolaError
from gateway.state_lock import held


async def test_a_second_gateway_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(state_lock, "PATIENCE_S", 0.1)
    async with held(tmp_path / "state"):
        with pytest.raises(CupolaError, match="another gateway is running with the state folder"):
            async with held(tmp_path / "state"):
                pass
        async with held(tmp_path / "other"):
            pass
    async with held(tmp_path / "state"):
        pass


async def test_one_that_is_leaving_is_waited_for(tmp_path: Path) -> None:
    leave, began = asyncio.Event(), asyncio.Event()

    async def first() -> None:
        async with held(tmp_path):
            began.set()
            await leave.wait()

    task = asyncio.create_task(first())
    await began.wait()
    asyncio.get_running_loop().call_later(0.2, leave.set)
    async with held(tmp_path):
        assert leave.is_set()
    await task


async def test_a_folder_that_cannot_be_made_is_nobodys(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    async with held(tmp_path / "file"), held(tmp_path / "file"):
        pass
