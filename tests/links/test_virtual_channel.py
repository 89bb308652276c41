"""Packets across the frames of a virtual channel, whole and with frames lost."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.errors import LayoutError
from gateway.links import AOSFrame, SpacePacket, TMFrame
from gateway.links.space_packet import idle_packet
from gateway.links.virtual_channel import NO_START, ONLY_IDLE, fill
from gateway.model import LinkFault, Unit

ZONE = 20
TM = TMFrame(length=6 + ZONE, data="whole")
READ_TM = TMFrame(length=6 + ZONE)


def frames_of(packets: list[bytes], vcid: int = 0) -> list[bytes]:
    """The frames that carry *packets* one after another, filled with an idle packet."""
    stream = b"".join(packets)
    stream += idle_packet(7 + (-len(stream) - 7) % ZONE)
    starts = {0}
    for packet in packets:
        starts.add(max(starts) + len(packet))
    frames = []
    for number, at in enumerate(range(0, len(stream), ZONE)):
        inside = [start - at for start in starts if at <= start < at + ZONE]
        header = {
            "vcid": vcid,
            "virtual_count": number,
            "first_header_pointer": min(inside, default=NO_START),
        }
        frames.append(TM.wrap(stream[at : at + ZONE], header))
    return frames


def packets_in(items: list[Unit | LinkFault]) -> list[bytes]:
    """The packets found, fill left out."""
    found = [item.data for item in items if isinstance(item, Unit)]
    return [packet for packet in found if packet[:2] != b"\x07\xff"]


def dispositions(items: list[Unit | LinkFault]) -> list[str]:
    return [item.disposition for item in items if isinstance(item, LinkFault)]


def numbered(sizes: list[int]) -> list[bytes]:
    """Packets of these data sizes, no two alike."""
    return [
        SpacePacket().wrap(bytes([number % 251]) * size, {"apid": 1, "sequence_count": number})
        for number, size in enumerate(sizes)
    ]


SIZES = st.lists(st.integers(1, 70), min_size=1, max_size=12)


@given(SIZES)
def test_packets_are_put_together_whatever_their_sizes(sizes: list[int]) -> None:
    packets, read = numbered(sizes), READ_TM.reader()
    assert packets_in([i for frame in frames_of(packets) for i in read(frame)]) == packets


@given(SIZES, st.data())
def test_lost_frames_cost_the_packets_in_them_and_no_others(
    sizes: list[int], data: st.DataObject
) -> None:
    packets = numbered(sizes)
    frames = frames_of(packets)
    heard = data.draw(st.lists(st.booleans(), min_size=len(frames), max_size=len(frames)))
    read = READ_TM.reader()
    found = packets_in(
        [i for frame, ok in zip(frames, heard, strict=True) if ok for i in read(frame)]
    )
    ends = [0]
    for packet in packets:
        ends.append(ends[-1] + len(packet))
    complete = [
        packet
        for packet, (start, end) in zip(packets, pairwise(ends), strict=True)
        if all(heard[start // ZONE : (end - 1) // ZONE + 1])
    ]
    assert found == complete


@given(SIZES, SIZES)
def test_virtual_channels_do_not_mix(first: list[int], second: list[int]) -> None:
    packets = numbered(first + second)
    streams = [frames_of(packets[: len(first)], 1), frames_of(packets[len(first) :], 2)]
    read = READ_TM.reader()
    found: dict[int, list[bytes]] = {1: [], 2: []}
    for number in range(max(map(len, streams))):
        for vcid, frames in enumerate(streams, start=1):
            for frame in frames[number : number + 1]:
                found[vcid] += packets_in(read(frame))
    assert found == {1: packets[: len(first)], 2: packets[len(first) :]}


def test_a_frame_that_only_carries_on_is_partial() -> None:
    frames, read = frames_of(numbered([50])), READ_TM.reader()
    assert [dispositions(read(frame)) for frame in frames[:2]] == [["partial"], ["partial"]]


def test_a_start_that_was_not_heard_is_partial() -> None:
    assert dispositions(READ_TM.reader()(frames_of(numbered([50]))[1])) == ["partial"]


def test_a_missing_frame_is_told_with_the_packet_it_costs() -> None:
    frames, read = frames_of(numbered([41, 3])), READ_TM.reader()
    read(frames[0])
    found = read(frames[2])
    assert dispositions(found) == ["truncated"]
    assert [item.header["missed"] for item in found if isinstance(item, Unit)] == [1]
    [fault] = [item for item in found if isinstance(item, LinkFault)]
    assert "20 octets of a packet dropped" in fault.message


def test_an_idle_frame_does_not_end_the_packet_in_progress() -> None:
    packets = numbered([30])
    first, second, _ = frames_of(packets)
    idle = TM.wrap(bytes(ZONE), {"first_header_pointer": ONLY_IDLE, "virtual_count": 1})
    later = second[:3] + b"\x02" + second[4:]
    read = READ_TM.reader()
    assert dispositions(read(first)) == ["partial"]
    assert dispositions(read(idle)) == ["idle"]
    assert packets_in(read(later)) == packets


def test_another_spacecraft_does_not_carry_on_a_packet() -> None:
    packets = numbered([30])
    first, second, _ = frames_of(packets)
    read = READ_TM.reader()
    read(first)
    other = bytes([second[0] | 0x10]) + second[1:]
    assert not packets_in(read(other))


@pytest.mark.parametrize(
    ("pointer", "zone", "disposition"),
    [
        (21, bytes(ZONE), "link_error"),
        (0, b"\xe0" + bytes(ZONE - 1), "link_error"),
        (5, bytes(ZONE), "truncated"),
        (NO_START, bytes(ZONE), "truncated"),
    ],
)
def test_a_frame_that_contradicts_the_packet_in_progress_drops_it(
    pointer: int, zone: bytes, disposition: str
) -> None:
    """The packet in progress has two octets to come."""
    packets = numbered([15])
    read = READ_TM.reader()
    read(frames_of(packets)[0])
    header = {"first_header_pointer": pointer, "virtual_count": 1}
    found = read(TM.wrap(zone, header))
    assert disposition in dispositions(found)
    assert packets[0] not in packets_in(found)


def test_a_packet_that_the_next_one_cuts_short_is_dropped() -> None:
    packets = numbered([60, 3])
    read = READ_TM.reader()
    read(frames_of(packets)[0])
    zone = bytes(4) + packets[1] + idle_packet(7)
    found = read(TM.wrap(zone, {"first_header_pointer": 4, "virtual_count": 1}))
    assert dispositions(found) == ["truncated"]
    assert packets_in(found) == [packets[1]]
    assert dispositions(
        read(TM.wrap(bytes(ZONE), {"first_header_pointer": NO_START, "virtual_count": 2}))
    ) == ["partial"]


def test_a_packet_that_ends_with_its_frame_is_complete() -> None:
    packets = numbered([ZONE - 6])
    frame = TM.wrap(packets[0], {"first_header_pointer": 0})
    assert packets_in(READ_TM.reader()(frame)) == packets


def test_the_aos_counter_turns_over_without_a_gap() -> None:
    link = AOSFrame(length=8 + ZONE)
    [packet] = numbered([33])
    parts = AOSFrame(data="whole")
    first, second = b"\x00\x00" + packet[:ZONE], b"\x00\x13" + packet[ZONE:] + b"\x00"
    read = link.reader()
    read(parts.wrap(first, {"virtual_count": 2**24 - 1}))
    assert packets_in(read(parts.wrap(second, {"virtual_count": 0}))) == [packet]


@pytest.mark.parametrize("octets", [ZONE - 6, ZONE - 1])
def test_a_rest_too_small_for_an_idle_packet_is_not_sent(octets: int) -> None:
    with pytest.raises(LayoutError):
        fill(bytes(octets), ZONE)


def test_what_is_longer_than_its_zone_is_not_sent() -> None:
    with pytest.raises(LayoutError, match="21 octets do not fit"):
        fill(bytes(ZONE + 1), ZONE)


@pytest.mark.parametrize("octets", [0, 13, 20])
def test_a_zone_is_filled_with_an_idle_packet(octets: int) -> None:
    filled = fill(bytes(octets), ZONE)
    assert len(filled) == ZONE
    assert dispositions(SpacePacket().reader()(filled[octets:])) == (
        ["idle"] if octets < ZONE else ["truncated"]
    )
