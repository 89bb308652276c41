import json

import pytest

from gateway.coding.crc import (
    CATALOGUE,
    CRC16_IBM_3740,
    CRC16_IBM_SDLC,
    CRC16_KERMIT,
    CRC16_XMODEM,
    CRC32_ISCSI,
    CRC32_ISO_HDLC,
    Crc,
    Order,
)
from tests.shared_data import SHARED, needs_shared

DIGITS = b"123456789"
every_crc = pytest.mark.parametrize("crc", CATALOGUE.values(), ids=lambda crc: crc.name)


def bit_by_bit(crc: Crc, data: bytes) -> int:
    """The CRC as the catalogue defines it, one bit after the other."""
    top = 1 << (crc.width - 1)
    register = crc.init
    for octet in data:
        for place in range(8) if crc.reflected else reversed(range(8)):
            out = bool(register & top) != bool(octet >> place & 1)
            register = (register << 1) & (2 * top - 1) ^ (crc.polynomial if out else 0)
    if crc.reflected:
        register = int(f"{register:0{crc.width}b}"[::-1], 2)
    return register ^ crc.xorout


@every_crc
def test_digits_give_the_published_check_value(crc: Crc) -> None:
    assert crc(DIGITS) == crc.check


@every_crc
def test_agrees_with_the_definition_on_other_octets(crc: Crc) -> None:
    for data in (b"", b"\x00", b"\xc0\xdb\x00\xff", bytes(range(256))):
        assert crc(data) == bit_by_bit(crc, data)


@every_crc
def test_what_is_appended_verifies_and_nothing_else(crc: Crc) -> None:
    frame = crc.append(DIGITS)
    assert frame.startswith(DIGITS)
    assert len(frame) == 9 + crc.octets
    assert crc.verify(frame)
    for bit in range(8 * len(frame)):
        wrong = int.from_bytes(frame) ^ 1 << bit
        assert not crc.verify(wrong.to_bytes(len(frame)))


@pytest.mark.parametrize(
    ("crc", "check"),
    [
        (CRC16_IBM_SDLC, 0x906E),
        (CRC16_IBM_3740, 0x29B1),
        (CRC16_XMODEM, 0x31C3),
        (CRC16_KERMIT, 0x2189),
        (CRC32_ISO_HDLC, 0xCBF43926),
        (CRC32_ISCSI, 0xE3069283),
    ],
    ids=lambda value: value.name if isinstance(value, Crc) else "",
)
def test_constants_are_what_their_names_say(crc: Crc, check: int) -> None:
    assert crc(DIGITS) == check


def test_usual_order_is_that_of_the_bits_on_the_line() -> None:
    assert CRC16_IBM_SDLC.append(DIGITS)[9:].hex() == "6e90"  # ISO/IEC 13239: lowest bit first
    assert CRC16_XMODEM.append(DIGITS)[9:].hex() == "31c3"


def test_order_can_be_chosen() -> None:
    # libcsp appends CRC-32C high octet first.
    assert CRC32_ISCSI.append(DIGITS, "big")[9:].hex() == "e3069283"
    assert CRC32_ISCSI.verify(DIGITS + bytes.fromhex("e3069283"), "big")
    assert not CRC32_ISCSI.verify(DIGITS + bytes.fromhex("e3069283"))


def test_too_few_octets_do_not_verify() -> None:
    assert not CRC16_XMODEM.verify(b"")
    assert not CRC16_XMODEM.verify(b"\x00")
    assert CRC16_XMODEM.verify(b"\x00\x00")  # the CRC of nothing


@needs_shared
def test_every_entry_is_the_catalogues() -> None:
    table = json.loads((SHARED / "vectors/crc_catalogue.json").read_text())
    entries = {entry["names"][0]: entry for entry in table["entries"]}
    for crc in CATALOGUE.values():
        entry = entries[crc.name]
        assert crc.width == entry["width"]
        assert crc.reflected == entry["refin"] == entry["refout"]
        seen = (crc.polynomial, crc.init, crc.xorout, crc.check)
        wanted = tuple(int(entry[key], 16) for key in ("poly", "init", "xorout", "check"))
        assert seen == wanted


@needs_shared
def test_no_entry_of_whole_octets_is_missing() -> None:
    table = json.loads((SHARED / "vectors/crc_catalogue.json").read_text())
    wanted = {e["names"][0] for e in table["entries"] if e["width"] in (8, 16, 24, 32, 64)}
    assert wanted == CATALOGUE.keys()


@needs_shared
def test_gr_satellites_appends_the_same_octets() -> None:
    table = json.loads((SHARED / "vectors/crc_gr_satellites.json").read_text())
    for vector in table["vectors"]:
        wanted = [int(str(vector[key]), 16) for key in ("poly", "init", "xorout")]
        (crc,) = [
            crc
            for crc in CATALOGUE.values()
            if crc.width == vector["num_bits"]
            and crc.reflected == vector["refin"]
            and [crc.polynomial, crc.init, crc.xorout] == wanted
        ]
        order: Order = "little" if vector["swap_endian"] else "big"
        data = bytes.fromhex(vector["data"])
        assert crc.append(data, order)[len(data) :].hex() == vector["crc_bytes"]
