"""USP messages behind an AX.25 header."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.errors import LayoutError
from gateway.links import AX25, USP
from gateway.model import Disposition, LinkFault, Unit
from tests.links.real_frames import jradio, kaitai, teams
from tests.shared_data import needs_shared


def messages(frame: bytes) -> list[Unit | LinkFault]:
    [outer] = AX25().reader()(frame)
    assert isinstance(outer, Unit)
    return USP().reader()(outer.data)


def test_two_messages_of_one_frame_are_told_apart() -> None:
    frame = bytes.fromhex("1642 0200 0100 0300 aabbcc" + "200c 0f00 0100 0000")
    assert USP().reader()(frame) == [
        Unit(
            {"protocol": "usp", "message": 0x4216, "sender": 2, "receiver": 1},
            bytes.fromhex("aabbcc"),
            8,
        ),
        Unit({"protocol": "usp", "message": 0x0C20, "sender": 15, "receiver": 1}, b"", 19),
    ]


@pytest.mark.parametrize(
    ("octets", "offset"),
    [("", 0), ("16420200010003", 0), ("1642020001000300aabb", 8), ("1642020001000000ff", 8)],
)
def test_a_message_that_is_not_all_there_is_truncated(octets: str, offset: int) -> None:
    fault = USP().reader()(bytes.fromhex(octets))[-1]
    assert isinstance(fault, LinkFault)
    assert (fault.disposition, fault.offset) == (Disposition.TRUNCATED, offset)


@given(st.lists(st.tuples(st.integers(0, 0xFFFF), st.binary(max_size=20)), min_size=1, max_size=5))
def test_what_is_built_reads_the_same(sent: list[tuple[int, bytes]]) -> None:
    link = USP()
    frame = b"".join(link.wrap(data, {"message": number, "sender": 7}) for number, data in sent)
    found = [item for item in link.reader()(frame) if isinstance(item, Unit)]
    assert [(item.header["message"], item.data) for item in found] == sent


def test_what_does_not_fit_a_header_is_not_sent() -> None:
    with pytest.raises(LayoutError):
        USP().wrap(b"", {"sender": 0x10000})


@needs_shared
def test_messages_are_those_of_satnogs_decoders_and_jradio() -> None:
    known = [
        (frame, fields["payload_0_packet_type"])
        for name, frame, fields in kaitai()
        if name == "sputnixusp"
    ]
    known += [(frame, one["type"]) for sat, frame, one in jradio() if sat == "sputnix"]
    assert len(known) == 5
    for frame, number in known:
        [message] = messages(frame)
        assert isinstance(message, Unit)
        assert message.header["message"] == number


@needs_shared
def test_sizes_of_siriussat_are_what_is_left_of_the_frame() -> None:
    frames = [frame for team, frame in teams() if team == "siriussat"]
    assert frames
    for frame in frames:
        [message] = messages(frame)
        assert isinstance(message, Unit)
        assert message.data == frame[24:]
