import pytest

from gateway.coding.crc import CRC16_XMODEM, CRC32_ISCSI
from gateway.framing.check import Check, reject, seal
from gateway.model import MAX_REJECTED_OCTETS, Disposition, Frame, Quality, Rejected

DIGITS = b"123456789"


def test_without_a_crc_a_frame_is_unchecked() -> None:
    check = Check("slip", None, None, {})
    assert check.verdict(b"A") == Frame(b"A", "slip", Quality(unchecked=True))


def test_crc_that_fits_is_removed() -> None:
    check = Check("slip", CRC16_XMODEM, None, {})
    assert check.verdict(DIGITS + b"\x31\xc3") == Frame(DIGITS, "slip")


def test_crc_in_the_other_order_fits_where_it_is_said() -> None:
    wire = DIGITS + bytes.fromhex("e3069283")
    assert isinstance(Check("slip", CRC32_ISCSI, None, {}).verdict(wire), Rejected)
    assert Check("slip", CRC32_ISCSI, "big", {}).verdict(wire) == Frame(DIGITS, "slip")


def test_crc_that_does_not_fit_says_where_it_stands() -> None:
    rejected = Check("slip", CRC16_XMODEM, None, {}).verdict(DIGITS + b"\x31\xc4")
    message = "CRC-16/XMODEM of 9 octets is not the 31c4 sent"
    assert rejected == Rejected(
        Disposition.CHECK_FAILED, DIGITS + b"\x31\xc4", "slip", message, offset=9
    )


def test_crc_may_cover_octets_before_the_candidate() -> None:
    check = Check("slip", CRC16_XMODEM, None, {})
    assert check.open(b"456789\x31\xc3", covered=b"123") == b"456789"


@pytest.mark.parametrize("candidate", [b"", b"A"])
def test_candidate_shorter_than_its_crc_is_truncated(candidate: bytes) -> None:
    rejected = Check("slip", CRC16_XMODEM, None, {}).verdict(candidate)
    assert isinstance(rejected, Rejected)
    assert rejected.reason is Disposition.TRUNCATED


def test_fill_is_counted_and_is_neither_frame_nor_rejection() -> None:
    counters: dict[str, int] = {}
    check = Check("slip", CRC16_XMODEM, None, counters)
    assert counters == {"empty_frames": 0}
    assert check.verdict(b"\x00\x00") is None
    assert counters == {"empty_frames": 1}


def test_rejection_keeps_so_much_and_no_more() -> None:
    rejected = reject("slip", Disposition.TOO_LONG, bytes(10_000), "too long", 7)
    assert rejected.data == bytes(MAX_REJECTED_OCTETS)
    assert (rejected.framing, rejected.message, rejected.offset) == ("slip", "too long", 7)


def test_seal_puts_the_crc_behind_the_data_alone() -> None:
    assert seal(DIGITS, None, None) == DIGITS
    assert seal(DIGITS, CRC16_XMODEM, None) == DIGITS + b"\x31\xc3"
    assert seal(b"456789", CRC16_XMODEM, "little", covered=b"123") == b"456789\xc3\x31"
