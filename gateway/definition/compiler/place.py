"""A place of the walk down a layout, and what was said on the way to it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from construct import Construct

from gateway.definition.channel import Channel


@dataclass(frozen=True)
class Place:
    """Where the walk is, and what was said on the way."""

    path: str = ""
    meaning: str = ""
    channel: Channel | None = None
    hidden: bool = False
    optional: bool = False
    bitwise: bool = False
    mirrored: bool = False
    depth: int = 0

    def member(self, con: Construct) -> Place:
        """The place of a member of a Struct."""
        name = con.name or ""
        return replace(
            self,
            path=".".join(filter(None, (self.path, name))),
            meaning=" ".join(con.docs.split()),
            channel=None,
            hidden=self.hidden or not name or name.startswith("_"),
            depth=self.depth + 1,
        )

    def item(self, index: str = "*") -> Place:
        """The place of an item of an array."""
        path = ".".join(filter(None, (self.path, index)))
        return replace(self, path=path, depth=self.depth + 1)

    def inside(self) -> Place:
        """The place of a value that another is made of: no channel of its own."""
        return replace(self, hidden=True, depth=self.depth + 1)

    def maybe(self) -> Place:
        """The place of something that may be missing."""
        return replace(self, optional=True, depth=self.depth + 1)


class UnknownError(Exception):
    """Only construct can parse this."""


class TangledError(UnknownError):
    """Only construct can parse this, and only with the Struct around it."""
