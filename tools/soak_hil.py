"""A line that is disturbed at random, and whether the gateway accounts for all of it.

::

    virtual device ──▶ tap ──▶ 1 to 3 faults ──▶ tap ──▶ gateway
                        │ sent                    │ came      │ delivered, missed
                        └──────── compared ───────┴───────────┘

In each round a line, a device and a gateway are made; in each of its episodes faults are
begun, the device runs, is commanded or starts anew, and the faults end.  Then

- no packet was delivered that was not sent, octet for octet,
- each packet that was sent was delivered or is counted as missed,
- the first packet after the faults was delivered,
- nothing was raised or logged as an error, in whichever thread,
- after the round no thread, descriptor or memory is left.

A damaged packet passes a CRC of 16 bits once in 65 536 times.  One that does is counted as
a collision, if what came over the line bears it out, and ends the round.
"""

from __future__ import annotations

import gc
import logging
import os
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from random import Random
from threading import Condition
from typing import Literal

import click

from gateway.hil import faults
from gateway.hil.bench import Bench
from gateway.hil.clock import VirtualClock
from gateway.hil.device.virtual_device import VirtualDevice, build_virtual_device
from gateway.hil.faults import Fault, Injection
from gateway.hil.faults.units import Of
from gateway.hil.telemetry import ExpectationError
from gateway.hil.wire import Disturbance, Line

EPISODES = 12
WARM_ROUNDS = 3
"""Rounds until caches are full; memory is compared with what was used then."""

BAUDS = (None, None, 921600)
MOST_GROWTH = 32 * 2**20
FEND, ESCAPED = b"\xc0", ((b"\xdb\xdc", b"\xc0"), (b"\xdb\xdd", b"\xdb"))
TOWARD: tuple[Literal["ground", "device", "both"], ...] = ("ground", "ground", "device", "both")
IBM_SDLC = 0x8408

FAULTS: dict[str, Callable[[Random], Fault]] = {
    "baud mismatch": lambda rng: faults.BaudMismatch(rng.uniform(-8, 8)),
    "bit flips": lambda rng: faults.BitFlips(10 ** rng.uniform(-5, -1.5)),
    "break": lambda rng: faults.Break(probability=chance(rng)),
    "coalesce": lambda rng: faults.Coalesce(rng.randint(1, 512), rng.uniform(0.001, 0.02)),
    "crlf": lambda rng: faults.CrLf(rng.choice(("onlcr", "icrnl", "inlcr", "igncr"))),
    "disconnect": lambda rng: faults.Disconnect(),
    "drop": lambda rng: faults.Drop(probability=chance(rng), of=unit(rng)),
    "duplicate": lambda rng: faults.Duplicate(probability=chance(rng), of=unit(rng)),
    "echo": lambda rng: faults.Echo(),
    "insert": lambda rng: faults.Insert(
        octets=rng.randbytes(rng.randint(1, 9)), probability=chance(rng), of=unit(rng)
    ),
    "jitter": lambda rng: faults.Jitter(rng.uniform(0.0, 0.02)),
    "noise": lambda rng: faults.Noise(
        length=rng.randint(1, 600), probability=chance(rng) / 10, of=unit(rng)
    ),
    "overrun": lambda rng: faults.Overrun(chance(rng), rng.randint(20, 80)),
    "reboot": lambda rng: faults.RebootMidFrame(chance(rng), missed_frames=rng.randint(0, 3)),
    "seven bit": lambda rng: faults.SevenBit(),
    "split": lambda rng: faults.Split(rng.randint(16, 64)),
    "stuck": lambda rng: faults.Stuck(rng.choice((None, 0x00, 0xFF, 0xC0, 0xDB))),
    "swap": lambda rng: faults.Swap(probability=chance(rng), of=unit(rng)),
    "truncate": lambda rng: faults.Truncate(chance(rng)),
    "xon xoff": lambda rng: faults.XonXoffEaten(),
}


def chance(rng: Random) -> float:
    """A probability, small ones as likely as great ones."""
    return 10 ** rng.uniform(-3, -0.3)


def unit(rng: Random) -> Of:
    """What is hit: octets or frames."""
    return "frames" if rng.random() < 0.5 else "octets"


@dataclass(frozen=True)
class Tap:
    """Not a fault: notes what comes by.

    Attributes:
        heard: Where it is noted.
    """

    heard: bytearray

    def start(self, rng: Random) -> Injection:
        """As `Fault.start`."""
        return _Tapping(self.heard)


class _Tapping(Injection):
    def __init__(self, heard: bytearray):
        super().__init__()
        self._heard = heard

    def feed(self, octets: bytes, now: float) -> bytes:
        self._heard += octets
        return super().feed(octets, now)


def packets_in(octets: bytes) -> list[bytes]:
    """The packets of a sound or damaged stream of KISS, by its textbook: split, unescape, check."""
    found = []
    for body in octets.split(FEND):
        # No octet of an escape is the beginning of another.
        frame = body.replace(*ESCAPED[0]).replace(*ESCAPED[1])
        if frame[:1] == b"\x00" and len(frame) > 3 and is_sound(frame[1:]):
            found.append(frame[1:-2])
    return found


def is_sound(frame: bytes) -> bool:
    """Whether the last two octets are CRC-16/IBM-SDLC of those before them."""
    crc = 0xFFFF
    for octet in frame[:-2]:
        crc ^= octet
        for _ in range(8):
            crc = crc >> 1 ^ IBM_SDLC * (crc & 1)
    return (crc ^ 0xFFFF).to_bytes(2, "little") == frame[-2:]


def number_of(packet: bytes) -> tuple[int, int]:
    """The boot that it was sent in, and its sequence."""
    return packet[1], int.from_bytes(packet[2:4], "big")


class RoundOverError(Exception):
    """Something was found, and the counts of this round mean nothing from here on."""


class Round:
    """One line with its device and gateway.

    Args:
        rng: What all choices follow from.
        line: Made for it.
        bench: Listens to the line.
        device: Sends on it.
        clock: Moves both.
        totals: Of all rounds.
        complain: Told of each violation.
    """

    def __init__(
        self,
        rng: Random,
        line: Line,
        bench: Bench,
        device: VirtualDevice,
        clock: VirtualClock,
        totals: Counter[str],
        complain: Callable[[str], None],
    ):
        self._rng, self._line, self._bench, self._device = rng, line, bench, device
        self._clock, self._totals, self._complain = clock, totals, complain
        self._sent, self._came = bytearray(), bytearray()
        heard = bench.history.packets
        self._all_sent = [number_of(packet.octets) for packet in heard.after(0)]
        self._all_delivered = [*self._all_sent]
        self._seen = heard.count
        self._begun: list[Disturbance] = []

    def run(self) -> None:
        """Disturb, look, and again."""
        with self._line.fault(Tap(self._sent)):
            for _ in range(EPISODES):
                self._sent.clear()
                self._came.clear()
                self._disturb()
                self._recover()
                self._settle()
                self._compare()
                self._totals["episodes"] += 1

    def _disturb(self) -> None:
        chosen = self._rng.sample(sorted(FAULTS), self._rng.randint(1, 3))
        with ExitStack() as stack:
            self._begun = []
            for name in chosen:
                fault, toward = FAULTS[name](self._rng), self._rng.choice(TOWARD)
                self._begun.append(stack.enter_context(self._line.fault(fault, toward)))
            stack.enter_context(self._line.fault(Tap(self._came)))
            for _ in range(self._rng.randint(1, 4)):
                self._rng.choice((self._pass, self._pass, self._command, self._reboot))()
            self._settle()

    def _pass(self) -> None:
        seconds = self._rng.randint(1, 120)
        self._clock.wait(Condition(), lambda: None, seconds, step=10)

    def _command(self) -> None:
        """Send a command, whatever becomes of it on such a line."""
        self._totals["commands"] += 1
        try:
            self._bench.send("ping", within=1.0)
        except ExpectationError:
            self._totals["unanswered"] += 1

    def _reboot(self) -> None:
        self._device.reboot()
        self._totals["reboots"] += 1
        self._pass()

    def _recover(self) -> None:
        """The first packets after the faults: each must come."""
        with self._line.fault(Tap(self._came)):
            self._settle()
            before = len(self._sent)
            self._clock.wait(Condition(), lambda: len(self._sent) > before or None, 60, step=1)
            self._settle()
        first = packets_in(bytes(self._sent[before:]))[0]
        if first not in [packet.octets for packet in self._bench.history.packets.after(self._seen)]:
            self._tell(f"the first packet after the faults was lost: {first.hex()}")

    def _settle(self) -> None:
        self._line.drain()
        self._bench.settle()

    def _compare(self) -> None:
        """What was delivered and counted, with what was sent."""
        sent = packets_in(bytes(self._sent))
        delivered = [packet.octets for packet in self._bench.history.packets.after(self._seen)]
        self._seen = self._bench.history.packets.count
        self._totals["sent"] += len(sent)
        self._totals["delivered"] += len(delivered)
        self._check_forged(set(delivered) - set(sent))
        self._all_sent += map(number_of, sent)
        self._all_delivered += map(number_of, delivered)
        self._check_counts()

    def _check_forged(self, forged: set[bytes]) -> None:
        came = set(packets_in(bytes(self._came))) if forged else set()
        for packet in forged - came:
            self._tell(f"delivered, and neither sent nor come: {packet.hex()}")
        self._totals["collisions"] += len(forged & came)
        if forged:
            raise RoundOverError

    def _check_counts(self) -> None:
        """Each packet was delivered or missed, each boot noticed."""
        counters = self._bench.counters()
        boots = [boot for boot, _ in self._all_delivered]
        expected = sum(missed(self._all_sent, self._all_delivered, boot) for boot in set(boots))
        changes = len(dict.fromkeys(boots)) - 1
        for name, count in (("missed", expected), ("reboots", changes)):
            if counters[name] != count:
                self._tell(f"{counters[name]} {name}, and there were {count}")
        if counters["published"] != self._seen:
            self._tell(f"{counters['published']} published, {self._seen} packets")

    def _tell(self, text: str) -> None:
        stack = "".join(f"\n    {fault}" for fault in self._begun)
        self._complain(text + stack)
        raise RoundOverError


def missed(sent: list[tuple[int, int]], delivered: list[tuple[int, int]], boot: int) -> int:
    """Packets of a boot of which the later ones tell that they are missing."""
    there = {number for boots, number in delivered if boots == boot}
    newest = max(there)
    return len({n for boots, n in sent if boots == boot and n <= newest} - there)


class Watcher(logging.Handler):
    """Collects what nobody may overlook: errors of threads, of destructors, in the log."""

    def __init__(self, complain: Callable[[str], None]):
        super().__init__(logging.ERROR)
        self._complain = complain
        logging.getLogger().addHandler(self)
        threading.excepthook = lambda args: complain(f"in {args.thread}: {args.exc_value!r}")
        sys.unraisablehook = lambda args: complain(f"unraisable: {args.exc_value!r}")

    def emit(self, record: logging.LogRecord) -> None:
        """As `logging.Handler.emit`."""
        self._complain(f"logged: {record.getMessage()}")


def held() -> tuple[int, int, int]:
    """Threads, descriptors, and octets of memory in use."""
    gc.collect()
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    descriptors = len(os.listdir("/proc/self/fd"))
    return threading.active_count(), descriptors, pages * os.sysconf("SC_PAGE_SIZE")


def rounds(
    seed: int, executable: Path, totals: Counter[str], complain: Callable[[str], None]
) -> Iterator[None]:
    """Run one round after another."""
    number = 0
    while True:
        rng, clock = Random(f"{seed}/{number}"), VirtualClock()
        with (
            tempfile.TemporaryDirectory(prefix="cupola-soak-") as folder,
            Line(rng.choice(BAUDS), rng.getrandbits(32)) as line,
            Bench(line, Path(folder), ["coolant-loops"], clock=clock) as bench,
            VirtualDevice(executable, line.device_port, ["--clock", "virtual"]) as device,
        ):
            clock.drive(lambda seconds: device.advance(seconds).octets)
            bench.settle()
            one = Round(rng, line, bench, device, clock, totals, complain)
            try:
                one.run()
            except RoundOverError:
                totals["rounds cut short"] += 1
        number += 1
        totals["rounds"] += 1
        yield


class Soak:
    """Rounds for so long, and what was found.

    Args:
        seed: What all follows from.

    Attributes:
        totals: What was done and counted.
        violations: How many.
    """

    def __init__(self, seed: int):
        self.totals: Counter[str] = Counter()
        self.violations = 0
        self._seed = seed
        self._started = time.monotonic()

    def run(self, seconds: float) -> None:
        """Run whole rounds until so many seconds have passed."""
        with tempfile.TemporaryDirectory(prefix="cupola-soak-") as folder:
            executable = build_virtual_device(Path(folder))
            early = held()
            for _ in rounds(self._seed, executable, self.totals, self.complain):
                now = held()
                if self.totals["rounds"] <= WARM_ROUNDS:
                    early = now
                self._check_held(early, now)
                self._show()
                if time.monotonic() - self._started > seconds:
                    return

    def complain(self, text: str) -> None:
        """Tell a violation."""
        self.violations += 1
        where = f"round {self.totals['rounds']}, episode {self.totals['episodes']}"
        click.echo(f"\r\x1b[Kseed {self._seed}, {where}: {text}")

    def _check_held(self, early: tuple[int, int, int], now: tuple[int, int, int]) -> None:
        for name, before, after in zip(("threads", "descriptors"), early, now, strict=False):
            if after > before:
                self.complain(f"{after} {name}, and there were {before}")
        self.totals["MiB"] = now[2] >> 20
        if now[2] - early[2] > MOST_GROWTH:
            self.complain(f"{now[2] >> 20} MiB in use, and there were {early[2] >> 20}")

    def _show(self) -> None:
        if sys.stderr.isatty():
            click.echo(f"\r\x1b[K{self.told()}"[:120], nl=False, err=True)

    def told(self) -> str:
        """All figures in a line."""
        passed = time.monotonic() - self._started
        counted = ", ".join(f"{count} {name}" for name, count in self.totals.items())
        return f"{passed:.0f} s: {counted}, {self.violations} violations"


@click.command()
@click.option("--minutes", type=click.FloatRange(0), default=5.0, show_default=True)
@click.option("--seed", type=int, default=None, help="The same faults again; random if not given.")
def main(minutes: float, seed: int | None) -> None:
    """Disturb a virtual device's line at random, and check that nothing goes wrong unseen."""
    soak = Soak(Random().getrandbits(32) if seed is None else seed)
    Watcher(soak.complain)
    soak.run(60 * minutes)
    click.echo(f"\r\x1b[K{soak.told()}")
    sys.exit(bool(soak.violations))


if __name__ == "__main__":
    main()
