"""What goes through the pipes: MessagePack, each behind its length.

::

    length:4  message[length]          big-endian

A `Setup` first, then `Block` after `Block`; every one is answered by a `Report`.
"""

from __future__ import annotations

from typing import BinaryIO, TypeVar

import msgspec
from msgspec import Struct

from gateway.model import Downlink, Frame, Rejected

LENGTH_OCTETS = 4
MAX_MESSAGE = 64 << 20

Message = TypeVar("Message", bound=Struct)


class Setup(Struct, frozen=True):
    """What the samples are, and what to listen for in them.

    Attributes:
        downlink: The signal.
        format: Of the samples, such as `i16` or `cu8`.
        sample_rate: Hz.
        channels: Interleaved channels of audio, of which the first is taken.
        offset_hz: Of the downlink from the centre of IQ.
    """

    downlink: Downlink
    format: str
    sample_rate: float
    channels: int = 1
    offset_hz: float = 0.0


class Block(Struct, frozen=True):
    """Samples.

    Attributes:
        first: Number of the first since the source was opened; where it is not the next
            one expected, what is between was lost.
        data: As they came, whole samples.
        shift_hz: Of IQ, the Doppler at the first and behind the last.
        pause: Nothing follows soon: judge what has begun without the rest.
        last: Nothing follows at all.
    """

    first: int
    data: bytes
    shift_hz: tuple[float, float] = (0.0, 0.0)
    pause: bool = False
    last: bool = False


class Heard(Struct, frozen=True):
    """A frame or a failed candidate; one of the two is there.

    Attributes:
        end_s: Its last symbol, in seconds since the source was opened.
        frame: If it is a frame.
        rejected: If it failed.
    """

    end_s: float
    frame: Frame | None = None
    rejected: Rejected | None = None

    @property
    def event(self) -> Frame | Rejected:
        """The one that is there."""
        event = self.frame or self.rejected
        assert event is not None
        return event


class Report(Struct, frozen=True):
    """What became of a block.

    Attributes:
        done: Number of the first sample that was not looked at yet.
        heard: What it completed.
        counters: `clipped_samples` and `invalid_samples` in it.
        last: The process has nothing more to say.
    """

    done: int
    heard: list[Heard] = []
    counters: dict[str, int] = {}
    last: bool = False


def pack(message: Struct) -> bytes:
    """A message as it goes through a pipe."""
    body = msgspec.msgpack.encode(message)
    return len(body).to_bytes(LENGTH_OCTETS, "big") + body


def read_message(pipe: BinaryIO, kind: type[Message]) -> Message | None:
    """The next message of a pipe; None at its end.

    Raises:
        ValueError: It is no such message.
    """
    head = pipe.read(LENGTH_OCTETS)
    if len(head) < LENGTH_OCTETS:
        return None
    body = pipe.read(checked_length(head))
    return msgspec.msgpack.decode(body, type=kind)


def checked_length(head: bytes) -> int:
    """The length in front of a message.

    Raises:
        ValueError: No message is so long.
    """
    length = int.from_bytes(head, "big")
    if length > MAX_MESSAGE:
        raise ValueError(f"a message of {length} octets")
    return length
