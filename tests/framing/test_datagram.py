from gateway.coding.crc import CRC16_XMODEM
from gateway.framing.datagram import Datagram
from gateway.model import Disposition, Frame, Rejected


def test_every_datagram_is_a_frame() -> None:
    deframer = Datagram().deframer()
    (first,) = deframer.feed(b"A\0\xc0")
    (second,) = deframer.feed(b"B")
    assert isinstance(first, Frame)
    assert (first.data, first.framing, first.quality.unchecked) == (b"A\0\xc0", "datagram", True)
    assert second.data == b"B"
    assert deframer.pending == 0


def test_empty_datagram_is_none() -> None:
    deframer = Datagram().deframer()
    assert deframer.feed(b"") == []
    assert deframer.counters == {"empty_frames": 1}


def test_crc_is_checked_and_removed() -> None:
    datagram = Datagram(crc=CRC16_XMODEM)
    (frame,) = datagram.deframer().feed(b"123456789\x31\xc3")
    assert isinstance(frame, Frame)
    assert (frame.data, frame.quality.unchecked) == (b"123456789", False)
    assert datagram.encode(b"123456789") == b"123456789\x31\xc3"


def test_wrong_crc_rejects_this_datagram_only() -> None:
    deframer = Datagram(crc=CRC16_XMODEM).deframer()
    (rejected,) = deframer.feed(b"123456789\x31\xc2")
    assert isinstance(rejected, Rejected)
    assert rejected.reason is Disposition.CHECK_FAILED
    (frame,) = deframer.feed(b"123456789\x31\xc3")
    assert frame.data == b"123456789"


def test_datagram_too_long_is_rejected() -> None:
    deframer = Datagram(max_octets=3).deframer()
    (rejected,) = deframer.feed(b"ABCD")
    assert isinstance(rejected, Rejected)
    assert (rejected.reason, rejected.offset) == (Disposition.TOO_LONG, 3)
    assert [event.data for event in deframer.feed(b"ABC")] == [b"ABC"]
