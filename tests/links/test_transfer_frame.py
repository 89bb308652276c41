"""What TM and AOS frames have in common: the options, and frames that hold packets."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.errors import LayoutError, MissionError
from gateway.links import AOSFrame, SpacePacket, TMFrame
from gateway.model import Unit

KINDS = pytest.mark.parametrize("kind", [TMFrame, AOSFrame])


@KINDS
def test_an_option_that_is_not_there_is_refused(kind: Any) -> None:
    with pytest.raises(MissionError):
        kind(data="packet")


@KINDS
@given(st.lists(st.binary(min_size=1, max_size=20), min_size=1, max_size=3), st.booleans())
def test_packets_of_one_frame_read_as_they_were_built(
    kind: Any, sent: list[bytes], fecf: bool
) -> None:
    link = kind(length=120, fecf=fecf)
    packets = [SpacePacket().wrap(data, {"apid": 3}) for data in sent]
    found = link.reader()(link.wrap(b"".join(packets), {"scid": 7, "vcid": 1}))
    units = [item for item in found if isinstance(item, Unit)]
    assert [unit.data for unit in units[: len(sent)]] == packets
    assert all(unit.header["scid"] == 7 for unit in units)


@KINDS
def test_counters_tell_missing_frames_of_whole_data_fields_too(kind: Any) -> None:
    link = kind(data="whole")
    read = link.reader()
    headers = [
        read(link.wrap(bytes(9), {"virtual_count": count}))[0].header for count in (5, 6, 9, 9)
    ]
    assert [header.get("missed", 0) for header in headers] == [0, 0, 2, kind.counts - 1]


@KINDS
@pytest.mark.parametrize("octets", [0, 19, 41])
def test_whole_data_that_does_not_fit_is_not_sent(kind: Any, octets: int) -> None:
    with pytest.raises(LayoutError):
        kind(length=40, data="whole").wrap(bytes(octets), {})
