import numpy as np
import pytest

from gateway.coding.bits import harden, soften
from gateway.framing.radio.line import Line, LineDeframer
from gateway.framing.radio.ring import SymbolRing
from gateway.framing.radio.sync import Body, SyncDeframer, SyncWord
from gateway.model import Frame

BITS = np.random.default_rng(7).integers(0, 2, 400, np.uint8)
WORD = "".join(map(str, BITS[200:232]))
both_lines = pytest.mark.parametrize("line", [Line(), Line(g3ruh=True)])


@both_lines
@pytest.mark.parametrize("inverted", [0, 1])
def test_bits_come_back_in_either_polarity(line: Line, inverted: int) -> None:
    symbols = line.encode(BITS) ^ np.uint8(inverted)
    assert np.array_equal(line.decode(symbols)[line.memory :], BITS[line.memory :])


@both_lines
def test_soft_symbols_and_windows_decode_to_the_same(line: Line) -> None:
    symbols = line.encode(BITS)
    soft = line.decode_soft(soften(symbols))
    assert np.array_equal(harden(soft)[line.memory :], BITS[line.memory :])
    ring = SymbolRing(1000)
    ring.append(soften(symbols))
    windows = line.decode_windows(ring.windows(0, ring.end))
    assert np.array_equal((windows & np.uint64(1))[line.memory :], BITS[line.memory :])


def test_a_wrong_symbol_makes_two_wrong_bits_and_six_behind_the_scrambler() -> None:
    for line, expected in ((Line(), 2), (Line(g3ruh=True), 6)):
        symbols = line.encode(BITS)
        symbols[100] ^= 1
        assert np.count_nonzero(line.decode(symbols) != BITS) == expected


@both_lines
@pytest.mark.parametrize("block", [1, 17, 400])
def test_a_deframer_behind_the_line_code_sees_bits_at_the_indices_of_symbols(
    line: Line, block: int
) -> None:
    body = Body(8, lambda soft: (Frame(bytes(harden(soft)), "test"), 8))
    inner = SyncDeframer(SyncWord(WORD, inverted=False), body)
    deframer = LineDeframer(line, inner)
    ring = SymbolRing(deframer.reach)
    symbols = soften(line.encode(BITS))
    caught = []
    for start in range(0, len(symbols), block):
        ring.append(symbols[start : start + block])
        caught += deframer.search(ring)
    assert [(one.start, one.end) for one in caught] == [(200, 240)]
    assert caught[0].event.data == bytes(BITS[232:240])
    assert deframer.counters["sync_words"] == 1
