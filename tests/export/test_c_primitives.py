"""The functions that generated code calls, against Python's own arithmetic."""

from __future__ import annotations

import ctypes
from itertools import pairwise

import pytest

from gateway.export.c_primitives import primitives
from tests.firmware_shim.toolchain import build_shared_library

SIZES = range(2, 9)

CALLS = [
    *(f"{way}_{order}{8 * size}(x)" for way in ("put", "get") for order in ("be", "le")
      for size in SIZES),
    *(f"signed{bits}(x)" for bits in (16, 32, 64)),
]  # fmt: skip


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> ctypes.CDLL:
    """All of them, for other files to call."""
    folder = tmp_path_factory.mktemp("primitives")
    lines = [line.replace("static ", "") for line in primitives(CALLS)]
    prototypes = [f"{line};" for line, after in pairwise(lines) if after == "{"]
    head = ["#include <stdint.h>", "typedef void (*put_fn)(void *to, uint8_t octet);"]
    source = folder / "primitives.c"
    source.write_text("\n".join([*head, *prototypes, *lines]), encoding="utf-8")
    return build_shared_library([source], folder, ["-fsanitize=undefined"])


@pytest.mark.parametrize("order", ["be", "le"])
@pytest.mark.parametrize("size", SIZES)
def test_numbers_are_put_and_got_in_their_order(
    library: ctypes.CDLL, order: str, size: int
) -> None:
    octets = bytes(range(0x81, 0x81 + size))
    number = int.from_bytes(octets, "big" if order == "be" else "little")
    get, put = (getattr(library, f"{way}_{order}{8 * size}") for way in ("get", "put"))
    get.restype = ctypes.c_uint64 if size > 4 else ctypes.c_uint32 if size > 2 else ctypes.c_uint16
    assert get(octets) == number
    out = bytearray()
    take = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.c_uint8)(
        lambda _, octet: out.append(octet)
    )
    put(take, None, get.restype(number))
    assert out == octets


@pytest.mark.parametrize("bits", [1, 5, 8, 12, 16, 31, 32, 48, 64])
def test_twos_complement_is_understood(
    library: ctypes.CDLL, bits: int, capfd: pytest.CaptureFixture[str]
) -> None:
    width = next(width for width in (16, 32, 64) if bits <= width)
    signed = getattr(library, f"signed{width}")
    kind = {16: ctypes.c_uint16, 32: ctypes.c_uint32, 64: ctypes.c_uint64}[width]
    signed.restype = {16: ctypes.c_int16, 32: ctypes.c_int32, 64: ctypes.c_int64}[width]
    half = 1 << bits - 1
    for value in {-half, -half // 2, -1, 0, half // 2, half - 1}:
        raw = value & (1 << bits) - 1
        assert signed(kind(raw), kind(half)) == value
    assert capfd.readouterr().err == ""


def test_only_what_is_called_is_written() -> None:
    (head,) = [line for line in primitives(["put_be16(put, to, packet->x);"]) if "static" in line]
    assert "put_be16" in head
    assert primitives(["put(to, 0U);"]) == []
