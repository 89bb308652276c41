from collections.abc import Iterator
from math import erfc, sqrt

import numpy as np
import pytest

from gateway.coding.bits import Bits, Soft, soften
from gateway.framing.radio.soft_fix import (
    TRIALS,
    WEAKEST,
    expected_errors,
    expected_of_unlike,
    fix,
)

SENT = np.random.default_rng(9).integers(0, 2, 200, np.uint8)


def read(trials: Bits) -> Iterator[bytes | None]:
    """What was sent, and nothing else."""
    for bits in trials:
        yield bits.tobytes() if np.array_equal(bits, SENT) else None


def received(wrong: list[int], doubtful: list[int]) -> Soft:
    """The symbols with *doubtful* ones and weak *wrong* ones, the first weakest."""
    soft = soften(SENT)
    soft[wrong] *= -1
    for rank, at in enumerate([*doubtful, *wrong]):
        soft[at] *= 0.3 + 0.01 * rank
    return soft


@pytest.mark.parametrize("wrong", [[50], [50, 120]])
def test_the_least_sure_symbols_are_flipped_until_it_fits(wrong: list[int]) -> None:
    soft = received(wrong, doubtful=[3, 70, 199])
    assert fix(soft, 2, read) == (SENT.tobytes(), len(wrong))


def test_no_more_are_flipped_than_allowed() -> None:
    assert fix(received([50, 120], []), 1, read) is None
    assert fix(received([50], []), 0, read) is None
    assert fix(received([50, 120, 130], []), 2, read) is None


def test_symbols_that_seem_sure_are_left_alone() -> None:
    doubtful = list(range(WEAKEST))
    assert fix(received([150], doubtful[:-1]), 1, read) == (SENT.tobytes(), 1)
    assert fix(received([150], doubtful), 1, read) is None


def test_trials_are_limited_and_begin_with_the_likeliest() -> None:
    seen: list[Bits] = []

    def look(trials: Bits) -> list[None]:
        seen.append(trials)
        return [None] * len(trials)

    soft = received([50, 120], list(range(30)))
    assert fix(soft, 2, look) is None
    [trials] = seen
    assert trials.shape == (TRIALS, len(SENT))
    flipped = np.abs(soft) @ (trials != (soft > 0)).T
    assert (np.diff(flipped) >= 0).all()
    assert (trials[0] != (soft > 0)).sum() == 1


def test_an_erasure_is_tried_first() -> None:
    one = int(np.flatnonzero(SENT)[5])
    soft = received([], list(range(10)))
    soft[one] = 0
    assert fix(soft, 1, read) == (SENT.tobytes(), 1)


@pytest.mark.parametrize("noise", [0.3, 0.4, 0.5])
def test_errors_are_expected_as_in_white_noise(noise: float) -> None:
    rng = np.random.default_rng(16)
    symbols = soften(rng.integers(0, 2, 100_000, np.uint8))
    soft = symbols + noise * rng.normal(size=len(symbols)).astype(np.float32)
    theory = 0.5 * erfc(1 / noise / sqrt(2)) * len(soft)
    assert theory / 2 < expected_errors(soft) < theory * 1.5


@pytest.mark.parametrize("noise", [0.13, 0.16, 0.2])
@pytest.mark.parametrize("weaker", [1.0, 0.41])
def test_errors_are_expected_as_in_white_noise_whatever_the_amplitudes(
    noise: float, weaker: float
) -> None:
    # The bits of 8PSK have sin(pi / 8) and cos(pi / 8), 0.41 times as much.
    rng = np.random.default_rng(18)
    level = np.where(rng.random(100_000) < 0.5, 0.4, 0.4 / weaker).astype(np.float32)
    noisy = level + noise * rng.standard_normal(len(level), np.float32)
    theory = sum(0.25 * erfc(a / noise / sqrt(2)) for a in (0.4, 0.4 / weaker)) * len(level)
    assert theory / 2.5 < expected_of_unlike(noisy) < theory * 2.5


def test_noise_is_not_taken_for_symbols_of_several_amplitudes() -> None:
    noise = np.random.default_rng(19).standard_normal((200, 600), np.float32)
    assert np.mean([expected_of_unlike(one) > 6 for one in noise]) > 0.98


def test_nothing_is_tried_where_errors_are_many() -> None:
    noise = np.random.default_rng(17).normal(size=400).astype(np.float32)
    assert fix(noise, 2, lambda trials: [b"chance"] * len(trials)) is None
    assert fix(received([50], []), 2, lambda trials: [b"chance"]) == (b"chance", 1)


def test_short_empty_and_silent_symbols_are_legal() -> None:
    for soft in (np.zeros(0, np.float32), np.ones(1, np.float32), np.zeros(50, np.float32)):
        assert fix(soft, 2, read) is None
