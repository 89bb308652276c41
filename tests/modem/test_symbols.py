import numpy as np

from gateway.modem.symbols import Symbols


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
