"""A result says that it is not a pass, where it is none."""

from __future__ import annotations

import msgspec

from gateway.hil.loopback.result import Result, Verdict


def test_a_program_reads_the_words_a_person_reads() -> None:
    result = Result("counters", "counters", Verdict.NOT_SUPPORTED, "a pty has none")
    assert msgspec.to_builtins(result) == {
        "test": "counters",
        "name": "counters",
        "verdict": "not supported",
        "summary": "a pty has none",
        "data": None,
    }
