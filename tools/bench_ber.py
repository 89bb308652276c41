#!/usr/bin/env python3
"""Measure bit-error curves of the modem and draw them beside theory.

    tools/bench_ber.py [--bits N] [--json] [PICTURE]

Each signal is made by its modulator, disturbed with white noise of fixed seeds and received
by its demodulator's best branch.  Theory: coherent BPSK, and MSK as its limit, Q(sqrt(2 Eb/N0));
PSK of two or four phases, coherent symbols compared with their neighbours, 2 Q (1 - Q);
orthogonal FSK, each symbol by itself without its phase: detectors that look at several symbols
of a continuous phase are better than that.  J. Proakis, "Digital Communications", 4th edition,
sections 5.2 and 5.4.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from math import comb, exp, pi, sin, sqrt
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np

from gateway.coding.bits import Bits
from gateway.modem.afsk import Afsk
from gateway.modem.bpsk import BpskAudio
from gateway.modem.channel import add_noise
from gateway.modem.fsk import FskAudio
from gateway.modem.fsk_iq import FskIq
from gateway.modem.fsk_modulator import FskModulator
from gateway.modem.mfsk import Mfsk
from gateway.modem.mfsk_modulator import mfsk
from gateway.modem.phase_changes import V26B, V27
from gateway.modem.psk_modulator import bpsk, dpsk, to_audio
from gateway.modem.symbols import Demodulator, Samples
from gateway.modem.through_fm import ThroughFm
from gateway.modem.v26 import V26
from tests.modem.bit_errors import error_rate, q, random_bits, ratio, received

RATE = 48_000.0
EBN0_DB = tuple(range(2, 13))
PICTURE = Path(__file__).resolve().parents[1] / "docs" / "bit-errors.svg"


@dataclass(frozen=True)
class Curve:
    """One modulation.

    Attributes:
        name: What it is.
        baud: Symbols per second.
        bits: A symbol.
        send: Bits to samples without noise.
        demodulator: A new one.
        theory: Bit-error rate at a ratio of energies; None where there is no closed form.
    """

    name: str
    baud: float
    bits: int
    send: Callable[[Bits], Samples]
    demodulator: Callable[[], Demodulator]
    theory: Callable[[float], float] | None


def orthogonal(tones: int) -> Callable[[float], float]:
    """Bit errors of non-coherent orthogonal FSK; Proakis (5.4-46) and (5.2-24)."""
    bits = tones.bit_length() - 1

    def errors(ebn0: float) -> float:
        wrong = sum(
            (-1) ** (n + 1) * comb(tones - 1, n) / (n + 1) * exp(-n * bits * ebn0 / (n + 1))
            for n in range(1, tones)
        )
        return float(wrong * (tones / 2) / (tones - 1))

    return errors


def differential(ebn0: float) -> float:
    """Bit errors of coherent symbols compared with their neighbours."""
    wrong = q(sqrt(2 * ebn0))
    return 2 * wrong * (1 - wrong)


def eight_phases(ebn0: float) -> float:
    """Bit errors of eight phases compared with their neighbours; Proakis (5.2-61), doubled."""
    return 4 / 3 * q(sqrt(6 * ebn0) * sin(pi / 8))


CURVES = (
    Curve(
        "BPSK 1200, SSB audio", 1200, 1,
        lambda bits: to_audio(bpsk(bits, RATE, 1200), RATE, 1500.0),
        lambda: BpskAudio(RATE, 1200), lambda ebn0: q(sqrt(2 * ebn0)),
    ),
    Curve(
        "DBPSK 1200, SSB audio", 1200, 1,
        lambda bits: to_audio(bpsk(bits, RATE, 1200, differential=True), RATE, 1500.0),
        lambda: BpskAudio(RATE, 1200, differential=True), differential,
    ),
    Curve(
        "DBPSK 1200, Manchester", 1200, 1,
        lambda bits: to_audio(
            bpsk(bits, RATE, 1200, differential=True, manchester=True), RATE, 3000.0
        ),
        lambda: BpskAudio(RATE, 1200, carrier=3000.0, differential=True, manchester=True),
        differential,
    ),
    Curve(
        "V.26B, 2400 bit/s", 1200, 2,
        lambda bits: to_audio(dpsk(bits, RATE, 1200, V26B), RATE, 1800.0),
        lambda: V26(RATE, V26B), differential,
    ),
    Curve(
        "V.27, 4800 bit/s", 1600, 3,
        lambda bits: to_audio(dpsk(bits, RATE, 1600, V27), RATE, 1800.0),
        lambda: V26(RATE, V27), eight_phases,
    ),
    Curve(
        "AFSK 1200 (Bell 202)", 1200, 1,
        lambda bits: FskModulator(RATE, 1200, -500).afsk(bits, 1700),
        lambda: Afsk(RATE), orthogonal(2),
    ),
    Curve(
        "AFSK 4800 (3600 Hz)", 4800, 1,
        lambda bits: FskModulator(RATE, 4800, -1200).afsk(bits, 3600),
        lambda: Afsk(RATE, 4800, 3600, -1200), lambda ebn0: q(sqrt(2 * ebn0)),
    ),
    Curve(
        "GMSK BT 0.5, h 0.5, 9600, IQ", 9600, 1,
        lambda bits: FskModulator(RATE, 9600, 2400, bt=0.5).iq(bits),
        lambda: FskIq(RATE, 9600), lambda ebn0: q(sqrt(2 * ebn0)),
    ),
    Curve(
        "FSK h 0.62, 9600, IQ", 9600, 1,
        lambda bits: FskModulator(RATE, 9600, 3000).iq(bits),
        lambda: FskIq(RATE, 9600), orthogonal(2),
    ),
    Curve(
        "the same through an FM receiver", 9600, 1,
        lambda bits: FskModulator(RATE, 9600, 3000).iq(bits),
        lambda: ThroughFm(FskAudio(RATE, 9600), 7500.0), orthogonal(2),
    ),
    Curve(
        "RTTY 100, two tones", 100, 1,
        lambda bits: mfsk(bits, 8000.0, 100, 2, 425.0, 1500.0).real,
        lambda: Mfsk(8000.0, 100, 2, 425.0), orthogonal(2),
    ),
    Curve(
        "4FSK 100 (Horus)", 100, 2,
        lambda bits: mfsk(bits, 8000.0, 100, 4, 270.0, 1500.0).real,
        lambda: Mfsk(8000.0, 100), orthogonal(4),
    ),
)  # fmt: skip


def measure(curve: Curve, count: int) -> list[float]:
    """Bit-error rates of the best branch."""
    rates = []
    sent = random_bits(count - count % curve.bits, 1)
    clean = curve.send(sent)
    rate = curve.demodulator().sample_rate
    for ebn0_db in EBN0_DB:
        rng = np.random.default_rng(100 + ebn0_db)
        noisy = add_noise(clean, rate, curve.baud * curve.bits, ebn0_db, rng)
        branches = received(curve.demodulator(), noisy)
        rates.append(min(error_rate(sent, one, curve.baud) for one in branches))
    return rates


def draw(path: Path, measured: dict[str, list[float]]) -> None:
    """The curves, one panel each, beside theory."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(12, 9), layout="constrained")
    panels = figure.subplots(3, 4, sharex=True, sharey=True).ravel()
    fine = np.linspace(EBN0_DB[0], EBN0_DB[-1], 100)
    for axes, curve in zip(panels, CURVES, strict=False):
        shown = [(x, y) for x, y in zip(EBN0_DB, measured[curve.name], strict=True) if y > 0]
        axes.semilogy(*zip(*shown, strict=True), "o-", ms=4, label="measured")
        if curve.theory:
            theory = [curve.theory(ratio(x)) for x in fine]
            axes.semilogy(fine, theory, "--", color="grey", label="theory")
        axes.set_title(curve.name, fontsize=9)
        axes.set_ylim(1e-5, 0.5)
        axes.grid(visible=True, alpha=0.3)
    panels[0].legend(fontsize=8)
    for axes in panels[len(CURVES) :]:
        axes.set_axis_off()
    figure.supxlabel("Eb/N0, dB", fontsize=9)
    figure.supylabel("bit-error rate", fontsize=9)
    figure.savefig(path, metadata={"Date": None})


def show(measured: dict[str, list[float]]) -> None:
    """A table: at each Eb/N0 the rate, and behind it theory's."""
    print("| signal | " + " | ".join(f"{x} dB" for x in EBN0_DB) + " |")
    print("|" + "---|" * (len(EBN0_DB) + 1))
    for curve in CURVES:
        cells = []
        for x, y in zip(EBN0_DB, measured[curve.name], strict=True):
            theory = f" ({curve.theory(ratio(x)):.0e})" if curve.theory else ""
            cells.append(f"{y:.0e}{theory}")
        print(f"| {curve.name} | " + " | ".join(cells) + " |")


def main() -> None:
    """See the module."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("picture", nargs="?", type=Path, default=PICTURE)
    parser.add_argument("--bits", type=int, default=100_000)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    measured = {
        curve.name: measure(curve, arguments.bits if curve.baud > 500 else arguments.bits // 20)
        for curve in CURVES
    }
    draw(arguments.picture, measured)
    if arguments.json:
        print(json.dumps({"ebn0_db": EBN0_DB, "rates": measured}))
    else:
        show(measured)


if __name__ == "__main__":
    main()
