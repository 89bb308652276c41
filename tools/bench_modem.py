#!/usr/bin/env python3
"""Compare the modem with Dire Wolf's `atest` and multimon-ng on the same files.

    tools/bench_modem.py [packets] [sensitivity] [cost] [--quick] [--json]

packets      100 frames of growing noise, as Dire Wolf's gen_packets makes them, at 1200 and
             9600 Bd (in the shared data): how many come back
sensitivity  frames at rising Eb/N0, ours plain and with soft fixing, atest's beside them
             where it takes such a signal: the Eb/N0 at which half of them come back
cost         CPU for a second of audio, and the memory of a process that does nothing else

atest and multimon-ng are Debian's packages direwolf and multimon-ng; without them their
columns are empty.  Noise has fixed seeds.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import wave
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from pathlib import Path
from time import process_time
from typing import Any

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np

from gateway.framing.radio.ax25 import Ax25
from gateway.model import Frame
from gateway.modem.afsk import Afsk
from gateway.modem.bpsk import BpskAudio
from gateway.modem.channel import add_noise, shift
from gateway.modem.filters import fir, lowpass
from gateway.modem.fsk import FskAudio
from gateway.modem.fsk_iq import FskIq
from gateway.modem.fsk_modulator import FskModulator
from gateway.modem.psk_modulator import bpsk, to_audio
from gateway.modem.symbols import Demodulator, Samples
from gateway.reception.receiver import Receiver
from gateway.reception.search import Heard, Search
from gateway.reception.tuning import candidates, tuner
from gateway.samples.recording import open_recording

PACKETS = Path(__file__).resolve().parents[2] / "shared" / "data" / "ax25" / "gen_packets"

RATE = 48_000.0
HEADER = bytes.fromhex("9e9064828ea6009e90648262a61703f0")

ATEST = {
    1200: [["-P", "D+"], ["-P", "E+"], ["-P", "DE", "-F", "1"], ["-P", "E+", "-F", "1"]],
    9600: [[], ["-P", "+"], ["-P", "+", "-F", "1"]],
}
"""Settings of which the best counts; -F 1 flips bits of frames that fail their CRC."""


def receive(demodulator: Demodulator, framing: Ax25, samples: Samples) -> set[bytes]:
    """The different frames in *samples*."""
    receiver = Receiver(demodulator, [framing])
    found = receiver.feed(samples) + receiver.finish()
    return {one.event.data for one in found if isinstance(one.event, Frame)}


def write(path: Path, audio: Samples) -> None:
    """*audio* as a WAV file of 16 bits."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(int(RATE))
        file.writeframes(
            (audio * (12_000 / np.sqrt(np.mean(audio**2))))
            .clip(-32767, 32767)
            .astype("<i2")
            .tobytes()
        )


def atest(path: Path, baud: int) -> tuple[int, int] | None:
    """Frames that Dire Wolf finds with its best setting: plain, and with bit flipping."""
    program = shutil.which("atest")
    if program is None:
        return None
    counts = {False: 0, True: 0}
    for setting in ATEST[baud]:
        text = subprocess.run(
            [program, "-B", str(baud), *setting, str(path)],
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
        ).stdout
        said = re.findall(r"(\d+) packets decoded", text) or re.findall(r"(\d+) from", text)
        flips = "-F" in setting
        counts[flips] = max(counts[flips], int(said[-1]) if said else 0)
    return counts[False], max(counts.values())


def multimon(path: Path, baud: int) -> int | None:
    """Frames that multimon-ng finds."""
    program = shutil.which("multimon-ng")
    if program is None:
        return None
    with wave.open(str(path)) as file:
        rate, data = file.getframerate(), file.readframes(file.getnframes())
    wanted = 22_050  # what it was made for, at any baud
    audio = np.frombuffer(data, "<i2").astype(np.float64)
    places = np.arange(int(len(audio) * wanted / rate)) * rate / wanted
    taps = np.sinc((np.arange(-40, 41)) * wanted / rate) * np.hamming(81)
    audio = np.convolve(audio, taps / taps.sum(), "same")
    raw = np.interp(places, np.arange(len(audio)), audio).astype("<i2").tobytes()
    mode = {1200: "AFSK1200", 9600: "FSK9600"}[baud]
    told = subprocess.run(
        [program, "-q", "-t", "raw", "-a", mode, "-"], input=raw, capture_output=True, check=False
    ).stdout
    return int(told.count(f"{mode}:".encode()))


def packets() -> list[dict[str, Any]]:
    """The frames of gen_packets that come back."""
    rows = []
    for baud in (1200, 9600):
        path = PACKETS / f"g{baud}_48k.wav"
        if not path.exists():
            print(f"{path.name} is not there", file=sys.stderr)
            continue
        recording = open_recording(path)
        samples = np.concatenate(list(recording.blocks(1 << 20)))
        rate = recording.sample_rate
        counts = []
        for fix in (0, 2):
            demodulator = Afsk(rate) if baud == 1200 else FskAudio(rate, 9600)
            counts.append(len(receive(demodulator, Ax25(g3ruh=baud == 9600, fix=fix), samples)))
        rows.append(
            {"signal": f"gen_packets {baud}", "plain": counts[0], "fixed": counts[1],
             "atest": atest(path, baud), "multimon": multimon(path, baud)}
        )  # fmt: skip
    return rows


class Signal(ABC):
    """A signal whose sensitivity is measured.

    Args:
        name: What it is.
        octets: Of each frame.
        ebn0_db: Where to look.
        atest_baud: What Dire Wolf is told; None if it takes no such signal.
    """

    g3ruh = True

    def __init__(self, name: str, octets: int, ebn0_db: Sequence[float], atest_baud: int | None):
        self.name, self.octets, self.ebn0_db, self.atest_baud = name, octets, ebn0_db, atest_baud

    def frame(self, number: int) -> bytes:
        """Frame *number*."""
        rng = np.random.default_rng(number)
        return HEADER + rng.integers(0, 256, self.octets - len(HEADER)).astype(np.uint8).tobytes()

    @abstractmethod
    def clean(self, number: int) -> Samples:
        """The transmission of frame *number*."""

    def noisy(self, count: int, ebn0_db: float, baud: float) -> Samples:
        """*count* transmissions with noise."""
        rng = np.random.default_rng(1000 + int(10 * ebn0_db))
        signal = np.concatenate([self.clean(number) for number in range(count)])
        return add_noise(signal, RATE, baud, ebn0_db, rng)


class AfskSignal(Signal):
    """AFSK 1200."""

    g3ruh, baud = False, 1200.0

    def clean(self, number: int) -> Samples:
        """As `Signal.clean`."""
        bits = Ax25().encode(self.frame(number))
        return FskModulator(RATE, 1200, -500).afsk(bits, 1700)

    def demodulator(self) -> Demodulator:
        """For it."""
        return Afsk(RATE)


class GmskSignal(Signal):
    """GMSK BT 0.5, h 0.5, 9600 Bd, in IQ."""

    baud = 9600.0

    def clean(self, number: int) -> Samples:
        """As `Signal.clean`."""
        bits = Ax25(g3ruh=True).encode(self.frame(number))
        return FskModulator(RATE, 9600, 2400, bt=0.5).iq(bits)

    def demodulator(self) -> Demodulator:
        """For it."""
        return FskIq(RATE, 9600)


class BpskSignal(Signal):
    """BPSK 1200 in SSB audio, *offset_hz* off and drifting as in a pass."""

    baud = 1200.0
    offset_hz, drift_hz_s = 0.0, 0.0

    def clean(self, number: int) -> Samples:
        """As `Signal.clean`."""
        iq = bpsk(Ax25(g3ruh=True).encode(self.frame(number)), RATE, 1200)
        return to_audio(shift(iq, RATE, self.offset_hz, self.drift_hz_s), RATE, 1500.0)

    def demodulator(self) -> Demodulator:
        """For it."""
        return BpskAudio(RATE, 1200)


class DriftingBpskSignal(BpskSignal):
    """The same with 400 Hz and -13 Hz/s."""

    offset_hz, drift_hz_s = 400.0, -13.0


SIGNALS: tuple[Any, ...] = (
    AfskSignal("AFSK 1200, 70 octets", 70, (5, 5.5, 6, 6.5, 7, 7.5, 8.5, 9, 9.5, 10, 10.5), 1200),
    BpskSignal("BPSK 1200 G3RUH, 100 octets", 100, (5, 5.5, 6, 6.5, 7, 7.5, 8), None),
    DriftingBpskSignal("the same, 400 Hz off, -13 Hz/s", 100, (5, 5.5, 6, 6.5, 7, 7.5, 8), None),
    GmskSignal(
        "GMSK BT 0.5, h 0.5, 9600 in IQ, 98 octets", 98, (6.5, 7, 7.5, 8, 8.5, 9, 9.5), None
    ),
)


def half_point(ebn0_db: Sequence[float], share: Sequence[float]) -> float | None:
    """Where half of the frames come back, between two measurements."""
    for low, high, x0, x1 in zip(share, share[1:], ebn0_db, ebn0_db[1:], strict=False):
        if low < 0.5 <= high:
            return round(x0 + (0.5 - low) / (high - low) * (x1 - x0), 2)
    return None


def sensitivity(count: int) -> list[dict[str, Any]]:
    """The 50 % points."""
    rows = []
    for signal in SIGNALS:
        shares: dict[str, list[float]] = {"plain": [], "fixed": [], "atest": [], "atest_fixed": []}
        for ebn0_db in signal.ebn0_db:
            samples = signal.noisy(count, ebn0_db, signal.baud)
            for key, fix in (("plain", 0), ("fixed", 2)):
                found = receive(signal.demodulator(), Ax25(g3ruh=signal.g3ruh, fix=fix), samples)
                wrong = found - {signal.frame(number) for number in range(count)}
                if wrong:
                    print(f"{signal.name} {ebn0_db} dB: {len(wrong)} wrong frames", file=sys.stderr)
                shares[key].append((len(found) - len(wrong)) / count)
            theirs = None
            if signal.atest_baud:
                with tempfile.NamedTemporaryFile(suffix=".wav") as file:
                    write(Path(file.name), samples)
                    theirs = atest(Path(file.name), signal.atest_baud)
            shares["atest"].append(theirs[0] / count if theirs else 0.0)
            shares["atest_fixed"].append(theirs[1] / count if theirs else 0.0)
        rows.append(
            {"signal": signal.name, "ebn0_db": signal.ebn0_db, "shares": shares}
            | {key: half_point(signal.ebn0_db, share) for key, share in shares.items()}
        )
    return rows


def cost() -> list[dict[str, Any]]:
    """CPU for a second of samples and memory, each of a process that does nothing else."""
    rows = []
    for name in (*COSTS, *SEARCHES):
        samples = SEARCHES[name]() if name in SEARCHES else COSTS[name][2]()
        with tempfile.NamedTemporaryFile() as file:
            samples.tofile(file.name)
            told = subprocess.run(
                [sys.executable, __file__, "--one-cost", name, "--samples", file.name],
                capture_output=True,
                text=True,
                check=True,
            ).stdout
        rows.append(json.loads(told))
    return rows


COSTS: dict[str, tuple[Callable[[], Demodulator], bool, Callable[[], Samples]]] = {
    "FSK 9600, FM audio": (lambda: FskAudio(RATE, 9600), True, lambda: _fm()),
    "AFSK 1200": (lambda: Afsk(RATE), False, lambda: SIGNALS[0].noisy(30, 12, 1200)),
    "BPSK 1200, SSB audio": (
        lambda: BpskAudio(RATE, 1200), True, lambda: SIGNALS[1].noisy(15, 12, 1200),
    ),
    "BPSK 9600, SSB audio": (lambda: BpskAudio(RATE, 9600), True, lambda: _fast_bpsk()),
    "GMSK 9600, IQ": (lambda: FskIq(RATE, 9600), True, lambda: SIGNALS[3].noisy(150, 12, 9600)),
}  # fmt: skip
"""What receives, whether it is scrambled, and the signal."""


def _fm() -> Samples:
    iq = SIGNALS[3].noisy(150, 15, 9600)
    return np.asarray(np.angle(iq[1:] * iq[:-1].conj()), np.float32)


def _fast_bpsk() -> Samples:
    bits = np.concatenate([Ax25(g3ruh=True).encode(SIGNALS[1].frame(n)) for n in range(120)])
    audio = to_audio(bpsk(bits, RATE, 9600), RATE, 12_000.0)
    return add_noise(audio, RATE, 9600, 12.0, np.random.default_rng(1))


def _sparse() -> Samples:
    """A beacon every ten seconds, in the noise of an FM receiver, for two minutes."""
    rng = np.random.default_rng(7)
    bits = Ax25(g3ruh=True).encode(SIGNALS[3].frame(1))
    beacon = FskModulator(RATE, 9600, 3000, bt=0.5).iq(bits)
    carrier = np.zeros(int(120 * RATE), np.complex64)
    for start_s in range(2, 120, 10):
        start = int(start_s * RATE)
        carrier[start : start + len(beacon)] = beacon
    noise = rng.standard_normal((len(carrier), 2), np.float32).view(np.complex64)[:, 0]
    iq = fir(carrier + 0.25 * noise, lowpass(65, 0.18))
    return np.asarray(np.angle(iq[1:] * iq[:-1].conj()), np.float32)


def _noise() -> Samples:
    return np.random.default_rng(8).standard_normal(int(120 * RATE)).astype(np.float32)


SEARCHES: dict[str, Callable[[], Samples]] = {
    "nothing said: noise": _noise,
    "nothing said: FSK 9600, a beacon every 10 s": _sparse,
    "nothing said: FSK 9600 all the time": lambda: _fm(),
}


def one_cost(name: str, path: Path) -> dict[str, Any]:
    """The cost of hearing the samples in a file, framing included."""
    ear: Receiver | Search
    kind: Any = np.float32
    if name in SEARCHES:
        ear, branches = Search(RATE, False, candidates, tuner(RATE)), None
    else:
        make, g3ruh, _ = COSTS[name]
        demodulator = make()
        kind = np.complex64 if name.endswith("IQ") else np.float32
        ear, branches = Receiver(demodulator, [Ax25(g3ruh=g3ruh)]), len(demodulator.branches)
    before = process_time()
    heard: list[Any] = []
    seconds = 0.0
    with path.open("rb") as file:
        while len(block := np.fromfile(file, kind, 4800)):
            heard += ear.feed(block)
            seconds += len(block) / RATE
    heard += ear.finish()
    spent = process_time() - before
    events = [one.received.event if isinstance(one, Heard) else one.event for one in heard]
    peak = re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text(encoding="ascii"))
    return {
        "chain": name,
        "branches": branches,
        "ms_per_s": 1000 * spent / seconds,
        "peak_mb": int(peak[1]) / 1e3 if peak else None,
        "frames": sum(isinstance(event, Frame) for event in events),
    }


def table(rows: Sequence[dict[str, Any]], columns: Sequence[str]) -> None:
    """*rows* for docs/benchmarks.md."""
    print("| " + " | ".join(column.replace("_", " ") for column in columns) + " |")
    print("|" + "---|" * len(columns))
    for row in rows:
        cells = [row.get(column) for column in columns]
        print("| " + " | ".join(_cell(cell) for cell in cells) + " |", flush=True)
    print()


def _cell(value: Any) -> str:
    if value is None:
        return "-"
    if isinstance(value, tuple):
        return " / ".join(map(str, value))
    return f"{value:.1f}" if isinstance(value, float) else str(value)


def main() -> None:
    """See the module."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("parts", nargs="*", choices=["packets", "sensitivity", "cost", []])
    parser.add_argument("--quick", action="store_true", help="fewer frames")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--one-cost", help=argparse.SUPPRESS)
    parser.add_argument("--samples", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.one_cost:
        print(json.dumps(one_cost(arguments.one_cost, arguments.samples)))
        return
    parts = arguments.parts or ["packets", "sensitivity", "cost"]
    made: dict[str, list[dict[str, Any]]] = {}
    if "packets" in parts:
        made["packets"] = packets()
    if "sensitivity" in parts:
        made["sensitivity"] = sensitivity(30 if arguments.quick else 100)
    if "cost" in parts:
        made["cost"] = cost()
    if arguments.json:
        print(json.dumps(made, indent=1))
        return
    for part, columns in (
        ("packets", ["signal", "plain", "fixed", "atest", "multimon"]),
        ("sensitivity", ["signal", "plain", "fixed", "atest", "atest_fixed"]),
        ("cost", ["chain", "branches", "ms_per_s", "peak_mb", "frames"]),
    ):
        if part in made:
            table(made[part], columns)


if __name__ == "__main__":
    main()
