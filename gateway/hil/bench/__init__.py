"""The bench: the gateway at one end of a line, in a thread of the test.

::

    bench ─┬─ mission_choice  what it listens for
           ├─ loop_thread     an event loop beside the test
           └─ chain           receiver, recorder, watch, commander, in that loop
"""

from __future__ import annotations

from gateway.hil.bench.bench import Bench
from gateway.hil.bench.loop_thread import BenchError

__all__ = ["Bench", "BenchError"]
