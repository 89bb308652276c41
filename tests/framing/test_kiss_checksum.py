from functools import reduce
from operator import xor

import pytest

from gateway.framing.kiss_checksum import CHECKSUMS, FLEXNET_TABLE, flexnet_sum


def test_flexnet_table_is_the_one_that_linux_has() -> None:
    # drivers/net/hamradio/mkiss.c, crc_flex_table: first row, and others' first entries.
    first = [0x0F87, 0x1E0E, 0x2C95, 0x3D1C, 0x49A3, 0x582A, 0x6AB1, 0x7B38]
    assert FLEXNET_TABLE[:8] == first
    assert FLEXNET_TABLE[16:128:16] == [0x1F06, 0x2E85, 0x3E04, 0x4D83, 0x5D02, 0x6C81, 0x7C00]
    assert FLEXNET_TABLE[-1] == 0x00FF


@pytest.mark.parametrize("data", [b"\x20", b"\x20ABC", bytes(range(256))], ids=len)
def test_flexnet_sum_behind_its_data_leaves_the_residue_that_linux_checks(data: bytes) -> None:
    assert flexnet_sum(data + flexnet_sum(data).to_bytes(2, "big")) == 0x7070


def test_xor_makes_the_xor_of_all_zero() -> None:
    assert reduce(xor, CHECKSUMS["xor"].append(b"\x10ABC")) == 0


@pytest.mark.parametrize("name", CHECKSUMS)
def test_what_is_appended_is_removed(name: str) -> None:
    for frame in (b"\x00", b"\x00A", b"\x10\xc0\xdb", b"\x40" + bytes(range(256))):
        assert CHECKSUMS[name].remove(CHECKSUMS[name].append(frame)) == frame


@pytest.mark.parametrize("name", ["xor", "smack", "flexnet"])
def test_what_is_cut_short_is_refused(name: str) -> None:
    frame = CHECKSUMS[name].append(b"\x00ABC")
    assert [CHECKSUMS[name].remove(frame[:n]) for n in range(1, len(frame))].count(None) == (
        len(frame) - 1
    )
