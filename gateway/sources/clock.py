"""The clock, read once for everybody, and how far it can be trusted.

A Raspberry Pi before the 5 has no clock of its own: until the network or a GPS has set
it, its time is wherever the last shutdown left it.  The kernel knows whether something
disciplines it.

Source: Linux adjtimex(2), `STA_UNSYNC`.
"""

from __future__ import annotations

import ctypes
import time
from datetime import UTC, datetime

CHECK_S = 30.0
"""How long an answer of the kernel is believed."""

_TIMEX_OCTETS = 208
_TIME_ERROR = 5


class Clock:
    """Aware UTC now, and `ntp` or `unsynced`."""

    def __init__(self) -> None:
        self._libc = ctypes.CDLL(None, use_errno=True)
        self._quality = "unsynced"
        self._check_at = 0.0

    def now(self) -> datetime:
        """The time, aware UTC."""
        return datetime.now(UTC)

    @property
    def quality(self) -> str:
        """`ntp` while something keeps the clock true, else `unsynced`."""
        if time.monotonic() >= self._check_at:
            self._check_at = time.monotonic() + CHECK_S
            self._quality = "ntp" if self._is_synchronised() else "unsynced"
        return self._quality

    def _is_synchronised(self) -> bool:
        # struct timex with modes = 0 changes nothing; only the state is of interest.
        state = self._libc.adjtimex(ctypes.create_string_buffer(_TIMEX_OCTETS))
        return bool(0 <= state < _TIME_ERROR)
