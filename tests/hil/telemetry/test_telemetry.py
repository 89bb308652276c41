"""What came, as a test looks at it."""

from __future__ import annotations

from pathlib import Path

import pytest

from gateway.hil.telemetry import ExpectationError
from tests.hil.board import on_bench


def test_what_is_forgotten_does_not_count(tmp_path: Path) -> None:
    with on_bench(tmp_path) as (gateway, board):
        board.beacon(2.0)
        gateway.settle()
        gateway.forget()
        with pytest.raises(ExpectationError, match=r"^no beacon came within 0 s"):
            gateway.expect("beacon", within=0)
        with pytest.raises(ExpectationError, match=r"^no alarm of battery at warning rose"):
            gateway.expect_alarm("battery", within=0)


def test_the_packets_so_far_can_be_had(tmp_path: Path) -> None:
    with on_bench(tmp_path) as (gateway, board):
        board.beacon(4.0)
        board.event(1)
        board.beacon(3.0)
        gateway.settle()
        assert [packet.name for packet in gateway.packets()] == ["beacon", "event", "beacon"]
        assert len(gateway.packets("beacon")) == 2
        assert len(gateway.packets("beacon", where={"battery": pytest.approx(3.0)})) == 1
