import json

import numpy as np
import pytest

from gateway.coding.reed_solomon import (
    CCSDS,
    CCSDS_16,
    CCSDS_16_DUAL,
    CCSDS_DUAL,
    FROM_DUAL,
    FX25,
    TO_DUAL,
    ReedSolomon,
)
from tests.shared_data import SHARED, needs_shared

CODES = [CCSDS, CCSDS_DUAL, CCSDS_16, CCSDS_16_DUAL, *FX25.values(), ReedSolomon(0x11D, 0, 1, 10)]

ids = [f"{code.polynomial:x}-{code.parity}-{code.dual_basis}" for code in CODES]


def damage(codeword: bytes, at: list[int], rng: np.random.Generator) -> bytes:
    octets = bytearray(codeword)
    for index in at:
        octets[index] ^= int(rng.integers(1, 256))
    return bytes(octets)


@needs_shared
def test_agrees_with_reedsolo_in_both_bases() -> None:
    table = json.loads((SHARED / "vectors/fec/rs_ccsds.json").read_text())
    for vector in table["vectors"]:
        if "received" in vector:
            decoded = CCSDS_DUAL.decode(bytes.fromhex(vector["received"]))
            wanted = vector["decoded"] and (bytes.fromhex(vector["decoded"]), vector["corrected"])
            assert decoded == wanted
        else:
            data = bytes.fromhex(vector["data"])
            assert CCSDS.encode(data).hex() == vector["data"] + vector["parity_conventional"]
            assert CCSDS_DUAL.encode(data).hex() == vector["data"] + vector["parity_dual"]


@needs_shared
def test_parity_of_fx25_is_what_direwolf_and_reedsolo_compute() -> None:
    for vector in json.loads((SHARED / "vectors/fec/rs_fx25.json").read_text()):
        data = bytes.fromhex(vector["data"])
        assert FX25[vector["nroots"]].encode(data).hex() == vector["data"] + vector["parity"]


def test_dual_basis_is_that_of_annex_f() -> None:
    # CCSDS 131.0-B annex F: alpha**0 and alpha**1 in the dual basis.
    assert TO_DUAL[1] == 0x7B
    assert TO_DUAL[2] == 0xAF
    assert bytes(range(256)).translate(TO_DUAL).translate(FROM_DUAL) == bytes(range(256))


@needs_shared
def test_real_codewords_of_suomi_npp_have_no_errors() -> None:
    pn = bytes.fromhex(json.loads((SHARED / "vectors/fec/rs_ccsds.json").read_text())["pn_255"])
    cadu = (SHARED / "ccsds/cadu/snpp_synchronized_cadus.dat").read_bytes()[4:1024]
    plain = bytes(octet ^ pn[k % 255] for k, octet in enumerate(cadu))
    for k in range(4):
        codeword = plain[k::4]
        assert CCSDS_DUAL.decode(codeword) == (codeword[:223], 0)


@pytest.mark.parametrize("code", CODES, ids=ids)
def test_corrects_half_as_many_errors_as_parity(code: ReedSolomon) -> None:
    rng = np.random.default_rng(1)
    for size in (1, 47, 255 - code.parity):
        data = rng.bytes(size)
        codeword = code.encode(data)
        assert code.decode(codeword) == (data, 0)
        for errors in {1, min(code.parity // 2, size)}:
            at = rng.choice(len(codeword), errors, replace=False).tolist()
            assert code.decode(damage(codeword, at, rng)) == (data, errors)


@pytest.mark.parametrize("code", CODES, ids=ids)
def test_corrects_as_many_erasures_as_parity(code: ReedSolomon) -> None:
    rng = np.random.default_rng(2)
    data = rng.bytes(100)
    codeword = code.encode(data)
    for erasures in (1, code.parity // 2, code.parity):
        errors = (code.parity - erasures) // 2
        at = rng.choice(len(codeword), erasures + errors, replace=False).tolist()
        received = damage(codeword, at, rng)
        assert code.decode(received, at[:erasures]) == (data, erasures + errors)


def test_erasures_that_are_right_are_not_counted_as_corrected() -> None:
    codeword = CCSDS.encode(b"telemetry")
    assert CCSDS.decode(damage(codeword, [3], np.random.default_rng(3)), [0, 1, 3]) == (
        b"telemetry",
        1,
    )


@pytest.mark.parametrize("code", [CCSDS, CCSDS_DUAL, FX25[32]])
def test_random_octets_are_no_codeword(code: ReedSolomon) -> None:
    rng = np.random.default_rng(4)
    assert [code.decode(rng.bytes(255)) for _ in range(50)] == [None] * 50


def test_one_error_more_than_it_corrects_is_refused() -> None:
    rng = np.random.default_rng(5)
    codeword = CCSDS.encode(rng.bytes(223))
    for _ in range(20):
        at = rng.choice(255, 17, replace=False).tolist()
        assert CCSDS.decode(damage(codeword, at, rng)) is None


@pytest.mark.parametrize("size", [0, 1, 32, 256, 1000])
def test_what_cannot_be_a_codeword_is_refused(size: int) -> None:
    assert CCSDS.decode(bytes(size)) is None


def test_more_erasures_than_parity_are_refused() -> None:
    assert CCSDS.decode(CCSDS.encode(b"abc"), range(33)) is None


def test_more_errors_are_corrected_where_they_are_known_to_be_unsure() -> None:
    rng = np.random.default_rng(6)
    data = rng.bytes(223)
    at = rng.choice(255, 21, replace=False)
    received = damage(CCSDS.encode(data), at.tolist(), rng)
    confidence = rng.uniform(0.5, 1.5, 255).astype(np.float32)
    assert CCSDS.decode_softly(received, confidence) is None
    confidence[at[:12]] = rng.uniform(0, 0.4, 12)
    assert CCSDS.decode_softly(received, confidence) == (data, 21)
    assert CCSDS.decode_softly(received, None) is None
    assert CCSDS.decode_softly(received, np.ones(255, np.float32)) is None
    assert CCSDS.decode_softly(received, confidence[:100]) is None


def test_noise_is_no_codeword_however_unsure() -> None:
    rng = np.random.default_rng(7)
    for size in (40, 100, 255):
        found = [
            CCSDS.decode_softly(rng.bytes(size), rng.random(size, np.float32)) for _ in range(30)
        ]
        assert found == [None] * 30


def test_nothing_is_erased_where_octets_are_as_unsure_as_those_of_noise() -> None:
    rng = np.random.default_rng(9)
    data = rng.bytes(223)
    received = damage(CCSDS.encode(data), list(range(20)), rng)
    sure = np.abs(1 + 0.42 * rng.standard_normal((255, 8))).min(axis=1).astype(np.float32)
    sure[:12] = 0
    assert CCSDS.decode_softly(received, sure) == (data, 20)
    noise = np.abs(rng.standard_normal((255, 8))).min(axis=1).astype(np.float32)
    noise[:12] = 0
    assert CCSDS.decode_softly(received, noise) is None


def test_a_code_of_little_parity_is_not_stretched() -> None:
    rng = np.random.default_rng(8)
    codeword = CCSDS_16.encode(rng.bytes(100))
    received = damage(codeword, list(range(9)), rng)
    confidence = np.ones(116, np.float32)
    confidence[:9] = 0
    assert CCSDS_16.decode_softly(received, confidence) is None


def test_more_data_than_a_codeword_holds_is_refused() -> None:
    assert len(CCSDS.encode(bytes(223))) == 255
    with pytest.raises(ValueError, match="224"):
        CCSDS.encode(bytes(224))
