from typing import Any

import pytest

from gateway.coding.crc import CRC16_IBM_3740
from gateway.errors import StationError
from gateway.framing import (
    FRAMINGS,
    Asm,
    Cobs,
    Hdlc,
    Kiss,
    LengthPrefixed,
    make_deframer,
    make_framing,
)
from gateway.model import Frame

NEEDED: dict[str, dict[str, Any]] = {"asm": {"size": 4}, "fixed": {"size": 4}}


@pytest.mark.parametrize("name", FRAMINGS)
def test_every_framing_names_its_frames_as_the_station_file_does(name: str) -> None:
    framing = make_framing(name, NEEDED.get(name))
    (frame,) = framing.deframer().feed(framing.encode(b"ABCD"))
    assert isinstance(frame, Frame)
    assert frame.framing == name


@pytest.mark.parametrize("name", FRAMINGS)
def test_every_framing_has_its_own_counters(name: str) -> None:
    first, second = make_deframer(name, NEEDED.get(name)), make_deframer(name, NEEDED.get(name))
    assert set(first.counters.values()) == {0}
    assert first.counters is not second.counters


def test_options_are_what_a_toml_table_says() -> None:
    assert make_framing("cobs", {"crc": "CRC-16/IBM-3740"}) == Cobs(crc=CRC16_IBM_3740)
    assert make_framing("kiss", {"port": 0, "fcs": "auto"}) == Kiss(port=0, fcs="auto")
    assert make_framing("asm", {"size": 9, "marker": "a5 5A"}) == Asm(size=9, marker=b"\xa5\x5a")
    assert make_framing("hdlc", {"stuffing": "bit"}) == Hdlc(stuffing="bit")
    table = {"width": 4, "order": "little", "counts_crc": True}
    assert make_framing("length_prefixed", table) == LengthPrefixed(
        width=4, order="little", counts_crc=True
    )


@pytest.mark.parametrize(
    ("name", "options", "key", "reason"),
    [
        ("kess", {}, "framing", "'kess' is none of asm, cobs"),
        ("kiss", {"prot": 0}, "prot", "there are ackmode, checksum"),
        ("kiss", {"port": "0"}, "port", "'0' is no whole number"),
        ("kiss", {"port": 16}, "port", "0 to 15"),
        ("kiss", {"checksum": "bpq"}, "checksum", "none, xor, smack, flexnet"),
        ("length_prefixed", {"width": 3}, "width", "1, 2, 4"),
        ("cobs", {"crc": "CCITT"}, "crc", "CRC-16/IBM-3740"),
        ("asm", {}, "size", "needed"),
    ],
)
def test_wrong_option_is_named_with_what_is_allowed(
    name: str, options: dict[str, Any], key: str, reason: str
) -> None:
    with pytest.raises(StationError) as caught:
        make_deframer(name, options)
    assert caught.value.key == key
    assert reason in caught.value.reason
