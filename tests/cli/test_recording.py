"""A recording is told by looking, read in blocks, and numbered with its times."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import click
import pytest

from gateway.cli.recording import Form, Recording, files_of, make_form
from gateway.errors import StationError
from gateway.model import Delivery, Disposition, Frame, Rejected
from tests.stage import kiss

CHANGED = datetime(2026, 11, 22, 3, 52, 18, tzinfo=UTC)

# A time stamp frame as gr-satellites writes it: C0 09, 0x018CC820DB2E ms since 1970 with its
# DB escaped, C0.
STAMPED_AT = datetime(2024, 1, 2, 3, 4, 5, 678000, tzinfo=UTC)
STAMP = b"\xc0\x09\x00\x00\x01\x8c\xc8\x20\xdb\xdd\x2e\xc0"


def recording(path: Path, data: bytes, form: Form | None = None) -> Recording:
    path.write_bytes(data)
    os.utime(path, (CHANGED.timestamp(), CHANGED.timestamp()))
    return Recording(path, form or Form())


@pytest.mark.parametrize(
    ("data", "form", "frames"),
    [
        (kiss(b"one") + kiss(b"two"), "kiss", [b"one", b"two"]),
        (b"\xc0" + STAMP + kiss(b"one"), "kiss", [b"one"]),
        (b"6f6e65\n74 77 6f  # the second\n\n", "hex", [b"one", b"two"]),
        (b"# two frames\r\n6F6E65\r\n74776F\r\n", "hex", [b"one", b"two"]),
        (b"\x88\x98\x8c\x92", "raw", [b"\x88\x98\x8c\x92"]),
        (b"U,784630,3279301,12\r\n", "raw", [b"U,784630,3279301,12\r\n"]),
        (b"\xc0\x8f\xff\xc0\x01", "raw", [b"\xc0\x8f\xff\xc0\x01"]),
        (b"\xc0\x00 one without an end", "raw", [b"\xc0\x00 one without an end"]),
    ],
)
def test_the_form_is_told_by_looking(
    tmp_path: Path, data: bytes, form: str, frames: list[bytes]
) -> None:
    found = recording(tmp_path / "pass", data)
    assert [event.data for event in found.events()] == frames
    assert found.form.name == form


def test_an_empty_file_holds_nothing(tmp_path: Path) -> None:
    assert list(recording(tmp_path / "pass.kss", b"").events()) == []


def test_a_named_framing_reads_the_file(tmp_path: Path) -> None:
    # COBS of 11 22 00 33, the second example of Cheshire and Baker's paper.
    found = recording(tmp_path / "pass", b"\x03\x11\x22\x02\x33\x00", make_form("cobs", ()))
    assert [event.data for event in found.events()] == [b"\x11\x22\x00\x33"]


def test_frames_beyond_a_block_come_whole_and_progress_is_told(tmp_path: Path) -> None:
    data = kiss(bytes(1000)) * 200
    told: list[int] = []
    found = recording(tmp_path / "pass.kss", data)
    assert [len(event.data) for event in found.events(told.append)] == [1000] * 200
    assert sum(told) == found.octets == len(data)
    assert len(told) > 1, "the file was not read at once"


def test_octets_of_an_unfinished_frame_are_left_over(tmp_path: Path) -> None:
    found = recording(tmp_path / "pass.kss", kiss(b"one") + b"\x00tw")
    assert len(list(found.events())) == 1
    # The FEND that ended the first frame may open this one.
    assert found.leftover == len(b"\xc0\x00tw")


def test_stamps_give_the_time_and_the_file_gives_it_to_the_rest(tmp_path: Path) -> None:
    found = list(recording(tmp_path / "pass.kss", kiss(b"one") + STAMP + kiss(b"two")).entries(7))
    assert [(e.sequence, e.source, e.delivery) for e in found] == [
        (7, "pass.kss", Delivery.REPLAY),
        (8, "pass.kss", Delivery.REPLAY),
    ]
    assert (found[0].received_at, found[0].clock) == (CHANGED, "recording")
    assert (found[1].received_at, found[1].clock) == (STAMPED_AT, "tnc")


def test_a_line_that_is_no_hex_is_rejected_and_the_next_one_read(tmp_path: Path) -> None:
    first, second = recording(tmp_path / "f.hex", b"6f6e65\nxyz\n").events()
    assert isinstance(first, Frame)
    assert isinstance(second, Rejected)
    assert second.reason is Disposition.CODING_ERROR


def test_a_raw_file_that_is_no_single_frame_is_too_long(tmp_path: Path) -> None:
    [event] = recording(tmp_path / "f.bin", bytes(70_000), Form("raw")).events()
    assert isinstance(event, Rejected)
    assert event.reason is Disposition.TOO_LONG


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("journal.sqlite", b"SQLite format 3\0" + bytes(100), "cupola journal"),
        ("image.bin", bytes(200_000), "--format"),
    ],
)
def test_a_file_that_cannot_be_read_says_what_to_do(
    tmp_path: Path, name: str, data: bytes, says: str
) -> None:
    with pytest.raises(click.UsageError, match=says):
        list(recording(tmp_path / name, data).events())


def test_a_file_that_cannot_be_opened_is_a_usage_error(tmp_path: Path) -> None:
    with pytest.raises(click.UsageError, match="No such file"):
        list(Recording(tmp_path / "gone.kss", Form()).events())


def test_a_folder_means_its_recordings_in_the_order_people_count(tmp_path: Path) -> None:
    for name in ("frame_10.raw", "frame_2.raw", "frame_1.raw", "README.md", "pass.KSS"):
        (tmp_path / name).write_bytes(b"x")
    (tmp_path / "more.raw").mkdir()
    names = [file.name for file in files_of(tmp_path)]
    assert names == ["frame_1.raw", "frame_2.raw", "frame_10.raw", "pass.KSS"]
    assert files_of(tmp_path / "README.md") == [tmp_path / "README.md"]


def test_a_folder_without_recordings_is_a_usage_error(tmp_path: Path) -> None:
    with pytest.raises(click.UsageError, match="holds no recording"):
        files_of(tmp_path)


def test_options_become_what_the_framing_wants() -> None:
    form = make_form("kiss", ("port=3", "strict_escapes=false", "checksum=smack"))
    assert form.options == {"port": 3, "strict_escapes": False, "checksum": "smack"}
    assert make_form("asm", ("marker=12345678", "size=4")).options["marker"] == "12345678"


@pytest.mark.parametrize("options", [("colour=red",), ("port=three",), ("port=16",)])
def test_a_wrong_option_is_told(options: tuple[str, ...]) -> None:
    with pytest.raises(StationError):
        make_form("kiss", options)


@pytest.mark.parametrize(("name", "option"), [("kiss", "port"), ("hex", "a=1"), ("", "a=1")])
def test_an_option_that_belongs_to_nothing_is_a_usage_error(name: str, option: str) -> None:
    with pytest.raises(click.UsageError, match="--option"):
        make_form(name, (option,))
