import numpy as np
import pytest
from numpy.typing import NDArray

from gateway.coding import turbo
from gateway.coding.bits import Bits, Soft, soften
from gateway.coding.turbo import Rate, Turbo

SHORT = [Turbo("1/2"), Turbo("1/3"), Turbo("1/4"), Turbo("1/6")]
every_code = pytest.mark.parametrize("code", SHORT, ids=lambda code: code.rate)


def random_bits(code: Turbo, seed: int) -> Bits:
    return np.random.default_rng(seed).integers(0, 2, code.k).astype(np.uint8)


def noisy(code: Turbo, codeword: Bits, ebn0_db: float, seed: int) -> Soft:
    """*codeword* with white noise at that Eb/N0 of the information."""
    sigma = np.sqrt(int(code.rate[2:]) / 2 / 10 ** (ebn0_db / 10))
    noise = sigma * np.random.default_rng(seed).standard_normal(code.n)
    return np.asarray(soften(codeword) + noise, np.float32)


@pytest.mark.parametrize(
    ("rate", "k", "n"),
    [("1/2", 1784, 3576), ("1/3", 3568, 10716), ("1/4", 7136, 28560), ("1/6", 8920, 53544)],
)
def test_sizes_are_those_of_the_standard(rate: Rate, k: int, n: int) -> None:
    # CCSDS 131.0-B-4, table 6-2.
    assert Turbo(rate, k).n == n


def test_first_symbols_are_the_responses_of_the_drawn_encoder() -> None:
    # By hand: a one into the empty register, then zeros; feedback 10011 is 1 + D^3 + D^4, so
    # that what is fed in goes on as 1 0 0 1 1 0 1 0 1 1 1 1.
    bits = np.zeros(1784, np.uint8)
    bits[0] = 1
    register = [1, 0, 0, 1, 1, 0, 1, 0, 1, 1, 1, 1]
    for n in range(4, len(register)):
        assert register[n] == register[n - 3] ^ register[n - 4]
    rows = Turbo("1/6").encode(bits).reshape(-1, 6)[: len(register)]
    past = np.array([0, 0, 0, 0, *register])
    delayed = [past[4 - delay : len(past) - delay] for delay in range(5)]
    assert rows[:, 0].tolist() == bits[: len(register)].tolist()
    assert np.array_equal(rows[:, 1], delayed[0] ^ delayed[1] ^ delayed[3] ^ delayed[4])
    assert np.array_equal(rows[:, 2], delayed[0] ^ delayed[2] ^ delayed[4])
    assert np.array_equal(rows[:, 3], np.bitwise_xor.reduce(delayed))


def test_interleaver_begins_as_worked_out_by_hand() -> None:
    # CCSDS 131.0-B-4, 6.3 with k = 1784: for s = 1, 2, 3 the formulas give 4, 171, 300
    # (t = 1, p = 37; c = 0, 21, 37): a one there comes to encoder b at step 0, 1, 2.
    for step, place in enumerate((4, 171, 300)):
        bits = np.zeros(1784, np.uint8)
        bits[place - 1] = 1
        parity_b = Turbo("1/3").encode(bits).reshape(-1, 3)[:, 2]
        assert int(np.flatnonzero(parity_b)[0]) == step


@every_code
def test_codewords_come_back(code: Turbo) -> None:
    bits = random_bits(code, 1)
    codeword = code.encode(bits)
    assert len(codeword) == code.n
    assert np.array_equal(code.decode(soften(codeword)), bits)


def test_long_codewords_come_back() -> None:
    code = Turbo("1/3", 8920)
    bits = random_bits(code, 2)
    assert np.array_equal(code.decode(noisy(code, code.encode(bits), 0.6, 3)), bits)


@pytest.mark.parametrize(("code", "ebn0_db"), list(zip(SHORT, (1.9, 1.2, 1.0, 0.9), strict=True)))
def test_frames_survive_two_decibels_above_capacity(code: Turbo, ebn0_db: float) -> None:
    # Shannon's limit for binary symbols: 0.2, -0.5, -0.8 and -1.1 dB.
    bits = random_bits(code, 4)
    codeword = code.encode(bits)
    for seed in range(8):
        assert np.array_equal(code.decode(noisy(code, codeword, ebn0_db, seed)), bits)


@every_code
def test_any_symbols_are_decoded_to_something(code: Turbo) -> None:
    rng = np.random.default_rng(5)
    for soft in (np.zeros(code.n), rng.standard_normal(code.n), np.full(code.n, 1e6)):
        assert len(code.decode(soft.astype(np.float32))) == code.k


def test_noise_is_given_up_after_two_iterations(monkeypatch: pytest.MonkeyPatch) -> None:
    walks = []
    walk = turbo._walk

    def count(branches: NDArray[np.float32]) -> NDArray[np.float32]:
        walks.append(len(branches))
        return walk(branches)

    monkeypatch.setattr(turbo, "_walk", count)
    code = Turbo("1/6")
    for seed in range(3):
        code.decode(np.random.default_rng(seed).standard_normal(code.n).astype(np.float32))
    assert len(walks) == 3 * 2 * 2
