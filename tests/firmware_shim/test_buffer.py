"""buffer.h: memory that is filled, and no more than that."""

from __future__ import annotations

import ctypes

from tests.firmware_shim.shim import Buffer, Shim


def test_what_does_not_fit_is_dropped_and_said(shim: Shim) -> None:
    memory = (ctypes.c_uint8 * 4)(9, 9, 9, 9)
    buffer = Buffer(length=7, overflow=True)
    shim.function("buffer_start")(ctypes.byref(buffer), memory, ctypes.c_size_t(3))
    put = shim.function("buffer_put")
    for octet in (1, 2, 3):
        put(ctypes.byref(buffer), octet)
    assert (bytes(memory), buffer.length, buffer.overflow) == (b"\1\2\3\x09", 3, False)
    put(ctypes.byref(buffer), 4)
    assert (bytes(memory), buffer.length, buffer.overflow) == (b"\1\2\3\x09", 3, True)
