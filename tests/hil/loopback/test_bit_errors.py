"""What is injected is counted, exactly: nothing else, and nothing after it."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.hil.loopback.bit_errors import BitErrorCounts, BitErrors
from gateway.hil.loopback.prbs import PRBS7, PRBS31, SEQUENCES, Generator, Prbs
from tests.hil.loopback.jumper import At, doubled, flipped, lost

LENGTH = 6000

every_sequence = pytest.mark.parametrize("prbs", SEQUENCES, ids=lambda prbs: prbs.name)


def counted(
    prbs: Prbs, received: bytes, sent: bytes | None = None, step: int = 97
) -> BitErrorCounts:
    """Feed *received* in steps; what is sent is ahead of it by a few steps, as on a line."""
    sent = Generator(prbs).take(LENGTH) if sent is None else sent
    test = BitErrors(prbs.period)
    ahead = 30 * step
    test.send(sent[:ahead])
    for at in range(0, max(len(sent), len(received)), step):
        test.send(sent[at + ahead : at + ahead + step])
        test.feed(received[at : at + step])
    test.finish()
    assert test.outstanding == 0
    return test.counts


@every_sequence
def test_what_comes_back_right_has_no_errors(prbs: Prbs) -> None:
    counts = counted(prbs, Generator(prbs).take(LENGTH))
    assert counts == BitErrorCounts(octets=LENGTH)
    assert counts.good
    assert counts.bits == 8 * LENGTH


@every_sequence
@pytest.mark.parametrize("count", [1, 2, 50, 600])
def test_so_many_flipped_bits_are_so_many_errors(prbs: Prbs, count: int) -> None:
    places = random.Random(count).sample(range(LENGTH), count)
    counts = counted(prbs, At(places, flipped)(Generator(prbs).take(LENGTH)))
    assert (counts.octets, counts.errors, counts.errored_octets) == (LENGTH, count, count)
    assert (counts.lost, counts.extra) == (0, 0)


@every_sequence
@pytest.mark.parametrize("place", [0, 1, 17, 3000, LENGTH - 17, LENGTH - 3, LENGTH - 1])
def test_one_octet_lost_is_one_lost_and_no_error(prbs: Prbs, place: int) -> None:
    counts = counted(prbs, At([place], lost)(Generator(prbs).take(LENGTH)))
    assert counts == BitErrorCounts(octets=LENGTH - 1, lost=1)


@every_sequence
@pytest.mark.parametrize("place", [0, 1, 17, 3000, LENGTH - 17, LENGTH - 3, LENGTH - 1])
def test_one_octet_twice_is_one_extra_and_no_error(prbs: Prbs, place: int) -> None:
    counts = counted(prbs, At([place], doubled)(Generator(prbs).take(LENGTH)))
    assert counts == BitErrorCounts(octets=LENGTH, extra=1)


@every_sequence
def test_losses_all_over_the_test_are_all_counted(prbs: Prbs) -> None:
    places = range(100, LENGTH, 100)
    counts = counted(prbs, At(places, lost)(Generator(prbs).take(LENGTH)))
    assert (counts.errors, counts.lost, counts.extra) == (0, len(places), 0)


@every_sequence
def test_flips_losses_and_doubles_side_by_side_are_told_apart(prbs: Prbs) -> None:
    octets = Generator(prbs).take(LENGTH)
    for places, change in ((range(50, 5900, 300), doubled), (range(5900, 50, -300), lost)):
        octets = At(places, change)(octets)
    octets = At(range(204, 5800, 150), flipped)(octets)
    counts = counted(prbs, octets)
    assert counts.errors == len(range(204, 5800, 150))
    assert (counts.lost, counts.extra) == (20, 20)


@pytest.mark.parametrize("gap", [2, 30, 63, 500, 2000])
def test_many_octets_lost_at_once_are_counted_as_lost(gap: int) -> None:
    octets = Generator(PRBS31).take(LENGTH)
    counts = counted(PRBS31, octets[:1000] + octets[1000 + gap :])
    assert counts == BitErrorCounts(octets=LENGTH - gap, lost=gap)


def test_a_short_sequence_knows_its_place_within_half_its_period() -> None:
    octets = Generator(PRBS7).take(LENGTH)
    counts = counted(PRBS7, octets[:1000] + octets[1063:])
    assert counts == BitErrorCounts(octets=LENGTH - 63, lost=63)


@pytest.mark.parametrize("length", [1, 5, 40, 150])
def test_octets_of_somebody_else_are_extra(length: int) -> None:
    octets = Generator(PRBS31).take(LENGTH)
    foreign = random.Random(length).randbytes(length)
    counts = counted(PRBS31, octets[:1000] + foreign + octets[1000:])
    assert (counts.lost, counts.extra, counts.errors) == (0, length, 0)


@pytest.mark.parametrize("length", [2, 20, 120])
def test_a_burst_is_counted_bit_by_bit_and_its_length_is_known(length: int) -> None:
    octets = bytearray(Generator(PRBS31).take(LENGTH))
    for place in range(2000, 2000 + length):
        octets[place] ^= 0xFF
    counts = counted(PRBS31, bytes(octets))
    assert (counts.errors, counts.errored_octets) == (8 * length, length)
    assert (counts.lost, counts.extra) == (0, 0)
    assert counts.longest_burst == length


def test_a_burst_does_not_hide_what_comes_after_it() -> None:
    octets = bytearray(Generator(PRBS31).take(LENGTH))
    octets[1000:2000] = random.Random(1).randbytes(1000)
    octets[3000] ^= 0x01
    counts = counted(PRBS31, bytes(octets))
    assert (counts.octets, counts.lost, counts.extra) == (LENGTH, 0, 0)
    # Of random octets half of the bits are wrong; five standard deviations are 224.
    assert abs(counts.errors - 1 - 4000) < 224


def test_noise_alone_is_half_wrong() -> None:
    counts = counted(PRBS31, random.Random(2).randbytes(LENGTH))
    assert counts.octets + counts.lost == LENGTH
    assert 0.48 < counts.errors / counts.bits < 0.52


def test_noise_without_end_does_not_pile_up() -> None:
    test, generator, noise = BitErrors(PRBS31.period), Generator(PRBS31), random.Random(3)
    for fed in range(500, 100_000, 500):
        test.send(generator.take(500))
        test.feed(noise.randbytes(500))
        assert test.counts.octets + test.counts.extra > fed - 1000


def test_a_line_that_is_bad_all_the_time_keeps_its_place() -> None:
    # One bit in five: too many for eight right octets in a row, too few for noise.
    octets, bad = bytearray(Generator(PRBS31).take(LENGTH)), random.Random(4)
    places = bad.sample(range(8 * LENGTH), 8 * LENGTH // 5)
    for place in places:
        octets[place // 8] ^= 1 << place % 8
    counts = counted(PRBS31, bytes(octets))
    assert counts.octets == LENGTH
    assert counts.errors == len(places)


def test_what_never_came_is_lost() -> None:
    assert counted(PRBS31, b"") == BitErrorCounts(lost=LENGTH)
    octets = Generator(PRBS31).take(LENGTH)
    assert counted(PRBS31, octets[:-700]) == BitErrorCounts(octets=LENGTH - 700, lost=700)


def test_what_nobody_sent_is_extra() -> None:
    assert counted(PRBS31, b"boot\r\n", sent=b"") == BitErrorCounts(extra=6)


@given(st.binary(max_size=400), st.binary(max_size=400), st.integers(1, 60))
def test_whatever_comes_is_accounted_for(sent: bytes, received: bytes, step: int) -> None:
    counts = counted(PRBS31, received, sent, step)
    assert counts.octets + counts.lost == len(sent)
    assert counts.octets + counts.extra == len(received)
    assert 0 <= counts.errors <= counts.bits


@given(st.lists(st.integers(1, 400), max_size=30))
def test_the_counts_do_not_depend_on_how_octets_arrive(cuts: list[int]) -> None:
    sent = Generator(PRBS31).take(4000)
    received = At([300, 1700], lost)(At([40, 41, 900, 3999], flipped)(sent))
    test = BitErrors(PRBS31.period)
    test.send(sent)
    at = 0
    for cut in cuts:
        test.feed(received[at : at + cut])
        at += cut
    test.feed(received[at:])
    test.finish()
    assert (test.counts.errors, test.counts.lost, test.counts.extra) == (4, 2, 0)


def test_counts_of_tests_add_up_and_the_longest_burst_stays() -> None:
    total = BitErrorCounts(octets=10, errors=2, errored_octets=1, longest_burst=1)
    total.add(
        BitErrorCounts(octets=5, errors=9, errored_octets=3, lost=4, extra=1, longest_burst=3)
    )
    assert total == BitErrorCounts(15, 11, 4, 4, 1, 3)
    assert not total.good
