"""QMP: what QEMU is told and what it tells, one JSON object a line over a socket.

::

    QEMU   {"QMP": {"version": ...}}                             greeting
    we     {"execute": "qmp_capabilities", "arguments": {}}
    QEMU   {"return": {}}                                        now it takes commands
    we     {"execute": "stop", "arguments": {}}
    QEMU   {"event": "STOP", "timestamp": {...}}                 events come at any time
    QEMU   {"return": {}}
    QEMU   {"error": {"class": "...", "desc": "..."}}            or it refuses

Source: QEMU 7.2, docs/interop/qmp-spec.txt.
"""

from __future__ import annotations

import json
import socket
import time
from collections import deque
from collections.abc import Mapping
from typing import Any

from gateway.errors import CupolaError

MAX_LINE_OCTETS = 1 << 20
MAX_EVENTS = 256

GONE = "QEMU has gone away"

Message = Mapping[str, Any]


class QmpError(CupolaError):
    """QEMU refused a command, did not answer in time, or has gone away."""


class Qmp:
    """A session with QEMU's monitor; for one thread.

    Args:
        connection: A connected stream socket; closed by `close`.
        timeout_s: Longest wait for a line of QEMU's, in seconds.

    Attributes:
        events: What happened and was not asked for yet, oldest first; the last
            `MAX_EVENTS` of it.

    Raises:
        QmpError: This is no QMP, or nobody is there.
    """

    def __init__(self, connection: socket.socket, timeout_s: float = 10.0):
        self.events: deque[Message] = deque(maxlen=MAX_EVENTS)
        self._connection = connection
        self._timeout_s = timeout_s
        self._received = bytearray()
        if "QMP" not in self._next(self._deadline()):
            raise QmpError("the other end does not greet as QEMU's monitor does")
        self.execute("qmp_capabilities")

    def execute(self, command: str, **arguments: Any) -> Any:
        """Have QEMU carry out a command.

        Args:
            command: Its name in QEMU's QMP reference.
            arguments: Its arguments; a name with hyphens is passed by `**{"a-b": ...}`.

        Returns:
            What the command returns, as JSON has it.

        Raises:
            QmpError: QEMU refused it, gave no answer in time, or has gone away.
        """
        request = {"execute": command, "arguments": arguments}
        deadline = self._deadline()
        self._send(json.dumps(request).encode() + b"\n")
        while True:
            message = self._next(deadline)
            if "event" in message:
                self.events.append(message)
            elif "error" in message:
                raise QmpError(f"QEMU refuses {command}: {_reason(message)}")
            elif "return" in message:
                return message["return"]

    def wait_for(self, event: str, **data: Any) -> Message:
        """The oldest event of this name with this *data*, taken from `events` or waited for.

        Raises:
            QmpError: It did not happen in time, or QEMU has gone away.
        """
        deadline = self._deadline()
        for message in self.events:
            if _tells(message, event, data):
                self.events.remove(message)
                return message
        while not _tells(message := self._next(deadline), event, data):
            if "event" in message:
                self.events.append(message)
        return message

    def close(self) -> None:
        """End the session; QEMU goes on."""
        self._connection.close()

    def _deadline(self) -> float:
        return time.monotonic() + self._timeout_s

    def _send(self, line: bytes) -> None:
        try:
            self._connection.settimeout(self._timeout_s)
            self._connection.sendall(line)
        except ConnectionError as error:
            raise QmpError(GONE) from error
        except OSError as error:
            raise QmpError(f"QEMU takes no commands: {error}") from error

    def _next(self, deadline: float) -> Message:
        """The next message."""
        while b"\n" not in self._received:
            if len(self._received) > MAX_LINE_OCTETS:
                raise QmpError(f"a line of more than {MAX_LINE_OCTETS} octets is no QMP")
            self._received += self._receive(deadline - time.monotonic())
        line, _, rest = bytes(self._received).partition(b"\n")
        self._received[:] = rest
        try:
            message = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise QmpError(f"this is no QMP: {line[:80]!r}") from error
        if not isinstance(message, dict):
            raise QmpError(f"this is no QMP: {line[:80]!r}")
        return message

    def _receive(self, remaining_s: float) -> bytes:
        try:
            # 0 would not wait for what is on its way already, and None waits for ever.
            self._connection.settimeout(max(remaining_s, 1e-3))
            piece = self._connection.recv(65536)
        except TimeoutError:
            raise QmpError(f"QEMU did not answer within {self._timeout_s:g} s") from None
        except ConnectionError:
            piece = b""
        except OSError as error:
            raise QmpError(f"QEMU cannot be heard: {error}") from error
        if not piece:
            raise QmpError(GONE)
        return piece


def _reason(message: Message) -> str:
    error = message["error"]
    return str(error.get("desc", error)) if isinstance(error, dict) else str(error)


def _tells(message: Message, event: str, data: Message) -> bool:
    told = message.get("data", {})
    return message.get("event") == event and isinstance(told, dict) and data.items() <= told.items()
