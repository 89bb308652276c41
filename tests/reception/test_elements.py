"""Elements are read from every form in which they are published."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime

import pytest

from gateway.errors import StationError
from gateway.reception.elements import epoch_of, parse_elements

pytest.importorskip("sgp4")

ISS = (
    "1 25544U 98067A   20194.88612269 -.00002218  00000-0 -31515-4 0  9992\n"
    "2 25544  51.6461 221.2784 0001413  89.1723 280.4612 15.49507896236008\n"
)
# Of CelesTrak, for the same satellite; sgp4's documentation shows it.
OMM = {
    "OBJECT_NAME": "ISS (ZARYA)",
    "OBJECT_ID": "1998-067A",
    "EPOCH": "2020-07-12T21:16:01.000416",
    "MEAN_MOTION": 15.49507896,
    "ECCENTRICITY": 0.0001413,
    "INCLINATION": 51.6461,
    "RA_OF_ASC_NODE": 221.2784,
    "ARG_OF_PERICENTER": 89.1723,
    "MEAN_ANOMALY": 280.4612,
    "EPHEMERIS_TYPE": 0,
    "CLASSIFICATION_TYPE": "U",
    "NORAD_CAT_ID": 25544,
    "ELEMENT_SET_NO": 999,
    "REV_AT_EPOCH": 23600,
    "BSTAR": -0.31515e-4,
    "MEAN_MOTION_DOT": -0.2218e-4,
    "MEAN_MOTION_DDOT": 0,
}
CSV = ",".join(OMM) + "\n" + ",".join(map(str, OMM.values())) + "\n"
XML = (
    "<ndm><omm><body><segment>"
    + "<metadata><OBJECT_NAME>ISS</OBJECT_NAME><OBJECT_ID>1998-067A</OBJECT_ID></metadata>"
    + "<data><meanElements>"
    + "".join(f"<{key}>{OMM[key]}</{key}>" for key in list(OMM)[2:9])
    + "</meanElements><tleParameters>"
    + "".join(f"<{key}>{OMM[key]}</{key}>" for key in list(OMM)[9:])
    + "</tleParameters>"
    + "</data></segment></body></omm></ndm>"
)


@pytest.mark.parametrize(
    "text",
    [ISS, "ISS (ZARYA)\n" + ISS, "0 ISS\n" + ISS, ISS.replace("\n", "\r\n"), "\ufeff" + ISS,
     json.dumps([OMM]), json.dumps(OMM), CSV, XML],
    ids=["tle", "name", "name with 0", "crlf", "bom", "json", "one", "csv", "xml"],
)  # fmt: skip
def test_the_same_orbit_in_every_form(text: str) -> None:
    [orbit] = parse_elements(text).values()
    assert orbit.satnum == 25544
    epoch = epoch_of(orbit)
    assert abs((epoch - datetime(2020, 7, 12, 21, 16, 1, 416, UTC)).total_seconds()) < 1e-3
    fault, position, _ = orbit.sgp4(orbit.jdsatepoch, orbit.jdsatepochF)
    _, expected, _ = parse_elements(ISS)[25544].sgp4(orbit.jdsatepoch, orbit.jdsatepochF)
    assert fault == 0
    assert position == pytest.approx(expected, abs=1e-3)


def test_the_youngest_of_several_is_taken() -> None:
    # Another day of the same year, and the check digit that goes with it.
    older = ISS.replace("20194.88612269", "20190.88612269").replace("9992\n", "9998\n")
    for text in (ISS + older, older + ISS):
        assert epoch_of(parse_elements(text)[25544]).day == 12


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hello",
        "[]",
        "[{}]",
        "{",
        "<ndm>",
        "1 25544U\n2 25544\n",
        ISS.replace("51.6461", "51.6462"),
        "a,b\n1,2\n",
        "[1]",
    ],
)
def test_what_holds_none_is_told(text: str) -> None:
    with pytest.raises(StationError, match="orbital elements"):
        parse_elements(text)


def test_a_missing_library_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sgp4", None)
    with pytest.raises(StationError, match=r"cupola-gateway\[orbit\]"):
        parse_elements(ISS)
