"""The catalogue of satellites: what a person wrote into it, and what programs ask of it."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections import Counter

import msgspec
import pytest

from gateway.definition import Mission
from gateway.framing.radio.catalogue import RADIO_FRAMINGS
from gateway.loading import load_missions
from gateway.model import Downlink
from gateway.satellites import FILE, Satellite, at_frequency, find, like, read, satellites
from tests.shared_data import SHARED, needs_shared

NAMES = {
    # What jradio's tests call a satellite, where find() needs the name that it flies under.
    "kunspf": "1KUNS-PF",
    "aistechsat3": "AISTECHSAT-3",
    "astrocast": "Astrocast 0.1",
    "ccsds": "TRISAT",
    "cc11xx": "Reaktor Hello World",
    "delphini": "Delphini-1",
    "florsat": "FloripaSat-1",
    "fox": "Fox-1D",
    "is7": "INSPIRE-SAT 7",
    "meteor": "METEOR-M 2",
    "mobitex": "D-STAR ONE Sparrow",
    "openlst": "DORA",
    "pwsat2": "PW-Sat2",
    "sanosat": "SanoSat-1",
    "sat3cat1": "3CAT-1",
    "smogp": "SMOG-P",
    "snet": "S-NET A",
    "spooqy1": "SpooQy-1",
    "tubix20": "TECHNOSAT",
    "usp": "OrbiCraft-Zorkiy",
}

MODULATION = {"GMSK": "FSK", "GFSK": "FSK", "DUV": "FSK", "DBPSK": "BPSK"}
"""What a mission or gr-satellites may say less exactly, or more so."""

SPELLING = {"ax_25": "ax25", "ao_40": "ao40", "reed_solomon": "rs", "3cat": "sat_3cat"}
SPELLING |= {"fx_25": "fx25", "s_net": "snet", "tt_64": "tt64"}
"""Where a name here is not that of gr-satellites in small letters with underscores."""

OF_OCTETS = {"aos", "hdlc"}
"""Framings behind a receiver that delivers octets."""

BANDS = [
    (137e6, 138e6),
    (144e6, 148e6),
    (400e6, 402e6),
    (430e6, 440e6),
    (2.2e9, 2.5e9),
    (7.75e9, 8.4e9),
    (10.45e9, 10.5e9),
]
"""Of space operation, amateurs, meteorology and research, Hz."""

ONE = """
[[satellite]]
name = "One"
downlinks = [{ modulation = "FSK", bauds = [1200, 9600], framings = ["usp"] }]
"""


def some(name: str | int) -> Satellite:
    satellite = find(name)
    assert satellite, name
    return satellite


def kind(modulation: str) -> str:
    return MODULATION.get(modulation, modulation)


def spelled(framing: str) -> str:
    """The name here of a framing of gr-satellites."""
    name = re.sub(r"[^a-z0-9]+", "_", framing.casefold())
    for theirs, ours in SPELLING.items():
        name = name.replace(theirs, ours)
    return name


def plain(name: str) -> str:
    return "".join(filter(str.isalnum, name.casefold()))


# The file


def test_it_is_sorted_by_name() -> None:
    names = [satellite.name for satellite in satellites()]
    assert names == sorted(names, key=str.casefold)


def test_no_two_names_are_the_same() -> None:
    names = [plain(one) for each in satellites() for one in (each.name, *each.aliases)]
    names += [str(each.norad) for each in satellites() if each.norad]
    assert not [name for name, times in Counter(names).items() if times > 1]


def test_every_framing_is_one_that_there_is() -> None:
    named = {one for each in satellites() for link in each.downlinks for one in link.framings}
    assert named - RADIO_FRAMINGS.keys() <= OF_OCTETS


def test_every_frequency_is_in_a_band_that_satellites_have() -> None:
    for satellite in satellites():
        for link in satellite.downlinks:
            frequency = link.frequency_hz
            assert frequency is None or any(low <= frequency <= high for low, high in BANDS), link


def test_tones_lie_where_audio_has_them() -> None:
    for satellite in satellites():
        for link in satellite.downlinks:
            if link.carrier_hz is not None:
                assert link.modulation == "AFSK"
                assert 0 < abs(link.deviation_hz or 0) < link.carrier_hz < 5000


@pytest.mark.parametrize(
    "wrong",
    [
        "x",
        ONE.replace("bauds = [1200, 9600]", "baud = 1200"),
        ONE.replace("[1200, 9600]", "[]"),
        ONE.replace("[1200, 9600]", "[-1200]"),
        ONE.replace("modulation", "modulatoin"),
        ONE.replace('"One"', '""'),
        ONE.replace('"One"', '"One"\nnorad = "43466"'),
        ONE.replace('["usp"]', '"usp"'),
        ONE.replace('["usp"]', '["usp"], frequency_hz = 0'),
        ONE.replace("satellite", "sattelite"),
    ],
)
def test_a_mistake_in_it_is_told(wrong: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 (which one is TOML's or msgspec's affair)
        read(wrong)


def test_one_entry_makes_a_downlink_of_each_baud() -> None:
    (one,) = read(ONE)
    assert one == Satellite(
        "One",
        None,
        (),
        (Downlink(None, "FSK", 1200, ("usp",)), Downlink(None, "FSK", 9600, ("usp",))),
    )


# What others say


def same(link: Downlink, other: Downlink) -> bool:
    """But for the framing."""
    return (link.frequency_hz, link.baud, kind(link.modulation)) == (
        other.frequency_hz,
        other.baud,
        kind(other.modulation),
    )


@pytest.mark.parametrize("mission", load_missions().missions.values(), ids=lambda m: str(m.name))
def test_missions_and_catalogue_agree(mission: Mission) -> None:
    if mission.norad is not None:
        own = some(mission.norad).downlinks
        assert not mission.downlinks or any(same(mission.downlinks[0], other) for other in own)
    for link in mission.downlinks:
        assert link.frequency_hz
        senders = [other for _, other in at_frequency(link.frequency_hz) if same(link, other)]
        assert senders
        heard = {framing for other in senders for framing in other.framings}
        assert heard & set(link.framings)


@needs_shared
def test_it_has_the_satellites_of_the_recordings_as_gr_satellites_hears_them() -> None:
    for case in json.loads((SHARED / "recordings" / "baseline.json").read_text()):
        if case["satellite"] is None or ";" in case["modulation"]:
            continue
        satellite = some(case["satellite"])
        if case["norad"] < 98000:  # above are numbers until there is one
            assert satellite.norad == case["norad"]
        named = {
            framing
            for link in satellite.downlinks
            if (kind(link.modulation), link.baud)
            == (kind(case["modulation"]), float(case["baudrate"]))
            for framing in link.framings
        }
        for framing in case["framing"].split("; "):
            # CCSDS has a name for each set of options.
            assert any(name.startswith(spelled(framing)) for name in named), case["recording"]


@needs_shared
def test_it_has_the_satellites_of_the_recordings_that_jradio_hears() -> None:
    for case in json.loads((SHARED / "recordings-2" / "expected.json").read_text()):
        for heard in case["cases"]:
            some(NAMES.get(heard["sat"], heard["sat"]))


# What programs ask


@pytest.mark.parametrize("name", ["FUNcube-1", "funcube 1", "AO-73", "ao73", "39444", 39444])
def test_a_satellite_is_found_by_any_of_its_names(name: str | int) -> None:
    assert some(name).name == "AO-73"


@pytest.mark.parametrize("name", ["", "-", "no such thing", 1, "ao"])
def test_what_is_not_there_is_not_found(name: str | int) -> None:
    assert find(name) is None


def test_who_sends_near_a_frequency_is_told_the_nearest_first() -> None:
    heard = at_frequency(145.936e6, within=6e3)
    assert [satellite.name for satellite, _ in heard] == ["AO-73", "Nayif-1"]


def test_what_is_just_as_far_as_allowed_is_near() -> None:
    names = {satellite.name for satellite, _ in at_frequency(437.285e6, within=10e3)}
    assert {"TARGIT", "SNUGLITE"} <= names
    assert "LITUANICASAT-2" not in names


def test_what_a_decoder_found_has_its_candidates() -> None:
    names = {satellite.name for satellite, _ in like("FSK", 4800, "ax100_rs")}
    assert names == {"CA03", "TW-1A", "TW-1B", "TW-1C"}


def test_a_receiver_cannot_tell_gmsk_from_fsk() -> None:
    assert like("gmsk", 4800, "mobitex") == like("FSK", 4800, "mobitex") != ()
    assert ("VZLUSAT-2", "GMSK") in {
        (satellite.name, link.modulation)
        for satellite, link in like("FSK", 4800, "ax100_asm_golay")
    }


def test_fsk_is_no_bpsk() -> None:
    names = {satellite.name for satellite, _ in like("BPSK", 9600, "ax25_g3ruh")}
    assert "PicSat" in names
    assert "NORBI" not in names


def test_a_clock_that_is_a_little_wrong_still_finds_its_satellite() -> None:
    # AO-27's symbols were heard 2.9 % quicker than 1200 Bd; 1240 is what is published.
    first, *others = like("AFSK", 1235.0, "ax25")
    assert first[0].name == "AO-27"
    assert "Swiatowid" in {satellite.name for satellite, _ in others}
    assert "Swiatowid" not in {satellite.name for satellite, _ in like("AFSK", 1260, "ax25")}


def test_it_needs_no_numpy() -> None:
    program = (
        "import sys; import gateway.satellites as s; s.satellites(); print('numpy' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=FILE.parents[1], capture_output=True, check=True
    )
    assert done.stdout.split() == [b"False"]


def test_a_satellite_can_be_shown_to_a_program() -> None:
    shown = msgspec.to_builtins(some("SMOG-P"))
    assert msgspec.convert(shown, Satellite) == some("SMOG-P")
