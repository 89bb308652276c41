"""What libsndfile decodes."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

from gateway.errors import SourceError
from gateway.samples.compressed import CompressedFile

soundfile = pytest.importorskip("soundfile")

TONE = (0.5 * np.sin(0.1 * np.arange(9600))).astype(np.float32)


def test_flac_is_read_in_pieces(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "x.flac", TONE, 48000, subtype="PCM_16")
    file = CompressedFile(tmp_path / "x.flac")
    assert (file.sample_rate, file.channels, file.frames) == (48000, 1, 9600)
    found = b""
    while data := file.read(4000):
        found += data
    file.close()
    assert np.frombuffer(found, np.float32) == pytest.approx(TONE, abs=1 / 32768)


def test_a_file_that_breaks_off_ends_there(tmp_path: Path) -> None:
    path = tmp_path / "x.flac"
    noise = np.random.default_rng(1).uniform(-0.5, 0.5, 48_000)
    soundfile.write(path, noise, 48000, subtype="PCM_16")
    path.write_bytes(path.read_bytes()[:40_000])
    file = CompressedFile(path)
    octets = 0
    while data := file.read(4096):
        octets += len(data)
    file.close()
    assert 0 < octets < 4 * 48_000


def test_what_is_no_such_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "x.flac").write_bytes(b"fLaC" + bytes(100))
    with pytest.raises(SourceError, match=r"x\.flac"):
        CompressedFile(tmp_path / "x.flac")


def test_a_missing_library_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "soundfile", None)
    with pytest.raises(SourceError, match=r"cupola-gateway\[audio\]"):
        CompressedFile(tmp_path / "x.flac")
