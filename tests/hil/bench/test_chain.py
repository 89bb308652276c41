"""The chain reads all that came, whatever the line does; and no more is waited for."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from gateway.hil.bench import Bench
from gateway.hil.faults import Disconnect
from gateway.hil.wire import Line
from tests.hil.board import MISSION, Board, on_bench


def test_a_port_that_goes_and_comes_back_is_opened_again(tmp_path: Path) -> None:
    with on_bench(tmp_path) as (gateway, board):
        board.beacon(4.0)
        gateway.expect("beacon", within=30)
        with gateway.line.fault(Disconnect()):
            board.beacon(1.0)
            gateway.line.drain()
        gateway.settle()
        board.beacon(4.1)
        assert gateway.expect("beacon", within=30)["battery"] == pytest.approx(4.1)
        gateway.assert_stats(reconnects=1, missed=1, published=2)


def test_a_device_that_never_stops_talking_is_not_waited_for(tmp_path: Path) -> None:
    with Line(baud=9600) as line, Bench(line, tmp_path, [MISSION]) as gateway:
        board, done = Board(line), threading.Event()

        def talk() -> None:
            while not done.is_set():
                board.beacon()

        talker = threading.Thread(target=talk)
        talker.start()
        gateway.expect("beacon", within=30, count=2)
        assert gateway.stats["published"] >= 2
        done.set()
        talker.join()


def test_octets_that_went_unread_are_not_waited_for_again(tmp_path: Path) -> None:
    with on_bench(tmp_path) as (gateway, board):
        for _ in range(3):
            board.beacon()
        gateway.line.disconnect()
        gateway.line.reconnect()
        gateway.settle()
        gateway.settle()
        board.beacon(3.8)
        found = gateway.expect("beacon", 30, where={"battery": pytest.approx(3.8)})
        assert gateway.stats["published"] == found.number
