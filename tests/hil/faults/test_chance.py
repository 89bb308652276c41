"""Hits follow the probability, and not the cuts."""

from __future__ import annotations

from random import Random

import pytest

from gateway.hil.faults.chance import Chance, check_probability

COUNT = 100_000


@pytest.mark.parametrize("probability", [1e-3, 0.05, 0.5, 0.95])
def test_as_many_are_hit_as_the_probability_says(probability: float) -> None:
    hits = len(Chance(Random(1), probability).within(COUNT))
    deviation = (COUNT * probability * (1 - probability)) ** 0.5
    assert abs(hits - COUNT * probability) < 4 * deviation


def test_each_thing_is_hit_for_itself() -> None:
    """After a hit the next is a hit as often as any: successes in a row, by counting."""
    hits = set(Chance(Random(2), 0.3).within(COUNT))
    followed = sum(hit + 1 in hits for hit in hits) / len(hits)
    assert followed == pytest.approx(0.3, abs=0.02)


def test_nothing_and_everything_are_probabilities_too() -> None:
    assert Chance(Random(1), 0).within(1000) == []
    assert Chance(Random(1), 1).within(1000) == list(range(1000))


def test_places_are_hit_in_any_order_said() -> None:
    assert Chance(Random(1), 0, (7, 0, 3, 7)).within(100) == [0, 3, 7]


def test_the_same_are_hit_however_the_stream_is_cut() -> None:
    whole = Chance(Random(3), 0.1).within(1000)
    chance, cuts = Chance(Random(3), 0.1), Random(4)
    pieces, place = [], 0
    while place < 1000:
        count = min(cuts.randint(0, 40), 1000 - place)
        pieces += [place + hit for hit in chance.within(count)]
        place += count
    assert pieces == whole


@pytest.mark.parametrize("probability", [-0.1, 1.1, float("nan")])
def test_what_is_no_probability_is_said(probability: float) -> None:
    with pytest.raises(ValueError, match="from 0 to 1"):
        check_probability(probability)
