"""A recorded command as a person reads it, and as a program does."""

from __future__ import annotations

from typing import Any

from gateway.cli.output import Cell, moment, safe, shown
from gateway.commanding.log import Logged
from gateway.commanding.reply import Status
from gateway.commanding.request import answer_record
from gateway.record import utc

COMMAND_HEADINGS = ("asked at", "by", "source", "command", "status", "message")

UNDER_WAY = "under way"
"""A command without an end: it is being sent, or the gateway died and did not start again."""


def command_row(one: Logged) -> list[Cell | str]:
    """A row under `COMMAND_HEADINGS`."""
    given = " ".join(f"{path}={shown(value)}" for path, value in one.given.items())
    status = one.reply.status.value if one.reply else UNDER_WAY
    colour = "green" if status == Status.ACCEPTED.value else "yellow"
    return [
        moment(one.asked_at),
        safe(one.by),
        safe(one.source),
        safe(f"{one.verb} {given}".strip()),
        Cell(status, colour),
        safe(one.reply.message) if one.reply else "",
    ]


def command_record(one: Logged) -> dict[str, Any]:
    """The record: what was asked for, and the keys of its answer."""
    asked: dict[str, Any] = {
        "id": one.id,
        "asked_at": utc(one.asked_at),
        "by": one.by,
        "armed_by": one.armed_by,
        "verb": one.verb,
        "values": dict(one.given),
        "source": one.source,
        "mission": one.mission,
        "tag": one.tag,
        "status": UNDER_WAY,
    }
    told = answer_record(one.id, one.verb, one.reply) if one.reply else {}
    return {key: value for key, value in asked.items() if value not in (None, "")} | dict(told)
