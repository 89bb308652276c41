"""Presence: is it our own octets that come back?

::

    listen     nothing is to come by itself      else something else talks
    send       16 random letters and digits      a nonce that nobody can know
    compare    exactly these are to come back    else which change turns one into the other

Letters and digits pass lines that eat control characters or the eighth bit: what such a
line does is found by the patterns.
"""

from __future__ import annotations

import secrets
import string
from enum import StrEnum

from msgspec import Struct

from gateway.hil.loopback.echo import echo
from gateway.hil.loopback.port import Port
from gateway.hil.loopback.result import Result, Verdict

TEST = "presence"
LETTERS = string.ascii_letters + string.digits
NONCE_OCTETS = 16
LISTEN_S = 0.1
LONGEST_S = 0.3
"""To somebody who talks all the time."""

SHARED_BITS = 48
"""So many bits of the nonce in a row do not come by chance, at whatever place."""

SHOWN_OCTETS = 8


class Presence(StrEnum):
    """What is at the other end."""

    JUMPER = "jumper"
    SILENCE = "silence"
    FOREIGN = "foreign"
    CHANGED = "changed"


class PresenceData(Struct):
    """What presence found.

    Attributes:
        presence: What is at the other end.
        sent: The nonce, hex.
        received: What came back, hex.
        unasked: What came before anything was sent, hex.
    """

    presence: Presence
    sent: str
    received: str
    unasked: str


def test(port: Port) -> Result:
    """Send a nonce and judge what comes back."""
    unasked = port.hush(LISTEN_S, LONGEST_S)
    nonce = "".join(secrets.choice(LETTERS) for _ in range(NONCE_OCTETS)).encode()
    received = echo(port, nonce) + port.hush(0.05, LONGEST_S)
    presence, summary = judge(nonce, received, unasked)
    data = PresenceData(presence, nonce.hex(), received.hex(), unasked.hex())
    return Result(TEST, TEST, _VERDICTS[presence], summary, data)


_VERDICTS = {
    Presence.JUMPER: Verdict.PASSED,
    Presence.SILENCE: Verdict.NOT_TESTED,
    Presence.FOREIGN: Verdict.NOT_TESTED,
    Presence.CHANGED: Verdict.FAILED,
}


def judge(sent: bytes, received: bytes, unasked: bytes = b"") -> tuple[Presence, str]:
    """What is at the other end, and a sentence on it.

    Args:
        sent: The nonce.
        received: What came after it.
        unasked: What came before.
    """
    if received == sent and not unasked:
        return Presence.JUMPER, f"{len(sent)} random octets came back unchanged"
    if change := _change(sent, received):
        return Presence.CHANGED, f"our octets come back changed: {change}"
    if unasked:
        return Presence.FOREIGN, f"something else talks, unasked: {_shown(unasked)}"
    if sent in received:
        extra = received.replace(sent, b"", 1)
        return Presence.FOREIGN, f"something else answers, too: {_shown(extra)}"
    if not received:
        return Presence.SILENCE, "nothing comes back; are TX and RX joined, and is this the port?"
    alike = "as many octets as were sent" if len(received) == len(sent) else "something else"
    return (
        Presence.FOREIGN,
        f"{alike}, but not ours: {_shown(received)}; a device, or another baud on the way",
    )


def _change(sent: bytes, received: bytes) -> str:
    """How the one becomes the other; empty if it does not."""
    if received == sent * 2 or received == bytes(o for octet in sent for o in (octet, octet)):
        return "every one comes twice; a local echo beside the jumper?"
    if received == bytes(octet ^ 0xFF for octet in sent):
        return "every bit is inverted"
    if received == bytes(int(f"{octet:08b}"[::-1], 2) for octet in sent):
        return "the bits of each octet are in reverse order"
    if len(received) == len(sent) and (wrong := _wrong_bits(sent, received)):
        if wrong < len(sent):
            return f"{wrong} of {8 * len(sent)} bits are wrong"
    elif len(sent) > len(received) >= len(sent) // 2 and _is_part(received, sent):
        return f"{len(sent) - len(received)} of {len(sent)} octets are missing"
    if (shift := _shift(sent, received)) is not None:
        return f"shifted by {shift} bit{'s' if shift != 1 else ''}; another baud or framing?"
    return ""


def _wrong_bits(a: bytes, b: bytes) -> int:
    return sum((x ^ y).bit_count() for x, y in zip(a, b, strict=True))


def _is_part(part: bytes, whole: bytes) -> bool:
    """Whether *part* is *whole* without some octets."""
    rest = iter(whole)
    return all(octet in rest for octet in part)


def _shift(sent: bytes, received: bytes) -> int | None:
    """By how many bits what came is off its octets, in the order of the line; None if not."""
    sent_bits, received_bits = _bits(sent), _bits(received)
    for start in range(0, len(sent_bits) - SHARED_BITS + 1):
        place = received_bits.find(sent_bits[start : start + SHARED_BITS])
        if place >= 0 and (place - start) % 8:
            return (place - start) % 8
    return None


def _bits(octets: bytes) -> str:
    """The bits in the order in which a UART sends them, the least significant first."""
    return "".join(f"{octet:08b}"[::-1] for octet in octets)


def _shown(octets: bytes) -> str:
    more = " ..." if len(octets) > SHOWN_OCTETS else ""
    return octets[:SHOWN_OCTETS].hex(" ") + more
