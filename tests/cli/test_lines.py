"""What commands write for programs is what it was, and harmless where a person looks."""

from __future__ import annotations

import csv
import io
import json
import math
from datetime import UTC, datetime
from typing import Any

import pytest
from msgspec import structs

from gateway.cli.lines import (
    CSV_COLUMNS,
    csv_heading,
    csv_rows,
    hex_line,
    json_line,
    kiss_octets,
    record_lines,
)
from gateway.model import Decoded, Disposition, Frame, Outcome, Reading, State
from tests.cli.support import entry, rejected

PLAIN = Outcome(Disposition.NO_MISSION)


def published(*readings: Reading) -> Outcome:
    decoded = Decoded("numbered", "beacon", list(readings), None, 0, b"")
    return Outcome(Disposition.PUBLISHED, decoded=(decoded,))


def rows(*readings: Reading) -> list[dict[str, str]]:
    text = csv_heading() + csv_rows(entry(5, Frame(b"x", "kiss")), published(*readings), "roof")
    return list(csv.DictReader(io.StringIO(text)))


@pytest.mark.parametrize("text", ["µ°\ufffd", "\x1b]0;x\x07", "\x9b2J\x7f", "\u202e", "\U0001f6f0"])
def test_json_is_ascii_on_one_line_and_loses_nothing(text: str) -> None:
    line = json_line({"text": text})
    assert line.endswith("\n")
    assert line[:-1].isascii()
    assert line[:-1].isprintable()
    assert json.loads(line) == {"text": text}


def test_a_record_is_a_line() -> None:
    reading = Reading("battery", 154, 3.02, "V", State.NOMINAL)
    [line] = record_lines(entry(5, Frame(b"x", "kiss")), published(reading), "roof").splitlines()
    record = json.loads(line)
    assert record["id"] == "roof-5"
    assert record["data"] == "78"
    assert record["readings"]["battery"] == {
        "raw": 154,
        "value": 3.02,
        "unit": "V",
        "state": "nominal",
    }


def test_a_row_says_which_frame_and_channel_it_is_of() -> None:
    [row] = rows(Reading("eps.battery", 154, 3.02, "V", State.CAUTION))
    assert tuple(row) == CSV_COLUMNS
    assert row == {
        "id": "roof-5",
        "received_at": "2026-11-22T03:52:23.123000Z",
        "mission": "numbered",
        "packet": "beacon",
        "channel": "eps.battery",
        "raw": "154",
        "value": "3.02",
        "unit": "V",
        "state": "caution",
        "guessed": "",
    }


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (None, ""),
        (math.nan, ""),
        (False, "false"),
        (-3, "-3"),
        (b"\xca\xfe", "cafe"),
        (datetime(2026, 1, 2, tzinfo=UTC), "2026-01-02T00:00:00Z"),
        ("a,b\n\x1b[2J", r"a,b\n\x1b[2J"),
        ("=1+cmd|' /C calc'!A0", "'=1+cmd|' /C calc'!A0"),
    ],
)
def test_values_are_written_so_that_nothing_obeys_them(value: Any, written: str) -> None:
    [row] = rows(Reading("x", 0, value, "", None))
    assert row["value"] == written
    assert row["state"] == ""


def test_a_guess_is_marked_in_its_rows() -> None:
    outcome = published(Reading("x", 1, 1, "", None))
    guess = structs.replace(outcome, decoded=(structs.replace(outcome.decoded[0], guessed=True),))
    assert csv_rows(entry(1, Frame(b"x", "kiss")), guess, "roof").endswith(",true\n")


def test_a_frame_that_was_not_decoded_has_no_rows() -> None:
    assert csv_rows(entry(1, Frame(b"x", "kiss")), PLAIN, "roof") == ""


def test_kiss_keeps_time_port_and_octets() -> None:
    # 2026-11-22 03:52:23.123 is 1795319543123 (0x01A201623553) ms after 1970.
    octets = kiss_octets(entry(5, Frame(b"a\xc0\xdbz", "kiss", port=2)), PLAIN)
    stamp = b"\xc0\x29\x00\x00\x01\xa2\x01\x62\x35\x53\xc0"
    assert octets == stamp + b"\xc0\x20a\xdb\xdc\xdb\xddz\xc0"


def test_a_line_of_hex_says_id_and_time() -> None:
    line = hex_line(entry(5, Frame(b"\x86\xa2", "kiss")), PLAIN, "roof")
    assert line == "86a2  # roof-5 2026-11-22T03:52:23.123000Z\n"


def test_what_was_rejected_is_no_frame_to_export() -> None:
    assert kiss_octets(entry(1, rejected(b"x")), PLAIN) == b""
    assert hex_line(entry(1, rejected(b"x")), PLAIN, "roof") == ""
