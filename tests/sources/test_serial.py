"""A serial port is read raw, waited for, and left when it goes."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

from gateway.sources import receiver
from tests.sources.rig import rig
from tests.stage import Line, kiss


async def test_every_octet_passes(tmp_path: Path) -> None:
    line = Line(tmp_path / "line")
    async with rig(f'kind = "serial"\nport = "{line.path}"\nbaud = 250000') as made:
        await made.until("open")
        for _ in range(3):
            line.write(kiss(bytes(range(256))))
            assert await made.data() == bytes(range(256))
        assert made.receiver.counters["frames"] == 3
    line.unplug()


async def test_a_port_may_come_late_go_and_come_back(tmp_path: Path) -> None:
    async with rig(f'kind = "serial"\nport = "{tmp_path}/line"') as made:
        await made.until("waiting")
        assert made.receiver.error.endswith("line: No such file or directory")
        for text in (b"first", b"second"):
            line = Line(tmp_path / "line")
            await made.until("open")
            line.write(kiss(text))
            assert await made.data() == text
            line.unplug()
            await made.until("waiting")
        assert made.receiver.counters["reconnects"] == 2


async def test_a_port_that_another_has_is_said(tmp_path: Path) -> None:
    line = Line(tmp_path / "line")
    table = f'kind = "serial"\nport = "{line.path}"'
    async with rig(table) as first:
        await first.until("open")
        async with rig(table) as second:
            await second.until("waiting")
            assert "another program has it open" in second.receiver.error
    line.unplug()


async def test_start_and_stop_are_written_and_the_banner_is_dropped(tmp_path: Path) -> None:
    line = Line(tmp_path / "line")
    table = (
        f'kind = "serial"\nport = "{line.path}"\nsettle_s = 0.3\n'
        'start = ["KISS ON\\r", { wait = 0.05 }, { hex = "C0 01 28 C0" }]\n'
        'stop = [{ hex = "C0 FF C0" }]'
    )
    async with rig(table) as made:
        await made.until("open")
        line.write(kiss(b"boot banner"))
        await asyncio.sleep(0.4)
        line.write(kiss(b"telemetry"))
        assert await made.data() == b"telemetry"
    expected = b"KISS ON\r\xc0\x01\x28\xc0\xc0\xff\xc0"
    written = b""
    while len(written) < len(expected):
        written += os.read(line.master, 100)
    assert written == expected
    line.unplug()


async def test_a_port_that_never_comes_is_tried_less_and_less(tmp_path: Path) -> None:
    async with rig(f'kind = "serial"\nport = "{tmp_path}/none"') as made:
        await made.until("waiting")
        pauses = {made.receiver._pause_s}
        for _ in range(20):
            await asyncio.sleep(0.05)
            pauses.add(made.receiver._pause_s)
        assert sorted(pauses) == [receiver.FIRST_PAUSE_S * 2**n for n in range(len(pauses))]
        assert len(pauses) >= 2
