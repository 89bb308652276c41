"""The driver's own counters: octets and errors that a program never sees.

::

    struct serial_icounter_struct {
        int cts, dsr, rng, dcd;                 changes of modem lines
        int rx, tx;                             octets
        int frame, overrun, parity, brk;        errors
        int buf_overrun;
        int reserved[9];
    };

Source: Linux, include/uapi/linux/serial.h, and ioctl_tty(2): TIOCGICOUNT.  The mini-UART
of the Raspberry Pi sees no framing errors, no parity and no breaks (BCM2835 ARM
Peripherals, section 2.2): there a zero is no answer.
"""

from __future__ import annotations

import fcntl
import struct
from collections.abc import Sequence
from itertools import pairwise

from msgspec import Struct

from gateway.hil.loopback.port import Kind, Port
from gateway.hil.loopback.result import Result, Verdict

TEST = "counters"
TIOCGICOUNT = 0x545D
LAYOUT = struct.Struct("@11i36x")

ERRORS = ("frame", "overrun", "parity", "brk", "buf_overrun")
UNSEEN_BY_MINI_UART = ("frame", "parity", "brk")
WORDS = {
    "frame": "framing errors",
    "overrun": "overruns of the UART",
    "parity": "parity errors",
    "brk": "breaks",
    "buf_overrun": "overruns of the buffer",
}


class Counters(Struct, frozen=True):
    """The counters, in the order of the kernel's struct."""

    cts: int
    dsr: int
    rng: int
    dcd: int
    rx: int
    tx: int
    frame: int
    overrun: int
    parity: int
    brk: int
    buf_overrun: int

    def since(self, before: Counters) -> Counters:
        """What was counted since *before*; a counter wraps at 32 bits."""
        fields = self.__struct_fields__
        return Counters(*((getattr(self, f) - getattr(before, f)) % 2**32 for f in fields))


class CounterData(Struct):
    """What the driver counted.

    Attributes:
        counters: By name, over all tests; null for what this hardware does not see.
        by_test: Errors, by the test in which they were counted.
    """

    counters: dict[str, int | None]
    by_test: dict[str, dict[str, int]]


def parse(octets: bytes) -> Counters:
    """The counters in a `serial_icounter_struct`."""
    return Counters(*LAYOUT.unpack(octets))


def read(port: Port) -> Counters | None:
    """The counters now; None if the driver has none."""
    if port.descriptor is None:
        return None
    octets = bytearray(LAYOUT.size)
    try:
        fcntl.ioctl(port.descriptor, TIOCGICOUNT, octets)
    except OSError:
        return None
    return parse(bytes(octets))


def judge(marks: Sequence[tuple[str, Counters | None]], kind: Kind) -> Result:
    """What the driver counted.

    Args:
        marks: The counters at the start, and at the end of each test by its name.
        kind: Of the port.
    """
    known = [(test, counted) for test, counted in marks if counted is not None]
    if len(known) < len(marks) or not known:
        who = f"a {kind}" if kind in (Kind.PTY, Kind.URL) else "this driver"
        return Result(TEST, TEST, Verdict.NOT_SUPPORTED, f"{who} has none")
    total = known[-1][1].since(known[0][1])
    unseen = UNSEEN_BY_MINI_UART if kind is Kind.MINI_UART else ()
    seen = [name for name in ERRORS if name not in unseen]
    by_test = {
        test: wrong
        for (_, before), (test, after) in pairwise(known)
        if (wrong := _errors(after.since(before), seen))
    }
    summary = "; ".join(f"{_told(wrong)} in {test}" for test, wrong in by_test.items())
    summary = summary or f"none of {', '.join(WORDS[name] for name in seen)}"
    if unseen:
        blind = ", ".join(WORDS[name] for name in unseen)
        summary += f"; a {kind} does not see {blind}"
    every = {f: None if f in unseen else getattr(total, f) for f in total.__struct_fields__}
    verdict = Verdict.FAILED if by_test else Verdict.PASSED
    return Result(TEST, TEST, verdict, summary, CounterData(every, by_test))


def _errors(delta: Counters, seen: Sequence[str]) -> dict[str, int]:
    return {name: count for name in seen if (count := getattr(delta, name))}


def _told(wrong: dict[str, int]) -> str:
    return ", ".join(f"{count} {WORDS[name]}" for name, count in wrong.items())
