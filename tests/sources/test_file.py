"""Files are read to their end, or for ever, and gone on with after a restart."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from gateway.model import Delivery, Disposition, Frame, Rejected
from gateway.sources.file import hex_line
from tests.sources.rig import rig
from tests.stage import kiss


def table(path: Path, more: str = "") -> str:
    return f'kind = "file"\npath = "{path}"\n{more}'


async def test_a_recording_is_read_to_its_end(tmp_path: Path) -> None:
    path = tmp_path / "r.kss"
    path.write_bytes(kiss(b"one") + kiss(b"two"))
    async with rig(table(path)) as made:
        entries = [await made.next(), await made.next()]
        await made.until("finished")
        assert [e.event.data for e in entries] == [b"one", b"two"]
        assert entries[0].delivery is Delivery.REPLAY


async def test_hex_lines_are_frames(tmp_path: Path) -> None:
    path = tmp_path / "r.hex"
    path.write_text("# two\n01 02\n\n0x\n0304", encoding="ascii")
    async with rig(table(path, 'format = "hex"')) as made:
        events = [(await made.next()).event for _ in range(3)]
        await made.until("finished")
    assert [type(e) for e in events] == [Frame, Rejected, Frame]
    assert [e.data for e in events] == [b"\1\2", b"0x\n", b"\3\4"]


@pytest.mark.parametrize("line", [b"", b"  \n", b"# comment\n"])
def test_a_line_may_hold_nothing(line: bytes) -> None:
    assert hex_line(line) == []


@pytest.mark.parametrize("line", [b"0", b"zz", b"\xff\xfe", "4ä".encode()])
def test_a_line_that_is_not_hexadecimal_is_rejected(line: bytes) -> None:
    [event] = hex_line(line)
    assert isinstance(event, Rejected)
    assert event.reason is Disposition.CODING_ERROR


async def test_a_whole_file_can_be_one_frame(tmp_path: Path) -> None:
    path = tmp_path / "frame.raw"
    path.write_bytes(b"\xc0 just octets \xc0")
    async with rig(table(path, 'format = "raw"')) as made:
        assert await made.data() == b"\xc0 just octets \xc0"


async def test_a_followed_file_is_waited_for_and_gone_on_with(tmp_path: Path) -> None:
    path, journal = tmp_path / "r.kss", tmp_path / "j.sqlite"
    more = "follow = true"
    async with rig(table(path, more), journal=journal) as made:
        await made.until("waiting")
        path.write_bytes(kiss(b"one") + kiss(b"two")[:3])
        first = await made.next()
        assert (first.event.data, first.delivery) == (b"one", Delivery.LIVE)
        await asyncio.sleep(0.2)
    with path.open("ab") as file:
        file.write(kiss(b"two")[3:] + kiss(b"three"))
    async with rig(table(path, more), journal=journal) as made:
        made._after = 1
        assert [await made.data(), await made.data()] == [b"two", b"three"]


async def test_a_followed_file_that_was_replaced_is_read_anew(tmp_path: Path) -> None:
    path = tmp_path / "r.kss"
    path.write_bytes(kiss(b"a long one, before") + kiss(b"and another"))
    async with rig(table(path, "follow = true")) as made:
        assert [await made.data(), await made.data()] == [b"a long one, before", b"and another"]
        path.write_bytes(kiss(b"new"))
        assert await made.data() == b"new"


async def test_intervals_of_a_recording_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "r.kss"
    stamps = [b"\x09" + ms.to_bytes(8, "big") for ms in (1_700_000_000_000, 1_700_000_000_300)]
    octets = [b"\xc0" + stamps[n] + kiss(text) for n, text in enumerate((b"one", b"two"))]
    path.write_bytes(b"".join(octets))
    async with rig(table(path, 'pace = "timestamps"')) as made:
        loop = asyncio.get_running_loop()
        first = await made.next()
        started = loop.time()
        second = await made.next()
        assert loop.time() - started > 0.15
        assert (second.received_at - first.received_at).total_seconds() == pytest.approx(0.3)
        assert first.clock == "tnc"
