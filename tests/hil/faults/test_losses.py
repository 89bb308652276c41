"""What is lost is what was said, and is counted."""

from __future__ import annotations

from random import Random

import pytest

from gateway.hil.faults import Drop, Overrun, Truncate
from tests.hil.numbered import on_the_wire, whole

FRAMES = [on_the_wire(number) for number in range(5)]


def test_octets_are_dropped() -> None:
    injection = Drop(at=(1, 3)).start(Random(1))
    assert whole(injection, b"abcde") == b"ace"
    assert injection.counters == {"dropped_octets": 2}
    assert [str(event) for event in injection.log] == [
        "octet 1: dropped 62 -> nothing",
        "octet 3: dropped 64 -> nothing",
    ]


def test_frames_are_dropped() -> None:
    injection = Drop(at=(0, 3), of="frames").start(Random(1))
    assert whole(injection, b"".join(FRAMES)) == FRAMES[1] + FRAMES[2] + FRAMES[4]
    assert injection.counters == {"dropped_frames": 2}


def test_a_truncated_frame_keeps_its_start_and_loses_its_end() -> None:
    lengths = set()
    for seed in range(200):
        injection = Truncate(at=(2,)).start(Random(seed))
        left = whole(injection, b"".join(FRAMES))
        before, after = b"".join(FRAMES[:2]), b"".join(FRAMES[3:])
        assert left.startswith(before)
        assert left.endswith(after)
        kept = left[len(before) : -len(after)]
        assert FRAMES[2].startswith(kept)
        assert injection.counters["dropped_octets"] == len(FRAMES[2]) - len(kept)
        lengths.add(len(kept))
    # With the FEND an octet at least; without an octet and the FEND at most.
    assert lengths == set(range(2, len(FRAMES[2]) - 1))


@pytest.mark.parametrize(("away", "depth"), [(40, 16), (20, 8), (10, 16)])
def test_a_fifo_keeps_its_depth_and_loses_the_rest(away: int, depth: int) -> None:
    """With a reader that is away again as soon as it is back."""
    octets = bytes(range(4 * away))
    injection = Overrun(probability=1, away_octets=away, depth=depth).start(Random(1))
    kept = min(away, depth)
    expected = b"".join(octets[n * away : n * away + kept] for n in range(4))
    assert whole(injection, octets) == expected
    assert injection.counters["overruns"] == 4
    assert injection.counters["dropped_octets"] == 4 * (away - kept)
