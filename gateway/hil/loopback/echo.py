"""Octets through the jumper and back, never more under way than the kernel holds."""

from __future__ import annotations

import time
from collections.abc import Callable

from gateway.errors import SourceError
from gateway.hil.loopback.bit_errors import BitErrors
from gateway.hil.loopback.port import Port
from gateway.hil.loopback.prbs import Generator, Prbs

WINDOW_OCTETS = 2048
"""Most under way at once: half of the 4095 that the kernel's line discipline keeps."""

WINDOW_S = 0.25
"""On a slow line, as many octets as take so long."""

QUIET_S = 1.0
"""After so long without an octet, beyond the time of those under way, nothing more comes; a
busy machine or a USB hub may well be away for a third of that."""


def line_s(octets: int, baud: int) -> float:
    """Seconds that *octets* take on a line: ten bits each (8N1)."""
    return 10.0 * octets / baud


def octets_in(port: Port, seconds: float, least: int, most: int) -> int:
    """As many octets as pass in *seconds*, within limits; *most* where baud means nothing."""
    if not port.has_baud:
        return most
    return min(max(int(seconds / line_s(1, port.baud)), least), most)


def patience_s(port: Port, octets: int) -> float:
    """How long to wait for *octets* that are under way."""
    return QUIET_S + (line_s(octets, port.baud) if port.has_baud else 0.0)


def echo(port: Port, data: bytes) -> bytes:
    """Send *data*, and return what came back: as much as was sent, or until nothing comes."""
    window = octets_in(port, WINDOW_S, 64, WINDOW_OCTETS)
    came = bytearray()
    sent = under_way = 0
    heard_at = time.monotonic()
    while len(came) < len(data):
        room = min(window - under_way, len(data) - sent)
        if room > 0:
            written = port.write(data[sent : sent + room])
            sent, under_way = sent + written, under_way + written
        if piece := port.read(0.005):
            came += piece
            under_way = max(under_way - len(piece), 0)
            heard_at = time.monotonic()
        elif time.monotonic() - heard_at > patience_s(port, window):
            if sent == len(data) or not under_way:
                break
            under_way = 0  # it is lost; go on with what follows
            heard_at = time.monotonic()
    return bytes(came)


Watcher = Callable[[float, BitErrors], object]
"""Told the seconds since the start, and what is known by then."""


def run(port: Port, prbs: Prbs, seconds: float, watch: Watcher) -> tuple[BitErrors, float]:
    """Send *prbs* for *seconds* and compare what comes back.

    Returns:
        What was found, and the seconds from the first octet sent to the last that came.

    Raises:
        SourceError: The port went away, or takes no octets.
    """
    window = octets_in(port, WINDOW_S, 64, WINDOW_OCTETS)
    test, generator = BitErrors(prbs.period), Generator(prbs)
    begun = heard_at = now = time.monotonic()
    unsent = b""
    while now - begun < seconds or test.outstanding:
        if now - begun < seconds and test.outstanding <= window * 3 // 4:
            fresh = generator.take(window // 4)
            test.send(fresh)
            unsent += fresh
        if unsent:
            unsent = unsent[port.write(unsent) :]
        if piece := port.read(0.005):
            test.feed(piece)
            heard_at = time.monotonic()
        now = time.monotonic()
        if now - heard_at > patience_s(port, window):
            if unsent:
                raise SourceError(f"{port.name}: it takes no octets; flow control holds them")
            test.finish()  # what is under way is lost; go on with what follows
            heard_at = now
        watch(now - begun, test)
    test.feed(port.hush(0.05))
    test.finish()
    return test, max(heard_at - begun, 1e-9)
