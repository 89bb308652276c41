"""The contract that all links share: never raise, always answer, stay bounded."""

import json
from copy import deepcopy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.links import AX25, CDS, CSP, CUC, USP, AOSFrame, KISSStream, SpacePacket, TMFrame
from gateway.model import Disposition, Link, LinkFault, Unit

LINKS: list[Link] = [
    AX25(),
    AX25(modulo=128),
    AX25(fixed=True),
    CSP(),
    CSP(version=2, crc="header+data", byte_order="little"),
    USP(),
    KISSStream(),
    KISSStream(control_octet=False, header_octets=3, max_octets=16),
    SpacePacket(),
    SpacePacket(secondary_header=7, time=CUC(fine=2, preamble=True), max_octets=64),
    SpacePacket(secondary_header=8, time=CDS(submillisecond=2), time_offset=1, reassemble=False),
    TMFrame(),
    TMFrame(data="whole", fecf=True),
    TMFrame(short_header=True, virtual_channels=(0, 1)),
    AOSFrame(),
    AOSFrame(insert_zone=4, ocf=True, header_error_control=True),
]
every_link = pytest.mark.parametrize("link", LINKS, ids=repr)

FAULTS = {
    Disposition.LINK_ERROR,
    Disposition.CHECK_FAILED,
    Disposition.TRUNCATED,
    Disposition.IDLE,
    Disposition.PARTIAL,
}
LIKELY = st.sampled_from(
    [b"\xc0", b"\xdb", b"\x00", b"\x03\xf0", b"\x40" * 6, b"\x9c\x60\x86\x82\x98\x98"]
)
FRAME = st.one_of(
    st.binary(max_size=60),
    st.lists(st.one_of(LIKELY, st.binary(max_size=6)), max_size=12).map(b"".join),
)


@every_link
@given(frames=st.lists(FRAME, max_size=8))
def test_no_octets_raise_and_each_frame_is_answered(link: Link, frames: list[bytes]) -> None:
    read = link.reader()
    for frame in frames:
        items = read(frame)
        assert items
        for item in items:
            if isinstance(item, LinkFault):
                assert item.disposition in FAULTS
                assert 0 <= item.offset <= len(frame)
            else:
                assert item.header["protocol"] == link.name
                assert next(iter(item.header)) == "protocol"
                assert json.loads(json.dumps(item.header)) == item.header
                assert item.offset is None or item.offset <= len(frame)


@every_link
@given(frame=FRAME)
def test_data_with_an_offset_stands_there(link: Link, frame: bytes) -> None:
    for item in link.reader()(frame):
        if isinstance(item, Unit) and item.offset is not None and link.name != "kiss_stream":
            assert frame[item.offset :].startswith(item.data)


@every_link
def test_links_with_the_same_options_are_one_key(link: Link) -> None:
    """The decoder keeps one receiver for all missions with the same link."""
    assert {link: "reader"}[deepcopy(link)] == "reader"


@every_link
def test_receivers_do_not_share_what_they_keep(link: Link) -> None:
    first, second = link.reader(), link.reader()
    frame = bytes.fromhex("0001400000040102030405") + b"\xc0\x00\x01"
    before = second(frame)
    for _ in range(3):
        first(frame)
    assert link.reader()(frame) == before
