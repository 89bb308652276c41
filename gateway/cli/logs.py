"""Log lines: UTC with Z, for people or for programs."""

from __future__ import annotations

import logging
from datetime import UTC, datetime

from gateway.record import encode


def set_up(level: str, as_json: bool) -> None:
    """Send everything from *level* up to standard error."""
    handler = logging.StreamHandler()
    handler.setFormatter(_Json() if as_json else _Text())
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    # aiomqtt and paho tell every reconnection again, in more words.
    logging.getLogger("mqtt").setLevel(logging.CRITICAL)


def _time(record: logging.LogRecord) -> str:
    moment = datetime.fromtimestamp(record.created, UTC)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


class _Text(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        # Text that came from a wire must not be able to draw on the terminal.
        message = record.getMessage().encode("unicode_escape").decode("ascii")
        line = f"{_time(record)} {record.levelname:<7} {message}"
        return f"{line}\n{self.formatException(record.exc_info)}" if record.exc_info else line


class _Json(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line = {
            "time": _time(record),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return encode(line).decode()
