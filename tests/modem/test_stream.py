import numpy as np
import pytest

from gateway.modem.stream import Stream
from gateway.modem.symbols import Samples, Symbols


class Counter:
    """Ten samples a symbol; a symbol's value is its number, its instant a little uncertain."""

    sample_rate, baud, grid, guard = 1000.0, 100.0, 4, 30
    branches: tuple[str, ...] = ("exact", "jitter")

    def __init__(self) -> None:
        self.starts: list[int] = []
        self.longest = 0

    def demodulate(self, samples: Samples, first: int) -> list[Symbols]:
        self.starts.append(first)
        self.longest = max(self.longest, len(samples))
        numbers = np.arange(-(-first // 10), -(-(first + len(samples)) // 10))
        nothing = np.full(len(numbers), np.nan, np.float32)
        jitter = np.random.default_rng(first).uniform(-0.002, 0.002, len(numbers))
        return [
            Symbols(numbers.astype(np.float32), numbers / 100 + late, nothing, nothing)
            for late in (np.zeros(len(numbers)), jitter)
        ]


def symbols(pieces: list[int], block_s: float) -> tuple[list[np.ndarray], Counter]:
    counter = Counter()
    stream = Stream(counter, block_s)
    blocks = []
    for piece in pieces:
        blocks += stream.feed(np.zeros(piece, np.float32))
    blocks += stream.finish()
    return [np.concatenate([block[branch].soft for block in blocks]) for branch in (0, 1)], counter


@pytest.mark.parametrize("block_s", [0.05, 0.1, 0.25, 1.0, 100.0])
@pytest.mark.parametrize("pieces", [[5000], [1] * 300, [7, 993, 4000]])
def test_each_symbol_comes_once_whatever_the_blocks_and_the_pieces(
    pieces: list[int], block_s: float
) -> None:
    found, counter = symbols(pieces, block_s)
    for branch in found:
        assert branch.tolist() == list(range(-(-sum(pieces) // 10)))
    assert all(start % counter.grid == 0 for start in counter.starts)


def test_memory_does_not_grow_with_the_signal() -> None:
    _, counter = symbols([100] * 200, 0.1)
    assert counter.longest <= 100 + 2 * 32 + 100


def test_nothing_fed_is_nothing_found() -> None:
    assert Stream(Counter()).finish() == []
