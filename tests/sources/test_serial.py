"""A serial port is read raw, waited for, and left when it goes."""

from __future__ import annotations

import asyncio
import os
import termios
from pathlib import Path

import pytest

from gateway.errors import SourceError
from gateway.sources import receiver
from gateway.sources.serial import unsent
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


WIRED = 'kind = "serial"\nport = "{port}"\nwired = true\n'


async def read(line: Line, until: bytes) -> bytes:
    """What comes out of the line's far end, up to and with *until*."""
    os.set_blocking(line.master, False)
    data = b""
    async with asyncio.timeout(10):
        while not data.endswith(until):
            try:
                data += os.read(line.master, 700)
            except BlockingIOError:
                await asyncio.sleep(0.001)
            await asyncio.sleep(0)
    return data


async def test_more_than_the_line_holds_is_written_whole_while_octets_are_read(
    tmp_path: Path,
) -> None:
    line = Line(tmp_path / "line")
    sent = bytes(range(1, 100)) * 1000 + b"end"
    async with rig(WIRED.format(port=line.path)) as made:
        await made.until("open")
        sending = asyncio.create_task(made.receiver.send(sent))
        await asyncio.sleep(0.05)
        assert not sending.done()
        line.write(kiss(b"meanwhile"))
        assert await made.data() == b"meanwhile"
        assert await read(line, b"end\xc0") == kiss(sent)
        await sending
    line.unplug()


async def test_of_what_a_line_does_not_take_nothing_is_written_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(receiver, "SEND_S", 0.2)
    line = Line(tmp_path / "line")
    async with rig(WIRED.format(port=line.path) + "baud = 4_000_000") as made:
        await made.until("open")
        with pytest.raises(SourceError, match="took no octets"):
            await made.receiver.send(bytes([7]) * 100_000)
        line.write(kiss(b"still heard"))
        assert await made.data() == b"still heard"
        await made.receiver.send(b"the next")
        assert (await read(line, kiss(b"the next"))).count(7) < 100_000
    line.unplug()


async def test_a_line_that_goes_while_it_is_written_to_is_told(tmp_path: Path) -> None:
    line = Line(tmp_path / "line")
    async with rig(WIRED.format(port=line.path)) as made:
        await made.until("open")
        sending = asyncio.create_task(made.receiver.send(bytes(100_000)))
        await asyncio.sleep(0.05)
        line.unplug()
        with pytest.raises(SourceError):
            await sending
        line = Line(tmp_path / "line")
        await made.until("open")
        await made.receiver.send(b"again")
        assert await read(line, b"again\xc0") == kiss(b"again")
    line.unplug()


async def test_a_board_that_is_starting_is_not_sent_anything(tmp_path: Path) -> None:
    line = Line(tmp_path / "line")
    async with rig(WIRED.format(port=line.path) + "settle_s = 0.3") as made:
        await made.until("open")
        with pytest.raises(SourceError, match="settle_s"):
            await made.receiver.send(b"early")
        await asyncio.sleep(0.4)
        await made.receiver.send(b"now")
        assert await read(line, b"now\xc0") == kiss(b"now")
    line.unplug()


async def test_what_the_kernel_has_not_sent_is_thrown_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A UART whose CTS says no; a pty has no such queue, so its answer is said here."""
    monkeypatch.setattr(receiver, "SEND_S", 0.2)
    monkeypatch.setattr("gateway.sources.serial.unsent", lambda descriptor: 1)
    flushed: list[int] = []
    monkeypatch.setattr("termios.tcflush", lambda descriptor, queue: flushed.append(queue))
    line = Line(tmp_path / "line")
    async with rig(WIRED.format(port=line.path)) as made:
        await made.until("open")
        with pytest.raises(SourceError, match="took no octets"):
            await made.receiver.send(b"late")
    assert flushed == [termios.TCOFLUSH]
    line.unplug()


def test_a_port_that_sends_at_once_has_nothing_unsent() -> None:
    ours, theirs = os.openpty()
    os.write(theirs, b"hello")
    assert unsent(theirs) == 0
    os.close(theirs)
    assert unsent(theirs) == 0
    os.close(ours)
