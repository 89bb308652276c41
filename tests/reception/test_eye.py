"""The eye: what is drawn of a signal."""

from __future__ import annotations

import numpy as np

from gateway.coding.bits import Bits
from gateway.model import Downlink
from gateway.modem.channel import add_noise
from gateway.modem.fsk_modulator import FskModulator
from gateway.modem.psk_modulator import bpsk, to_audio
from gateway.reception.eye import POINTS, eye
from tests.reception.signals import RATE


def bits(count: int) -> Bits:
    return np.random.default_rng(1).integers(0, 2, count, dtype=np.uint8)


FSK = Downlink(None, "FSK", 9600, ())


def test_an_eye_is_open_at_the_symbols_and_crossed_between_them() -> None:
    audio = FskModulator(RATE, 9600, 3000, bt=0.5).fm_audio(bits(2000))
    shown = eye(audio, FSK, RATE, iq=False)
    assert shown is not None
    middle, between = shown.traces[:, POINTS // 2], shown.traces[:, POINTS // 4]
    assert np.abs(middle).min() > 0.4
    assert np.abs(between).min() < 0.1
    assert (
        np.abs(shown.symbols).mean() == np.float32(1.0).item() or np.abs(shown.symbols).min() > 0.4
    )


def test_noise_closes_it() -> None:
    rng = np.random.default_rng(2)
    iq = FskModulator(RATE, 9600, 3000, bt=0.5).iq(bits(2000))
    spread = []
    for ebn0_db in (20.0, 8.0):
        shown = eye(add_noise(iq, RATE, 9600, ebn0_db, rng), FSK, RATE, iq=True)
        assert shown is not None
        spread.append(float(np.abs(shown.symbols).std()))
    assert spread[1] > 1.5 * spread[0]


def test_a_constellation_of_bpsk_is_two_points() -> None:
    audio = to_audio(bpsk(bits(1200), RATE, 1200), RATE, 1500.0)
    shown = eye(audio, Downlink(None, "BPSK", 1200, ()), RATE, iq=False)
    assert shown is not None
    assert np.iscomplexobj(shown.symbols)
    inner = shown.symbols[100:-100]
    assert np.abs(inner.imag).mean() < 0.2 * np.abs(inner.real).mean()


def test_too_little_has_no_eye() -> None:
    assert eye(np.zeros(10, np.float32), FSK, RATE, iq=False) is None
