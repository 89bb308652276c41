"""Hardware files: each makes a source, and holds nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from gateway.errors import StationError
from gateway.station import hardware_names, load_hardware, parse_station


@pytest.mark.parametrize("name", hardware_names())
def test_every_hardware_file_makes_a_source(name: str) -> None:
    text = f'name = "bench"\n[[source]]\nname = "it"\nhardware = "{name}"\n'
    [source] = parse_station(text).source
    assert source.hardware == name


def test_the_first_hardware_is_there() -> None:
    assert set(hardware_names()) >= {
        "loopback",
        "usb-kiss-tnc",
        "mobilinkd-tnc4",
        "ninotnc",
        "direwolf",
        "gr-satellites",
        "microcontroller",
        "firmware-shim",
    }


def test_hardware_may_not_hold_other_tables(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "odd.toml").write_text('titel = "typing error"\n', encoding="utf-8")
    monkeypatch.setattr("gateway.station.hardware.HARDWARE_FOLDERS", (tmp_path,))
    with pytest.raises(StationError, match="unknown key titel"):
        load_hardware("odd")
