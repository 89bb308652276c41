"""Paths and folders of a station."""

from __future__ import annotations

from pathlib import Path

import pytest

from gateway.station import load_station, parse_station


def test_relative_paths_start_at_the_file(tmp_path: Path) -> None:
    file = tmp_path / "roof.toml"
    file.write_text('name = "roof"\nstate_dir = "state"\n', encoding="utf-8")
    station = load_station(file)
    assert station.state_folder == tmp_path / "state"
    assert station.path("/absolute") == Path("/absolute")


def test_the_state_folder_follows_systemd_then_xdg(monkeypatch: pytest.MonkeyPatch) -> None:
    station = parse_station('name = "roof"\n')
    monkeypatch.setenv("XDG_STATE_HOME", "/home/op/.state")
    monkeypatch.delenv("STATE_DIRECTORY", raising=False)
    assert station.state_folder == Path("/home/op/.state/cupola/roof")
    monkeypatch.setenv("STATE_DIRECTORY", "/var/lib/cupola")
    assert station.state_folder == Path("/var/lib/cupola")


def test_the_site_may_be_missing() -> None:
    assert parse_station('name = "a"\n').site is None
    site = parse_station('name = "a"\n[site]\nlatitude = 40.4\nlongitude = -3.7\n').site
    assert site
    assert (site.latitude, site.altitude_m, site.elements) == (40.4, 0, "")
