"""Expectations, on a gateway at work: what they find, and what they say when they do not."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from gateway.hil.bench import Bench
from gateway.hil.clock import VirtualClock
from gateway.hil.telemetry import ExpectationError
from tests.hil.board import Board, on_bench

SOON = 0.05
"""Long enough for what is not to happen, s."""

Pair = tuple[Bench, Board]


@pytest.fixture
def real(tmp_path: Path) -> Iterator[Pair]:
    with on_bench(tmp_path) as pair:
        yield pair


@pytest.fixture
def virtual(tmp_path: Path) -> Iterator[Pair]:
    """A board that sends a beacon every second of virtual time, its battery falling."""
    clock = VirtualClock()
    with on_bench(tmp_path, clock) as (gateway, board):
        sent = 0

        def run(seconds: float) -> int:
            nonlocal sent
            for _ in range(int(clock.elapsed() + 1e-6) - sent):
                sent += 1
                board.beacon(4.2 - 0.01 * sent)
            return board.octets

        clock.drive(run)
        yield gateway, board


def test_a_packet_that_came_before_is_found_at_once(real: Pair) -> None:
    gateway, board = real
    board.beacon(3.9)
    gateway.settle()
    packet = gateway.expect("beacon", within=0, where={"battery": pytest.approx(3.9)})
    assert packet["boots"] == 7


def test_a_packet_that_comes_later_is_waited_for(real: Pair) -> None:
    gateway, board = real
    later = threading.Timer(0.02, board.event, [5])
    later.start()
    assert gateway.expect("event", within=30)["code"] == 5
    later.join()


def test_each_packet_is_given_once_and_each_name_has_its_own_turn(real: Pair) -> None:
    gateway, board = real
    board.event(1)
    board.beacon(4.0)
    board.beacon(4.1)
    assert gateway.expect("beacon", within=30)["battery"] == pytest.approx(4.0)
    assert gateway.expect("beacon", within=30)["battery"] == pytest.approx(4.1)
    assert gateway.expect("event", within=30)["code"] == 1
    with pytest.raises(ExpectationError):
        gateway.expect("event", within=0)


def test_the_last_of_several_is_returned(real: Pair) -> None:
    gateway, board = real
    for battery in (4.0, 4.1, 4.2):
        board.beacon(battery)
    assert gateway.expect("beacon", within=30, count=3)["battery"] == pytest.approx(4.2)
    board.beacon()
    gateway.settle()
    with pytest.raises(ExpectationError, match=r"^only 1 of 2 beacon came within 0\.05 s"):
        gateway.expect("beacon", within=SOON, count=2)


def test_a_failure_shows_the_nearest_packet_the_octets_and_the_counters(real: Pair) -> None:
    gateway, board = real
    board.spoiled()
    board.beacon(4.0)
    gateway.settle()
    with pytest.raises(ExpectationError) as failed:
        gateway.expect("beacon", within=0, where={"battery": 4.1, "boots": 7})
    text = str(failed.value)
    assert text.startswith("no beacon where battery is 4.1, boots is 7 came within 0 s\n")
    assert re.search(
        r"nearest, beacon #1 at \d+\.\d+ s:\n  battery   wanted 4\.1   got 4\.0 V \(raw 4000\)\n",
        text,
    )
    # 4000 is 0x0fa0; the first beacon, which was spoiled, had sequence 0 and 4200, 0x1068.
    assert "\n      01 07 00 01 00 00 00 00 0f a0\n" in text
    assert re.search(r"check_failed: .*\n(      .*)10 68", text)
    assert "frames 1, published 1, check_failed 1" in text


@pytest.mark.parametrize(
    ("packet", "where", "told"),
    [
        ("becon", None, r"there is no packet 'becon'; did you mean 'beacon'\?"),
        ("zzz", None, "there are beacon, event"),
        ("beacon", {"batery": 1}, r"no channel 'batery'; did you mean 'battery'\?"),
    ],
)
def test_a_name_that_no_mission_has_is_a_mistake_of_the_test(
    real: Pair, packet: str, where: dict[str, float] | None, told: str
) -> None:
    gateway, _ = real
    with pytest.raises(ValueError, match=told):
        gateway.expect(packet, where=where)


def test_a_packet_that_is_not_to_come_must_not(real: Pair) -> None:
    gateway, board = real
    board.event(1)
    gateway.settle()
    gateway.expect_none("event", during=SOON)
    later = threading.Timer(0.02, board.event, [2])
    later.start()
    with pytest.raises(ExpectationError, match=r"^event #2 came, which it should not"):
        gateway.expect_none("event", during=30)
    later.join()
    gateway.expect_none("event", during=SOON, where={"code": 9})


def test_a_sequence_is_found_with_others_between(real: Pair) -> None:
    gateway, board = real
    for code in (1, 2, 3):
        board.event(code)
        board.beacon()
    found = gateway.expect_sequence(
        ("event", {"code": 1}), "beacon", ("event", {"code": 3}), "beacon", within=30
    )
    assert [packet.number for packet in found] == [1, 2, 5, 6]


def test_a_sequence_in_another_order_is_none(real: Pair) -> None:
    gateway, board = real
    board.event(2)
    board.event(1)
    gateway.settle()
    reason = r"^step 2 of 2: no event where code is 2 came after event #2 within 0\.05 s"
    with pytest.raises(ExpectationError, match=reason):
        gateway.expect_sequence(("event", {"code": 1}), ("event", {"code": 2}), within=SOON)


def test_a_rate_is_measured(virtual: Pair) -> None:
    gateway, _ = virtual
    assert gateway.expect_rate("beacon", hz=1, during=60) == pytest.approx(1, rel=0.01)
    with pytest.raises(ExpectationError, match=r"^beacon came at 1 Hz .* not at 1\.2 Hz ± 10 %"):
        gateway.expect_rate("beacon", hz=1.2, during=20)
    with pytest.raises(ExpectationError, match=r"^event came at 0 Hz \(0 in 5 s\)"):
        gateway.expect_rate("event", hz=1, during=5)


def test_an_expectation_waits_in_virtual_time(virtual: Pair) -> None:
    gateway, _ = virtual
    packet = gateway.expect("beacon", within=3600, where={"battery": lambda volts: volts < 0.21})
    # Found in the step of 18 s in which the four hundredth beacon was sent.
    assert 400 <= packet.at <= 419
    before = gateway.clock.elapsed()
    with pytest.raises(ExpectationError, match="within 10 s"):
        gateway.expect("event", within=10)
    assert gateway.clock.elapsed() == pytest.approx(before + 10)


def test_packets_without_a_gap_are_continuous(virtual: Pair) -> None:
    gateway, _ = virtual
    gateway.expect_no_gaps(during=5)
    gateway.expect_no_gaps("beacon", "sequence", modulo=65536)


def test_a_gap_is_found_by_the_missions_own_numbers(virtual: Pair) -> None:
    gateway, board = virtual
    gateway.clock.advance(3)
    board.sequence += 2
    with pytest.raises(ExpectationError, match=r"^the packets are not continuous: 2 missed"):
        gateway.expect_no_gaps(during=3)
    with pytest.raises(ExpectationError, match=r"\n  4\.000 s  before #4: 2 missed\n"):
        gateway.expect_no_gaps()
    with pytest.raises(ExpectationError, match=r"^beacon #4 has sequence 5 after 2 in #3"):
        gateway.expect_no_gaps("beacon", "sequence", modulo=65536)


def test_a_number_that_wraps_is_no_gap_and_too_few_packets_prove_nothing(real: Pair) -> None:
    gateway, board = real
    board.sequence = 65535
    board.beacon()
    gateway.settle()
    with pytest.raises(ExpectationError, match=r"^1 of beacon came: too few"):
        gateway.expect_no_gaps("beacon", "sequence", modulo=65536)
    board.sequence = 0
    board.beacon()
    gateway.settle()
    gateway.expect_no_gaps("beacon", "sequence", modulo=65536)


def test_an_alarm_rises_and_ends(real: Pair) -> None:
    gateway, board = real
    board.beacon(3.2)
    board.beacon(2.8)
    alarm = gateway.expect_alarm("battery", "warning", within=30)
    assert alarm.value == pytest.approx(2.8)
    assert gateway.alarms() == {"battery": "warning"}
    board.beacon(3.2)
    gateway.settle()
    gateway.forget()
    board.beacon(2.8)
    with pytest.raises(ExpectationError, match=r"^the alarm of battery did not end within 0\.05 s"):
        gateway.expect_alarm("battery", "warning", within=30, clears=SOON)
    board.beacon(4.0)
    board.beacon(2.0)
    gateway.expect_alarm("battery", "warning", within=30)
    board.beacon(4.0)
    gateway.settle()
    assert gateway.alarms() == {}


def test_an_alarm_that_does_not_rise_is_told_with_the_last_value(real: Pair) -> None:
    gateway, board = real
    with pytest.raises(ExpectationError, match=r"^no alarm .*: no packet with this channel came"):
        gateway.expect_alarm("battery", within=0)
    board.beacon(3.2)
    gateway.settle()
    told = r"^no alarm of battery at warning rose within 0 s: 3\.2 V in beacon #1 is caution\n"
    with pytest.raises(ExpectationError, match=told):
        gateway.expect_alarm("battery", within=0)


def test_packets_in_a_row_show_that_the_line_has_recovered(real: Pair) -> None:
    gateway, board = real
    gateway.settle()
    for spoiled in (False, True):
        if spoiled:
            board.spoiled()
        else:
            board.beacon()
    sender = threading.Timer(0.02, lambda: [board.beacon() for _ in range(3)])
    sender.start()
    assert gateway.expect_recovers(within=30, count=3)["boots"] == 7
    sender.join()


def test_broken_frames_between_packets_are_no_recovery(tmp_path: Path) -> None:
    clock = VirtualClock()
    with on_bench(tmp_path, clock) as (gateway, board):

        def run(seconds: float) -> int:
            board.beacon()
            board.spoiled()
            return board.octets

        clock.drive(run)
        with pytest.raises(ExpectationError, match=r"^not recovered within 1 s: 0 of 2 packets"):
            gateway.expect_recovers(within=1, count=2)
        assert gateway.stats["published"] == 10


def test_counters_are_compared_when_all_has_been_read(real: Pair) -> None:
    gateway, board = real
    for number in range(20):
        if number % 5 == 4:
            board.spoiled()
        else:
            board.beacon()
    # The last is spoiled, and nothing after it tells that a number is missing.
    gateway.assert_stats(published=16, check_failed=4, missed=3, repeated=0)
    gateway.assert_stats(frames=pytest.approx(16), octets=lambda count: count > 200)
    with pytest.raises(ExpectationError, match=r"^check_failed is 4, not 3; missed is 3, not 0\n"):
        gateway.assert_stats(check_failed=3, missed=0, published=16)


def test_a_counter_that_does_not_exist_is_a_mistake_of_the_test(real: Pair) -> None:
    gateway, _ = real
    with pytest.raises(ValueError, match="no counter is called chek_failed; there are octets, "):
        gateway.assert_stats(chek_failed=0)


def test_what_cannot_be_meant_is_a_mistake_of_the_test(real: Pair) -> None:
    gateway, _ = real
    with pytest.raises(ValueError, match=r"'red'; there are caution and warning"):
        gateway.expect_alarm("battery", "red")
    for expect in (partial(gateway.expect, "beacon"), gateway.expect_recovers):
        with pytest.raises(ValueError, match="count is 0"):
            expect(count=0)
