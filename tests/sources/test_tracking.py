"""The file of elements: read again when it changes, told when it is old, missing or broken."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from gateway.reception.doppler import look_at
from gateway.reception.elements import parse_elements
from gateway.sources import tracking as module
from gateway.sources.tracking import Tracking
from gateway.station import SiteTable
from tests.reception.test_elements import ISS

pytest.importorskip("sgp4")

SITE = SiteTable(latitude=40.4, longitude=-3.7, altitude_m=660)
PASS = datetime(2020, 7, 13, 3, 53, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _looks_every_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LOOK_S", 0.0)


def test_the_shift_is_that_of_the_orbit(tmp_path: Path) -> None:
    (tmp_path / "e.txt").write_text(ISS)
    tracking = Tracking(SITE, tmp_path / "e.txt")
    # Skyfield: 5.81721 km/s towards us.
    expected = 437.5e6 * 5.81721 / 299792.458
    assert tracking.shift_hz(25544, 437.5e6, PASS) == pytest.approx(expected, abs=1.5)
    look = look_at(parse_elements(ISS)[25544], tracking.site, PASS)
    assert look
    assert look.elevation > 10


def test_without_elements_nothing_is_shifted(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    tracking = Tracking(SITE, tmp_path / "missing.txt")
    for _ in range(3):
        assert tracking.shift_hz(25544, 437.5e6, PASS) == 0
    assert caplog.text.count("no elements of 25544") == 1
    assert "No such file" in caplog.text


def test_a_file_that_comes_late_is_taken(tmp_path: Path) -> None:
    path = tmp_path / "e.txt"
    tracking = Tracking(SITE, path)
    assert tracking.shift_hz(25544, 437.5e6, PASS) == 0
    path.write_text(ISS)
    assert tracking.shift_hz(25544, 437.5e6, PASS) > 8000


def test_a_file_that_breaks_changes_nothing(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "e.txt"
    path.write_text(ISS)
    tracking = Tracking(SITE, path)
    before = tracking.shift_hz(25544, 437.5e6, PASS)
    path.write_bytes(b"\xff\xfe half a download")
    os.utime(path, ns=(1, 1))
    assert tracking.shift_hz(25544, 437.5e6, PASS) == before
    assert caplog.text.count("orbital elements: ") == 1
    tracking.shift_hz(25544, 437.5e6, PASS)
    assert caplog.text.count("orbital elements: ") == 1, "not again until it changes"


def test_old_elements_are_told_once_and_used(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "e.txt").write_text(ISS)
    tracking = Tracking(SITE, tmp_path / "e.txt")
    for hour in range(3):
        assert tracking.shift_hz(25544, 437.5e6, datetime(2020, 8, 1, hour, tzinfo=UTC)) != 0
    assert caplog.text.count("elements of 25544 are 19 days from 2020-08-01") == 1
