"""What is told of a recording of a signal."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from gateway.cli.hearing import Hearing, report_text
from gateway.cli.recording import untold
from gateway.cli.signals import SignalOptions
from gateway.errors import SourceError, StationError
from gateway.model import Downlink
from gateway.reception.report import Range, Report
from tests.reception.signals import RATE, packet, transmission, write_wav


@pytest.fixture(scope="module")
def wav(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("hearing") / "pass.wav"
    write_wav(path, transmission([packet(1)], 16.0, seed=1))
    return path


def test_progress_is_told_the_whole_file(wav: Path) -> None:
    octets: list[int] = []
    list(Hearing(wav, SignalOptions()).frames(octets.append))
    assert sum(octets) == pytest.approx(wav.stat().st_size, abs=100)


def test_the_lines_name_what_was_heard_and_who_it_could_be(wav: Path) -> None:
    hearing = Hearing(wav, SignalOptions())
    list(hearing.frames(untold))
    lines = list(hearing.told())
    assert lines[0].startswith("audio, 48000 Hz")
    assert lines[-1].startswith("heard FSK 9600 Bd ax25_g3ruh: 1 frame")
    assert "could be" in lines[-1]


def test_a_sample_rate_that_is_said_goes_before_the_file_s(tmp_path: Path) -> None:
    path = tmp_path / "wrong.wav"
    write_wav(path, transmission([packet(1)], 16.0, seed=1), rate=RATE / 2)
    hearing = Hearing(path, SignalOptions(rate=RATE))
    assert len(list(hearing.frames(untold))) == 1


def test_iq_of_two_channels_is_found_out(tmp_path: Path) -> None:
    path = tmp_path / "x_48000.cf32"
    np.zeros(1000, np.complex64).tofile(path)
    assert Hearing(path, SignalOptions(rate=RATE)).recording.iq


def test_what_cannot_be_heard_is_a_mistake(wav: Path, tmp_path: Path) -> None:
    with pytest.raises(StationError):
        Hearing(wav, SignalOptions((Downlink(None, "FM", 1200, ("ax25",)),)))
    with pytest.raises(SourceError):
        Hearing(tmp_path / "gone.wav", SignalOptions())


def test_doubts_and_ranges_are_in_the_line() -> None:
    report = Report(
        Downlink(None, "BPSK", 1200, ()), "ax25", 3, 1, 1, 0, 0.0, 9.0, {"short": 2, "long": 1},
        snr_db=Range(8.0, 12.0, 8.0, 14.0), offset_hz=Range(420.0, -380.0, -380.0, 420.0),
    )  # fmt: skip
    text = report_text(report)
    assert "3 frames (1 bit-fixed, 1 unchecked)" in text
    assert "SNR 8 to 14 dB" in text
    assert "offset 420 to -380 Hz" in text
    assert "by short 2, long 1" in text
