"""Topics and payloads are those of the design."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from gateway.model import (
    Alarm,
    Decoded,
    Delivery,
    Disposition,
    Entry,
    Failure,
    Frame,
    Outcome,
    Quality,
    Reading,
    Rejected,
    State,
)
from gateway.sinks.topics import Message, Topics
from gateway.station import Mqtt

NOW = datetime(2026, 11, 22, 3, 52, 18, 123456, tzinfo=UTC)
LINK = {"protocol": "ax25", "from": "RS0ISS", "to": "CQ", "via": []}
BATTERY = Reading("eps.battery", 154, 3.02, "V", State.NOMINAL)
DECODED = Decoded(
    "horus-v1", "beacon", [BATTERY], datetime(2026, 11, 22, 3, 52, 17, tzinfo=UTC), 0, b"\x9a"
)
PUBLISHED = Outcome(Disposition.PUBLISHED, (LINK,), (DECODED,))


def entry(delivery: Delivery = Delivery.LIVE, received_at: datetime = NOW) -> Entry:
    frame = Frame(b"\x86\xa2\x40", "kiss", Quality(snr_db=12.1, corrected=0))
    return Entry(1042, "tnc", received_at, "ntp", delivery, frame)


def messages(
    entry: Entry, outcome: Outcome = PUBLISHED, now: datetime = NOW, **options: Any
) -> dict[str, Message]:
    made = Topics("roof", Mqtt(**options)).of_entry(entry, outcome, now)
    return {message.topic: message for message in made}


def test_the_record_is_the_one_of_the_design() -> None:
    made = messages(entry())
    assert list(made) == [
        "cupola/roof/frame/tnc",
        "cupola/roof/tlm/horus-v1/beacon",
        "cupola/roof/tlm/horus-v1/beacon/eps.battery",
    ]
    frame = json.loads(made["cupola/roof/frame/tnc"].payload)
    assert frame.pop("hash")
    assert frame == {
        "id": "roof-1042",
        "source": "tnc",
        "received_at": "2026-11-22T03:52:18.123456Z",
        "clock": "ntp",
        "delivery": "live",
        "framing": "kiss",
        "link": LINK,
        "data": "86a240",
        "quality": {"snr_db": 12.1, "corrected": 0},
        "disposition": "published",
    }
    packet = json.loads(made["cupola/roof/tlm/horus-v1/beacon"].payload)
    assert "data" not in packet
    assert packet["made_at"] == "2026-11-22T03:52:17Z"
    assert packet["readings"] == {
        "eps.battery": {"raw": 154, "value": 3.02, "unit": "V", "state": "nominal"}
    }
    channel = json.loads(made["cupola/roof/tlm/horus-v1/beacon/eps.battery"].payload)
    assert channel == {
        "raw": 154,
        "value": 3.02,
        "unit": "V",
        "state": "nominal",
        "id": "roof-1042",
        "received_at": "2026-11-22T03:52:18.123456Z",
        "made_at": "2026-11-22T03:52:17Z",
        "delivery": "live",
    }


def test_telemetry_is_retained_and_expires_and_frames_are_not() -> None:
    frame, packet, channel = messages(entry(), expire_s=600).values()
    assert (frame.retain, frame.expire_s) == (False, None)
    assert (packet.retain, packet.expire_s) == (True, 600)
    assert (channel.retain, channel.expire_s) == (True, 600)
    assert dict(packet.user) == {"id": "roof-1042", "delivery": "live"}


@pytest.mark.parametrize(
    ("age_s", "delivery", "life_s"),
    [(0, "live", 600), (9, "live", 591), (11, "late", 589), (700, "late", None)],
)
def test_old_news_says_late_and_lives_only_its_rest(
    age_s: int, delivery: str, life_s: int | None
) -> None:
    _, packet, _ = messages(entry(), now=NOW + timedelta(seconds=age_s), expire_s=600).values()
    assert json.loads(packet.payload)["delivery"] == delivery
    assert (packet.retain, packet.expire_s) == (life_s is not None, life_s)


def test_simulated_data_has_its_own_root() -> None:
    assert all(
        topic.startswith("cupola-sim/roof/") for topic in messages(entry(Delivery.SIMULATED))
    )


def test_a_replay_is_not_late() -> None:
    made = messages(entry(Delivery.REPLAY), now=NOW + timedelta(days=300))
    assert json.loads(made["cupola/roof/frame/tnc"].payload)["delivery"] == "replay"


def test_a_frame_that_was_rejected_is_told_with_its_reason() -> None:
    rejected = Rejected(Disposition.CHECK_FAILED, b"\x01", "kiss", "FCS is wrong", 7)
    event = Entry(5, "tnc", NOW, "ntp", Delivery.LIVE, rejected)
    failure = Failure("framing", 7, "FCS is wrong")
    [message] = messages(event, Outcome(Disposition.CHECK_FAILED, failure=failure)).values()
    record = json.loads(message.payload)
    assert record["disposition"] == "check_failed"
    assert record["error"] == {"stage": "framing", "offset": 7, "message": "FCS is wrong"}


def test_topics_can_be_switched_off() -> None:
    assert list(messages(entry(), channel_topics="off", frame_topics=False)) == [
        "cupola/roof/tlm/horus-v1/beacon"
    ]
    assert list(messages(entry(), packet_topics=False, frame_topics=False)) == [
        "cupola/roof/tlm/horus-v1/beacon/eps.battery"
    ]


def test_channels_can_be_limited_to_changes() -> None:
    topics = Topics("roof", Mqtt(channel_topics="changes", packet_topics=False, frame_topics=False))
    other = Reading("eps.battery", 155, 3.04, "V", State.NOMINAL)
    changed = Outcome(
        Disposition.PUBLISHED, (), (Decoded("horus-v1", "beacon", [other], None, 0, b""),)
    )
    counts = [
        len(topics.of_entry(entry(), outcome, NOW))
        for outcome in (PUBLISHED, PUBLISHED, changed, changed, PUBLISHED)
    ]
    assert counts == [1, 0, 1, 0, 1]
    topics.start_over()
    assert len(topics.of_entry(entry(), PUBLISHED, NOW)) == 1, "a new broker knows nothing"


def test_several_packets_of_a_frame_are_numbered() -> None:
    two = Outcome(Disposition.PUBLISHED, (), (DECODED, DECODED))
    made = Topics("roof", Mqtt(channel_topics="off")).of_entry(entry(), two, NOW)
    assert [json.loads(m.payload).get("part") for m in made] == [None, 0, 1]


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_a_number_that_is_none_is_null(value: float) -> None:
    reading = Reading("x", value, value, "V", State.WARNING)
    outcome = Outcome(Disposition.PUBLISHED, (), (Decoded("m", "p", [reading], None, 0, b""),))
    made = messages(entry(), outcome)
    assert json.loads(made["cupola/roof/tlm/m/p/x"].payload)["value"] is None


def test_an_alarm_has_its_topic_and_clears_it_when_seen_and_over() -> None:
    topics = Topics("roof", Mqtt())
    alarm = Alarm("horus-v1", "eps.battery", State.WARNING, NOW, 0.7, "V", "warning low 0.8")
    topic, payload = topics.alarm(alarm)
    assert topic == "cupola/roof/alarm/horus-v1/eps.battery"
    assert json.loads(payload) == {
        "state": "warning",
        "since": "2026-11-22T03:52:18.123456Z",
        "limit": "warning low 0.8",
        "value": 0.7,
        "unit": "V",
        "acknowledged": False,
    }
    over = Alarm("horus-v1", "eps.battery", State.NOMINAL, NOW, 1.2, "V", "", acknowledged=True)
    assert topics.alarm(over)[1] == b""
