"""SigMF: the two files, and metadata that are none."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from gateway.errors import SourceError
from gateway.samples.formats import sample_format
from gateway.samples.sigmf import SigmfMeta, parse_sigmf, read_sigmf

# The example of the specification's text, with the captures it describes.
EXAMPLE: dict[str, Any] = {
    "global": {"core:datatype": "cf32_le", "core:sample_rate": 1e6, "core:version": "1.2.0"},
    "captures": [
        {
            "core:sample_start": 0,
            "core:frequency": 437.25e6,
            "core:datetime": "2020-11-22T14:00:00.5Z",
        }
    ],
    "annotations": [],
}


def test_the_metadata_are_read() -> None:
    assert parse_sigmf(json.dumps(EXAMPLE).encode()) == SigmfMeta(
        sample_format("cf32"), 1, 1e6, 437.25e6, datetime(2020, 11, 22, 14, 0, 0, 500_000, UTC)
    )


def test_only_the_datatype_is_needed() -> None:
    text = b'{"global": {"core:datatype": "ru8", "core:sample_rate": "fast"}}'
    assert parse_sigmf(text) == SigmfMeta(sample_format("u8"))


@pytest.mark.parametrize(
    "text",
    [b"", b"[]", b"{", b'{"global": 1}', b'{"global": {}}', b'{"global": {"core:datatype": 3}}',
     b"\xff\xfe", b"[" * 100_000],
)  # fmt: skip
def test_what_is_no_metadata_is_told(text: bytes) -> None:
    with pytest.raises(SourceError):
        parse_sigmf(text)


@pytest.mark.parametrize("asked", ["x.sigmf-meta", "x.sigmf-data"])
def test_either_file_leads_to_both(asked: str, tmp_path: Path) -> None:
    (tmp_path / "x.sigmf-meta").write_text(json.dumps(EXAMPLE))
    (tmp_path / "x.sigmf-data").write_bytes(bytes(8))
    meta, data = read_sigmf(tmp_path / asked)
    assert meta.sample_rate == 1e6
    assert data == tmp_path / "x.sigmf-data"


def test_a_missing_half_is_named(tmp_path: Path) -> None:
    (tmp_path / "x.sigmf-meta").write_text("{}")
    with pytest.raises(SourceError, match=r"x\.sigmf-data is missing"):
        read_sigmf(tmp_path / "x.sigmf-meta")
