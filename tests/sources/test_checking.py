"""Downlinks that nothing can hear are told before there is a sample."""

from __future__ import annotations

from typing import Any

import pytest

from gateway.errors import StationError
from gateway.sources.checking import check_downlinks
from tests.sources.rig import source


def downlink(modulation: str = "FSK", baud: int = 9600, framing: str = "ax25_g3ruh") -> str:
    line = f'modulation = "{modulation}", baud = {baud}, framing = "{framing}"'
    return f"downlink = [{{ {line}, frequency_hz = 437e6 }}]"


def given(table: str, downlinks: str) -> Any:
    return source(f"{table}\n{downlinks}")


KINDS = [
    'kind = "audio"',
    'kind = "udp_audio"',
    'kind = "rtl_tcp"',
    'kind = "iq"\nport = 1\nsample_rate = 96000',
    'kind = "file"\nformat = "recording"\npath = "x.wav"',
    'kind = "stdin"\nformat = "i16"',
    'kind = "stdin"\nformat = "cu8"\nsample_rate = 250000',
]


@pytest.mark.parametrize("table", KINDS)
def test_a_downlink_that_can_be_heard_is_in_order(table: str) -> None:
    check_downlinks(given(table, downlink()))


@pytest.mark.parametrize("table", KINDS)
@pytest.mark.parametrize(
    ("wrong", "key"),
    [(downlink(modulation="SMELL"), "0.modulation"), (downlink(framing="ax52"), "0.framing")],
)
def test_what_there_is_not_is_told_with_its_key(table: str, wrong: str, key: str) -> None:
    with pytest.raises(StationError, match="none of") as caught:
        check_downlinks(given(table, wrong))
    assert caught.value.key == key


def test_a_rate_that_is_too_low_is_told() -> None:
    with pytest.raises(StationError, match="8000 Hz is no rate for 9600 Bd"):
        check_downlinks(given('kind = "audio"\nsample_rate = 8000', downlink()))


def test_a_dongles_band_is_looked_at() -> None:
    with pytest.raises(StationError, match="do not fit") as caught:
        check_downlinks(given('kind = "rtl_tcp"\nfrequency_hz = 430e6', downlink()))
    assert caught.value.key == "sample_rate"
