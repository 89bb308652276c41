"""What the documents promise is there."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pytest

from gateway.framing import FRAMINGS
from gateway.framing.radio.catalogue import RADIO_FRAMINGS
from gateway.model import Disposition
from gateway.reception.demodulators import MODULATIONS
from gateway.station import (
    AnySource,
    Broker,
    DownlinkTable,
    JournalTable,
    Missions,
    Mqtt,
    SiteTable,
    hardware_names,
)

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"


TABLES = [*get_args(AnySource), DownlinkTable, Mqtt, Broker, JournalTable, Missions, SiteTable]


@pytest.mark.parametrize("table", TABLES)
def test_every_key_of_the_station_file_is_described(table: type) -> None:
    text = (DOCS / "station.md").read_text(encoding="utf-8")
    missing = [key for key in table.__struct_fields__ if f"`{key}`" not in text]  # type: ignore[attr-defined]
    assert missing == []


def test_every_hardware_and_framing_is_named() -> None:
    text = (DOCS / "station.md").read_text(encoding="utf-8")
    assert [name for name in [*hardware_names(), *FRAMINGS] if f"`{name}`" not in text] == []


def test_every_disposition_is_explained() -> None:
    text = (DOCS / "mqtt.md").read_text(encoding="utf-8")
    assert [d.value for d in Disposition if f"`{d.value}`" not in text] == []


@pytest.mark.parametrize("file", [ROOT / "README.md", *DOCS.glob("*.md")], ids=lambda f: f.name)
def test_links_lead_somewhere(file: Path) -> None:
    for target in re.findall(r"\]\(([^)#:]+)\)", file.read_text(encoding="utf-8")):
        assert (file.parent / target).exists(), target


def test_the_readme_is_one_screen() -> None:
    assert len((ROOT / "README.md").read_text(encoding="utf-8").splitlines()) <= 75


def test_every_framing_of_the_air_and_every_modulation_is_described() -> None:
    text = (DOCS / "signals.md").read_text(encoding="utf-8")
    said = set(re.findall(r"`([^`]+)`", text))
    # Of the codes with a longer form the short one is named.
    framings = {name.removesuffix("_long") if "ccsds" in name else name for name in RADIO_FRAMINGS}
    assert framings - said == set()
    assert {name.lower() for name in MODULATIONS} - {name.lower() for name in said} == set()
