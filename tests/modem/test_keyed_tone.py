import numpy as np
import pytest

from gateway.modem.keyed_tone import find_keyed_tone
from gateway.modem.keying_modulator import key
from tests.modem.keyed_text import RATE, in_noise, keying

SPAN = slice(4000, 44_000)


def test_a_tone_below_the_noise_is_found() -> None:
    audio = in_noise(key(keying(20), RATE, 200, 1234.5).real, -3, seed=2)[SPAN]
    found = find_keyed_tone(audio, RATE, 300, 3000)
    assert found.hz == pytest.approx(1234.5, abs=4)
    assert found.density == pytest.approx(0.5 / 500 / 10**-0.3 / 2, rel=0.2)


@pytest.mark.parametrize("drift", [-90.0, 40.0])
def test_drift_is_found(drift: float) -> None:
    iq = key(keying(15), RATE, 200, 1500.0)[SPAN]
    seconds = (np.arange(len(iq)) - len(iq) / 2) / RATE
    moving = (iq * np.exp(1j * np.pi * drift * seconds**2)).real
    found = find_keyed_tone(in_noise(moving, 3, seed=3), RATE, 300, 3000)
    assert found.drift == pytest.approx(drift, abs=4)
    assert found.hz == pytest.approx(1500, abs=6)


def test_a_stronger_carrier_that_is_not_keyed_is_not_taken() -> None:
    keyed = key(keying(20), RATE, 200, 800.0).real[SPAN]
    carrier = 2 * np.cos(2 * np.pi * 1900 / RATE * np.arange(len(keyed)))
    assert find_keyed_tone(in_noise(keyed + carrier, 10, 4), RATE, 300, 3000).hz == pytest.approx(
        800, abs=4
    )


@pytest.mark.parametrize("count", [0, 1, 500, 5000])
def test_silence_of_any_length_is_no_trouble(count: int) -> None:
    found = find_keyed_tone(np.zeros(count, np.float32), RATE, 300, 3000)
    assert found.density == 0
