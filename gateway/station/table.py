"""What every table of the station file is made of."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

Name = Annotated[str, Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,63}\Z")]
"""A name that becomes part of a topic and of a file's name."""

Port = Annotated[int, Meta(ge=1, le=65535)]
Seconds = Annotated[float, Meta(ge=0)]


class Table(Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """A table of the file; keys that nobody knows are mistakes."""
