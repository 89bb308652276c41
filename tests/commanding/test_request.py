"""A request says who, what and when; what does not is refused, and every one is answered."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.commanding.reply import Reply, Status
from gateway.commanding.request import Request, answers, read_request
from gateway.sinks.topics import Incoming

NOW = datetime(2026, 11, 22, 11, 20, tzinfo=UTC)
SENT = '"id": "x", "sent_at": "2026-11-22T11:20:00Z"'
TOPIC = "cupola/stage/cmd/valve"


def message(payload: str | bytes, **options: Any) -> Incoming:
    octets = payload if isinstance(payload, bytes) else payload.encode()
    return Incoming(TOPIC, octets, **options)


def test_a_request_is_read_with_its_defaults() -> None:
    request = read_request(message("{" + SENT + "}"), NOW)
    assert isinstance(request, Request)
    assert request.verb == "valve"
    body = request.body
    assert (body.id, body.source, body.mission, body.values) == ("x", "", "", {})
    assert (body.timeout_s, body.sent_at) == (5.0, NOW)


@pytest.mark.parametrize(
    "payload",
    [
        "",
        "\x00",
        b"\xff\xfe",
        "[" * 4000,
        "[]",
        '{"id": "x"}',
        '{"sent_at": "2026-11-22T11:20:00Z"}',
        '{"id": "x\\n", "sent_at": "2026-11-22T11:20:00Z"}',
        '{"id": "../x", "sent_at": "2026-11-22T11:20:00Z"}',
        '{"id": "x", "sent_at": "2026-11-22T11:20:00"}',
        "{" + SENT + ', "arm": true}',
        "{" + SENT + ', "values": {"position": {"a": 1}}}',
        "{" + SENT + ', "values": {"position": null}}',
        "{" + SENT + ', "timeout_s": 3600}',
        "{" + SENT + ', "timeout_s": 0}',
        "{" + SENT + ', "by": "' + 65 * "a" + '"}',
        "{" + SENT + ', "by": "' + 9000 * "a" + '"}',
    ],
    ids=range(17),
)
def test_what_is_no_request_is_invalid(payload: str | bytes) -> None:
    reply = read_request(message(payload), NOW)
    assert isinstance(reply, Reply)
    assert reply.status is Status.INVALID


def test_a_retained_message_is_refused_whatever_it_holds() -> None:
    for payload in ("{" + SENT + "}", ""):
        reply = read_request(message(payload, retained=True), NOW)
        assert isinstance(reply, Reply)
        assert reply.status is Status.REFUSED


@pytest.mark.parametrize(("age_s", "fresh"), [(-31, False), (-30, True), (30, True), (31, False)])
def test_only_what_was_sent_just_now_counts(age_s: int, fresh: bool) -> None:
    found = read_request(message("{" + SENT + "}"), NOW + timedelta(seconds=age_s))
    assert isinstance(found, Request) is fresh
    if isinstance(found, Reply):
        assert found.status is Status.REFUSED
        assert "31 s " in found.message


@given(st.binary(max_size=200), st.booleans())
def test_nothing_that_arrives_raises(payload: bytes, retained: bool) -> None:
    incoming = message(payload, retained=retained)
    reply = read_request(incoming, NOW)
    assert isinstance(reply, Reply)
    for answer in answers(incoming, reply, "cupola/stage", "cupola-sim/stage"):
        assert json.loads(answer.payload)["status"] == reply.status.value


REPLY = Reply(Status.ACCEPTED, "m" * 900, "bench", "board", 7, "accepted", 2, NOW, NOW)


def test_the_answer_has_the_id_and_only_what_applies() -> None:
    [told] = answers(message("{" + SENT + "}"), REPLY, "cupola/stage", "cupola-sim/stage")
    assert told.topic == "cupola/stage/rsp/valve"
    assert not told.retain
    assert json.loads(told.payload) == {
        "id": "x",
        "verb": "valve",
        "status": "accepted",
        "message": "m" * 500,
        "source": "bench",
        "mission": "board",
        "tag": 7,
        "result": "accepted",
        "attempts": 2,
        "sent_at": "2026-11-22T11:20:00Z",
        "acknowledged_at": "2026-11-22T11:20:00Z",
    }
    refused = Reply(Status.INVALID, "no")
    [told] = answers(message("nonsense"), refused, "cupola/stage", "cupola-sim/stage")
    assert json.loads(told.payload) == {
        "id": None,
        "verb": "valve",
        "status": "invalid",
        "message": "no",
        "attempts": 0,
    }


@pytest.mark.parametrize(
    ("wanted", "honoured"),
    [
        ("answers/me", True),
        ("", False),
        ("cupola/stage/status", False),
        ("cupola/stage/rsp/valve", False),
        ("cupola-sim/stage/tlm/board", False),
        ("cupola/other/tlm/board", False),
        ("cupola-sim/other/status", False),
        ("cupolas/mine", True),
        ("cupola/+", False),
        ("#", False),
        ("$SYS/x", False),
    ],
)
def test_the_response_topic_is_honoured_where_it_is_not_ours(wanted: str, honoured: bool) -> None:
    incoming = message("{" + SENT + "}", response_topic=wanted, correlation=b"abc")
    told = answers(incoming, REPLY, "cupola/stage", "cupola-sim/stage")
    topics = ["cupola/stage/rsp/valve", wanted] if honoured else ["cupola/stage/rsp/valve"]
    assert [one.topic for one in told] == topics
    assert {one.correlation for one in told} == {b"abc"}


@pytest.mark.parametrize("verb", ["", "Valve", "a-b", "é", "a" * 65])
def test_a_verb_that_can_be_none_is_no_request_and_has_no_answer_topic(verb: str) -> None:
    incoming = Incoming(f"cupola/stage/cmd/{verb}", b"{" + SENT.encode() + b"}")
    assert isinstance(read_request(incoming, NOW), Reply)
    assert answers(incoming, REPLY, "cupola/stage", "cupola-sim/stage") == []
