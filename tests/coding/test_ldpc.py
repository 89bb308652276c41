import numpy as np
import pytest

from gateway.coding.bits import Bits, Soft, soften, to_octets
from gateway.coding.ldpc import Ar4ja, Rate

SHORT = [Ar4ja("1/2"), Ar4ja("2/3"), Ar4ja("4/5")]
# First row of the generators in A. Greig's labrador-ldpc, made from the same standard:
# TM2048, TM1536 and TM1280, the first 256 bits of parity.
GENERATORS: dict[Rate, str] = {
    "1/2": "cfa794f49fa5a0d88bb31d8fca7ea8bba7ae7ee8a68580e3e922f9e13359b284",
    "2/3": "51236781781d416ab0c8419fa21559a85f14e1e4d88726f1762f6ed6cf32f06d",
    "4/5": "678ecb51fe821d5cfa5f424bf55927aa3e82691332e04b0c4f88862b803432ef",
}

every_code = pytest.mark.parametrize("code", SHORT, ids=lambda code: code.rate)


def random_bits(code: Ar4ja, seed: int) -> Bits:
    return np.random.default_rng(seed).integers(0, 2, code.k).astype(np.uint8)


def noisy(code: Ar4ja, codeword: Bits, ebn0_db: float, seed: int) -> Soft:
    """*codeword* with white noise at that Eb/N0 of the information."""
    sigma = np.sqrt(code.n / code.k / 2 / 10 ** (ebn0_db / 10))
    noise = sigma * np.random.default_rng(seed).standard_normal(code.n)
    return np.asarray(soften(codeword) + noise, np.float32)


@every_code
def test_generator_is_that_of_labrador_ldpc(code: Ar4ja) -> None:
    first = np.zeros(code.k, np.uint8)
    first[0] = 1
    assert to_octets(code.encode(first)[code.k :])[:32].hex() == GENERATORS[code.rate]


@pytest.mark.parametrize(
    ("code", "n"), [(Ar4ja("1/2", 4096), 8192), (Ar4ja("2/3", 4096), 6144), (SHORT[2], 1280)]
)
def test_sizes_are_those_of_the_standard(code: Ar4ja, n: int) -> None:
    # CCSDS 131.0-B-5, table 7-2.
    assert code.n == n


@every_code
def test_codewords_come_back_systematic_and_linear(code: Ar4ja) -> None:
    one, other = random_bits(code, 1), random_bits(code, 2)
    codeword = code.encode(one)
    assert np.array_equal(codeword[: code.k], one)
    assert np.array_equal(codeword ^ code.encode(other), code.encode(one ^ other))
    decoded = code.decode(soften(codeword))
    assert decoded is not None
    assert np.array_equal(decoded[0], one)
    assert decoded[1] == 0


def test_a_long_codeword_comes_back() -> None:
    code = Ar4ja("4/5", 4096)
    bits = random_bits(code, 3)
    decoded = code.decode(noisy(code, code.encode(bits), 3.5, 4))
    assert decoded is not None
    assert np.array_equal(decoded[0], bits)


@pytest.mark.parametrize(("code", "ebn0_db"), list(zip(SHORT, (2.1, 3.0, 4.0), strict=True)))
def test_frames_survive_two_decibels_above_capacity(code: Ar4ja, ebn0_db: float) -> None:
    # Shannon's limit for binary symbols: 0.2, 1.1 and 2.0 dB.
    bits = random_bits(code, 5)
    codeword = code.encode(bits)
    for seed in range(20):
        soft = noisy(code, codeword, ebn0_db, seed)
        decoded = code.decode(soft)
        assert decoded is not None
        assert np.array_equal(decoded[0], bits)
        assert decoded[1] == np.count_nonzero((soft > 0) != codeword)


@every_code
def test_noise_is_no_codeword(code: Ar4ja) -> None:
    rng = np.random.default_rng(6)
    for _ in range(10):
        assert code.decode(rng.standard_normal(code.n).astype(np.float32)) is None


def test_a_tenth_of_erasures_is_filled_in() -> None:
    code = SHORT[0]
    bits = random_bits(code, 7)
    soft = soften(code.encode(bits))
    soft[np.random.default_rng(8).choice(code.n, code.n // 10, replace=False)] = 0
    decoded = code.decode(soft)
    assert decoded is not None
    assert np.array_equal(decoded[0], bits)
