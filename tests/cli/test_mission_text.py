"""A mission's facts as people write them."""

from __future__ import annotations

from pathlib import Path

import pytest

from gateway.cli.mission_text import docstring, downlink_text, limits_text, link_text, match_text
from gateway.definition import Downlink, Limits, Match
from gateway.links import AX25, CSP
from gateway.model import Link


@pytest.mark.parametrize(
    ("hertz", "text"),
    [
        (437_200_000, "437.200 MHz"),
        (145_935_000, "145.935 MHz"),
        (435_612_500, "435.6125 MHz"),
        (7_812_000_000, "7812.000 MHz"),
    ],
)
def test_frequencies_have_the_digits_that_matter(hertz: float, text: str) -> None:
    downlink = Downlink(hertz, "FSK", 9600, ("ax25_g3ruh",))
    assert downlink_text(downlink) == f"{text} FSK 9600 Bd, ax25_g3ruh"


def test_a_downlink_among_several_has_its_name() -> None:
    downlink = Downlink(145.98e6, "FSK", 200, ("fox_duv",), name="below the voice")
    assert downlink_text(downlink).startswith("below the voice: 145.980 MHz")


@pytest.mark.parametrize(
    ("link", "text"),
    [(AX25(), "ax25"), (CSP(), "csp"), (CSP(version=2, crc="data"), "csp(version=2, crc='data')")],
)
def test_a_link_tells_the_options_that_are_not_usual(link: Link, text: str) -> None:
    assert link_text(link) == text


@pytest.mark.parametrize(
    ("match", "text"),
    [
        (Match(), ""),
        (Match(header={"from": "DLFIPQ"}), "from DLFIPQ"),
        (Match(header={"apid": (1, 2)}, prefix=b"\x89\x00"), "apid 1 or 2, begins with 8900"),
        (Match(length=(3, range(7, 10))), "3 or 7 to 9 octets"),
    ],
)
def test_a_match_tells_what_must_hold(match: Match, text: str) -> None:
    assert match_text(match) == text


@pytest.mark.parametrize(
    ("limits", "text"),
    [
        (None, ""),
        (Limits(warning=(0.8, None)), "warning outside at least 0.8"),
        (
            Limits(caution=(6.5, 8.4), warning=(None, 8.6)),
            "nominal 6.5 to 8.4, warning outside at most 8.6",
        ),
        (
            Limits(nominal_words=frozenset({"on", "idle"}), warning_words=frozenset({"dead"})),
            "nominal idle or on, warning dead",
        ),
    ],
)
def test_limits_tell_what_is_nominal(limits: Limits | None, text: str) -> None:
    assert limits_text(limits) == text


def test_a_file_says_what_it_is_in_its_docstring(tmp_path: Path) -> None:
    file = tmp_path / "m.py"
    file.write_text('"""A mission.\n\n    Source  a document\n"""\n', encoding="utf-8")
    assert docstring(file) == "A mission.\n\nSource  a document"
    file.write_text("def (", encoding="utf-8")
    assert docstring(file) == docstring(tmp_path / "gone.py") == ""
