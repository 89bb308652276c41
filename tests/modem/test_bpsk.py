"""BPSK: bit errors against theory, offsets, drift, clocks, blocks, and real satellites."""

from __future__ import annotations

import json
import wave
from pathlib import Path

import numpy as np
import pytest

from gateway.framing.radio.ao40 import AO40_FEC
from gateway.framing.radio.ax25 import Ax25
from gateway.framing.radio.ccsds import CONCATENATED_114_NRZM
from gateway.framing.radio.deframer import Deframers, RadioFraming
from gateway.framing.radio.ua01 import UA01
from gateway.model import Frame
from gateway.modem import channel
from gateway.modem.bpsk import Bpsk, BpskAudio, BpskIq
from gateway.modem.psk_modulator import bpsk, to_audio
from gateway.modem.symbols import Samples
from tests.modem.bit_errors import error_rate, finite, q, random_bits, ratio, received
from tests.shared_data import SHARED, needs_shared

RATE = 12_000.0
BAUD = 1200.0
LOSS_DB = 0.4
"""What timing, carrier and filters may cost."""


def theory(ebn0_db: float) -> float:
    return q((2 * ratio(ebn0_db)) ** 0.5)


def noisy_audio(bits: np.ndarray, ebn0_db: float, carrier: float = 1500.0) -> Samples:
    audio = to_audio(bpsk(bits, RATE, BAUD), RATE, carrier)
    return channel.add_noise(audio, RATE, BAUD, ebn0_db, np.random.default_rng(1))


def decoded(
    demodulator: Bpsk, signal: Samples, framing: RadioFraming, block_s: float = 0.5
) -> set[bytes]:
    frames: set[bytes] = set()
    for symbols in received(demodulator, signal, block_s):
        deframers = Deframers([framing])
        for start in range(0, len(symbols.soft), 1000):
            caught = deframers.feed(symbols.soft[start : start + 1000])
            frames |= {one.event.data for one in caught if isinstance(one.event, Frame)}
    return frames


@pytest.mark.parametrize("ebn0_db", [4.0, 6.0])
def test_bit_errors_in_audio_are_within_half_a_decibel_of_theory(ebn0_db: float) -> None:
    bits = random_bits(20_000, 2)
    signal = noisy_audio(bits, ebn0_db)
    for symbols in received(BpskAudio(RATE, BAUD), signal)[1:]:
        rate = error_rate(bits, symbols, BAUD)
        assert theory(ebn0_db + 0.3) < rate < theory(ebn0_db - LOSS_DB)


def test_bit_errors_in_iq_are_within_half_a_decibel_of_theory() -> None:
    bits = random_bits(20_000, 3)
    iq = channel.shift(bpsk(bits, 48_000, 9600), 48_000, -5000.0, 300.0)
    signal = channel.add_noise(iq, 48_000, 9600, 5.0, np.random.default_rng(4))
    for symbols in received(BpskIq(48_000, 9600), signal)[1:]:
        assert error_rate(bits, symbols, 9600) < theory(5.0 - LOSS_DB)


def test_differential_bits_err_as_two_coherent_symbols_do() -> None:
    bits = random_bits(20_000, 5)
    audio = to_audio(bpsk(bits, RATE, BAUD, differential=True), RATE, 1500.0)
    signal = channel.add_noise(audio, RATE, BAUD, 5.0, np.random.default_rng(6))
    one = theory(5.0 - LOSS_DB)
    symbols = received(BpskAudio(RATE, BAUD, differential=True), signal)[1]
    assert error_rate(bits, symbols, BAUD) < 2 * one * (1 - one)


def test_a_one_of_dbpsk_keeps_the_phase() -> None:
    bits = random_bits(2000, 7)
    signal = to_audio(bpsk(bits, RATE, BAUD, differential=True), RATE, 1500.0)
    symbols = received(BpskAudio(RATE, BAUD, differential=True), signal)[1]
    index = np.round(symbols.at * BAUD - 0.5).astype(np.intp)[100:-100]
    assert np.array_equal(symbols.soft[100:-100] > 0, bits[index] == 1)


@pytest.mark.parametrize("rate", [22_050.0, 48_000.0])
def test_manchester_coded_bits_err_as_plain_ones_do(rate: float) -> None:
    bits = random_bits(20_000, 8)
    audio = to_audio(bpsk(bits, rate, BAUD, manchester=True), rate, 3000.0)
    signal = channel.add_noise(audio, rate, BAUD, 5.0, np.random.default_rng(9))
    symbols = received(BpskAudio(rate, BAUD, 3000.0, manchester=True), signal)[1]
    assert error_rate(bits, symbols, BAUD) < theory(5.0 - LOSS_DB)


@pytest.mark.parametrize("carrier", [800.0, 1500.0, 2250.0])
def test_a_carrier_anywhere_within_reach_is_found(carrier: float) -> None:
    bits = random_bits(6000, 10)
    signal = noisy_audio(bits, 7.0, carrier)
    symbols = received(BpskAudio(RATE, BAUD), signal)[1]
    assert error_rate(bits, symbols, BAUD) < theory(6.0)
    assert np.median(symbols.offset_hz) == pytest.approx(carrier - 1500, abs=5)


def test_a_reach_of_many_bauds_costs_nothing_but_time() -> None:
    bits = random_bits(6000, 23)
    iq = channel.shift(bpsk(bits, 48_000, BAUD), 48_000, 8700.0, -50.0)
    signal = channel.add_noise(iq, 48_000, BAUD, 6.0, np.random.default_rng(24))
    symbols = received(BpskIq(48_000, BAUD, reach=10_000), signal)[1]
    assert error_rate(bits, symbols, BAUD) < theory(6.0 - LOSS_DB)


def test_a_drifting_carrier_is_followed() -> None:
    bits = random_bits(12_000, 11)
    audio = to_audio(bpsk(bits, RATE, BAUD), RATE, 1900.0, drift_hz_s=-60.0)
    signal = channel.add_noise(audio, RATE, BAUD, 7.0, np.random.default_rng(12))
    assert error_rate(bits, received(BpskAudio(RATE, BAUD), signal)[1], BAUD) < theory(6.0)


def test_the_short_window_follows_a_clock_that_is_half_a_percent_off() -> None:
    bits = random_bits(6000, 13)
    fast = channel.resample_clock(bpsk(bits, 48_000, 9600), 5000)
    signal = channel.add_noise(fast, 48_000, 9600, 9.0, np.random.default_rng(14))
    symbols = received(BpskIq(48_000, 9600), signal)[0]
    assert error_rate(bits, symbols, 9600 * 1.005) < 0.002


def test_snr_is_estimated() -> None:
    bits = random_bits(6000, 15)
    symbols = received(BpskAudio(RATE, BAUD), noisy_audio(bits, 8.0))[1]
    assert np.median(symbols.snr_db) == pytest.approx(8.0, abs=0.7)


def test_the_clock_is_estimated() -> None:
    fast = channel.resample_clock(bpsk(random_bits(3000, 16), 48_000, 9600), 300)
    assert BpskIq(48_000, 9600).demodulate(fast, 0)[2].clock_ppm == pytest.approx(300, abs=30)


def transmissions(count: int) -> tuple[list[bytes], Samples]:
    """Frames, each a burst of its own at another offset, silence between them."""
    rng = np.random.default_rng(17)
    header = bytes.fromhex("a0aaa2a6a6a2609e9064828ea66103f0")
    frames = [header + rng.bytes(60) for _ in range(count)]
    bursts = [
        np.pad(
            to_audio(bpsk(Ax25(g3ruh=True).encode(data), RATE, BAUD), RATE, 1100 + 150.0 * k),
            (2000 + 700 * k, 3000),
        )
        for k, data in enumerate(frames)
    ]
    signal = np.concatenate(bursts)
    noise = 0.08 * np.random.default_rng(18).standard_normal(len(signal))
    return frames, (signal + noise).astype(np.float32)


def test_frames_are_the_same_for_any_length_of_block() -> None:
    frames, signal = transmissions(5)
    for block_s in (0.25, 1.0, 60.0):
        found = decoded(BpskAudio(RATE, BAUD), signal, Ax25(g3ruh=True, fix=0), block_s)
        assert found == set(frames)


def test_the_sign_holds_from_block_to_block() -> None:
    # Coherent bits over thirty seams: an inversion at any would cost half of the rest.
    bits = random_bits(6000, 19)
    symbols = received(BpskAudio(RATE, BAUD), noisy_audio(bits, 9.0, 1733.0), 0.17)[2]
    assert error_rate(bits, symbols, BAUD) < 1e-3


@pytest.mark.parametrize("rate", [8000, 22_050, 44_100, 48_000])
@pytest.mark.parametrize("baud", [400, 1200])
def test_any_usual_sample_rate_will_do(rate: float, baud: float) -> None:
    bits = random_bits(3000, 20)
    signal = to_audio(bpsk(bits, rate, baud), rate, 2250.0)
    for symbols in received(BpskAudio(rate, baud), signal):
        assert error_rate(bits, symbols, baud) == 0


@pytest.mark.parametrize("rate", [22_050, 31_250, 250_000])
def test_iq_may_be_just_wide_enough_or_much_wider(rate: float) -> None:
    bits = random_bits(3000, 22)
    signal = channel.shift(bpsk(bits, rate, 9600), rate, 1700.0)
    for symbols in received(BpskIq(rate, 9600), signal):
        assert error_rate(bits, symbols, 9600) == 0


@pytest.mark.parametrize(
    "signal",
    [
        np.zeros(0, np.float32),
        np.ones(3, np.float32),
        np.zeros(20_000, np.float32),
        np.ones(20_000, np.float32),
        np.pad(np.ones(1, np.float32), 9000),
        1e-30 * np.random.default_rng(21).standard_normal(20_000).astype(np.float32),
    ],
    ids=["nothing", "three samples", "silence", "DC", "a click", "next to nothing"],
)
def test_signals_without_a_signal_are_legal(signal: Samples) -> None:
    for demodulator in (BpskAudio(RATE, BAUD), BpskAudio(RATE, 400, differential=True)):
        for symbols in demodulator.demodulate(signal, 0):
            assert finite(symbols.soft)
            assert np.all(np.diff(symbols.at) >= 0)


RECORDINGS: dict[str, RadioFraming] = {
    "ao73": AO40_FEC,
    "by701": CONCATENATED_114_NRZM,
    "duchifat_3": Ax25(g3ruh=True),
    "fmn1": Ax25(g3ruh=True),
    "itasat1": Ax25(),
    "mysat1": Ax25(g3ruh=True),
    "picsat_9k6": Ax25(g3ruh=True),
    "pwsat2": Ax25(g3ruh=True),
    "sat_3cat_2": Ax25(),
    "shaonian_xing": Ax25(g3ruh=True),
    "ua01": UA01,
    "zhou_enlai": Ax25(g3ruh=True),
}


def recording(path: Path) -> tuple[Samples, int]:
    """The first channel of a WAV of 16 bits."""
    with wave.open(str(path)) as file:
        octets, rate, channels = (
            file.readframes(file.getnframes()),
            file.getframerate(),
            file.getnchannels(),
        )
    return np.frombuffer(octets, np.int16)[::channels].astype(np.float32) / 32768, rate


@needs_shared
@pytest.mark.parametrize("name", RECORDINGS)
def test_satellites_are_heard_as_by_the_best_of_other_decoders(name: str) -> None:
    baseline = json.loads((SHARED / "recordings" / "baseline.json").read_text())
    entry = next(one for one in baseline if one["recording"] == name)
    audio, rate = recording(SHARED / "recordings" / f"{name}.wav")
    differential = entry["modulation"] == "DBPSK"
    demodulator = BpskAudio(rate, float(entry["baudrate"]), differential=differential)
    found = decoded(demodulator, audio, RECORDINGS[name])
    assert found >= {bytes.fromhex(frame) for frame in entry["frames_hex"]}


@needs_shared
@pytest.mark.parametrize(
    ("name", "framing", "differential"),
    [("delfic3", Ax25(), False), ("nayif1", AO40_FEC, True)],
)
def test_satellites_are_heard_as_by_jradio(
    name: str, framing: RadioFraming, differential: bool
) -> None:
    expected = json.loads((SHARED / "recordings-2" / "expected.json").read_text())
    entry = next(one for one in expected if one["recording"] == f"{name}.wav")
    raw = entry["cases"][0]["expected"]["rawData"]
    audio, rate = recording(SHARED / "recordings-2" / f"{name}.wav")
    found = decoded(BpskAudio(rate, 1200, differential=differential), audio, framing)
    assert bytes(octet & 0xFF for octet in raw) in found
