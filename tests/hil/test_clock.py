"""The clock of a test."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from threading import Condition

import pytest

from gateway.hil.clock import START, BenchClock, RealClock, VirtualClock


def test_virtual_time_stands_still_until_it_is_advanced() -> None:
    clock = VirtualClock()
    assert clock.now() == START
    clock.advance(hours=9, minutes=1, seconds=2)
    assert clock.elapsed() == 9 * 3600 + 62
    assert clock.now() == START + timedelta(hours=9, minutes=1, seconds=2)


def test_devices_run_as_long_as_time_passes_and_are_settled_after_each_step() -> None:
    clock, order = VirtualClock(), []

    def run(seconds: float) -> int:
        order.append(("run", seconds))
        return 10 * len(order)

    clock.drive(run)
    clock.settlers.append(lambda sent: order.append(("settle", sent or 0)))
    clock.advance(0.25)
    assert order == [
        ("settle", 0),
        ("run", 0.1),
        ("settle", 20),
        ("run", 0.1),
        ("settle", 40),
        ("run", pytest.approx(0.05)),
        ("settle", 60),
    ]


@pytest.mark.parametrize(("seconds", "steps"), [(1.0, 10), (3600.0, 200), (864_000.0, 14_400)])
def test_steps_are_a_two_hundredth_but_neither_tiny_nor_longer_than_a_minute(
    seconds: float, steps: int
) -> None:
    clock, ran = VirtualClock(), []
    clock.drive(lambda step: ran.append(step) or 0)  # type: ignore[func-returns-value]
    clock.advance(seconds)
    assert len(ran) == steps
    assert sum(ran) == pytest.approx(seconds)


def test_a_virtual_wait_ends_at_the_step_in_which_something_is_found() -> None:
    clock = VirtualClock()
    found = clock.wait(Condition(), lambda: "it" if clock.elapsed() > 4.95 else None, 3600, step=1)
    assert found == "it"
    assert clock.elapsed() == 5


def test_a_virtual_wait_for_nothing_takes_its_time_and_no_more() -> None:
    clock = VirtualClock()
    assert clock.wait(Condition(), lambda: None, 7.3) is None
    assert clock.elapsed() == pytest.approx(7.3)


def test_a_real_wait_ends_when_it_is_told_of_news() -> None:
    clock, changed, news = RealClock(), Condition(), []

    def tell() -> None:
        with changed:
            news.append("it")
            changed.notify_all()

    timer = threading.Timer(0.01, tell)
    timer.start()
    assert clock.wait(changed, lambda: news[0] if news else None, 30) == "it"
    timer.join()
    assert clock.elapsed() < 30


def test_a_real_wait_for_nothing_ends_when_the_time_is_over() -> None:
    clock = RealClock()
    assert clock.wait(Condition(), lambda: None, 0.02) is None
    assert clock.elapsed() >= 0.02


def test_real_time_is_the_days_own() -> None:
    before = datetime.now(UTC)
    assert before <= RealClock().now() <= datetime.now(UTC)


@pytest.mark.parametrize("clock", [RealClock(), VirtualClock()])
def test_a_jump_sets_the_time_of_day_and_not_the_time_that_passes(clock: BenchClock) -> None:
    before, elapsed = clock.now(), clock.elapsed()
    with clock.jump(hours=-3):
        assert abs(clock.now() - before + timedelta(hours=3)) < timedelta(minutes=1)
        assert 0 <= clock.elapsed() - elapsed < 60
    assert abs(clock.now() - before) < timedelta(minutes=1)
    clock.jump(minutes=30)
    assert abs(clock.now() - before - timedelta(minutes=30)) < timedelta(minutes=1)


@pytest.mark.parametrize("kind", [RealClock, VirtualClock])
def test_time_does_not_go_back(kind: type[BenchClock]) -> None:
    with pytest.raises(ValueError, match=r"by -3600 s; clock\.jump"):
        kind().advance(hours=-1)
