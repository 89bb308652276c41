"""The driver's counters are those of the kernel's struct, and never a zero that is no answer."""

from __future__ import annotations

import shutil
import struct
import subprocess
from pathlib import Path

import pytest

from gateway.hil.loopback import counters
from gateway.hil.loopback.counters import LAYOUT, TIOCGICOUNT, CounterData, Counters, judge, parse
from gateway.hil.loopback.port import Kind
from gateway.hil.loopback.result import Verdict
from tests.hil.loopback.conftest import Open

NONE = Counters(*[0] * 11)


def test_a_pty_has_none_and_that_is_no_pass(through: Open) -> None:
    port = through()
    assert counters.read(port) is None
    result = judge([("", None), ("presence", None)], port.kind)
    assert (result.verdict, result.summary) == (Verdict.NOT_SUPPORTED, "a pty has none")


@pytest.mark.skipif(shutil.which("gcc") is None, reason="gcc is not installed")
def test_the_layout_is_that_of_the_kernels_header(tmp_path: Path) -> None:
    fields = Counters.__struct_fields__
    prints = "".join(
        f'printf("%zu ", offsetof(struct serial_icounter_struct, {field}));' for field in fields
    )
    source = tmp_path / "layout.c"
    source.write_text(
        "#include <stddef.h>\n#include <stdio.h>\n#include <sys/ioctl.h>\n"
        "#include <linux/serial.h>\nint main(void) {" + prints + 'printf("%zu %d\\n", '
        "sizeof(struct serial_icounter_struct), TIOCGICOUNT); return 0; }\n",
        encoding="utf-8",
    )
    subprocess.run(["gcc", source, "-o", tmp_path / "layout"], check=True)
    done = subprocess.run([tmp_path / "layout"], check=True, capture_output=True, text=True)
    *offsets, size, request = map(int, done.stdout.split())
    assert (size, request) == (LAYOUT.size, TIOCGICOUNT)
    octets = bytearray(size)
    for number, offset in enumerate(offsets):
        struct.pack_into("=i", octets, offset, number + 1)
    assert parse(bytes(octets)) == Counters(*range(1, 12))


def test_what_was_counted_before_the_test_is_not_its_fault() -> None:
    old = Counters(*[7] * 11)
    result = judge([("", old), ("presence", old), ("patterns", old)], Kind.UART)
    assert result.verdict is Verdict.PASSED
    assert result.summary.startswith("none of framing errors, overruns of the UART")


def test_errors_are_told_with_the_test_they_happened_in() -> None:
    after = Counters(0, 0, 0, 0, 90, 90, 2, 0, 0, 0, 1)
    result = judge([("", NONE), ("presence", NONE), ("patterns", after)], Kind.UART)
    assert result.verdict is Verdict.FAILED
    assert result.summary == "2 framing errors, 1 overruns of the buffer in patterns"
    assert isinstance(result.data, CounterData)
    assert result.data.by_test == {"patterns": {"frame": 2, "buf_overrun": 1}}
    assert result.data.counters["rx"] == 90


def test_a_mini_uart_does_not_see_what_it_does_not_count() -> None:
    result = judge([("", NONE), ("patterns", NONE)], Kind.MINI_UART)
    assert result.summary == (
        "none of overruns of the UART, overruns of the buffer; "
        "a mini-UART does not see framing errors, parity errors, breaks"
    )
    assert isinstance(result.data, CounterData)
    assert result.data.counters["frame"] is None
    assert result.data.counters["overrun"] == 0


def test_a_counter_that_wraps_is_still_a_small_number() -> None:
    before, after = parse(b"\xff" * 80), parse(bytes(80))
    assert after.since(before).rx == 1
