"""A board on a line, for the tests of commands: it takes KISS frames and acknowledges them.

It is written from the wire format that boards and ground agree on, with nothing of the
gateway in it::

    command          id u8 │ tag u16 │ arguments ...
    acknowledgement  5 │ boots u8 │ sequence u16 │ uptime u32 │ id u8 │ tag u16 │ result u8
"""

from __future__ import annotations

import os
import select
import struct
import threading
from collections.abc import Callable
from pathlib import Path

from tests.stage import Line, kiss

MISSION = '''
"""A board on the bench."""
from construct import Const, Int8ub, Int16ub, Int32ub, Struct
from gateway.definition import (
    Acknowledgement, Command, Match, Mission, Packet, channel, enumeration, linear)

RESULTS = {0: "accepted", 1: "unknown", 2: "wrong_length", 3: "refused", 4: "failed"}
ACKNOWLEDGEMENT = Struct(
    "id" / Const(5, Int8ub),
    "boots" / Int8ub * "boots",
    "sequence" / Int16ub * "packets sent",
    "uptime" / channel(Int32ub, "ms") * "since boot",
    "command" / Int8ub * "id of the command",
    "tag" / Int16ub * "its tag",
    "result" / channel(Int8ub, "", enumeration(RESULTS)) * "what became of it",
)
POSITION = channel(Int8ub, "", enumeration({0: "closed", 1: "open"}))
VALVE = Struct(
    "id" / Const(16, Int8ub),
    "tag" / Int16ub * "names this command",
    "position" / POSITION * "where to",
)
PUMP = Struct(
    "id" / Const(17, Int8ub),
    "tag" / Int16ub * "names this command",
    "speed" / channel(Int16ub, "rpm", linear(0.5)) * "wanted",
)
MISSION = Mission(
    name="board",
    title="A board",
    match=Match(prefix=bytes([5])),
    packets=[Packet("acknowledgement", ACKNOWLEDGEMENT)],
    commands=[
        Command("valve", VALVE, about="Moves the valve."),
        Command("pump", PUMP),
        Command("ping", Struct("id" / Const(18, Int8ub), "tag" / Int16ub * "names it")),
        Command(
            "reset", Struct("id" / Const(19, Int8ub), "tag" / Int16ub * "names it"), repeat=False
        ),
    ],
    acknowledgement=Acknowledgement(),
)
'''

CLOSE, OPEN, PING = b"\x00", b"\x01", b""

Judge = Callable[[bytes], int | None]


class Board:
    """A board behind a line.

    Args:
        path: Where its port appears.
        judge: The result of a command that is new to it; None to be deaf to this frame.

    Attributes:
        heard: Every frame, in order.
        carried_out: Those that it carried out.
    """

    def __init__(self, path: Path, judge: Judge = lambda frame: 0):
        self.line = Line(path)
        self.judge = judge
        self.heard: list[bytes] = []
        self.carried_out: list[bytes] = []
        self._last: tuple[int, int] | None = None
        self._sequence = 0
        self._stop, self._stopper = os.pipe()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        octets = b""
        while True:
            ready, _, _ = select.select([self.line.master, self._stop], [], [])
            if self._stop in ready:
                return
            octets += os.read(self.line.master, 4096)
            *frames, octets = octets.split(b"\xc0")
            for frame in filter(None, frames):
                plain = frame.replace(b"\xdb\xdc", b"\xc0").replace(b"\xdb\xdd", b"\xdb")
                self._obey(plain[1:])

    def _obey(self, frame: bytes) -> None:
        self.heard.append(frame)
        [tag] = struct.unpack(">H", frame[1:3])
        if self._last and self._last[0] == tag:
            self.acknowledge(frame[0], *self._last)
            return
        if (result := self.judge(frame)) is None:
            return
        if result == 0:
            self.carried_out.append(frame)
        self._last = (tag, result)
        self.acknowledge(frame[0], tag, result)

    def acknowledge(self, command: int, tag: int, result: int) -> None:
        """Say what became of a command."""
        head = struct.pack(">BBHI", 5, 1, self._sequence, 1000)
        self._sequence += 1
        self.line.write(kiss(head + struct.pack(">BHB", command, tag, result)))

    def unplug(self) -> None:
        os.close(self._stopper)
        self._thread.join(10)
        os.close(self._stop)
        self.line.unplug()
