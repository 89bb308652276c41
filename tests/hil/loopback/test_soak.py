"""A soak goes round, adds up, and tells what it found however it ends."""

from __future__ import annotations

import pytest

from gateway.errors import SourceError
from gateway.hil.loopback import soak
from gateway.hil.loopback.bit_error_test import BitErrorData
from gateway.hil.loopback.port import Port
from gateway.hil.loopback.result import Verdict
from gateway.hil.loopback.soak import Soak, time_text
from tests.hil.loopback.conftest import Open
from tests.hil.loopback.jumper import At, Jumper, flipped


def untold(text: str) -> None:
    """Progress that nobody watches."""


def test_sequences_and_patterns_have_their_turns(
    through: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(soak, "TURN_S", 0.02)
    missing = {turn.name for turn in soak.TURNS}

    def stop(text: str) -> None:
        missing.discard(text.rpartition("  ")[2])
        if text.startswith("soak") and not missing:
            raise KeyboardInterrupt

    port = through()
    (result,) = soak.test(port, 3600.0, stop)
    assert missing == set()
    assert result.verdict is Verdict.PASSED
    assert isinstance(result.data, BitErrorData)
    assert 0 < result.data.counts.octets <= port.octets_sent


def test_errors_of_all_turns_add_up(through: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(soak, "TURN_S", 0.02)
    port = through(At([100, 101, 5000, 12_000], flipped))

    def stop(text: str) -> None:
        if port.octets_sent > 30_000:
            raise KeyboardInterrupt

    done = Soak(port, 3600.0, stop)
    with pytest.raises(KeyboardInterrupt):
        done.run()
    result = done.result()
    assert result.verdict is Verdict.FAILED
    assert isinstance(result.data, BitErrorData)
    assert (result.data.counts.errors, result.data.counts.longest_burst) == (4, 2)
    assert sum(moment.bit_errors for moment in result.data.timeline) == 4


def test_an_adapter_that_is_pulled_leaves_what_was_found() -> None:
    jumper = Jumper(At([50], flipped))

    def pull(text: str) -> None:
        if "1 of" in text:
            jumper.unplug()

    results = []
    with Port(jumper.port, 115200) as port:
        found = soak.test(port, 60.0, pull)
        results.append(next(found))
        with pytest.raises(SourceError):
            next(found)
    assert results[0].verdict is Verdict.FAILED
    assert "1 of" in results[0].summary


def test_a_soak_that_is_ended_by_hand_is_a_result(through: Open) -> None:
    def stop(text: str) -> None:
        if text.startswith("soak"):
            raise KeyboardInterrupt

    (result,) = soak.test(through(), 3600.0, stop)
    assert result.name == "soak"
    assert result.summary.startswith("0:00:0")


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0.0, "0:00:00"), (59.9, "0:00:59"), (7509.0, "2:05:09"), (9e5, "250:00:00")],
)
def test_time_is_told_in_hours(seconds: float, text: str) -> None:
    assert time_text(seconds) == text
