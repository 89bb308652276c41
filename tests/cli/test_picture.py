"""Pictures of signals: what is in them, not how they look."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest

from gateway.cli.hearing import Hearing
from gateway.cli.picture import draw
from gateway.cli.recording import untold
from gateway.cli.signals import SignalOptions
from gateway.samples.recording import open_recording
from tests.reception.signals import packet, transmission, write_wav


def drawn(path: Path, tmp_path: Path) -> str:
    hearing = Hearing(path, SignalOptions())
    list(hearing.frames(untold))
    picture = tmp_path / "pass.svg"
    draw(picture, hearing.recording, hearing.heard)
    ElementTree.parse(picture)
    return picture.read_text(encoding="utf-8")


def test_frames_eye_and_constellation_are_drawn(tmp_path: Path) -> None:
    write_wav(tmp_path / "pass.wav", transmission([packet(1), packet(2)], 16.0, seed=1))
    text = drawn(tmp_path / "pass.wav", tmp_path)
    assert "2 frames" in text
    assert "eye of the frame" in text
    assert "each symbol and the next" in text


@pytest.mark.parametrize("seconds", [0.0, 0.001, 1.0])
def test_a_signal_without_frames_is_a_waterfall_alone(tmp_path: Path, seconds: float) -> None:
    noise = np.random.default_rng(1).standard_normal(int(seconds * 48_000)).astype(np.float32)
    if len(noise):
        write_wav(tmp_path / "pass.wav", noise)
    else:
        (tmp_path / "pass.cf32").write_bytes(b"")
    path = tmp_path / ("pass.wav" if len(noise) else "pass.cf32")
    picture = tmp_path / "pass.png"
    draw(picture, open_recording(path), [])
    assert picture.read_bytes().startswith(b"\x89PNG")


def test_a_name_from_outside_cannot_break_the_picture(tmp_path: Path) -> None:
    path = tmp_path / "$\\frac{1$<&>.wav"
    write_wav(path, transmission([packet(1)], 16.0, seed=1))
    assert "1 frame" in drawn(path, tmp_path)
