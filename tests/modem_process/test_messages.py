"""What goes through the pipes comes out the same, and nonsense is told."""

from __future__ import annotations

import io

import msgspec
import pytest

from gateway.model import Disposition, Downlink, Frame, Quality, Rejected
from gateway.modem_process.messages import (
    MAX_MESSAGE,
    Block,
    Heard,
    Report,
    Setup,
    checked_length,
    pack,
    read_message,
)

SETUP = Setup(Downlink(437.5e6, "FSK", 9600, ("ax25_g3ruh",)), "cu8", 250_000, 1, -20e3)
FRAME = Frame(b"\1\2", "ax25", Quality(snr_db=9.5, corrected=2))
REJECTED = Rejected(Disposition.CHECK_FAILED, b"\3", "ax25", "no")


@pytest.mark.parametrize(
    "message",
    [
        SETUP,
        Block(7, b"\x80\x81", (100.0, 99.5), pause=True),
        Report(9, [Heard(1.5, frame=FRAME), Heard(2.5, rejected=REJECTED)], {"x": 1}, last=True),
    ],
)
def test_a_message_comes_back(message: msgspec.Struct) -> None:
    pipe = io.BytesIO(pack(message) * 2)
    assert read_message(pipe, type(message)) == message
    assert read_message(pipe, type(message)) == message
    assert read_message(pipe, type(message)) is None


def test_what_was_heard_is_one_of_two() -> None:
    assert Heard(1, frame=FRAME).event is FRAME
    assert Heard(1, rejected=REJECTED).event is REJECTED


def test_a_message_that_breaks_off_is_the_end_or_told() -> None:
    data = pack(SETUP)
    assert read_message(io.BytesIO(data[:3]), Setup) is None
    with pytest.raises(ValueError, match="truncated"):
        read_message(io.BytesIO(data[:-1]), Setup)


def test_a_message_is_no_longer_than_any_is() -> None:
    with pytest.raises(ValueError, match="octets"):
        checked_length((MAX_MESSAGE + 1).to_bytes(4, "big"))
