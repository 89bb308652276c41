from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.coding.crc import CRC8_SMBUS
from gateway.errors import StationError
from gateway.framing.delimiter import Delimiter
from gateway.model import Frame
from tests.support import check_vector, kept, vectors


@pytest.mark.parametrize("vector", vectors("framing/delimiter.toml"))
def test_vector(vector: dict[str, Any]) -> None:
    check_vector("delimiter", vector)


def test_frames_are_unchecked_without_a_crc_and_only_then() -> None:
    (bare,) = Delimiter().deframer().feed(b"A\n")
    (checked,) = Delimiter(crc=CRC8_SMBUS, strip=False).deframer().feed(b"123456789\xf4\n")
    assert isinstance(bare, Frame)
    assert bare.quality.unchecked
    assert isinstance(checked, Frame)
    assert not checked.quality.unchecked


def test_encoder_refuses_data_that_would_be_cut_in_two() -> None:
    with pytest.raises(ValueError, match="0a is in the data"):
        Delimiter().encode(b"A\nB")
    with pytest.raises(ValueError, match="2323 is in the data"):
        Delimiter(delimiter=b"##").encode(b"A#")


def test_line_without_end_is_not_kept() -> None:
    deframer = Delimiter(max_octets=80).deframer()
    for _ in range(100):
        assert deframer.feed(b"A" * 1000) == []
        assert kept(deframer) < 120


def test_crc_and_stripping_exclude_each_other() -> None:
    with pytest.raises(StationError, match="strip"):
        Delimiter(crc=CRC8_SMBUS)


def test_empty_delimiter_is_refused() -> None:
    with pytest.raises(StationError, match="delimiter"):
        Delimiter(delimiter=b"")


@given(data=st.binary(min_size=1, max_size=80).filter(lambda data: b"\r\n" not in data + b"\r"))
def test_what_is_encoded_comes_back(data: bytes) -> None:
    lines = Delimiter(delimiter=b"\r\n", strip=False)
    (frame,) = lines.deframer().feed(lines.encode(data))
    assert frame.data == data
