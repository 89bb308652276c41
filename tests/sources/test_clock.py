"""The clock is UTC and says how far it can be trusted."""

from __future__ import annotations

import subprocess
from datetime import UTC, datetime, timedelta

from gateway.sources.clock import Clock


def test_the_time_is_aware_utc() -> None:
    now = Clock().now()
    assert now.utcoffset() == timedelta(0)
    assert abs(datetime.now(UTC) - now) < timedelta(seconds=5)


def test_the_quality_is_the_kernels_and_not_a_guess() -> None:
    clock = Clock()
    code = "import ctypes; print(ctypes.CDLL(None).adjtimex(ctypes.create_string_buffer(208)))"
    state = int(subprocess.run(["python3", "-c", code], capture_output=True, check=True).stdout)
    assert clock.quality == ("unsynced" if state in (-1, 5) else "ntp")


def test_the_kernel_is_not_asked_for_every_frame() -> None:
    clock = Clock()
    first = clock.quality
    clock._libc = None  # type: ignore[assignment]
    assert clock.quality == first
