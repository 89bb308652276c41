"""A match holds, or says what does not."""

from __future__ import annotations

from typing import Any

import pytest

from gateway.definition import Match
from gateway.definition.match import lengths_text


@pytest.mark.parametrize(
    ("match", "reason"),
    [
        (Match(), ""),
        (Match(header={"from": "TOY1", "apid": (10, 11)}, prefix=b"ab", length=range(3, 9)), ""),
        (Match(header={"to": "CQ"}), "to is not there, not CQ"),
        (Match(header={"apid": (1, 2)}), "apid is 11, not 1 or 2"),
        (Match(header={"from": "TOY1-2"}), "from is TOY1-1, not TOY1-2"),
        (Match(length=(3, range(7, 9))), "4 octets, not 3 or 7 to 8"),
        (Match(prefix=b"xyz12"), "begins with 61626364, not 78797a3132"),
    ],
)
def test_what_does_not_match_is_told(match: Match, reason: str) -> None:
    headers: tuple[dict[str, Any], ...] = ({"from": "TOY1-1"}, {"apid": 11})
    assert match.holds(headers, b"abcd") == (not reason)
    assert match.mismatch(headers, b"abcd") == reason


@pytest.mark.parametrize(
    ("match", "holds"),
    [
        (Match(), True),
        (Match(header={"from": "TOY1"}), True),
        (Match(header={"from": "TOY1-1"}), True),
        (Match(header={"from": "TOY1-2"}), False),
        (Match(header={"from": ("A1B", "TOY1")}), True),
        (Match(header={"from": "TOY1", "apid": 11}), True),
        (Match(header={"source": 5}), False),
        (Match(prefix=b"ab", length=(3, range(4, 6))), True),
        (Match(prefix=b"ab", length=(3, range(5, 6))), False),
        (Match(prefix=b"abcde"), False),
    ],
)
def test_all_that_is_given_must_hold(match: Match, holds: bool) -> None:
    headers: tuple[dict[str, Any], ...] = ({"from": "TOY1-1"}, {"apid": 11})
    assert match.holds(headers, b"abcd") == holds
    assert bool(match.mismatch(headers, b"abcd")) != holds


def test_only_a_header_or_a_prefix_identifies() -> None:
    assert Match(header={"apid": 0}).identifies
    assert Match(prefix=b"x").identifies
    assert not Match(length=4).identifies
    assert not Match().identifies


def test_lengths_are_told_as_people_say_them() -> None:
    assert lengths_text((3, range(4, 7))) == "3 or 4 to 6"
