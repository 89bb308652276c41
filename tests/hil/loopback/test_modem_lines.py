"""Modem lines follow each other, or not, or are not there at all."""

from __future__ import annotations

import pytest

from gateway.hil.loopback import modem_lines
from gateway.hil.loopback.modem_lines import Joint, LineData, judge
from gateway.hil.loopback.port import Kind, Port
from gateway.hil.loopback.result import Verdict
from tests.hil.loopback.conftest import Open
from tests.hil.loopback.jumper import Jumper


def test_lines_that_are_joined_pass_and_are_left_as_they_were() -> None:
    # pyserial's loop joins RTS with CTS and DTR with DSR.
    with Port("loop://", 115200) as port:
        results = list(modem_lines.test(port))
        assert [(r.name, r.verdict) for r in results] == [
            ("RTS-CTS", Verdict.PASSED),
            ("DTR-DSR", Verdict.PASSED),
        ]
        assert port.line.rts
        assert port.line.dtr


def test_a_pty_has_none_and_that_is_no_pass(through: Open) -> None:
    results = list(modem_lines.test(through()))
    assert {result.verdict for result in results} == {Verdict.NOT_SUPPORTED}
    assert {result.summary for result in results} == {"a pty has no modem lines"}


@pytest.mark.parametrize(
    ("seen", "joint", "verdict"),
    [
        ([False, True, False, True], Joint.JOINED, Verdict.PASSED),
        ([True, False, True, False], Joint.INVERTED, Verdict.FAILED),
        ([True, True, True, True], Joint.APART, Verdict.NOT_TESTED),
        ([False, False, False, True], Joint.APART, Verdict.NOT_TESTED),
    ],
)
def test_what_was_seen_tells_how_lines_are_joined(
    seen: list[bool], joint: Joint, verdict: Verdict
) -> None:
    result = judge("rts", "cts", seen, Kind.UART)
    assert result.verdict is verdict
    assert isinstance(result.data, LineData)
    assert result.data.joint is joint


def test_a_driver_that_refuses_has_none() -> None:
    class Claiming(Port):
        @property
        def has_modem_lines(self) -> bool:
            return True

    with Jumper() as jumper, Claiming(jumper.port, 115200) as port:
        results = list(modem_lines.test(port))
    assert {result.verdict for result in results} == {Verdict.NOT_SUPPORTED}
