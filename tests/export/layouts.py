"""Small missions for tests, compiled on the spot."""

from __future__ import annotations

from construct import Construct

from gateway.definition import Mission, Packet


def mission(layout: Construct, *, name: str = "board", trailing: bool = False) -> Mission:
    """A mission of one packet."""
    packet = Packet("state", layout, trailing=trailing)
    return Mission(name=name, title="A board", packets=[packet])
