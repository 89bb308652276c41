"""The answer to a command."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from msgspec import Struct


class Status(StrEnum):
    """What became of a command."""

    ACCEPTED = "accepted"
    """The board says that it carries it out."""
    REFUSED = "refused"
    """The board refuses it; or, without a result of the board, the gateway does."""
    FAILED = "failed"
    """The board says that it tried and failed."""
    TIMEOUT = "timeout"
    """It was sent and not acknowledged: whether it was carried out is not known."""
    NOT_SENT = "not_sent"
    """It could not be written to the line, or not be recorded."""
    NOT_ARMED = "not_armed"
    """Commanding is not armed for this source; it was not sent."""
    UNKNOWN = "unknown"
    """There is no such verb, source or mission; it was not sent."""
    INVALID = "invalid"
    """A value or the request itself is wrong; it was not sent."""


class Reply(Struct, frozen=True):
    """The answer to a command.

    Attributes:
        status: What became of it.
        message: The same in a sentence.
        source: Where it was, or would have been, sent.
        mission: Whose command it is.
        tag: Under which tag it was sent; None if it was not.
        result: The board's own word.
        attempts: How often it was sent.
        sent_at: When it was sent first, aware UTC.
        acknowledged_at: When the board's acknowledgement was received, aware UTC.
    """

    status: Status
    message: str
    source: str = ""
    mission: str = ""
    tag: int | None = None
    result: str = ""
    attempts: int = 0
    sent_at: datetime | None = None
    acknowledged_at: datetime | None = None
