"""Modem lines: does CTS follow RTS, and DSR follow DTR?

Only where they are joined as well: DB-9 pins 7 and 8, pins 4 and 6.  A line that does
not follow is not joined, and that is no error.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from enum import StrEnum

from msgspec import Struct

from gateway.hil.loopback.port import Kind, Port
from gateway.hil.loopback.result import Result, Verdict

TEST = "modem-lines"
SETTLE_S = 0.03
"""A USB adapter reports its lines every 16 ms."""

PAIRS = (("rts", "cts"), ("dtr", "dsr"))


class Joint(StrEnum):
    """How two lines are joined."""

    JOINED = "joined"
    INVERTED = "inverted"
    APART = "apart"


class LineData(Struct):
    """What a pair of lines does.

    Attributes:
        output: Line that was driven.
        input: Line that was read.
        joint: How they are joined.
    """

    output: str
    input: str
    joint: Joint


def test(port: Port) -> Iterator[Result]:
    """Drive RTS and DTR, read CTS and DSR, and leave them as they were."""
    for output, input_ in PAIRS:
        seen = _drive(port, output, input_) if port.has_modem_lines else None
        yield judge(output, input_, seen, port.kind)


def _drive(port: Port, output: str, input_: str) -> list[bool] | None:
    """The input after the output was false, true, false, true; None if there is none."""
    before, seen = getattr(port.line, output), []
    try:
        for level in (False, True, False, True):
            setattr(port.line, output, level)
            time.sleep(SETTLE_S)
            seen.append(bool(getattr(port.line, input_)))
        setattr(port.line, output, before)
    except OSError:
        return None
    return seen


def judge(output: str, input_: str, seen: list[bool] | None, kind: Kind) -> Result:
    """What an input tells that was *seen* after false, true, false, true.

    Args:
        output: Line that was driven.
        input_: Line that was read.
        seen: The input; None if the port has no such lines.
        kind: Of the port.
    """
    driver, reader = output.upper(), input_.upper()
    name = f"{driver}-{reader}"
    if seen is None:
        return Result(TEST, name, Verdict.NOT_SUPPORTED, f"a {kind} has no modem lines")
    if seen == [False, True, False, True]:
        joint, verdict, summary = Joint.JOINED, Verdict.PASSED, f"{reader} follows {driver}"
    elif seen == [True, False, True, False]:
        joint, verdict = Joint.INVERTED, Verdict.FAILED
        summary = f"{reader} is the opposite of {driver}"
    else:
        joint, verdict = Joint.APART, Verdict.NOT_TESTED
        summary = f"not joined: {reader} does not follow {driver}"
    return Result(TEST, name, verdict, summary, LineData(output, input_, joint))
