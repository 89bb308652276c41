import numpy as np
import pytest

from gateway.modem.discriminator import CLIP, discriminate


@pytest.mark.parametrize("frequency", [-0.05, 0.02, 0.1])
def test_a_tone_is_as_many_deviations_as_it_lies_off(frequency: float) -> None:
    x = np.exp(2j * np.pi * frequency * np.arange(100)).astype(np.complex64)
    assert np.allclose(discriminate(x, 0.05), frequency / 0.05, atol=1e-3)
    assert np.allclose(discriminate(x, -0.05), -frequency / 0.05, atol=1e-3)


def test_clicks_are_cut() -> None:
    x = np.ones(10, np.complex64)
    x[5:] = -1
    assert np.abs(discriminate(x, 0.01)).max() == pytest.approx(CLIP)


@pytest.mark.parametrize("length", [0, 1, 2])
def test_hardly_any_samples_are_no_trouble(length: int) -> None:
    assert len(discriminate(np.zeros(length, np.complex64), 0.1)) == length
