import pytest

from gateway.sstv.mode import MODES
from tests.sstv.card import BY_NAME


@pytest.mark.parametrize(
    ("name", "vis", "seconds"),
    [
        # The transmission times that the paper gives beside its timings.
        ("Scottie S1", 60, 109.6),
        ("Scottie S2", 56, 71.1),
        ("Scottie DX", 76, 268.9),
        ("Martin M1", 44, 114.3),
        ("Martin M2", 40, 58.1),
        ("Robot 36", 8, 36.0),
        ("Robot 72", 12, 72.0),
        ("PD50", 93, 49.7),
        ("PD90", 99, 90.0),
        ("PD120", 95, 126.1),
        ("PD160", 98, 160.9),
        ("PD180", 96, 187.1),
        ("PD240", 97, 248.0),
        ("PD290", 94, 288.7),
    ],
)
def test_a_picture_takes_as_long_as_it_should(name: str, vis: int, seconds: float) -> None:
    assert MODES[vis] is BY_NAME[name]
    assert MODES[vis].duration_s == pytest.approx(seconds, abs=0.06)


def test_elements_follow_each_other() -> None:
    mode = BY_NAME["Robot 36"]
    assert [begin for begin, _ in mode.syncs] == [0.0, 150.0]
    assert [(begin, scan.colour, scan.row) for begin, scan in mode.scans] == [
        (12.0, "Y", 0),
        (106.0, "V", 0),
        (162.0, "Y", 1),
        (256.0, "U", 0),
    ]
    assert mode.groups * mode.rows == mode.height
