"""Latency: the time from writing octets to having them all back.

The sizes are those at which something changes: one octet; a short frame; 64 and 65, the
packet of full-speed USB and one more; and blocks of which the line's time is the most.
"""

from __future__ import annotations

import time
from collections.abc import Iterator

from msgspec import Struct

from gateway.hil.loopback.bit_error_test import Tell
from gateway.hil.loopback.echo import echo, line_s
from gateway.hil.loopback.port import Port
from gateway.hil.loopback.prbs import PRBS15, Generator
from gateway.hil.loopback.result import Result, Verdict

TEST = "latency"
SIZES = (1, 32, 64, 65, 512, 4096)
MOST_TIMES = 200
LEAST_TIMES = 3
LONGEST_S = 1.0
"""On the line; at a low baud, longer ones would take minutes."""


class LatencyData(Struct):
    """Latency of one size.

    Attributes:
        octets: Size of what was sent.
        line_ms: Time it takes on the line; null where baud means nothing.
        median_ms: Of the times; this and the next three are null if there are none.
        p95_ms: 95 of 100 took no longer.
        p99_ms: 99 of 100 took no longer.
        max_ms: The longest.
        wrong: Times that something else came back, or not all of it.
        times_ms: All of them.
    """

    octets: int
    line_ms: float | None
    median_ms: float | None
    p95_ms: float | None
    p99_ms: float | None
    max_ms: float | None
    wrong: int
    times_ms: list[float]


def test(port: Port, seconds: float, tell: Tell) -> Iterator[Result]:
    """Measure every size for *seconds* in all."""
    for size in SIZES:
        line = line_s(size, port.baud) if port.has_baud else None
        if line is not None and line > LONGEST_S:
            summary = f"{line:.0f} s on the line is too long"
            yield Result(TEST, f"latency {size}", Verdict.NOT_TESTED, summary)
            continue
        tell(f"latency  {size} octets")
        times_s, wrong = _measure(port, size, seconds / len(SIZES))
        yield judge(size, times_s, wrong, line)


def _measure(port: Port, size: int, seconds: float) -> tuple[list[float], int]:
    """The time that each exchange took in seconds, and how many went wrong."""
    generator, times_s, wrong = Generator(PRBS15), list[float](), 0
    begun = time.monotonic()
    while len(times_s) + wrong < MOST_TIMES:
        late = time.monotonic() - begun > seconds
        if late and (wrong or len(times_s) >= LEAST_TIMES):
            break
        data = generator.take(size)
        sent_at = time.perf_counter()
        if echo(port, data) == data:
            times_s.append(time.perf_counter() - sent_at)
        else:
            wrong += 1
            port.hush(0.02)
    return times_s, wrong


def judge(size: int, times_s: list[float], wrong: int, line: float | None) -> Result:
    """What the times of a size mean.

    Args:
        size: Octets sent.
        times_s: How long each took, in seconds.
        wrong: How many did not come back right.
        line: Seconds on the line; None where that is not known.
    """
    times_ms = sorted(round(1e3 * one, 4) for one in times_s)
    line_ms = None if line is None else 1e3 * line
    data = LatencyData(size, line_ms, None, None, None, None, wrong, times_ms)
    if times_ms:
        shares = (50, 95, 99, 100)
        figures = (percentile(times_ms, share) for share in shares)
        data.median_ms, data.p95_ms, data.p99_ms, data.max_ms = figures
    summary = f"{wrong} of {wrong + len(times_ms)} came back wrong or not at all"
    if not wrong and data.median_ms is not None:
        summary = _told(data)
    good = times_ms and not wrong
    return Result(
        TEST, f"latency {size}", Verdict.MEASURED if good else Verdict.FAILED, summary, data
    )


def _told(data: LatencyData) -> str:
    """The figures of a size; the time on the line only if the port keeps to it."""
    figures = f"median {_ms(data.median_ms)} p95 {_ms(data.p95_ms)} p99 {_ms(data.p99_ms)} ms"
    if data.line_ms is None or data.median_ms is None or data.line_ms > data.median_ms:
        return figures
    return f"{figures}; line {_ms(data.line_ms)}"


def percentile(ordered: list[float], share: int) -> float:
    """The least value that *share* percent of *ordered* do not exceed (nearest rank)."""
    return ordered[max(-(-share * len(ordered) // 100) - 1, 0)]


def _ms(value: float | None) -> str:
    """Three figures, so that a row has room for four of them."""
    if value is None:
        return "-"
    decimals = 3 if value < 0.1 else 2 if value < 10 else 1 if value < 100 else 0
    return f"{value:.{decimals}f}"
