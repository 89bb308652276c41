"""The shim's library as tests see it: what it writes and what it receives, as bytes."""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from typing import Any

CAPACITY = 4096
CRCS = {
    "CRC-16/IBM-SDLC": ("crc16_ibm_sdlc", 2),
    "CRC-16/IBM-3740": ("crc16_ibm_3740", 2),
    "CRC-32/ISCSI": ("crc32_iscsi", 4),
}
"""The part of a function's name that means a CRC, and the octets of that CRC."""

FRAMINGS = ("kiss", "slip", "cobs", "hdlc")
NOTHING, FRAME, TOO_LONG, ILLEGAL = range(4)

Event = bytes | str
"""A frame, or why there is none."""


def sender() -> Any:
    """Room for any sender, with something in it: tests do not look into them."""
    return (ctypes.c_uint64 * 8)(*[0xA5A5A5A5A5A5A5A5] * 8)


class Buffer(ctypes.Structure):
    """struct cupola_buffer."""

    _fields_ = [
        ("octets", ctypes.POINTER(ctypes.c_uint8)),
        ("capacity", ctypes.c_size_t),
        ("length", ctypes.c_size_t),
        ("overflow", ctypes.c_bool),
    ]


class Receiver(ctypes.Structure):
    """struct cupola_receiver."""

    _fields_ = [
        ("frame", ctypes.POINTER(ctypes.c_uint8)),
        ("capacity", ctypes.c_size_t),
        ("length", ctypes.c_size_t),
        ("frames", ctypes.c_uint16),
        ("too_long", ctypes.c_uint16),
        ("illegal", ctypes.c_uint16),
        ("private", ctypes.c_uint8 * 4),
    ]


class Shim:
    """The library.

    Attributes:
        library: As loaded; its functions take and give what C does.
    """

    def __init__(self, library: ctypes.CDLL):
        self.library = library

    def function(self, name: str, result: Any = None) -> Any:
        """The function `cupola_<name>` that returns *result*."""
        function = self.library[f"cupola_{name}"]
        function.restype = result
        return function

    def written(
        self, write: Callable[[Any, Any], object], capacity: int = CAPACITY
    ) -> tuple[bytes, Any]:
        """What *write* writes to the put that it is given, and what it returns."""
        memory = (ctypes.c_uint8 * capacity)()
        buffer = Buffer()
        start = self.function("buffer_start")
        start(ctypes.byref(buffer), memory, ctypes.c_size_t(capacity))
        returned = write(self._address("buffer_put"), ctypes.byref(buffer))
        assert not buffer.overflow
        return bytes(memory[: buffer.length]), returned

    def encode(self, framing: str, data: bytes, crc: str | None = None) -> bytes:
        """*data* framed, its CRC behind it."""
        return self.written(lambda put, to: self._send(framing, data, crc, put, to))[0]

    def send_checked(self, crc: str, data: bytes, put: Any, to: Any) -> None:
        """Send *data* and its CRC."""
        name, _ = CRCS[crc]
        check = sender()
        self.function(f"{name}_begin")(check, put, to)
        for octet in data:
            self.function(f"{name}_put")(check, octet)
        self.function(f"{name}_end")(check)

    def _send(self, framing: str, data: bytes, crc: str | None, put: Any, to: Any) -> None:
        frame = sender()
        block = (ctypes.c_uint8 * 254)()
        room = (block, 254) if framing == "cobs" else ()
        self.function(f"{framing}_begin")(frame, *room, put, to)
        if crc:
            self.send_checked(crc, data, self._address(f"{framing}_put"), frame)
        else:
            send = self.function(f"{framing}_put")
            for octet in data:
                send(frame, octet)
        self.function(f"{framing}_end")(frame)

    def receiver(self, framing: str, capacity: int = CAPACITY) -> ShimReceiver:
        """A new receiver."""
        return ShimReceiver(self, framing, capacity)

    def verify(self, crc: str, data: bytes) -> bool:
        """What `_verify` says of *data* with its CRC."""
        verify = self.function(f"{CRCS[crc][0]}_verify", ctypes.c_bool)
        return bool(verify(data, ctypes.c_size_t(len(data))))

    def _address(self, name: str) -> ctypes.c_void_p:
        return ctypes.cast(self.library[f"cupola_{name}"], ctypes.c_void_p)


class ShimReceiver:
    """A receiver with its memory.

    Attributes:
        state: struct cupola_receiver.
    """

    def __init__(self, shim: Shim, framing: str, capacity: int):
        self.state = Receiver()
        self._memory = (ctypes.c_uint8 * max(capacity, 1))()
        self._receive = shim.function(f"{framing}_receive", ctypes.c_int)
        self._capacity = capacity
        self._start = shim.function("receiver_start")
        self.start()

    def start(self) -> None:
        """Begin with nothing received."""
        capacity = ctypes.c_size_t(self._capacity)
        self._start(ctypes.byref(self.state), self._memory, capacity)

    def feed(self, octets: bytes) -> list[Event]:
        """What *octets* bring: frames, `too_long`, `illegal`."""
        events: list[Event] = []
        state = ctypes.byref(self.state)
        for octet in octets:
            received = self._receive(state, octet)
            if received == FRAME:
                events.append(bytes(self._memory[: self.state.length]))
            elif received != NOTHING:
                events.append({TOO_LONG: "too_long", ILLEGAL: "illegal"}[received])
        return events
