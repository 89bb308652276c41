"""A recorded command is shown whole, and safe on a terminal."""

from __future__ import annotations

from datetime import UTC, datetime

from gateway.cli.command_text import COMMAND_HEADINGS, command_record, command_row
from gateway.cli.output import Cell
from gateway.commanding.log import Logged
from gateway.commanding.reply import Reply, Status

NOW = datetime(2026, 11, 22, 11, 20, tzinfo=UTC)
ASKED = Logged(id="a", asked_at=NOW, by="e\x1bva", verb="pump", given={"speed": 1.5}, tag=7)


def test_a_row_has_who_what_and_what_became_of_it() -> None:
    row = command_row(ASKED)
    assert len(row) == len(COMMAND_HEADINGS)
    texts = [cell.text if isinstance(cell, Cell) else cell for cell in row]
    assert texts == ["2026-11-22 11:20:00.000Z", "e\\x1bva", "", "pump speed=1.5", "under way", ""]


def test_a_record_has_what_was_asked_and_the_answer() -> None:
    assert command_record(ASKED)["status"] == "under way"
    reply = Reply(Status.REFUSED, "the board says refused", "it", "board", 7, "refused", 1)
    ended = Logged(id="a", asked_at=NOW, verb="ping", given={}, source="it", tag=7, reply=reply)
    assert command_record(ended) == {
        "id": "a",
        "asked_at": "2026-11-22T11:20:00Z",
        "verb": "ping",
        "values": {},
        "source": "it",
        "mission": "board",
        "tag": 7,
        "status": "refused",
        "message": "the board says refused",
        "result": "refused",
        "attempts": 1,
    }
