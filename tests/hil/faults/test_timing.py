"""Octets come late, in small pieces, or in packets: told by virtual time."""

from __future__ import annotations

from random import Random

import pytest

from gateway.hil.faults import Coalesce, Jitter, Split
from gateway.hil.faults.injection import Injection


def arrivals(injection: Injection, sent: list[tuple[float, bytes]]) -> list[tuple[float, bytes]]:
    """When which octets come out, if they are fed then and woken as they ask."""
    seen = []
    for sent_at, octets in [*sent, (float("inf"), b"")]:
        while injection.wake_at is not None and injection.wake_at < sent_at:
            now = injection.wake_at
            seen.append((now, injection.feed(b"", now)))
        if octets:
            seen.append((sent_at, injection.feed(octets, sent_at)))
    return [(round(at, 9), octets) for at, octets in seen if octets]


def test_jitter_delays_within_its_bounds_and_keeps_the_order() -> None:
    injection = Jitter(least_s=0.1, most_s=0.3).start(Random(1))
    delays = []
    for number in range(200):
        at = float(number)
        injection.feed(bytes([number]), at)
        assert injection.held == 1
        assert injection.wake_at is not None
        delays.append(injection.wake_at - at)
        assert injection.feed(b"", injection.wake_at) == bytes([number])
    assert 0.1 <= min(delays) < 0.12
    assert 0.28 < max(delays) <= 0.3


def test_jitter_never_lets_one_piece_pass_another() -> None:
    injection = Jitter(most_s=0.5).start(Random(1))
    out = b"".join(injection.feed(bytes([n]), n / 1000) for n in range(250))
    assert injection.held == 250 - len(out)
    assert out + injection.feed(b"", 10.0) == bytes(range(250))


def test_split_lets_one_octet_out_a_time() -> None:
    injection = Split(octets=1, gap_s=0.5).start(Random(1))
    assert arrivals(injection, [(1.0, b"abc"), (1.2, b"d"), (9.0, b"e")]) == [
        (1.0, b"a"),
        (1.5, b"b"),
        (2.0, b"c"),
        (2.5, b"d"),
        (9.0, b"e"),
    ]


def test_coalesce_sends_full_packets_at_once_and_the_rest_after_its_latency() -> None:
    injection = Coalesce(octets=4, latency_s=0.5).start(Random(1))
    sent = [(1.0, b"ab"), (1.1, b"cd"), (2.0, b"e"), (2.3, b"f"), (3.0, b"ghijkl"), (3.1, b"m")]
    assert arrivals(injection, sent) == [
        (1.1, b"abcd"),
        (2.5, b"ef"),
        (3.0, b"ghij"),
        (3.5, b"klm"),
    ]
    assert injection.counters == {"packets": 4}


@pytest.mark.parametrize("fault", [Jitter(most_s=1, least_s=1), Split(gap_s=1), Coalesce()])
def test_what_is_held_goes_on_when_the_fault_ends(fault: Jitter | Split | Coalesce) -> None:
    injection = fault.start(Random(1))
    out = injection.feed(b"abc", 0.0)
    assert injection.held == 3 - len(out)
    assert out + injection.end(0.1) == b"abc"


def test_times_that_cannot_be_meant_are_said() -> None:
    for make in (
        lambda: Jitter(most_s=1, least_s=2),
        lambda: Split(gap_s=0),
        lambda: Coalesce(octets=0),
    ):
        with pytest.raises(ValueError, match=r"turn it round|longer than 0 s"):
            make()
