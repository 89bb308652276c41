"""What is kept of a test."""

from __future__ import annotations

from pathlib import Path

from gateway.hil.faults import Drop
from gateway.hil.report.facts import facts_of
from tests.hil.board import on_bench


def test_the_facts_of_a_gateway_are_what_came_since_the_last_time(tmp_path: Path) -> None:
    with on_bench(tmp_path) as (gateway, board):
        board.beacon()
        board.spoiled()
        board.beacon()
        with gateway.line.fault(Drop(probability=1.0)):
            board.beacon()
            gateway.line.drain()
        gateway.settle()
        gateway.latencies += [0.002, 0.004, 0.001]
        first = facts_of(gateway)
        board.beacon()
        gateway.settle()
        second = facts_of(gateway)
    assert first["mission"] == "board"
    assert (first["packets"], first["rejected"], first["missed"]) == ("2", "1", "1")
    assert "Drop" in first["faults"]
    assert "seed" in first["faults"]
    assert first["latency_ms"] == "1.0 / 2.0 / 4.0"
    assert (first["clock"], first["boots"]) == ("real", "7")
    assert (second["packets"], second["rejected"], second["missed"]) == ("1", "0", "1")
    assert "faults" not in second
    assert "latency_ms" not in second
