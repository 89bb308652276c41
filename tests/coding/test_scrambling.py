import json

from gateway.coding.scrambling import CCSDS, LONGEST, PN9, octets, sequence
from tests.shared_data import SHARED, needs_shared


def test_ccsds_randomiser_begins_as_the_standard_says() -> None:
    # CCSDS 131.0-B-4, section 10: the first 40 bits.
    bits = "1111111101001000000011101100000010011010"
    assert f"{int.from_bytes(CCSDS[:5]):040b}" == bits


@needs_shared
def test_ccsds_randomiser_is_that_of_suomi_npp() -> None:
    pn = json.loads((SHARED / "vectors/fec/rs_ccsds.json").read_text())["pn_255"]
    assert CCSDS[:255].hex() == pn


def test_pn9_begins_as_the_design_note_says() -> None:
    # Texas Instruments DN509, the first octets of the sequence.
    assert PN9[:16].hex() == "ffe11d9aed853324ea7ad2397097570a"


def test_both_have_the_longest_period_of_their_registers() -> None:
    for delays, seed, period in (((1, 3, 5, 8), (1,) * 8, 255), ((4, 9), (1,) * 9, 511)):
        bits = sequence(delays, seed, 2 * period).tolist()
        assert bits[:period] == bits[period:]
        assert len({tuple(bits[k : k + len(seed)]) for k in range(period)}) == period


def test_octets_may_be_more_or_fewer_than_a_period() -> None:
    assert octets((1, 3, 5, 8), (1,) * 8, 255, 5) == CCSDS[:5]
    assert CCSDS[255:510] == CCSDS[:255]
    assert PN9[511:1022] == PN9[:511]
    assert len(CCSDS) == len(PN9) == LONGEST
