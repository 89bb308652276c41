"""The baud scan: up to which speed does the port work, through this wire?

Both ends are the same port, and so of the same clock: a clock that is wrong is not seen
through a jumper, only what is too fast for the driver, the adapter or the wire.
"""

from __future__ import annotations

from msgspec import Struct

from gateway.hil.loopback.bit_error_test import Tell
from gateway.hil.loopback.bit_errors import BitErrorCounts, BitErrors
from gateway.hil.loopback.echo import echo, octets_in
from gateway.hil.loopback.port import Port
from gateway.hil.loopback.prbs import PRBS9, Generator
from gateway.hil.loopback.result import Result, Verdict

TEST = "baud-scan"
RATES = (1200, 2400, 4800, 9600, 19200, 38400, 57600, 115200, 230400, 460800, 500000, 921600)
RATE_S = 0.2
LEAST_OCTETS, MOST_OCTETS = 32, 4096
SETTLE_S = 0.03


class Rate(Struct):
    """One baud.

    Attributes:
        baud: In symbols per second.
        supported: Whether the driver takes it.
        counts: What was wrong.
    """

    baud: int
    supported: bool
    counts: BitErrorCounts


class ScanData(Struct):
    """What the scan found.

    Attributes:
        highest_good_baud: Null if none was.
        rates: All that were tried.
    """

    highest_good_baud: int | None
    rates: list[Rate]


def test(port: Port, tell: Tell) -> Result:
    """Try every rate, and leave the port at its own."""
    if not port.has_baud:
        return Result(TEST, "baud scan", Verdict.NOT_SUPPORTED, f"a {port.kind} has no baud")
    own, rates = port.baud, []
    try:
        for baud in RATES:
            tell(f"baud scan  {baud}")
            rates.append(_try(port, baud))
    finally:
        port.set_baud(own)
    port.hush(SETTLE_S)
    return judge(rates, own)


def _try(port: Port, baud: int) -> Rate:
    if not port.set_baud(baud):
        return Rate(baud, False, BitErrorCounts())
    port.hush(SETTLE_S)
    errors = BitErrors(PRBS9.period)
    data = Generator(PRBS9).take(octets_in(port, RATE_S, LEAST_OCTETS, MOST_OCTETS))
    errors.send(data)
    errors.feed(echo(port, data))
    errors.finish()
    return Rate(baud, True, errors.counts)


def judge(rates: list[Rate], own: int) -> Result:
    """What the *rates* mean for a port that is to run at *own*."""
    good = [rate.baud for rate in rates if rate.supported and rate.counts.good]
    bad = [rate for rate in rates if rate.supported and not rate.counts.good]
    refused = [str(rate.baud) for rate in rates if not rate.supported]
    data = ScanData(max(good, default=None), rates)
    summary = f"highest without errors: {max(good)}" if good else "no baud is without errors"
    if bad:
        summary += f"; errors at {', '.join(str(rate.baud) for rate in bad)}"
    if refused:
        summary += f"; not supported: {', '.join(refused)}"
    failed = any(rate.baud <= own for rate in bad) or not good
    return Result(TEST, "baud scan", Verdict.FAILED if failed else Verdict.MEASURED, summary, data)
