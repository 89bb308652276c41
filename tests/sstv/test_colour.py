import numpy as np
import pytest

from gateway.sstv.colour import to_rgb, to_yvu


@pytest.mark.parametrize(
    ("rgb", "yvu"),
    [
        # The levels of BT.601: Y, Cr, Cb of black, white and the three primaries.
        ((0, 0, 0), (16, 128, 128)),
        ((255, 255, 255), (235, 128, 128)),
        ((255, 0, 0), (81.5, 240, 90)),
        ((0, 255, 0), (144.5, 34, 54)),
        ((0, 0, 255), (41, 110, 240)),
    ],
)
def test_levels_are_those_of_the_recommendation(
    rgb: tuple[float, ...], yvu: tuple[float, ...]
) -> None:
    assert to_yvu(np.array(rgb, float)) == pytest.approx(yvu, abs=0.6)
    assert to_rgb(np.array(yvu, float)) == pytest.approx(rgb, abs=1.6)


def test_colours_come_back() -> None:
    rgb = np.random.default_rng(1).uniform(0, 255, (5, 7, 3))
    assert np.allclose(to_rgb(to_yvu(rgb)), rgb, atol=1e-3)
