import numpy as np

from gateway.modem.keying_modulator import key


def test_the_tone_is_there_while_the_key_is_down() -> None:
    bits = np.repeat(np.array([0, 1, 0], np.uint8), 20)
    iq = key(bits, 8000, 200, 1000.0)
    assert len(iq) == 60 * 40
    assert np.abs(iq[:700]).max() < 1e-6
    assert np.allclose(np.abs(iq[900:1500]), 1, atol=1e-5)
    assert np.allclose(np.angle(iq[901:1500] * iq[900:1499].conj()), np.pi / 4, atol=1e-4)


def test_an_edge_takes_its_time_around_the_change_of_the_key() -> None:
    envelope = np.abs(key(np.array([0, 1], np.uint8), 8000, 10, rise_s=0.01))
    assert np.isclose(envelope[800], 0.5, atol=0.02)
    assert envelope[750] < 0.01
    assert envelope[850] > 0.99
