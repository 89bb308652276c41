"""Every fault on a run of numbered packets: all is accounted for, nothing is silently wrong.

In virtual time, through the same `Way` as on a line, at 115 200 baud.  What continuity
counts is compared with the numbers that came: two ways to the same answer.
"""

from __future__ import annotations

from random import Random

import pytest

from gateway.hil.faults import (
    BaudMismatch,
    BitFlips,
    Break,
    Coalesce,
    CrLf,
    Drop,
    Duplicate,
    Echo,
    Fault,
    Insert,
    Jitter,
    Noise,
    Overrun,
    RebootMidFrame,
    SevenBit,
    Split,
    Stuck,
    Swap,
    Truncate,
    XonXoffEaten,
)
from gateway.hil.wire.way import Way
from gateway.model import Disposition
from tests.hil.numbered import BAUD, KISS, PERIOD_S, Ground, on_the_wire, play, settle

BEFORE, DURING, AFTER = 10, 60, 10
LONGEST_HELD_S = 2.0
SEEDS = 3

HARMLESS: list[Fault] = [
    Jitter(most_s=0.2),
    Split(),
    Split(octets=3, gap_s=0.004),
    Coalesce(),
    Coalesce(octets=512, latency_s=0.05),
    Echo(),
    BaudMismatch(percent=2.5),
    BaudMismatch(percent=-2.5),
]
HARMFUL: list[Fault] = [
    BitFlips(ber=1e-3),
    BitFlips(ber=0.05),
    Drop(probability=0.01),
    Duplicate(probability=0.01),
    Swap(probability=0.01),
    Truncate(probability=0.2),
    Insert(octets=b"\r\nboot\r\n", probability=0.01),
    Insert(octets=bytes(40), probability=0.01),
    Insert(octets=bytes(5000), at=(100,)),
    Noise(probability=0.005),
    Break(probability=0.01),
    Overrun(probability=0.01),
    Stuck(at=0x00),
    Stuck(at=0xFF),
    BaudMismatch(percent=7),
    BaudMismatch(percent=-7),
    BaudMismatch(percent=-50),
    SevenBit(),
    XonXoffEaten(),
    CrLf("onlcr"),
    CrLf("icrnl"),
    CrLf("inlcr"),
    CrLf("igncr"),
    RebootMidFrame(probability=0.1, missed_frames=2),
]
BETWEEN_FRAMES: list[Fault] = [
    Duplicate(probability=0.2, of="frames"),
    Swap(probability=0.2, of="frames"),
    Insert(octets=b"I (31) boot: ESP-IDF\r\n", probability=0.2, of="frames"),
    Noise(probability=0.2, of="frames"),
]
SILENT: list[Fault] = [Stuck(), Stuck(at=0xC0), Drop(probability=0.2, of="frames")]
"""Nothing comes that could be rejected: only the numbers tell."""


def run(*faults: Fault, shared: bool = False, seed: int = 7) -> Ground:
    """Packets before, during and after the faults, which follow each other on the way."""
    way, ground = Way(BAUD), Ground()
    now = play(way, b"\xc0" if shared else b"", 0.0)
    for number in range(BEFORE):
        now = play(way, on_the_wire(number, shared), now)
    injections = [fault.start(Random(f"{seed}/{n}")) for n, fault in enumerate(faults)]
    for injection in injections:
        way.add(injection)
    for number in range(BEFORE, BEFORE + DURING):
        now = play(way, on_the_wire(number, shared), now)
    now = settle(way, now, now + LONGEST_HELD_S)
    for injection in injections:
        way.remove(injection, now)
    for number in range(BEFORE + DURING, BEFORE + DURING + AFTER):
        now = play(way, on_the_wire(number, shared), now)
    settle(way, now, now + PERIOD_S)
    assert way.held == len(way.out)
    ground.feed(bytes(way.out))
    return ground


def lost(ground: Ground) -> set[int]:
    """Numbers that were sent and never came."""
    return set(range(BEFORE + DURING + AFTER)) - set(ground.numbers)


def check_accounts(ground: Ground) -> None:
    """Check that the gateway's counters say what became of every packet."""
    assert not ground.strangers, "damage that passed its check"
    assert ground.counters["missed"] == len(lost(ground))
    assert ground.counters["repeated"] == len(ground.numbers) - len(set(ground.numbers))
    assert ground.counters["reboots"] == 0


@pytest.mark.parametrize("fault", HARMFUL + SILENT + BETWEEN_FRAMES, ids=str)
def test_every_packet_is_accounted_for_and_the_first_after_the_fault_comes(fault: Fault) -> None:
    for seed in range(SEEDS):
        ground = run(fault, seed=seed)
        check_accounts(ground)
        assert lost(ground) <= set(range(BEFORE, BEFORE + DURING))


@pytest.mark.parametrize("fault", HARMFUL + SILENT + BETWEEN_FRAMES, ids=str)
def test_a_sender_with_one_fend_a_frame_loses_one_frame_more_at_most(fault: Fault) -> None:
    for seed in range(SEEDS):
        ground = run(fault, shared=True, seed=seed)
        check_accounts(ground)
        assert lost(ground) <= set(range(BEFORE, BEFORE + DURING + 1))


@pytest.mark.parametrize("fault", HARMFUL, ids=str)
def test_damage_is_rejected_or_counted_and_not_only_missed(fault: Fault) -> None:
    ground = run(fault)
    assert lost(ground)
    assert ground.rejected or set(ground.noise) - {"empty_frames"}


@pytest.mark.parametrize("fault", SILENT, ids=str)
def test_what_leaves_no_octets_is_missed(fault: Fault) -> None:
    ground = run(fault)
    assert ground.counters["missed"] == len(lost(ground)) > 0
    assert not ground.rejected


@pytest.mark.parametrize("fault", BETWEEN_FRAMES, ids=str)
def test_what_happens_between_frames_costs_none(fault: Fault) -> None:
    assert not lost(run(fault))


@pytest.mark.parametrize("seed", range(40))
def test_several_faults_at_once_are_accounted_for(seed: int) -> None:
    """Seeds are fixed: a CRC of 16 bits passes one damaged frame in 65 536."""
    every = HARMFUL + HARMLESS + SILENT + BETWEEN_FRAMES
    ground = run(*Random(seed).sample(every, 3), seed=seed)
    check_accounts(ground)
    assert lost(ground) <= set(range(BEFORE, BEFORE + DURING + 1))


def test_a_command_that_is_echoed_is_no_packet_and_costs_none() -> None:
    command = bytes([16, 0, 1, 0xC0])
    to_device, ground = Way(), Ground()
    to_device.add(Echo().start(Random(1)))
    to_device.take(KISS.encode(command), 0.0)
    ground.feed(on_the_wire(0) + bytes(to_device.back) + on_the_wire(1))
    assert ground.strangers == [command]
    assert ground.numbers == [0, 1]
    assert ground.counters["missed"] == 0


def test_a_line_that_never_ends_a_frame_is_too_long_once() -> None:
    ground = run(Insert(octets=bytes(5000), at=(100,)))
    assert ground.rejected == {Disposition.TOO_LONG: 1}
    assert len(lost(ground)) == 1
    # 5000 octets and most of a packet, less what a KISS frame of 2048 may take: 4096 and one.
    assert 5000 - 4097 <= ground.noise["noise_octets"] <= 5000 - 4097 + len(on_the_wire(0))


@pytest.mark.parametrize("fault", HARMLESS, ids=str)
def test_a_harmless_fault_costs_nothing(fault: Fault) -> None:
    ground = run(fault)
    assert ground.numbers == list(range(BEFORE + DURING + AFTER))
    assert not ground.rejected
    assert set(ground.noise) == {"empty_frames"}  # between the FENDs of neighbours
