"""FORESAIL-1: frames of the AX100 in mode 5 behind the sync word of CCSDS.

::

    1A CF FC 1D  <length, Golay> <randomised: frame, 32 octets of RS parity>

Source: the variant is documented in public by gr-satellites alone; see `ax100`.
Nothing received was at hand to check it against; what it shares with the AX100 is.
"""

from __future__ import annotations

from dataclasses import replace

from gateway.framing.radio.ax100 import AX100_ASM_GOLAY
from gateway.framing.radio.sync import SyncWord

FORESAIL_1 = replace(
    AX100_ASM_GOLAY, name="foresail_1", sync=SyncWord(f"{0x1ACFFC1D:032b}", tolerance=4)
)
