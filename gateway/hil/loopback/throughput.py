"""Throughput: octets per second that come back, against those that fit on the line.

A UART sends ten bits an octet (8N1), so 115200 Bd are 11520 octets per second.  A port
that is quicker does not keep to its baud: a native USB port, a pty or a network.
"""

from __future__ import annotations

from msgspec import Struct

from gateway.hil.loopback.bit_error_test import Tell, told
from gateway.hil.loopback.bit_errors import BitErrorCounts, BitErrors
from gateway.hil.loopback.echo import line_s, run
from gateway.hil.loopback.port import Port
from gateway.hil.loopback.prbs import PRBS31
from gateway.hil.loopback.result import Result, Verdict
from gateway.hil.loopback.timeline import Moment, Timeline

TEST = "throughput"
TOO_QUICK = 1.05
"""From here on the line cannot be of the baud that was asked for."""


class ThroughputData(Struct):
    """What throughput found.

    Attributes:
        octets_per_s: Measured.
        theory_octets_per_s: What the line can carry; null where baud means nothing.
        share: Of the theory.
        counts: What was wrong with the octets.
        timeline: Octets over time.
    """

    octets_per_s: float
    theory_octets_per_s: float | None
    share: float | None
    counts: BitErrorCounts
    timeline: list[Moment]


def test(port: Port, seconds: float, tell: Tell) -> Result:
    """Send as much as goes for *seconds*."""
    timeline = Timeline()

    def watch(time_s: float, errors: BitErrors) -> None:
        timeline.note(time_s, errors.counts)
        tell(f"throughput  {min(time_s, seconds):.0f} of {seconds:.0f} s")

    errors, duration_s = run(port, PRBS31, seconds, watch)
    timeline.close(duration_s, errors.counts)
    theory = 1.0 / line_s(1, port.baud) if port.has_baud else None
    return judge(errors.counts, duration_s, theory, timeline.moments)


def judge(
    counts: BitErrorCounts, duration_s: float, theory: float | None, moments: list[Moment]
) -> Result:
    """What a rate means.

    Args:
        counts: The octets that came.
        duration_s: The seconds they took.
        theory: Octets per second that the line carries; None where that is not known.
        moments: Octets over time.
    """
    rate = (counts.octets + counts.extra) / duration_s
    share = rate / theory if theory else None
    data = ThroughputData(rate, theory, share, counts, moments)
    summary = f"{rate:.0f} octets/s" if rate < 1e6 else f"{rate / 1e6:.3g} M octets/s"
    if theory is None or share is None:
        summary += "; no baud to compare with"
    else:
        summary += f", {100 * share:.0f} % of {theory:.0f}"
        if share > TOO_QUICK:
            summary += "; this port does not keep to its baud (native USB?)"
    if not counts.good:
        return Result(TEST, TEST, Verdict.FAILED, f"{summary}; {told(counts)}", data)
    return Result(TEST, TEST, Verdict.MEASURED, summary, data)
