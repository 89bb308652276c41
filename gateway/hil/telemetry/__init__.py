"""Telemetry: what came, and what a test may expect of it.

::

    history ── packet          what the gateway heard, bounded
       └─ telemetry            waits for more of it
            └─ expectations    ── search ── matching      finds, or fails with
                                        └─ failure        all there is to know
    latency                    how long answers took
"""

from __future__ import annotations

from gateway.hil.telemetry.expectations import Expectations
from gateway.hil.telemetry.failure import ExpectationError
from gateway.hil.telemetry.latency import Latency
from gateway.hil.telemetry.matching import Where
from gateway.hil.telemetry.packet import ReceivedPacket

__all__ = ["ExpectationError", "Expectations", "Latency", "ReceivedPacket", "Where"]
