"""The board starts again in the middle of a frame: `RebootMidFrame`.

A watchdog, a brown-out, a reset button.  The frame under way ends where it is, without a
delimiter; the boot loader says something; frames that fall into the boot are not sent.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from gateway.hil.faults.injection import Injection
from gateway.hil.faults.units import FrameFault, UnitInjection, check_octets


@dataclass(frozen=True, kw_only=True)
class RebootMidFrame(FrameFault):
    """A frame is cut, a banner comes; further attributes as `FrameFault`.

    The octets look like a reboot; the device knows nothing of it.  For one that starts its
    counters again, wait for the cut and reboot the device inside the context::

        with line.fault(RebootMidFrame(at=(0,))) as fault:
            fault.wait("reboots")
            virtual_device.reboot()

    Attributes:
        banner: What comes between the cut and the next frame.
        missed_frames: Frames after the cut that are lost to the boot.
    """

    banner: bytes = b"\r\n\x00boot: reset by watchdog\r\n"
    missed_frames: int = 0

    def __post_init__(self) -> None:
        super().__post_init__()
        check_octets(self.banner)
        if self.missed_frames < 0:
            raise ValueError(f"{self.missed_frames} missed frames; give 0 or more")

    def start(self, rng: Random) -> Injection:
        """As `Fault.start`."""
        return _Rebooting(self, rng)


class _Rebooting(UnitInjection):
    def __init__(self, fault: RebootMidFrame, rng: Random):
        super().__init__(fault, rng)
        self._banner = fault.banner
        self._missed_frames = fault.missed_frames
        self._left = 0

    def hit(self, unit: bytes) -> bytes:
        self._left = self._missed_frames
        kept = self.cut(unit)
        self.counters["reboots"] += 1
        self.counters["dropped_octets"] += len(unit) - len(kept)
        self.counters["inserted_octets"] += len(self._banner)
        self.note("reboot", unit, kept + self._banner)
        return kept + self._banner

    def miss(self, unit: bytes) -> bytes:
        if not self._left:
            return unit
        self._left -= 1
        self.counters["dropped_frames"] += 1
        self.counters["dropped_octets"] += len(unit)
        self.note("dropped by the boot", unit, b"")
        return b""
