from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.coding.crc import CRC16_IBM_SDLC
from gateway.framing.hdlc_bits import BitHdlcDeframer, encode_bits, from_bits, to_bits
from gateway.model import Disposition, Rejected
from tests.support import check_deframer


def bits_on_the_line(data: bytes) -> Iterator[int]:
    """RFC 1662, section 5.2, one bit after the other: data and FCS with zeros put in."""
    ones = 0
    for octet in CRC16_IBM_SDLC.append(data):
        for place in range(8):
            bit = octet >> place & 1
            yield bit
            ones = ones + 1 if bit else 0
            if ones == 5:
                yield 0
                ones = 0


FLAG = [0, 1, 1, 1, 1, 1, 1, 0]


def octets(bits: list[int]) -> bytes:
    """Eight bits to an octet, lowest first, the last filled with ones."""
    bits = bits + [1] * (-len(bits) % 8)
    return bytes(sum(bits[at + k] << k for k in range(8)) for at in range(0, len(bits), 8))


def deframer() -> BitHdlcDeframer:
    return BitHdlcDeframer(CRC16_IBM_SDLC, None, 2048)


def test_lowest_bit_is_first() -> None:
    assert to_bits(b"\x01\x80") == "1000000000000001"
    assert from_bits("1000000000000001") == b"\x01\x80"
    assert to_bits(b"") == ""
    assert from_bits("1111111") == b""


@given(data=st.binary(max_size=40))
def test_encodes_as_the_rfc_says(data: bytes) -> None:
    line = FLAG + list(bits_on_the_line(data)) + FLAG
    wire = encode_bits(CRC16_IBM_SDLC.append(data))
    assert to_bits(wire).startswith("".join(map(str, line)))
    assert len(wire) == -(-len(line) // 8)


@given(
    first=st.binary(min_size=1, max_size=40),
    second=st.binary(min_size=1, max_size=40),
    shift=st.integers(0, 7),
    idle=st.lists(st.integers(0, 1), max_size=5),
)
def test_flags_may_begin_at_any_bit(
    first: bytes, second: bytes, shift: int, idle: list[int]
) -> None:
    line = [1] * shift + FLAG + list(bits_on_the_line(first)) + FLAG
    line += idle + FLAG + list(bits_on_the_line(second)) + FLAG
    assert [event.data for event in deframer().feed(octets(line))] == [first, second]


@pytest.mark.parametrize("shift", range(8))
def test_flags_may_share_their_zeros(shift: int) -> None:
    line = [1] * shift + [0, 1, 1, 1, 1, 1, 1] * 5 + FLAG + list(bits_on_the_line(b"A")) + FLAG
    assert [event.data for event in deframer().feed(octets(line))] == [b"A"]


@pytest.mark.parametrize("ones", [7, 8, 14, 15, 100])
def test_seven_ones_and_more_abort_a_frame(ones: int) -> None:
    bits = list(bits_on_the_line(b"ABCDEF"))
    line = FLAG + bits[:30] + [0] + [1] * ones + FLAG + bits + FLAG
    receiver = deframer()
    assert [event.data for event in receiver.feed(octets(line))] == [b"ABCDEF"]
    assert receiver.counters["aborts"] == 1


def test_six_ones_end_a_frame_and_five_do_not() -> None:
    line = FLAG + list(bits_on_the_line(b"\x1f\x3e\x7c\xf8\xf0\x07")) + FLAG
    assert [event.data for event in deframer().feed(octets(line))] == [b"\x1f\x3e\x7c\xf8\xf0\x07"]


@pytest.mark.parametrize("shift", range(8))
def test_frame_as_long_as_stuffed_bits_can_be_waits_for_its_flag(shift: int) -> None:
    line = [1] * shift + FLAG + [1, 1, 1, 1, 1, 0] * 8 + FLAG
    data = octets(line)

    def short() -> BitHdlcDeframer:
        return BitHdlcDeframer(CRC16_IBM_SDLC, None, max_octets=5)

    (rejected,) = short().feed(data)
    assert isinstance(rejected, Rejected)
    assert (rejected.reason, rejected.data) == (Disposition.CHECK_FAILED, b"\xff" * 5)
    check_deframer(short, data, [rejected])
