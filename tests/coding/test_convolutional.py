import json
from math import erfc

import numpy as np
import pytest

from gateway.coding.bits import Bits, Soft, soften, to_bits, to_octets
from gateway.coding.convolutional import (
    CCSDS_K7,
    CCSDS_K7_UNINVERTED,
    NASA_DSN_K7,
    NASA_DSN_K7_UNINVERTED,
    Convolutional,
)
from tests.shared_data import SHARED, needs_shared

K5 = Convolutional(5, (0b10011, 0b11101), (False, False))
RATE_THIRD = Convolutional(3, (0b111, 0b111, 0b101), (False, True, False))
CODES = [CCSDS_K7, CCSDS_K7_UNINVERTED, NASA_DSN_K7, NASA_DSN_K7_UNINVERTED, K5, RATE_THIRD]


def random_bits(count: int, seed: int) -> Bits:
    return np.random.default_rng(seed).integers(0, 2, count).astype(np.uint8)


def noisy(symbols: Bits, ebn0_db: float, rate: int, seed: int) -> Soft:
    """*symbols* with white noise at that Eb/N0 of the data."""
    sigma = np.sqrt(rate / 2 / 10 ** (ebn0_db / 10))
    noise = sigma * np.random.default_rng(seed).standard_normal(len(symbols))
    return np.asarray(soften(symbols) + noise, np.float32)


def test_impulse_response_is_the_generators() -> None:
    # CCSDS 131.0-B-4, 3.3.1: G1 = 1111001, G2 = 1011011; the second symbol inverted.
    symbols = CCSDS_K7.encode(np.array([1], np.uint8)).reshape(-1, 2)
    assert "".join(map(str, symbols[:, 0])) == "1111001"
    assert "".join(map(str, 1 - symbols[:, 1])) == "1011011"
    swapped = NASA_DSN_K7.encode(np.array([1], np.uint8)).reshape(-1, 2)
    assert np.array_equal(swapped, symbols[:, ::-1])


@needs_shared
def test_decodes_a_real_frame_of_ao_73() -> None:
    folder = SHARED / "vectors/fec"
    block = np.fromfile(folder / "qa_ao40_fec_deframer_frame.f32", np.float32)
    # Rows of 65, sent by columns of 80; the first row is the sync word.
    coded = block.reshape(65, 80).T.reshape(-1)[65:][:5132]
    expected = json.loads((folder / "ao40_ao73.json").read_text())["post_viterbi_bytes"]
    assert to_octets(CCSDS_K7.decode(coded, terminated=True)).hex() == expected
    sent = CCSDS_K7.encode(to_bits(bytes.fromhex(expected)))
    assert np.mean(sent != (coded > 0)) < 0.02


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("count", [1, 5, 63, 1000])
def test_terminated_bits_come_back(code: Convolutional, count: int) -> None:
    bits = random_bits(count, 1)
    assert np.array_equal(code.decode(soften(code.encode(bits)), terminated=True), bits)


@pytest.mark.parametrize("code", CODES)
def test_a_stream_cut_anywhere_comes_back_but_for_its_ends(code: Convolutional) -> None:
    bits = random_bits(1000, 2)
    soft = soften(code.encode(bits, flush=False))[100 * code.rate :]
    decoded = code.decode(soft, terminated=False)
    assert np.array_equal(decoded[10:-10], bits[110:-10])


@pytest.mark.parametrize("ebn0_db", [2.7, 3.0])
def test_error_rate_is_below_the_union_bound(ebn0_db: float) -> None:
    # Bits in error on all paths of distance 10, 12, ...: Proakis, "Digital
    # Communications", table of the rate 1/2, k = 7 code.
    weights = (36, 211, 1404, 11633, 77433, 502690)
    snr = 10 ** (ebn0_db / 10)
    bound = sum(
        weight * 0.5 * erfc(np.sqrt(distance * snr / 2))
        for distance, weight in zip(range(10, 22, 2), weights, strict=True)
    )
    bits = random_bits(100_000, 3)
    soft = noisy(CCSDS_K7.encode(bits), ebn0_db, 2, 4)
    assert np.mean(CCSDS_K7.decode(soft, terminated=True) != bits) < bound


def test_scale_of_the_symbols_does_not_matter() -> None:
    soft = noisy(CCSDS_K7.encode(random_bits(500, 5)), 1.0, 2, 6)
    assert np.array_equal(
        CCSDS_K7.decode(soft, terminated=True),
        CCSDS_K7.decode(soft * np.float32(1e-6), terminated=True),
    )


def test_erased_symbols_are_filled_in() -> None:
    bits = random_bits(400, 7)
    soft = soften(CCSDS_K7.encode(bits))
    soft[::4] = 0
    assert np.array_equal(CCSDS_K7.decode(soft, terminated=True), bits)


@pytest.mark.parametrize("symbols", [0, 1, 2, 7, 12])
@pytest.mark.parametrize("terminated", [False, True])
def test_less_than_a_frame_is_decoded_to_what_there_is(symbols: int, terminated: bool) -> None:
    decoded = CCSDS_K7.decode(np.zeros(symbols, np.float32), terminated)
    assert len(decoded) == max(0, symbols // 2 - 6 * terminated)


@pytest.mark.parametrize("code", [code for code in CODES if code.rate == 2])
def test_all_parity_checks_hold_in_a_codeword_and_half_of_them_in_noise(
    code: Convolutional,
) -> None:
    codeword = soften(code.encode(random_bits(2000, 11)))
    assert code.agreement(codeword) == 1
    assert code.plausible(codeword)
    noise = np.random.default_rng(12).standard_normal(8000).astype(np.float32)
    assert abs(code.agreement(noise) - 0.5) < 4 * 0.5 / np.sqrt(4000)
    assert code.agreement(noise[:5]) == 0


def test_one_piece_of_noise_in_five_is_plausible() -> None:
    pieces = np.random.default_rng(13).standard_normal((500, 2000)).astype(np.float32)
    assert 0.14 < np.mean([CCSDS_K7.plausible(piece) for piece in pieces]) < 0.29


def test_what_can_be_decoded_is_plausible() -> None:
    # One symbol in ten is wrong: ten of them hold a check with (1 + 0.8 ** 10) / 2.
    agreements = []
    for seed in range(50):
        symbols = CCSDS_K7.encode(random_bits(2040, seed)) ^ (
            np.random.default_rng(seed).random(2 * 2046) < 0.1
        ).astype(np.uint8)
        agreements.append(CCSDS_K7.agreement(soften(symbols)))
        assert CCSDS_K7.plausible(soften(symbols))
    assert abs(np.mean(agreements) - (1 + 0.8**10) / 2) < 0.006
