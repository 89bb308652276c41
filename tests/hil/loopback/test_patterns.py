"""Patterns pass a good line, and name what a bad one does."""

from __future__ import annotations

import os
import termios

import pytest

from gateway.hil.loopback import patterns
from gateway.hil.loopback.patterns import PATTERNS, PatternData, compare, judge
from gateway.hil.loopback.port import Port
from gateway.hil.loopback.result import Verdict
from tests.hil.loopback.conftest import Open
from tests.hil.loopback.jumper import Change, Jumper


def by_name(name: str) -> patterns.Pattern:
    return next(one for one in PATTERNS if one.name.startswith(name))


def failed(port: Port) -> dict[str, str]:
    """Names and summaries of the patterns that do not pass."""
    results = list(patterns.test(port))
    assert len(results) == len(PATTERNS)
    return {one.name: one.summary for one in results if one.verdict is not Verdict.PASSED}


def test_every_octet_is_among_them_and_a_block_is_whole_repetitions() -> None:
    assert set(by_name("every").octets) == set(range(256))
    assert by_name("terminal").block(10) == b"\x03\x04\x1a\x7f" * 2
    assert len(by_name("every").block(10)) == 256


def test_a_good_line_passes_all(through: Open) -> None:
    assert failed(through()) == {}


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize(
    ("change", "said", "names"),
    [
        (
            lambda octets: bytes(octet & 0x7F for octet in octets),
            "the eighth bit is lost: seven data bits, or ISTRIP",
            {"every octet", "long runs 00 FF", "alternating 55 AA", "KISS C0 DB"},
        ),
        (
            lambda octets: octets.translate(None, b"\x11\x13"),
            "XON and XOFF are eaten: software flow control is on",
            {"every octet", "XON XOFF 11 13"},
        ),
        (
            lambda octets: octets.replace(b"\n", b"\r\n"),
            "LF comes back as CR LF: the line is a terminal (ONLCR)",
            {"every octet", "line ends 0A 0D"},
        ),
    ],
)
def test_what_a_line_does_is_named(
    through: Open, change: Change, said: str, names: set[str]
) -> None:
    found = failed(through(change))
    assert set(found) == names
    assert set(found.values()) == {said}


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize(
    ("field", "flag", "said"),
    [
        (1, termios.OPOST | termios.ONLCR, "LF comes back as CR LF"),
        (0, termios.ICRNL, "CR comes back as LF"),
        (0, termios.IGNCR, "CR is lost"),
        (0, termios.ISTRIP, "the eighth bit is lost"),
    ],
)
def test_the_kernel_itself_does_these(field: int, flag: int, said: str) -> None:
    with Jumper() as jumper, Port(jumper.port, 115200) as port:
        assert port.descriptor is not None
        attributes = termios.tcgetattr(port.descriptor)
        attributes[field] |= flag
        termios.tcsetattr(port.descriptor, termios.TCSANOW, attributes)
        found = failed(port)
        assert said in found["every octet"]
        assert os.isatty(port.descriptor)


@pytest.mark.parametrize(
    ("received", "summary"),
    [
        (b"", "nothing came back"),
        (b"\x55\xab" + b"\x55\xaa" * 3, "1 of 64 bits are wrong"),
        (b"\x55\xaa\x55" + b"\x55\xaa" * 2, "1 octet lost: AA"),
        (b"\x55\xaa" * 4 + b"\x55", "1 octet too many"),
        (b"\xaa\x55" * 4, "every bit is inverted"),
    ],
)
def test_what_has_no_name_is_counted(received: bytes, summary: str) -> None:
    result = judge(by_name("alternating"), b"\x55\xaa" * 4, received)
    assert (result.verdict, result.summary) == (Verdict.FAILED, summary)
    assert isinstance(result.data, PatternData)


def test_bits_are_only_counted_where_no_octet_is_missing() -> None:
    counts = compare(bytes(8), b"\x01\x03\x00\x00\x00\x00\x00\x80")
    assert (counts.octets, counts.errors, counts.errored_octets, counts.longest_burst) == (
        8,
        4,
        3,
        2,
    )
    counts = compare(bytes(8), b"\x01\x03\x00")
    assert (counts.octets, counts.errors, counts.lost, counts.extra) == (3, 0, 5, 0)
    counts = compare(bytes(2), bytes(6))
    assert (counts.octets, counts.errors, counts.lost, counts.extra) == (2, 0, 0, 4)
