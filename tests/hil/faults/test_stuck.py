"""A stuck line says nothing, or always the same."""

from __future__ import annotations

from random import Random

import pytest

from gateway.hil.faults import Stuck
from tests.hil.numbered import whole


def test_silence() -> None:
    injection = Stuck().start(Random(1))
    assert whole(injection, b"abc") == b""
    assert injection.counters == {"dropped_octets": 3}


@pytest.mark.parametrize("octet", [0x00, 0xFF])
def test_the_same_octet_for_every_octet(octet: int) -> None:
    injection = Stuck(at=octet).start(Random(1))
    assert whole(injection, b"abc") == bytes([octet] * 3)
    assert injection.counters == {"replaced_octets": 3}


def test_what_is_no_octet_is_said() -> None:
    with pytest.raises(ValueError, match="0 to 255, or None"):
        Stuck(at=256)
