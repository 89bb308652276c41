"""The wire: a virtual serial line between a device and the ground.

::

    line ─┬─ ports            a pty at each end, or a port that exists
          ├─ pump ─ way ─ pacing     carries octets, each direction at its speed
          ├─ disturbance      a fault at work (the faults are in `gateway.hil.faults`)
          └─ capture          what arrived, in a folder  ─▶ recording plays it again
"""

from __future__ import annotations

from gateway.hil.wire.capture import Arrival, Capture, arrivals
from gateway.hil.wire.disturbance import Disturbance
from gateway.hil.wire.line import Line
from gateway.hil.wire.recording import Recording

__all__ = ["Arrival", "Capture", "Disturbance", "Line", "Recording", "arrivals"]
