"""A source is armed by its owner's file, for a while, and by nothing else."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from gateway.commanding.arming import LONGEST, MAX_OCTETS, Armed, Arming, uptime
from gateway.errors import CupolaError

NOW = datetime(2026, 11, 22, 11, 20, tzinfo=UTC)
SECOND = timedelta(seconds=1)
TEN = timedelta(minutes=10)


@pytest.fixture
def arming(tmp_path: Path) -> Arming:
    (tmp_path / "state").mkdir()
    made = Arming(tmp_path / "state")
    made.arm("bench", Armed(NOW, NOW + TEN, "eva"))
    return made


def test_it_holds_from_its_beginning_to_its_end(arming: Arming) -> None:
    [(source, found)] = arming.armed(NOW).items()
    assert (source, found.since, found.until, found.by) == ("bench", NOW, NOW + TEN, "eva")
    for at, armed in ((-SECOND, False), (0 * SECOND, True), (TEN - SECOND, True), (TEN, False)):
        assert (arming.refusal("bench", NOW + at) == "") is armed
    assert "run `cupola arm roof" in arming.refusal("roof", NOW)


def test_a_clock_that_is_set_back_does_not_make_it_last(
    arming: Arming, monkeypatch: pytest.MonkeyPatch
) -> None:
    boot, up_s = uptime()
    for later_s, armed in ((599, True), (601, False)):
        monkeypatch.setattr("gateway.commanding.arming.uptime", lambda s=later_s: (boot, up_s + s))
        assert (arming.refusal("bench", NOW) == "") is armed


def test_the_next_boot_disarms(arming: Arming, monkeypatch: pytest.MonkeyPatch) -> None:
    """A Raspberry Pi's clock goes on where it stood at the last shutdown."""
    boot, up_s = uptime()
    monkeypatch.setattr("gateway.commanding.arming.uptime", lambda: ("another", up_s))
    assert arming.armed(NOW) == {}
    monkeypatch.setattr("gateway.commanding.arming.uptime", lambda: (boot, 0.0))
    assert arming.armed(NOW) == {}


def test_only_the_owner_may_read_it(arming: Arming, tmp_path: Path) -> None:
    assert arming.path.stat().st_mode & 0o777 == 0o600
    assert list(arming.path.parent.iterdir()) == [arming.path]


def test_arming_one_leaves_the_others_and_forgets_what_is_over(arming: Arming) -> None:
    later = NOW + TEN - SECOND
    arming.arm("roof", Armed(later, later + TEN, "eva"))
    assert set(arming.armed(later)) == {"bench", "roof"}
    arming.arm("roof", Armed(NOW + TEN, NOW + 2 * TEN, "eva"))
    assert b"bench" not in arming.path.read_bytes()


@pytest.mark.parametrize(
    ("source", "left"), [("bench", {"roof"}), ("", set()), ("x", {"bench", "roof"})]
)
def test_disarming_is_for_one_or_for_all(arming: Arming, source: str, left: set[str]) -> None:
    arming.arm("roof", Armed(NOW, NOW + TEN, "eva"))
    arming.disarm(source, NOW)
    assert set(arming.armed(NOW)) == left


def test_nothing_is_armed_for_longer_than_a_shift(arming: Arming) -> None:
    with pytest.raises(CupolaError, match="12 h is the longest"):
        arming.arm("bench", Armed(NOW, NOW + LONGEST + SECOND, "eva"))
    text = arming.path.read_text().replace("2026-11-22T11:30", "2036-11-22T11:30")
    arming.path.write_text(text)
    assert arming.refusal("bench", NOW) != ""


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"[]",
        b"\xff",
        b'{"bench": true}',
        b"{" * 60_000,
        b'{"bench": {"since": 0, "until": 9e99, "by": "x"}}',
        b'{"../x": {"since": "2026-11-22T11:00:00Z", "until": "2026-11-22T12:00:00Z", "by": ""}}',
        b'{"bench": {"since": "2026-11-22T11:00:00", "until": "2026-11-22T12:00:00", "by": ""}}',
        b" " * (MAX_OCTETS + 1),
    ],
    ids=range(9),
)
def test_a_file_that_is_no_record_arms_nothing(arming: Arming, text: bytes) -> None:
    arming.path.write_bytes(text)
    assert arming.armed(NOW) == {}
    assert arming.refusal("bench", NOW).startswith("source bench is not armed: ")


def test_a_file_that_others_may_write_arms_nothing(arming: Arming) -> None:
    for mode in (0o620, 0o602):
        arming.path.chmod(mode)
        assert "chmod 600" in arming.refusal("bench", NOW)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")
def test_a_file_of_somebody_else_arms_nothing(arming: Arming) -> None:
    os.chown(arming.path, 65534, 65534)
    assert "not the gateway user's own" in arming.refusal("bench", NOW)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a folder away")
def test_root_arms_for_the_user_whose_folder_it_is(tmp_path: Path) -> None:
    (tmp_path / "state").mkdir()
    os.chown(tmp_path / "state", 65534, 65534)
    made = Arming(tmp_path / "state")
    made.arm("bench", Armed(NOW, NOW + TEN, "eva"))
    assert made.path.stat().st_uid == 65534


def test_a_link_or_a_pipe_arms_nothing(arming: Arming, tmp_path: Path) -> None:
    elsewhere = arming.path.rename(tmp_path / "elsewhere")
    arming.path.symlink_to(elsewhere)
    assert arming.armed(NOW) == {}
    arming.path.unlink()
    os.mkfifo(arming.path)
    assert arming.armed(NOW) == {}


def test_a_folder_that_is_not_there_is_told_and_not_made(tmp_path: Path) -> None:
    # Made by root, a folder would be closed to the gateway that comes later.
    with pytest.raises(CupolaError, match="run it once"):
        Arming(tmp_path / "state").arm("bench", Armed(NOW, NOW + TEN, "eva"))
