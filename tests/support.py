"""One check for every deframer, and the vectors that all tests read.

A deframer is fed whole, octet by octet, twice over, from every late start, cut anywhere,
and resumed at any octet from what it says is pending.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from gateway.framing import make_framing
from gateway.model import Deframer, Frame, Rejected

Make = Callable[[], Deframer]
Event = Frame | Rejected

VECTORS = Path(__file__).parent / "vectors"


def check_deframer(
    make: Make, data: bytes, expected: Sequence[Event], *, finds_its_place: bool = True
) -> None:
    """Check a deframer with *data*, which ends where its last frame does.

    Args:
        make: Makes a new deframer.
        data: What it is fed.
        expected: What it is to return.
        finds_its_place: Joining in the middle costs at most what was under way.
    """
    assert make().feed(data) == list(expected)
    assert make().feed(data + data) == [*expected, *expected]
    check_cut(make, data, range(len(data)))
    for split in range(len(data) + 1):
        check_resumed(make, data, split)
    if expected and finds_its_place:
        for late in range(1, len(data)):
            assert make().feed(data[late:] + data)[-len(expected) :] == list(expected)


def check_cut(make: Make, data: bytes, cuts: Iterable[int]) -> None:
    """Check that *data* gives the same, counters too, however it is cut."""
    whole, pieces = make(), make()
    places = [0, *sorted(cuts), len(data)]
    events = [event for start, end in pairwise(places) for event in pieces.feed(data[start:end])]
    assert events == whole.feed(data)
    assert pieces.counters == whole.counters
    assert pieces.pending == whole.pending


def check_resumed(make: Make, data: bytes, split: int) -> None:
    """Check that a new deframer goes on from what the old one had pending at *split*."""
    old = make()
    before = old.feed(data[:split])
    assert 0 <= old.pending <= split
    after = make().feed(data[split - old.pending :])
    assert before + after == make().feed(data)


def kept(deframer: object) -> int:
    """Octets, bits and items that a deframer holds, all of them counted as one."""
    if isinstance(deframer, bytes | str | list | dict | set):
        return len(deframer)
    if type(deframer).__module__.startswith("gateway."):
        return sum(kept(value) for value in getattr(deframer, "__dict__", {}).values())
    return 0


def vectors(path: str) -> list[Any]:
    """The vectors of a TOML file under `tests/vectors`, as parameters with their names."""
    table = tomllib.loads((VECTORS / path).read_text(encoding="utf-8"))
    return [pytest.param(vector, id=vector["about"]) for vector in table["vector"]]


def check_vector(framing: str, vector: dict[str, Any]) -> None:
    """Check a deframer with a vector of `tests/vectors/framing`.

    Its keys: `about`, `source`, `options`, `data` (hex), and in `expect` one table an
    event, with the fields that the event must have (`data` in hex, `reason`, ...); also
    `counters` with those that must have a value, `finds_its_place`, and `encodes` with
    what the encoder is to turn into exactly `data`.
    """
    made = make_framing(framing, vector.get("options"))
    data = bytes.fromhex(vector["data"])
    deframer = made.deframer()
    events = deframer.feed(data)
    seen = [
        {key: _plain(getattr(event, key)) for key in wanted}
        for event, wanted in zip(events, vector["expect"], strict=True)
    ]
    assert seen == vector["expect"]
    counters = vector.get("counters", {})
    assert {key: deframer.counters[key] for key in counters} == counters
    finds_its_place = vector.get("finds_its_place", True)
    check_deframer(made.deframer, data, events, finds_its_place=finds_its_place)
    if "encodes" in vector:
        assert made.encode(bytes.fromhex(vector["encodes"])) == data


def _plain(value: Any) -> Any:
    """A field as TOML has it."""
    return value.hex() if isinstance(value, bytes) else value
