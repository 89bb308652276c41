"""The record of a frame has the keys of the design, and JSON can hold it."""

from __future__ import annotations

import json
import math
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from gateway.model import (
    Decoded,
    Delivery,
    Disposition,
    Entry,
    Failure,
    Frame,
    Outcome,
    Reading,
    State,
)
from gateway.record import encode, frame_id, plain, records, utc

NOW = datetime(2026, 11, 22, 3, 52, 18, 123456, tzinfo=UTC)


def entry(data: bytes = b"\x01") -> Entry:
    return Entry(7, "tnc", NOW, "ntp", Delivery.LIVE, Frame(data, "kiss", port=2))


def decoded(value: Any) -> Decoded:
    return Decoded("m", "p", [Reading("x", value, value, "V", State.NOMINAL)], NOW, 0, b"")


def test_a_frame_that_was_not_decoded_has_its_error() -> None:
    failure = Failure("layout", 17, "beacon: octet 17, count: too short")
    [record] = records(entry(), Outcome(Disposition.LAYOUT_MISMATCH, failure=failure), "roof")
    assert record["error"] == {
        "stage": "layout",
        "offset": 17,
        "message": "beacon: octet 17, count: too short",
    }
    assert "readings" not in record
    assert record["port"] == 2


def test_each_packet_of_a_frame_is_a_record() -> None:
    outcome = Outcome(Disposition.PUBLISHED, decoded=(decoded(1), decoded(2)))
    found = list(records(entry(), outcome, "roof"))
    assert [(r["id"], r["part"], r["readings"]["x"]["value"]) for r in found] == [
        ("roof-7", 0, 1),
        ("roof-7", 1, 2),
    ]


def test_two_stations_agree_on_a_frame_by_its_hash() -> None:
    published = Outcome(Disposition.NO_MISSION)
    [first] = records(entry(b"same"), published, "roof")
    [second] = records(entry(b"same"), published, "mast")
    [other] = records(entry(b"other"), published, "mast")
    assert first["hash"] == second["hash"] != other["hash"]
    assert first["id"] != second["id"]


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (b"\xde\xad", "dead"),
        (NOW, "2026-11-22T03:52:18.123456Z"),
        (math.nan, None),
        (-math.inf, None),
        (True, True),
        (2**63, 2**63),
        ("ä", "ä"),
        (None, None),
    ],
)
def test_every_value_is_one_that_json_knows(value: Any, told: Any) -> None:
    assert plain(value) == told
    [record] = records(entry(), Outcome(Disposition.PUBLISHED, decoded=(decoded(value),)), "roof")
    assert json.loads(encode(record))["readings"]["x"]["value"] == told


def test_times_are_utc_with_z() -> None:
    summer = timezone(timedelta(hours=2))
    assert utc(datetime(2026, 7, 1, 2, 0, tzinfo=summer)) == "2026-07-01T00:00:00Z"


def test_an_id_is_station_and_sequence() -> None:
    assert frame_id("roof", 1042) == "roof-1042"
