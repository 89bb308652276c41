"""A request for a command, as it comes over MQTT, and its answer.

::

    <root>/<station>/cmd/<verb>    {"id": "...", "sent_at": "...", "source": "bench",
                                    "mission": "coolant-loops", "values": {"position": "closed"}}
    <root>/<station>/rsp/<verb>    {"id": "...", "status": "accepted", "tag": 4711, ...}

A request says when it was sent and is refused when that is not just now: neither a
message that the broker had retained, nor one that waited for us somewhere, may move
anything.  The answer goes to the `rsp` topic, and to the response topic of MQTT 5 with its
correlation data, if the request has one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Annotated, Any

import msgspec
from msgspec import Meta, Struct

from gateway.commanding.reply import Reply, Status
from gateway.record import encode, utc
from gateway.sinks.topics import Incoming, Message

MAX_OCTETS = 8192
"""A command fills one packet; this is some hundred arguments."""

MAX_AGE = timedelta(seconds=30)
"""Between sending and arrival: a slow link, and a clock that is a little wrong."""

MAX_TEXT = 500
"""Characters of a message: it may repeat what was sent to us."""

ANSWER_LIFE_S = 60

_VERB = re.compile(r"[a-z][a-z0-9_]{0,63}")

Value = str | int | float | bool
Identity = Annotated[str, Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.:-]{0,63}\Z")]
Text = Annotated[str, Meta(max_length=64)]


class Body(Struct, frozen=True, forbid_unknown_fields=True):
    """What a request's payload may hold.

    Attributes:
        id: Chosen by who asks; the answer has it, and the same id is the same command.
        sent_at: When, with time zone.
        source: Where to; empty where only one can be meant.
        mission: Whose command; empty where only one can be meant.
        values: The arguments by path.
        timeout_s: Seconds until it must be acknowledged.
        by: Who asks.
    """

    id: Identity
    sent_at: Annotated[datetime, Meta(tz=True)]
    source: Text = ""
    mission: Text = ""
    values: dict[str, Value] = {}
    timeout_s: Annotated[float, Meta(ge=0.1, le=60)] = 5.0
    by: Text = ""


class Request(Struct, frozen=True):
    """A request that is in order as far as the message goes.

    Attributes:
        verb: The last level of its topic.
        body: Its payload.
        incoming: The message, for the answer.
    """

    verb: str
    body: Body
    incoming: Incoming


_body_of = msgspec.json.Decoder(Body)


def read_request(incoming: Incoming, now: datetime) -> Request | Reply:
    """The request in a message, or why it is none; never raises."""
    if not (verb := verb_of(incoming.topic)):
        return Reply(Status.INVALID, "the topic does not end in a verb")
    if incoming.retained:
        return Reply(Status.REFUSED, "a retained message commands nothing: publish without retain")
    if len(incoming.payload) > MAX_OCTETS:
        return Reply(Status.INVALID, f"more than {MAX_OCTETS} octets")
    try:
        body = _body_of.decode(incoming.payload)
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        return Reply(Status.INVALID, f"the payload is not in order: {error}"[:MAX_TEXT])
    if abs(age := now - body.sent_at) > MAX_AGE:
        seconds = age.total_seconds()
        return Reply(
            Status.REFUSED,
            f"sent {abs(seconds):.0f} s {'ago' if seconds > 0 else 'in the future'} by its "
            f"sent_at; {MAX_AGE.total_seconds():.0f} s are allowed: send it anew, or set the clock",
        )
    return Request(verb, body, incoming)


def verb_of(topic: str) -> str:
    """The verb of a `cmd` topic; empty if it can be none."""
    verb = topic.rpartition("/")[2]
    return verb if _VERB.fullmatch(verb) else ""


def identity_of(payload: bytes) -> str | None:
    """The id in a payload that may hold anything, for the answer; None without one."""
    try:
        found = msgspec.json.decode(payload[:MAX_OCTETS], type=_Identified)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return None
    return found.id


class _Identified(Struct):
    id: Identity


def answers(incoming: Incoming, reply: Reply, base: str, simulated: str) -> list[Message]:
    """The messages that answer a request.

    Args:
        incoming: The request.
        reply: What became of it.
        base: Root and station of our topics.
        simulated: The same for simulated data.
    """
    verb = verb_of(incoming.topic)
    payload = encode(answer_record(identity_of(incoming.payload), verb, reply))
    topics = [f"{base}/rsp/{verb}"] if verb else []
    # Nobody may have us publish in the place of our telemetry, or of another station's.
    wanted = incoming.response_topic
    roots = {f"{one.partition('/')[0]}/" for one in (base, simulated)}
    own = wanted.startswith(tuple(roots))
    if wanted and not (own or set(wanted) & set("+#$\0")):
        topics.append(wanted)
    return [
        Message(topic, payload, expire_s=ANSWER_LIFE_S, correlation=incoming.correlation)
        for topic in topics
    ]


def answer_record(identity: str | None, verb: str, reply: Reply) -> Mapping[str, Any]:
    """The answer as JSON has it; keys that do not apply are left out."""
    record: dict[str, Any] = {
        "id": identity,
        "verb": verb,
        "status": reply.status.value,
        "message": reply.message[:MAX_TEXT],
        "source": reply.source,
        "mission": reply.mission,
        "tag": reply.tag,
        "result": reply.result,
        "attempts": reply.attempts,
        "sent_at": reply.sent_at and utc(reply.sent_at),
        "acknowledged_at": reply.acknowledged_at and utc(reply.acknowledged_at),
    }
    return {key: value for key, value in record.items() if value not in (None, "") or key == "id"}
