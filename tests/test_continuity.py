"""What the numbers of packets tell of those that never came."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from construct import (
    BitsInteger,
    BitStruct,
    Const,
    Construct,
    If,
    Int8ub,
    Int16sb,
    Int16ub,
    Int64ub,
    Struct,
    this,
)
from hypothesis import given
from hypothesis import strategies as st

from gateway.continuity import LATE, Continuity
from gateway.definition import Match, Mission, Packet
from gateway.model import Decoded, Delivery, Disposition, Entry, Frame, Outcome

NUMBERED = Packet("beacon", Struct("boots" / Int8ub, "n" / Int8ub))
WIDE = Packet("wide", Struct("boots" / Int8ub, "n" / Int16ub))
PLAIN = Packet("hello", Struct("k" / Const(7, Int8ub)), match=Match(length=1))
MISSIONS = {
    "board": Mission("board", "Board", [NUMBERED, PLAIN], sequence="n", boots="boots"),
    "bootless": Mission("bootless", "Bootless", [NUMBERED], sequence="n"),
    "wide": Mission("wide", "Wide", [WIDE], sequence="n", boots="boots"),
    "none": Mission("none", "None", [NUMBERED]),
}


def count(
    *sequences: int, mission: str = "board", boots: int = 0, line: Continuity | None = None
) -> dict[str, int]:
    """The counters after packets with these numbers."""
    continuity = line or Continuity(MISSIONS)
    packet = MISSIONS[mission].packets[0]
    for sequence in sequences:
        data = packet.build({"boots": boots, "n": sequence})
        continuity.update(*heard(mission, packet, data))
    return told(continuity)


def heard(
    mission: str, packet: Packet, data: bytes, guessed: bool = False
) -> tuple[Entry, Outcome]:
    decoded = Decoded(mission, packet.name, packet.readings(data), None, 0, data, guessed)
    entry = Entry(1, "line", datetime.now(UTC), "ntp", Delivery.LIVE, Frame(data, "kiss"))
    return entry, Outcome(Disposition.PUBLISHED, decoded=(decoded,))


def test_packets_in_order_are_complete() -> None:
    assert count(250, 251, 252, 253, 254, 255, 0, 1) == {}


def test_a_gap_is_missed_even_where_the_number_wraps() -> None:
    assert count(3, 5) == {"missed": 1}
    assert count(254, 2) == {"missed": 3}


def test_the_same_number_again_is_repeated() -> None:
    assert count(3, 3, 4, 3) == {"repeated": 2}


def test_one_that_comes_late_is_not_missed() -> None:
    assert count(3, 5, 4, 6) == {"late": 1}
    assert count(255, 1, 0, 0) == {"late": 1, "repeated": 1}


def test_a_boot_starts_the_numbers_anew_and_what_it_sent_before_is_missed() -> None:
    line = Continuity(MISSIONS)
    count(200, 201, line=line)
    assert count(2, 3, boots=1, line=line) == {"reboots": 1, "missed": 2}


def test_a_sender_that_does_not_count_its_boots_starts_anew_far_behind() -> None:
    assert count(100, 101, 0, 1, mission="bootless") == {"reboots": 1}


def test_a_wide_number_wraps_where_its_type_does() -> None:
    assert count(65535, 0, 300, mission="wide") == {"missed": 299}


def test_packets_without_a_number_missions_without_one_and_guesses_count_nothing() -> None:
    line = Continuity(MISSIONS)
    line.update(*heard("board", PLAIN, b"\x07"))
    for sequence in (1, 9):
        line.update(*heard("none", NUMBERED, bytes([0, sequence])))
        line.update(*heard("board", NUMBERED, bytes([0, sequence]), guessed=True))
    assert line.counters == {}


def test_sources_are_counted_apart() -> None:
    line = Continuity(MISSIONS)
    entry, outcome = heard("board", NUMBERED, bytes([0, 1]))
    other = Entry(2, "other", entry.received_at, "ntp", Delivery.LIVE, entry.event)
    line.update(entry, outcome)
    line.update(other, outcome)
    assert not any(line.counters["line"].values())
    assert not any(line.counters["other"].values())


def test_a_boot_of_which_most_is_lost_is_missed_and_nothing_of_it_is_repeated() -> None:
    line = Continuity(MISSIONS)
    count(5, line=line)
    # 200 of 256 is 56 behind, were it not for the boot.
    assert count(200, 201, boots=1, line=line) == {"reboots": 1, "missed": 200}


def test_packets_that_a_boot_has_overtaken_are_late_and_no_further_boots() -> None:
    line = Continuity(MISSIONS)
    count(*range(101), 102, line=line)
    count(0, boots=1, line=line)
    count(101, 103, line=line)
    assert count(1, boots=1, line=line) == {"reboots": 1, "late": 1}


def test_boots_that_are_counted_backwards_are_boots() -> None:
    line = Continuity(MISSIONS)
    count(100, 101, boots=9, line=line)
    assert count(0, 1, boots=8, line=line) == {"reboots": 1}
    assert count(0, 1, boots=9, line=line) == {"reboots": 2}


def test_the_run_before_is_forgotten_when_the_new_one_is_older_than_late() -> None:
    line = Continuity(MISSIONS)
    count(100, 101, line=line)
    count(*range(LATE + 1), boots=1, line=line)
    assert count(102, line=line) == {"reboots": 2, "missed": 102}


def test_two_boards_behind_one_source_are_told_apart_by_their_boots() -> None:
    line = Continuity(MISSIONS)
    for n in range(40):
        count(n, boots=3, line=line)
        count(200 + n, boots=7, line=line)
    # What the second sent before it was first heard cannot be told from a boot.
    assert count(line=line) == {"reboots": 1, "missed": 200}


def test_a_packet_that_does_not_say_its_boot_is_of_the_present_one() -> None:
    layout = Struct("n" / Int8ub, "whole" / Int8ub, "boots" / If(this.whole == 1, Int8ub))
    line, packet = follow(layout)
    for octets in ("05 01 03", "06 00", "07 01 03", "08 00", "00 01 04", "01 00"):
        line.update(*heard("board", packet, bytes.fromhex(octets)))
    assert told(line) == {"reboots": 1}
    line, packet = follow(layout)
    for octets in ("05 00", "06 01 03", "07 01 03"):
        line.update(*heard("board", packet, bytes.fromhex(octets)))
    assert told(line) == {}


def test_a_number_of_one_bit_alternates() -> None:
    line, packet = follow(BitStruct("n" / BitsInteger(1), "boots" / BitsInteger(7)))
    for octet in (0x00, 0x80, 0x00, 0x80, 0x80, 0x00):
        line.update(*heard("board", packet, bytes([octet])))
    assert told(line) == {"repeated": 1}


@pytest.mark.parametrize(("number", "newest"), [(Int64ub, 2**64 - 1), (Int16sb, 32767)])
def test_wide_and_signed_numbers_wrap_where_they_do(number: Construct, newest: int) -> None:
    line, packet = follow(Struct("boots" / Int8ub, "n" / number))
    low = -32768 if number is Int16sb else 0
    for sequence in (newest - 1, low + 1, newest, low, low + 1, low + 2):
        line.update(*heard("board", packet, packet.build({"boots": 0, "n": sequence})))
    assert told(line) == {"late": 2, "repeated": 1}


def test_a_leap_of_half_of_all_numbers_costs_no_time_and_no_memory() -> None:
    line, packet = follow(Struct("boots" / Int8ub, "n" / Int64ub))
    for sequence in (0, 2**63, 0, 2**63):
        line.update(*heard("board", packet, packet.build({"boots": 0, "n": sequence})))
    assert told(line) == {"missed": 3 * (2**63 - 1)}


def follow(layout: Construct) -> tuple[Continuity, Packet]:
    packet = Packet("beacon", layout)
    mission = Mission("board", "Board", [packet], sequence="n", boots="boots")
    return Continuity({"board": mission}), packet


def told(line: Continuity) -> dict[str, int]:
    return {name: n for name, n in line.counters.get("line", {}).items() if n}


@given(st.lists(st.sampled_from(["ok", "drop", "twice"]), max_size=300))
def test_what_was_dropped_and_doubled_is_what_is_counted(fates: list[str]) -> None:
    fates = ["ok", *fates, "ok"]
    runs = "".join("d" if fate == "drop" else "." for fate in fates).split(".")
    if max(map(len, runs)) >= 256 - LATE:
        return  # a gap of almost a whole turn cannot be told from a repetition
    sent = [n % 256 for n, fate in enumerate(fates) for _ in range(_times(fate))]
    found = count(*sent)
    assert found.get("missed", 0) == fates.count("drop")
    assert found.get("repeated", 0) == fates.count("twice")


def _times(fate: str) -> int:
    return {"ok": 1, "drop": 0, "twice": 2}[fate]
