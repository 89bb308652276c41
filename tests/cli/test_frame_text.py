"""A frame on a line, and its channels in panes below."""

from __future__ import annotations

import pytest
from msgspec import structs

from gateway.cli.frame_text import FrameText, link_title
from gateway.cli.output import Page
from gateway.model import Decoded, Disposition, Failure, Frame, Outcome, Reading, State
from tests.cli.support import entry, rejected

# AX.25 UI frame from N0CALL to CQ, written out by hand: characters shifted left once.
AX25 = bytes.fromhex("86a24040404060 9c608682989861 03f0") + b"hello"

READINGS = [
    Reading("eps.battery", 154, 3.02, "V", State.WARNING),
    Reading("mode", 1, "safe", "", State.NOMINAL),
]
PUBLISHED = Outcome(
    Disposition.PUBLISHED,
    ({"protocol": "ax25", "from": "DLFIPQ", "to": "GROUND", "via": []},),
    (Decoded("delfi-pq", "eps", READINGS, None, 16, b""),),
)


def written(
    outcome: Outcome, data: bytes = b"x", width: int | None = None, brief: bool = False
) -> None:
    page = Page()
    page.width = width
    FrameText(page, brief=brief).write(entry(1, Frame(data, "kiss")), outcome)


def test_a_line_tells_when_whence_what_and_how_it_ended(
    capsys: pytest.CaptureFixture[str],
) -> None:
    written(PUBLISHED, brief=True)
    [line] = capsys.readouterr().out.splitlines()
    assert line.split() == [
        *("2026-11-22", "03:52:19.123Z", "tnc", "DLFIPQ>GROUND", "delfi-pq/eps", "published")
    ]


def test_channels_stand_below_with_value_unit_and_state(
    capsys: pytest.CaptureFixture[str],
) -> None:
    written(PUBLISHED)
    lines = capsys.readouterr().out.splitlines()
    assert [line.split() for line in lines[1:]] == [
        ["eps.battery", "3.02", "V", "warning"],
        ["mode", "safe"],
        [],
    ]


def test_a_guess_says_that_it_is_one(capsys: pytest.CaptureFixture[str]) -> None:
    guess = structs.replace(PUBLISHED.decoded[0], guessed=True)
    written(structs.replace(PUBLISHED, decoded=(guess,)), brief=True)
    assert "delfi-pq/eps (guessed)" in capsys.readouterr().out


def test_panes_fill_a_wide_terminal_from_top_to_bottom(
    capsys: pytest.CaptureFixture[str],
) -> None:
    readings = [Reading(f"c{n}", n, n, "", None) for n in range(5)]
    readings.append(Reading("text", b"", "long " * 8, "", None))
    decoded = (Decoded("m", "p", readings, None, 0, b""),)
    written(Outcome(Disposition.PUBLISHED, decoded=decoded), width=28)
    lines = capsys.readouterr().out.splitlines()
    assert [line.split() for line in lines[1:4]] == [
        ["c0", "0", "c3", "3"],
        ["c1", "1", "c4", "4"],
        ["c2", "2"],
    ]
    assert lines[4].split()[:2] == ["text", "long"]


def test_a_frame_that_no_mission_claims_still_tells_its_callsigns(
    capsys: pytest.CaptureFixture[str],
) -> None:
    written(Outcome(Disposition.NO_MISSION), AX25)
    assert "N0CALL>CQ" in capsys.readouterr().out
    written(Outcome(Disposition.NO_MISSION), bytes(30))
    assert ">" not in capsys.readouterr().out


def test_what_stopped_a_frame_stands_on_its_line(capsys: pytest.CaptureFixture[str]) -> None:
    failure = Failure("layout", 3, "eps: octet 3: \x1b[2J")
    written(Outcome(Disposition.LAYOUT_MISMATCH, failure=failure), bytes(30))
    line = capsys.readouterr().out
    assert r"30 octets" in line
    assert line.endswith("layout_mismatch  eps: octet 3: \\x1b[2J\n")


def test_a_rejected_candidate_has_no_link(capsys: pytest.CaptureFixture[str]) -> None:
    FrameText(Page(), by_id="roof").write(
        entry(7, rejected(AX25)), Outcome(Disposition.CHECK_FAILED)
    )
    line = capsys.readouterr().out
    assert "roof-7" in line
    assert "N0CALL" not in line


@pytest.mark.parametrize(
    ("headers", "title"),
    [
        ([{"protocol": "ax25", "from": "A", "to": "B"}], "A>B"),
        ([{"protocol": "ax25", "from": "", "to": ""}], ""),
        (
            [
                {"protocol": "ax25", "from": "A", "to": "B"},
                {"protocol": "space_packet", "apid": 11},
            ],
            "A>B apid 11",
        ),
        (
            [
                {
                    "protocol": "csp",
                    **{"source": 1, "source_port": 38, "destination": 0, "destination_port": 9},
                }
            ],
            "1:38>0:9",
        ),
        ([{"protocol": "kiss_stream", "port": 0}], ""),
        ([{"protocol": "ax25", "from": "\x1b[2J", "to": "B"}], r"\x1b[2J>B"),
    ],
)
def test_a_link_is_told_by_who_sent_to_whom(headers: list[dict[str, object]], title: str) -> None:
    assert link_title(headers) == title
