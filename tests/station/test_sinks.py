"""The tables beside the sources."""

from __future__ import annotations

import pytest

from gateway.errors import StationError
from gateway.station import Mqtt, parse_station


@pytest.mark.parametrize(
    "option", [{"tls": True}, {"ca_file": "x"}, {"certificate_file": "x"}, {"tls_insecure": True}]
)
def test_what_only_tls_has_implies_it(option: dict[str, object]) -> None:
    assert Mqtt(**option).encrypted  # type: ignore[arg-type]
    assert not Mqtt().encrypted


@pytest.mark.parametrize("wrong", ["latitude = 91", "longitude = 400", "altitude_m = 1e6"])
def test_a_site_is_on_earth(wrong: str) -> None:
    keys = {"latitude": "latitude = 1", "longitude": "longitude = 1"}
    keys[wrong.partition(" ")[0]] = wrong
    with pytest.raises(StationError, match=wrong.partition(" ")[0]):
        parse_station('name = "a"\n[site]\n' + "\n".join(keys.values()) + "\n")
