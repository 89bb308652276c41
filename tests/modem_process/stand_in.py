"""A modem whose frames, crashes and delays are in its samples: for the tests of what runs it.

::

    0.5     a frame, whose octets are the number of the sample since the receiver began
    0.25    an error           -0.25    the process ends        -0.75    it hangs
"""

from __future__ import annotations

import os
import sys
import time
from dataclasses import dataclass

import numpy as np

from gateway.model import Frame
from gateway.modem.symbols import Samples
from gateway.modem_process.messages import Setup
from gateway.modem_process.serving import serve

COMMAND = (sys.executable, "-m", "tests.modem_process.stand_in")

FRAME, ERROR, EXIT, HANG = 0.5, 0.25, -0.25, -0.75


@dataclass
class Found:
    event: Frame
    end_s: float


class StandIn:
    """Finds what is marked in the samples; a frame comes with the samples behind it."""

    def __init__(self, setup: Setup, sample_rate: float, iq: bool):
        self.iq = iq
        self._rate = sample_rate
        self._count = 0
        self._held: list[Found] = []

    def feed(self, samples: Samples) -> list[Found]:
        found, self._held = (self._held, []) if len(samples) else ([], self._held)
        marks = samples.real.tolist()
        for at in np.flatnonzero(samples.real).tolist():
            if marks[at] == FRAME:
                number = self._count + at
                frame = Frame(number.to_bytes(4, "big"), "stand-in")
                self._held.append(Found(frame, number / self._rate))
            elif marks[at] == ERROR:
                raise ValueError("a fault in the modem")
            elif marks[at] == EXIT:
                os._exit(3)
            elif marks[at] == HANG:
                time.sleep(600)
        self._count += len(samples)
        return found

    def finish(self) -> list[Found]:
        found, self._held = self._held, []
        return found


if __name__ == "__main__":
    serve(sys.stdin.buffer, sys.stdout.buffer, StandIn)
