"""Rows of octets and bits, and a marker under the octet that stopped it all."""

from __future__ import annotations

import pytest

from gateway.cli.explain_text import (
    ExplainText,
    bit_pattern,
    dump,
    examination_record,
    expectation,
    field_rows,
)
from gateway.cli.output import Page
from gateway.definition.dissection import Located
from gateway.model import State
from tests.cli.support import vector_of
from tests.cli.test_examination import examine


@pytest.mark.parametrize(
    ("bit", "bits", "octets", "pattern"),
    [
        (0, 8, "a5", ""),
        (16, 16, "a5a5", ""),
        (0, 1, "a5", "1... ...."),
        (2, 3, "a5", "..10 0..."),
        (12, 4, "0f", ".... 1111"),
        (28, 12, "f312", ".... 0011 0001 0010"),
        (30, 8, "f312", ".... ..11 0001 00.."),
        (4, 24, "f3123456", "24 bits from bit 4"),
        (8, 0, "", "computed"),
    ],
)
def test_bits_are_drawn_in_their_octets(bit: int, bits: int, octets: str, pattern: str) -> None:
    assert bit_pattern(Located("x", bit, bits, 0), bytes.fromhex(octets)) == pattern


def texts(one: Located, data: bytes) -> list[list[str]]:
    return [[cell.text for cell in row] for row in field_rows(one, data)]


def test_a_row_says_all_of_a_field() -> None:
    one = Located("eps.v", 8, 8, 154, 3.02, "V", "raw * 0.0196", "battery", State.CAUTION)
    [row] = texts(one, b"\x00\x9a\x00")
    assert row == [
        *("     1", "9a", "", "eps.v", "154", "3.02 V", "caution", "battery", "raw * 0.0196")
    ]


def test_long_fields_take_several_lines_and_very_long_ones_end() -> None:
    data = bytes(range(100))
    rows = texts(Located("text", 0, 160, data[:20], "abc"), data)
    assert [row[1] for row in rows] == [
        data[:8].hex(" "),
        data[8:16].hex(" "),
        data[16:20].hex(" "),
    ]
    rows = texts(Located("text", 0, 800, data, "abc"), data)
    assert len(rows) == 4
    assert rows[-1][2] == "and 68 octets more"


def test_a_gap_shows_octets_and_no_value() -> None:
    [row] = texts(Located("", 0, 8, b"\x00", gap=True), b"\x00")
    assert row[1:4] == ["00", "", "(padding)"]
    assert row[4:] == ["", "", "", "", ""]


def test_values_from_the_air_are_escaped() -> None:
    [row] = texts(Located("said", 0, 8, b"\x1b", "\x1b[2J"), b"\x1b")
    assert row[5] == r"\x1b[2J"


@pytest.mark.parametrize("marked", [0, 7, 15, 16, 33, 39, 40])
def test_the_marker_stands_under_its_octet(marked: int) -> None:
    lines = dump(bytes(range(40)), marked)
    pointer = next(n for n, line in enumerate(lines) if line.strip() == "^^")
    column = lines[pointer].index("^^")
    above = lines[pointer - 1]
    if marked < 40:
        assert above[column : column + 2] == f"{marked:02x}"
    else:
        assert above[column - 3 : column - 1] == "27", "behind the last octet"


def test_a_dump_goes_on_to_the_end_and_tells_what_it_leaves_out() -> None:
    assert dump(b"A\x1b", 0) == ["     0  41 1b" + " " * 44 + "A.", "        ^^"]
    assert dump(bytes(1000), 0)[-1] == f"        and {1000 - 34 * 16} octets more"
    assert dump(b"", 0)[-1] == "        ^^"


def explained(frame: bytes, capsys: pytest.CaptureFixture[str], *names: str) -> list[str]:
    ExplainText(Page()).write(examine(frame, names))
    return capsys.readouterr().out.splitlines()


def test_a_decoded_frame_is_explained_field_by_field(capsys: pytest.CaptureFixture[str]) -> None:
    vector = vector_of("delfi-pq", "obc")
    lines = explained(vector.frame, capsys)
    assert lines[0].split() == ["45", "octets", "kiss", "DLFIPQ>GROUND", "published"]
    sender = next(line for line in lines if "DLFIPQ" in line and "source" in line)
    assert sender.split()[:2] == ["7", "88"]
    uptime = next(line.split() for line in lines if " uptime " in line)
    assert uptime[:6] == ["29", *vector.frame[29:33].hex(" ").split(), "uptime"]
    assert uptime[6] == str(vector.expect["uptime"])
    assert not any("stopped" in line for line in lines)


def test_a_frame_cut_short_says_where_and_what_was_expected(
    capsys: pytest.CaptureFixture[str],
) -> None:
    lines = explained(vector_of("delfi-pq", "obc").frame[:35], capsys)
    at = next(n for n, line in enumerate(lines) if line.startswith("stopped"))
    assert lines[at] == "stopped at octet 33 of 35, stage layout"
    assert lines[at + 1].startswith("delfi-pq/obc: total_uptime (uint32 be, ")
    assert any(" uptime " in line for line in lines[:at]), "what was understood before"


def test_a_frame_of_nobody_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    lines = explained(bytes(range(5)), capsys)
    assert "none of" in lines[-1]


def test_a_named_mission_says_why_not(capsys: pytest.CaptureFixture[str]) -> None:
    lines = explained(vector_of("delfi-pq").frame, capsys, "crocube")
    assert lines[-1].split(maxsplit=1) == ["crocube", "from is DLFIPQ, not 9A0CC"]


def test_no_packet_of_an_own_frame_is_told_with_each_reason() -> None:
    frame = vector_of("siriussat").frame
    found = examine(frame[:16] + b"\xff\xff" + frame[18:], ["siriussat"])
    assert expectation(found.chosen).startswith("siriussat: beacon: message is 65535, not ")


def test_a_program_gets_the_record_with_parts_and_the_missions_that_came_close() -> None:
    vector = vector_of("delfi-pq", "obc")
    record = examination_record(examine(vector.frame), "roof")
    assert record["id"] == "roof-1"
    header, packet = record["parts"]
    assert header["fields"][1]["value"] == "DLFIPQ"
    fields = {field["path"]: field for field in packet["fields"]}
    assert fields["bus_voltage"]["value"] == pytest.approx(vector.expect["bus_voltage"])
    assert fields["bus_voltage"]["bit"] == 8 * 41
    assert fields["bus_voltage"]["octets"] == vector.frame[41:43].hex()
    assert "value" not in fields["_version"]
    assert record["near"] == []
