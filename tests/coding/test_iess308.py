import numpy as np
import pytest

from gateway.coding import iess308
from gateway.coding.bits import Bits


def received(sent: Bits) -> list[int]:
    """The descrambler as the standard draws it: a register of 20 bits and a counter of 5."""
    register = [0] * 20
    counter = 0
    plain = []
    for bit in sent.tolist():
        plain.append(1 ^ bit ^ register[2] ^ register[19] ^ (counter == 31))
        counter = 0 if register[0] ^ register[8] else (counter + 1) % 32
        register = [bit, *register[:-1]]
    return plain


@pytest.mark.parametrize("kind", ["random", "zeros", "ones"])
def test_a_receiver_as_in_the_standard_undoes_it(kind: str) -> None:
    random = np.random.default_rng(1).integers(0, 2, 3000).astype(np.uint8)
    bits = {"random": random, "zeros": 0 * random, "ones": 0 * random + 1}[kind].astype(np.uint8)
    sent = iess308.scramble(bits)
    assert received(sent) == bits.tolist()
    assert (iess308.descramble(sent) == bits).all()
    assert 0.4 < sent.mean() < 0.6


def test_patterns_that_repeat_every_eight_bits_count() -> None:
    sent = np.tile(np.array([1, 1, 0, 1, 0, 0, 0, 0], np.uint8), 40)
    assert iess308.descramble(sent).tolist() == received(sent)


def test_a_receiver_that_comes_late_knows_all_after_its_memory() -> None:
    bits = np.random.default_rng(2).integers(0, 2, 3000).astype(np.uint8)
    late = iess308.descramble(iess308.scramble(bits)[1000:])
    assert (late[iess308.MEMORY :] == bits[1000 + iess308.MEMORY :]).all()


def test_nothing_is_nothing() -> None:
    assert len(iess308.descramble(np.zeros(0, np.uint8))) == 0
