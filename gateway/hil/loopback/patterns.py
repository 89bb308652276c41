"""Octets that lines and drivers are known to hurt.

::

    every octet   00 01 ... FF     all of them, in order
    long runs     00 x 64 FF x 64  no edges for long; the bias of a coupled line moves
    alternating   55 AA            most edges: worst for sampling at a wrong baud
    KISS          C0 DB            octets that framings escape
    XON, XOFF     11 13            eaten by software flow control
    terminal      03 04 1A 7F      eaten by a line that is a terminal
    line ends     0A 0D            translated by a line that is a terminal

Of a pattern that is short and repeats, nothing tells which octet was lost: what is said
is how many, and how the line turns the one into the other, if that is known.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator

from msgspec import Struct

from gateway.hil.loopback.bit_error_test import octets_text
from gateway.hil.loopback.bit_errors import BitErrorCounts
from gateway.hil.loopback.echo import echo, octets_in
from gateway.hil.loopback.port import Port
from gateway.hil.loopback.result import Result, Verdict

TEST = "patterns"
BLOCK_S = 0.15
LEAST_OCTETS, MOST_OCTETS = 256, 2048

MOST_VALUES = 8
"""Of octets that are missing, named in a summary."""


class Pattern(Struct, frozen=True):
    """Octets to be repeated.

    Attributes:
        name: What they are.
        octets: Once.
    """

    name: str
    octets: bytes

    def block(self, length: int) -> bytes:
        """*length* octets, in whole repetitions of one at least."""
        return self.octets * max(length // len(self.octets), 1)


PATTERNS = (
    Pattern("every octet", bytes(range(256))),
    Pattern("long runs 00 FF", b"\x00" * 64 + b"\xff" * 64),
    Pattern("alternating 55 AA", b"\x55\xaa"),
    Pattern("KISS C0 DB", b"\xc0\xdb"),
    Pattern("XON XOFF 11 13", b"\x11\x13"),
    Pattern("terminal 03 04 1A 7F", b"\x03\x04\x1a\x7f"),
    Pattern("line ends 0A 0D", b"\x0a\x0d"),
)


class PatternData(Struct):
    """What became of a pattern.

    Attributes:
        counts: What was wrong; bit errors only where no octet is missing.
        change: How the line changes octets, if that is known.
    """

    counts: BitErrorCounts
    change: str


def test(port: Port) -> Iterator[Result]:
    """Send every pattern once."""
    length = octets_in(port, BLOCK_S, LEAST_OCTETS, MOST_OCTETS)
    for pattern in PATTERNS:
        yield judge(pattern, *exchange(port, pattern, length))


def exchange(port: Port, pattern: Pattern, length: int) -> tuple[bytes, bytes]:
    """Send a block of *pattern*; what was sent and what came back."""
    sent = pattern.block(length)
    return sent, echo(port, sent) + port.hush(0.05)


def judge(pattern: Pattern, sent: bytes, received: bytes) -> Result:
    """What became of a pattern."""
    counts = compare(sent, received)
    if counts.good:
        summary = f"{len(sent)} octets came back right"
        return Result(TEST, pattern.name, Verdict.PASSED, summary, PatternData(counts, ""))
    change = _change(sent, received)
    summary = change or _told(counts, sent, received)
    return Result(TEST, pattern.name, Verdict.FAILED, summary, PatternData(counts, change))


def compare(sent: bytes, received: bytes) -> BitErrorCounts:
    """Count what is wrong, as far as it can be told."""
    counts = BitErrorCounts(lost=max(len(sent) - len(received), 0))
    counts.extra = max(len(received) - len(sent), 0)
    if len(sent) != len(received):
        counts.octets = min(len(sent), len(received))
        return counts
    burst = 0
    for got, wanted in zip(received, sent, strict=True):
        wrong = (got ^ wanted).bit_count()
        counts.errors += wrong
        counts.errored_octets += bool(wrong)
        burst = burst + 1 if wrong else 0
        counts.longest_burst = max(counts.longest_burst, burst)
    counts.octets = len(sent)
    return counts


def _told(counts: BitErrorCounts, sent: bytes, received: bytes) -> str:
    if counts.errors:
        return f"{counts.errors} of {counts.bits} bits are wrong"
    if not received:
        return "nothing came back"
    if counts.extra:
        return f"{octets_text(counts.extra)} too many"
    missing = Counter(sent) - Counter(received)
    values = " ".join(f"{octet:02X}" for octet in sorted(missing))
    which = f": {values}" if len(missing) <= MOST_VALUES else ""
    return f"{octets_text(counts.lost)} lost{which}"


_CHANGES: tuple[tuple[str, Callable[[bytes], bytes]], ...] = (
    (
        "the eighth bit is lost: seven data bits, or ISTRIP",
        lambda octets: bytes(octet & 0x7F for octet in octets),
    ),
    (
        "XON and XOFF are eaten: software flow control is on",
        lambda octets: octets.translate(None, b"\x11\x13"),
    ),
    (
        "LF comes back as CR LF: the line is a terminal (ONLCR)",
        lambda octets: octets.replace(b"\n", b"\r\n"),
    ),
    (
        "CR comes back as LF: the line is a terminal (ICRNL)",
        lambda octets: octets.replace(b"\r", b"\n"),
    ),
    (
        "CR is lost: the line is a terminal (IGNCR)",
        lambda octets: octets.replace(b"\r", b""),
    ),
    (
        "LF comes back as CR: the line is a terminal (INLCR)",
        lambda octets: octets.replace(b"\n", b"\r"),
    ),
    (
        "NUL is lost",
        lambda octets: octets.replace(b"\x00", b""),
    ),
    (
        "FF comes back as FF FF: parity errors are marked (PARMRK)",
        lambda octets: octets.replace(b"\xff", b"\xff\xff"),
    ),
    ("every bit is inverted", lambda octets: bytes(octet ^ 0xFF for octet in octets)),
)


def _change(sent: bytes, received: bytes) -> str:
    """How the line turns what was sent into what came; empty if it is not known."""
    return next((what for what, change in _CHANGES if change(sent) == received), "")
