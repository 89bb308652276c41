"""Pictures of a report: what is in them, not how they look."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from xml.etree import ElementTree

import pytest

from gateway.hil.loopback import bit_error_test, latency, throughput
from gateway.hil.loopback.bit_errors import BitErrorCounts
from gateway.hil.loopback.plot import SUFFIXES, draw
from gateway.hil.loopback.port import Kind
from gateway.hil.loopback.report import Report
from gateway.hil.loopback.result import Result
from gateway.hil.loopback.timeline import Moment

COUNTS = BitErrorCounts(octets=1000, errors=3, lost=1)
MOMENTS = [Moment(0.5, 500, 0, 0), Moment(1.0, 500, 3, 1)]
RESULTS = [
    bit_error_test.judge("PRBS9", COUNTS, 1.0, MOMENTS),
    bit_error_test.judge("PRBS15", BitErrorCounts(octets=1000), 1.0, MOMENTS[:1]),
    throughput.judge(COUNTS, 1.0, 11520.0, MOMENTS),
    latency.judge(64, [0.006, 0.007, 0.009], 0, 0.0055),
    latency.judge(512, [], 3, None),
]


def drawn(path: Path, results: list[Result], port: str = "/dev/ttyUSB0") -> None:
    at = datetime(2026, 11, 22, 3, 52, 18, tzinfo=UTC)
    draw(path, Report(port, Kind.UART, 115200, at, 3.0, results, ()))


def text_of(path: Path) -> str:
    ElementTree.parse(path)
    return path.read_text(encoding="utf-8")


def test_errors_latency_and_throughput_are_drawn(tmp_path: Path) -> None:
    drawn(tmp_path / "port.svg", RESULTS)
    text = text_of(tmp_path / "port.svg")
    for said in ("/dev/ttyUSB0", "PRBS15", "3 of 8000 bits", "theory, 8N1", "wrong bits", ">64<"):
        assert said in text.replace("<!-- ", ">").replace(" -->", "<")


@pytest.mark.parametrize(
    ("results", "panels"),
    [
        (RESULTS[:2], ["errors over time"]),
        (RESULTS[2:3], ["throughput"]),
        (RESULTS[3:4], ["latency by size"]),
        (RESULTS[2:4], ["latency by size", "throughput"]),
        (RESULTS[1:3], ["errors over time", "throughput"]),
        (RESULTS[4:], []),
    ],
)
def test_only_what_was_tested_has_a_panel(
    tmp_path: Path, results: list[Result], panels: list[str]
) -> None:
    drawn(tmp_path / "port.svg", results)
    text = text_of(tmp_path / "port.svg")
    assert text.count('id="axes_') == len(panels)
    for panel in ("errors over time", "throughput", "latency by size"):
        assert (f"<!-- {panel}" in text) == (panel in panels)


def test_where_nothing_was_tested_that_is_said_and_a_name_cannot_break_it(tmp_path: Path) -> None:
    drawn(tmp_path / "port.svg", [], port="$\\frac{1$<&>")
    assert "<!-- Nothing could be tested." in text_of(tmp_path / "port.svg")


def test_a_picture_may_be_a_png(tmp_path: Path) -> None:
    drawn(tmp_path / "port.png", RESULTS[2:3])
    assert (tmp_path / "port.png").read_bytes().startswith(b"\x89PNG")
    assert SUFFIXES == (".png", ".svg")
