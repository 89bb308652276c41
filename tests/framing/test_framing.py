from dataclasses import FrozenInstanceError
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
    framing_of,
    make_deframer,
    make_framing,
)
from gateway.model import Disposition, Frame, Rejected

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


@pytest.mark.parametrize("name", FRAMINGS)
def test_options_are_named_and_do_not_change(name: str) -> None:
    framing = make_framing(name, NEEDED.get(name))
    assert framing == make_framing(name, NEEDED.get(name))
    field = next(iter(vars(framing)))
    with pytest.raises(FrozenInstanceError):
        setattr(framing, field, None)
    with pytest.raises(TypeError):
        FRAMINGS[name](1)  # type: ignore[call-arg]


# Of ten octets from end to end KISS takes one for the command, HDLC two for the FCS.
LONGEST = dict.fromkeys(sorted(FRAMINGS.keys() - NEEDED.keys()), 10) | {"kiss": 9, "hdlc": 8}


@pytest.mark.parametrize(("name", "octets"), LONGEST.items())
def test_longest_frame_passes_and_a_longer_one_is_rejected(name: str, octets: int) -> None:
    framing = make_framing(name, {"max_octets": 10})
    (frame,) = framing.deframer().feed(framing.encode(b"A" * octets))
    assert isinstance(frame, Frame)
    assert frame.data == b"A" * octets
    rejected, *_ = framing.deframer().feed(framing.encode(b"A" * (octets + 1)))
    assert isinstance(rejected, Rejected)
    assert (rejected.reason, rejected.framing) == (Disposition.TOO_LONG, name)


@pytest.mark.parametrize("name", LONGEST)
def test_limit_of_no_octets_is_refused(name: str) -> None:
    with pytest.raises(StationError, match="max_octets: at least"):
        make_framing(name, {"max_octets": 0})


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


def test_a_source_asks_for_a_framing_by_name_or_with_its_options() -> None:
    assert framing_of("slip") == make_framing("slip")
    assert framing_of({"kind": "kiss", "fcs": "present"}) == Kiss(fcs="present")
    with pytest.raises(StationError) as told:
        framing_of({"fcs": "present"})
    assert told.value.key == "framing"
