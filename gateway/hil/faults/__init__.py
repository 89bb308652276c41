"""Faults of a serial line, one family a file.

::

    with line.fault(BitFlips(ber=1e-4)) as fault:
        ...
    print(fault)  # what was done, and the seed that does it again

Each is a frozen dataclass; `docs/faults.md` says what in the world each stands for, and
what the gateway counts.
"""

from __future__ import annotations

from gateway.hil.faults.baud_mismatch import BaudMismatch
from gateway.hil.faults.bits import BitFlips, SevenBit
from gateway.hil.faults.disconnect import Disconnect
from gateway.hil.faults.echo import Echo
from gateway.hil.faults.foreign import Break, Insert, Noise
from gateway.hil.faults.injection import Fault, Injection
from gateway.hil.faults.losses import Drop, Overrun, Truncate
from gateway.hil.faults.reboot import RebootMidFrame
from gateway.hil.faults.repeats import Duplicate, Swap
from gateway.hil.faults.stuck import Stuck
from gateway.hil.faults.timing import Coalesce, Jitter, Split
from gateway.hil.faults.translation import CrLf, XonXoffEaten

__all__ = [
    "BaudMismatch",
    "BitFlips",
    "Break",
    "Coalesce",
    "CrLf",
    "Disconnect",
    "Drop",
    "Duplicate",
    "Echo",
    "Fault",
    "Injection",
    "Insert",
    "Jitter",
    "Noise",
    "Overrun",
    "RebootMidFrame",
    "SevenBit",
    "Split",
    "Stuck",
    "Swap",
    "Truncate",
    "XonXoffEaten",
]
