"""The bit-error test: pseudorandom sequences, and what the errors in them prove."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct

from gateway.hil.loopback.bit_errors import BitErrorCounts, BitErrors
from gateway.hil.loopback.bound import CONFIDENCE, upper_bound
from gateway.hil.loopback.echo import run
from gateway.hil.loopback.port import Port
from gateway.hil.loopback.prbs import Prbs
from gateway.hil.loopback.result import Result, Verdict
from gateway.hil.loopback.timeline import Moment, Timeline

TEST = "bit-errors"

Tell = Callable[[str], object]
"""Progress, as a text for a live line."""


class BitErrorData(Struct):
    """What a bit-error test found.

    Attributes:
        sequence: Such as ``PRBS9``.
        counts: Octets and errors.
        bits: Bits compared.
        bit_error_ratio: Wrong bits of those compared; null if there were none.
        upper_bound: Bit-error ratio that is not exceeded, with *confidence*.
        confidence: Of the bound.
        duration_s: From the first octet sent to the last that came.
        timeline: Errors over time.
    """

    sequence: str
    counts: BitErrorCounts
    bits: int
    bit_error_ratio: float | None
    upper_bound: float
    confidence: float
    duration_s: float
    timeline: list[Moment]


def test(port: Port, prbs: Prbs, seconds: float, tell: Tell) -> Result:
    """Send *prbs* for *seconds*."""
    timeline = Timeline()

    def watch(time_s: float, errors: BitErrors) -> None:
        timeline.note(time_s, errors.counts)
        tell(f"{prbs.name}  {min(time_s, seconds):.0f} of {seconds:.0f} s  {told(errors.counts)}")

    errors, duration_s = run(port, prbs, seconds, watch)
    timeline.close(duration_s, errors.counts)
    return judge(prbs.name, errors.counts, duration_s, timeline.moments)


def judge(name: str, counts: BitErrorCounts, duration_s: float, moments: list[Moment]) -> Result:
    """What the *counts* of a sequence mean."""
    bits = counts.bits
    bound = upper_bound(counts.errors, bits)
    ratio = counts.errors / bits if bits else None
    data = BitErrorData(name, counts, bits, ratio, bound, CONFIDENCE, duration_s, moments)
    good = counts.good and bits
    summary = f"{told(counts)}; {ratio_text(counts)}"
    if counts.longest_burst > 1:
        summary += f"; longest burst {octets_text(counts.longest_burst)}"
    return Result(TEST, name, Verdict.PASSED if good else Verdict.FAILED, summary, data)


def told(counts: BitErrorCounts) -> str:
    """The counts in a few words."""
    text = f"{counts.errors} of {quantity(counts.bits)}bit wrong"
    if counts.lost:
        text += f", {octets_text(counts.lost)} lost"
    if counts.extra:
        text += f", {counts.extra} too many"
    return text


def ratio_text(counts: BitErrorCounts) -> str:
    """The bit-error ratio, as far as it is known."""
    if not counts.bits:
        return "nothing to compare"
    bound = f"< {upper_bound(counts.errors, counts.bits):.1e} (95 %)"
    return f"BER {counts.errors / counts.bits:.1e}, {bound}" if counts.errors else f"BER {bound}"


def octets_text(count: int) -> str:
    """So many octets, as a person says it."""
    return f"{count} octet" + ("s" if count != 1 else "")


def quantity(count: float) -> str:
    """A count with the prefix of its unit: ``83.6 M``."""
    for prefix, size in (("G", 1e9), ("M", 1e6), ("k", 1e3)):
        if count >= size:
            return f"{count / size:.3g} {prefix}"
    return f"{count:.0f} "
