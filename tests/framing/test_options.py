from dataclasses import dataclass
from typing import Any, Literal

import pytest

from gateway.coding.crc import CRC16_XMODEM, Crc
from gateway.errors import StationError
from gateway.framing.options import read_options, require


@dataclass(frozen=True, kw_only=True)
class Everything:
    needed: int
    flag: bool = False
    octets: bytes = b""
    word: Literal["one", "two"] = "one"
    number: Literal[1, 2] | None = None
    crc: Crc | None = None


def test_table_becomes_what_the_annotations_say() -> None:
    table = {
        "needed": 5,
        "flag": True,
        "octets": "1acffc1d",
        "word": "two",
        "number": 2,
        "crc": "CRC-16/XMODEM",
    }
    assert read_options(Everything, table) == Everything(
        needed=5, flag=True, octets=b"\x1a\xcf\xfc\x1d", word="two", number=2, crc=CRC16_XMODEM
    )


def test_what_is_left_out_has_its_default() -> None:
    assert read_options(Everything, {"needed": 5}) == Everything(needed=5)


@pytest.mark.parametrize(
    ("table", "key", "reason"),
    [
        ({}, "needed", "is needed and missing"),
        ({"neded": 5}, "neded", "no such option; there are crc, flag, needed, number"),
        ({"needed": "5"}, "needed", "'5' is no whole number"),
        ({"needed": 5.0}, "needed", "5.0 is no whole number"),
        ({"needed": True}, "needed", "True is no whole number"),
        ({"needed": 5, "flag": 1}, "flag", "1 is no true or false"),
        ({"needed": 5, "octets": "1acffc1"}, "octets", "is not octets in hex"),
        ({"needed": 5, "octets": 0x1ACFFC1D}, "octets", "is not octets in hex"),
        ({"needed": 5, "word": "three"}, "word", "'three' is none of one, two"),
        ({"needed": 5, "word": ["one"]}, "word", "is none of one, two"),
        ({"needed": 5, "number": 3}, "number", "3 is none of 1, 2"),
        ({"needed": 5, "number": True}, "number", "True is none of 1, 2"),
        ({"needed": 5, "crc": "CCITT"}, "crc", "'CCITT' is no CRC of the catalogue; there are"),
        ({"needed": 5, "crc": []}, "crc", "[] is no CRC"),
    ],
    ids=str,
)
def test_mistake_is_named_with_what_is_allowed(
    table: dict[str, Any], key: str, reason: str
) -> None:
    with pytest.raises(StationError) as caught:
        read_options(Everything, table)
    assert caught.value.key == key
    assert reason in caught.value.reason


def test_value_that_its_type_does_not_exclude_can_be_refused() -> None:
    require(True, "port", "0 to 15")
    with pytest.raises(StationError, match="port: 0 to 15"):
        require(False, "port", "0 to 15")
