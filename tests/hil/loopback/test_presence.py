"""What is at the other end is told apart: a jumper, nothing, somebody else, a bad line."""

from __future__ import annotations

import threading

import pytest

from gateway.hil.loopback import presence
from gateway.hil.loopback.port import Port
from gateway.hil.loopback.presence import Presence, PresenceData, judge
from gateway.hil.loopback.result import Verdict
from tests.hil.loopback.conftest import Open
from tests.hil.loopback.jumper import Change, Jumper

NONCE = b"q7Zt0LxB3mKe9RwU"


def shifted(bits: int) -> bytes:
    """The nonce as a receiver hears it that begins an octet late by so many bits."""
    line = "1" * (8 - bits) + "".join(f"{octet:08b}"[::-1] for octet in NONCE) + "1" * bits
    return bytes(int(line[at : at + 8][::-1], 2) for at in range(0, len(line), 8))


@pytest.mark.parametrize(
    ("received", "said"),
    [
        (NONCE * 2, "every one comes twice"),
        (bytes(octet ^ 0xFF for octet in NONCE), "every bit is inverted"),
        (bytes.fromhex("31") + NONCE[1:], "1 of 128 bits are wrong"),
        (NONCE[:4] + NONCE[6:], "2 of 16 octets are missing"),
        (shifted(3), "shifted by 5 bits"),
        (shifted(7), "shifted by 1 bit;"),
    ],
)
def test_a_change_of_our_octets_is_named(received: bytes, said: str) -> None:
    assert judge(NONCE, received)[0] is Presence.CHANGED
    assert said in judge(NONCE, received)[1]


@pytest.mark.parametrize(
    ("received", "unasked", "said"),
    [
        (b"OK\r\n", b"", "4f 4b 0d 0a"),
        (b"\x00\xf8\x80\x1c" * 4, b"", "another baud"),
        (NONCE + b"ERROR\r\n", b"", "answers, too: 45 52 52 4f 52 0d 0a"),
        (b"", b"$GPGGA,,,\r\n", "unasked: 24 47 50 47 47 41 2c 2c ..."),
        (NONCE, b"$GPGGA", "unasked: 24 47 50 47 47 41"),
    ],
)
def test_somebody_else_is_not_taken_for_a_jumper(
    received: bytes, unasked: bytes, said: str
) -> None:
    found, summary = judge(NONCE, received, unasked)
    assert found is Presence.FOREIGN
    assert said in summary


def test_a_jumper_passes_and_each_nonce_is_new(through: Open) -> None:
    port = through()
    results = [presence.test(port), presence.test(port)]
    assert [result.verdict for result in results] == [Verdict.PASSED] * 2
    nonces = {one.data.sent for one in results if isinstance(one.data, PresenceData)}
    assert len(nonces) == 2


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize(
    ("change", "found", "verdict"),
    [
        (lambda octets: b"", Presence.SILENCE, Verdict.NOT_TESTED),
        (lambda octets: b"login: ", Presence.FOREIGN, Verdict.NOT_TESTED),
        (lambda octets: octets * 2, Presence.CHANGED, Verdict.FAILED),
        (lambda octets: bytes(o << 1 for o in octets), Presence.CHANGED, Verdict.FAILED),
        (lambda octets: b"\xf8\x80\x00" * len(octets), Presence.FOREIGN, Verdict.NOT_TESTED),
    ],
)
def test_through_a_real_port(
    through: Open, change: Change, found: Presence, verdict: Verdict
) -> None:
    result = presence.test(through(change))
    assert result.verdict is verdict
    assert isinstance(result.data, PresenceData)
    assert result.data.presence is found


def test_a_talker_is_heard_before_anything_is_sent() -> None:
    with Jumper() as jumper, Port(jumper.port, 9600) as port:
        stop = threading.Event()

        def talk() -> None:
            while not stop.wait(0.01):
                jumper.talk(b"$GPGGA,,,\r\n")

        talker = threading.Thread(target=talk, daemon=True)
        talker.start()
        result = presence.test(port)
        stop.set()
        talker.join()
    assert result.verdict is Verdict.NOT_TESTED
    assert isinstance(result.data, PresenceData)
    assert result.data.presence is Presence.FOREIGN
    assert b"$GPGGA" in bytes.fromhex(result.data.unasked)
