"""Octets go out and come back; whatever the line does, it ends."""

from __future__ import annotations

import pytest

from gateway.errors import SourceError
from gateway.hil.loopback.bit_errors import BitErrors
from gateway.hil.loopback.echo import WINDOW_OCTETS, echo, line_s, octets_in, run
from gateway.hil.loopback.port import Port
from gateway.hil.loopback.prbs import PRBS9, PRBS15, Generator
from tests.hil.loopback.conftest import Open
from tests.hil.loopback.jumper import At, Jumper, doubled, flipped, lost


def untold(time_s: float, test: BitErrors) -> None:
    """Progress that nobody watches."""


def test_a_second_at_115200_baud_is_11520_octets() -> None:
    assert line_s(11520, 115200) == 1.0


def test_where_baud_means_nothing_time_is_no_limit(through: Open) -> None:
    assert octets_in(through(), 0.001, 10, 2048) == 2048


def test_much_more_than_the_kernel_holds_comes_back_whole(through: Open) -> None:
    data = Generator(PRBS15).take(100_000)
    assert echo(through(), data) == data


@pytest.mark.usefixtures("impatient")
def test_what_is_lost_is_not_waited_for_for_ever(through: Open) -> None:
    data = Generator(PRBS15).take(1000)
    assert echo(through(At([10], lost)), data) == data[:10] + data[11:]


@pytest.mark.usefixtures("impatient")
def test_what_is_lost_does_not_keep_the_rest_from_being_sent(through: Open) -> None:
    data = Generator(PRBS15).take(3 * WINDOW_OCTETS)
    came = echo(through(At(range(2 * WINDOW_OCTETS), lost)), data)
    assert came == data[2 * WINDOW_OCTETS :]


@pytest.mark.usefixtures("impatient")
def test_silence_ends(through: Open) -> None:
    assert echo(through(lambda octets: b""), b"hello") == b""


def test_a_run_through_a_good_jumper_has_no_errors(through: Open) -> None:
    test, seconds = run(through(), PRBS9, 0.1, untold)
    assert test.counts.good
    assert test.counts.octets >= WINDOW_OCTETS // 4
    assert seconds > 0


def test_what_a_line_does_is_counted_exactly(through: Open) -> None:
    port = through(At([20, 300], lost))
    test, _ = run(port, PRBS15, 0.1, untold)
    assert (test.counts.errors, test.counts.lost, test.counts.extra) == (0, 2, 0)
    port = through(At([7, 8, 9, 501], flipped))
    test, _ = run(port, PRBS15, 0.1, untold)
    assert (test.counts.errors, test.counts.lost, test.counts.extra) == (4, 0, 0)
    assert test.counts.longest_burst == 3
    port = through(At([100], doubled))
    test, _ = run(port, PRBS15, 0.1, untold)
    assert (test.counts.errors, test.counts.lost, test.counts.extra) == (0, 0, 1)
    assert test.counts.octets == port.octets_sent


@pytest.mark.usefixtures("impatient")
def test_a_jumper_that_falls_off_is_loss_until_it_is_back(through: Open) -> None:
    off = At(range(400, 3000), lost)
    port = through(off)
    test, _ = run(port, PRBS15, 1.2, untold)
    assert off.done >= 112
    assert (test.counts.errors, test.counts.lost, test.counts.extra) == (0, off.done, 0)
    assert test.counts.octets == port.octets_sent - off.done


def test_an_adapter_that_is_pulled_in_mid_test_ends_it() -> None:
    jumper = Jumper()

    def pull(time_s: float, test: BitErrors) -> None:
        if test.counts.octets > 2000:
            jumper.unplug()

    with (
        Port(jumper.port, 115200) as port,
        pytest.raises(SourceError, match=r"went away|closed from the other side"),
    ):
        run(port, PRBS15, 60.0, pull)


@pytest.mark.usefixtures("impatient")
def test_a_port_that_takes_no_octets_is_said() -> None:
    class Stuck(Port):
        def write(self, data: bytes) -> int:
            return 0

    with (
        Jumper() as jumper,
        Stuck(jumper.port, 115200) as port,
        pytest.raises(SourceError, match="it takes no octets; flow control holds them"),
    ):
        run(port, PRBS15, 60.0, untold)
