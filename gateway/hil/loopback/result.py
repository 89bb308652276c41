"""What a test of the loopback found, in a shape that all tests share."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct


class Verdict(StrEnum):
    """How a test ended."""

    PASSED = "passed"
    FAILED = "failed"
    """Something was wrong with what came back."""
    MEASURED = "measured"
    """A figure without a right or wrong."""
    NOT_SUPPORTED = "not supported"
    """This port cannot tell; that is no pass."""
    NOT_TESTED = "not tested"
    """The test could not be done."""


class Result(Struct, frozen=True):
    """One line of the report.

    Attributes:
        test: Name of the test, as `--test` takes it.
        name: What was tested in it, such as `PRBS9`.
        verdict: How it ended.
        summary: One sentence for a person.
        data: What was measured, for a program; units are in the names.
    """

    test: str
    name: str
    verdict: Verdict
    summary: str
    data: Struct | None = None
