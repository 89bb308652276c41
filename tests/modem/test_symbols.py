"""Symbols, and what every demodulator promises of them: see `gateway.modem.symbols`."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from gateway.coding.bits import Bits
from gateway.modem.afsk import Afsk
from gateway.modem.bpsk import BpskAudio, BpskIq
from gateway.modem.channel import add_noise
from gateway.modem.fsk import FskAudio
from gateway.modem.fsk_iq import FskIq
from gateway.modem.fsk_modulator import FskModulator
from gateway.modem.mfsk import Mfsk
from gateway.modem.mfsk_modulator import mfsk
from gateway.modem.phase_changes import V26A, V26B, V27
from gateway.modem.psk_modulator import bpsk, dpsk, to_audio
from gateway.modem.symbols import Demodulator, Samples, Symbols
from gateway.modem.through_fm import ThroughFm
from gateway.modem.v26 import V26
from tests.modem.bit_errors import finite, random_bits, received

RATE = 48_000

MAKERS: dict[str, Callable[[], Demodulator]] = {
    "FSK 9600": lambda: FskAudio(RATE, 9600),
    "FSK 1200": lambda: FskAudio(RATE, 1200),
    "GMSK 9600 IQ": lambda: FskIq(RATE, 9600),
    "FSK 2400 IQ": lambda: FskIq(RATE, 2400),
    "AFSK 1200": lambda: Afsk(RATE),
    "AFSK 300": lambda: Afsk(RATE, 300, 1700, -100),
    "AFSK 4800": lambda: Afsk(RATE, 4800, 3600, -1200),
    "AFSK 1200 IQ": lambda: ThroughFm(Afsk(RATE), 11_000),
    "BPSK 1200": lambda: BpskAudio(RATE, 1200),
    "DBPSK 1200": lambda: BpskAudio(RATE, 1200, differential=True),
    "Manchester 1200": lambda: BpskAudio(RATE, 1200, differential=True, manchester=True),
    "BPSK 9600 IQ": lambda: BpskIq(RATE, 9600),
    "V.26 A": lambda: V26(RATE, V26A),
    "V.26 B": lambda: V26(RATE, V26B),
    "V.27": lambda: V26(RATE, V27),
    "4FSK 100": lambda: Mfsk(RATE, 100),
    "RTTY 300": lambda: Mfsk(RATE, 300, tones=2),
}

SENDERS: dict[str, Callable[[Bits], Samples]] = {
    "FSK 9600": lambda bits: FskModulator(RATE, 9600, 3000).fm_audio(bits),
    "GMSK 9600 IQ": lambda bits: FskModulator(RATE, 9600, 2400, 0.5).iq(bits),
    "FSK 2400 IQ": lambda bits: FskModulator(RATE, 2400, 3000).iq(bits),
    "AFSK 1200": lambda bits: FskModulator(RATE, 1200, -500).afsk(bits, 1700),
    "AFSK 300": lambda bits: FskModulator(RATE, 300, -100).afsk(bits, 1700),
    "AFSK 4800": lambda bits: FskModulator(RATE, 4800, -1200).afsk(bits, 3600),
    "BPSK 1200": lambda bits: to_audio(bpsk(bits, RATE, 1200), RATE, 1500),
    "DBPSK 1200": lambda bits: to_audio(bpsk(bits, RATE, 1200, differential=True), RATE, 1500),
    "Manchester 1200": lambda bits: to_audio(
        bpsk(bits, RATE, 1200, differential=True, manchester=True), RATE, 1500
    ),
    "BPSK 9600 IQ": lambda bits: bpsk(bits, RATE, 9600),
    "V.26 A": lambda bits: to_audio(dpsk(bits, RATE, 1200, V26A), RATE, 1800),
    "V.26 B": lambda bits: to_audio(dpsk(bits, RATE, 1200, V26B), RATE, 1800),
    "V.27": lambda bits: to_audio(dpsk(bits, RATE, 1600, V27), RATE, 1800),
    "4FSK 100": lambda bits: mfsk(bits, RATE, 100, 4, 270, 1500).real,
    "RTTY 300": lambda bits: mfsk(bits, RATE, 300, 2, 600, 1500).real,
}


def test_those_between_two_times_keep_what_belongs_to_them() -> None:
    n = np.arange(10)
    symbols = Symbols(
        n.astype(np.float32), n / 10, -n.astype(np.float32), 2 * n.astype(np.float32), 7.0
    )
    part = symbols.between(0.2, 0.5)
    assert part.soft.tolist() == [3, 4, 5]
    assert part.at.tolist() == [0.3, 0.4, 0.5]
    assert part.snr_db.tolist() == [-3, -4, -5]
    assert part.offset_hz.tolist() == [6, 8, 10]
    assert part.clock_ppm == 7.0


@pytest.mark.parametrize("esn0_db", [6, 11, 16])
@pytest.mark.parametrize("name", SENDERS)
def test_the_signal_to_noise_ratio_is_that_of_the_signal(name: str, esn0_db: float) -> None:
    demodulator = MAKERS[name]()
    # Two seconds, or at low bauds 300 symbols; the modulators take what is whole of it.
    bits = random_bits(6 * max(300, int(2 * demodulator.baud) // 6), 1)
    # Es is that of a symbol: as if a symbol were one bit.
    signal = add_noise(
        SENDERS[name](bits), RATE, demodulator.baud, esn0_db, np.random.default_rng(1)
    )
    for symbols in received(demodulator, signal):
        assert np.median(symbols.snr_db) == pytest.approx(esn0_db, abs=1.5)


def bad_inputs() -> dict[str, np.ndarray]:
    rng = np.random.default_rng(2)
    noise = rng.uniform(-1, 1, RATE).astype(np.float32)
    return {
        "nothing": noise[:0],
        "one sample": noise[:1],
        "a few samples": noise[:30],
        "silence": np.zeros(RATE, np.float32),
        "DC": np.ones(RATE, np.float32),
        "noise": noise,
        "clipped": np.where(noise > 0, np.float32(1), np.float32(-1)),
        "loud, then silent": np.concatenate((noise[:5000], np.zeros(RATE - 5000, np.float32))),
        "far beyond full scale, then faint": np.concatenate((1e6 * noise, 1e-6 * noise)),
        "one click": np.eye(1, RATE, 9000, dtype=np.float32)[0],
    }


@pytest.mark.parametrize("what", bad_inputs())
@pytest.mark.parametrize("name", MAKERS)
def test_what_is_no_signal_makes_finite_symbols_in_the_order_of_time(name: str, what: str) -> None:
    demodulator = MAKERS[name]()
    samples = bad_inputs()[what]
    if "IQ" in name:
        samples = (samples * (1 + 0.5j)).astype(np.complex64)
    for symbols in demodulator.demodulate(samples, 0):
        assert finite(symbols.soft)
        assert len(symbols.soft) == len(symbols.at) == len(symbols.snr_db)
        assert not np.any(np.isinf(symbols.offset_hz))
        assert np.all(np.diff(symbols.at) >= 0)
        # No more of them than a clock 5 % fast makes, three bits a symbol.
        assert len(symbols.at) <= 3 * 1.05 * demodulator.baud * len(samples) / RATE + 8
