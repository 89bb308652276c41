"""Pictures on the command line."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

import numpy as np
import pytest

from gateway.sstv.encoder import encode
from tests.cli.support import call
from tests.reception.signals import write_wav
from tests.sstv.card import BY_NAME, card, channel, psnr_db

image = pytest.importorskip("PIL.Image")

MODE = BY_NAME["Robot 36"]
RATE = 12_000.0


@pytest.fixture(scope="module")
def wav(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sstv") / "pass_20261122_035218Z.wav"
    write_wav(path, channel(encode(MODE, card(MODE), RATE), 30, rate=RATE), RATE)
    return path


def test_a_picture_is_written_and_told(wav: Path, tmp_path: Path) -> None:
    result = call("sstv", "--output", tmp_path, wav)
    assert result.exit_code == 0
    assert re.search(
        r"Robot 36; SNR (27|28|29|30) dB, slant [+-][01] ppm, offset [+-]0 Hz", result.stdout
    )
    [file] = tmp_path.iterdir()
    pixels = np.asarray(image.open(file))
    assert psnr_db(card(MODE), pixels) > 26


def test_a_record_tells_all_of_it(wav: Path, tmp_path: Path) -> None:
    record = json.loads(call("sstv", "--json", "--output", tmp_path, wav).stdout)
    assert (record["mode"], record["rows"], record["complete"]) == ("Robot 36", 240, True)
    assert record["recording"] == wav.name
    assert record["start_s"] == pytest.approx(1.41, abs=0.01)
    assert Path(record["picture"]).exists()


def test_a_name_is_that_of_time_and_mode_and_nothing_is_overwritten(
    wav: Path, tmp_path: Path
) -> None:
    files = [
        Path(json.loads(call("sstv", "--json", "--output", tmp_path, wav).stdout)["picture"])
        for _ in range(3)
    ]
    assert len(set(files)) == 3
    assert all(file.name.endswith(".png") and "_robot_36" in file.name for file in files)


def test_a_picture_that_is_cut_is_written_as_far_as_it_came(tmp_path: Path) -> None:
    audio = encode(MODE, card(MODE), RATE)
    write_wav(tmp_path / "cut.wav", channel(audio[: len(audio) // 2], 30, rate=RATE), RATE)
    result = call("sstv", "--output", tmp_path, tmp_path / "cut.wav")
    assert result.exit_code == 0
    assert "cut: 1" in result.stdout
    assert "of 240 rows" in result.stdout


def test_iq_is_demodulated_first(tmp_path: Path) -> None:
    rate = 48_000.0
    audio = encode(MODE, card(MODE), rate)
    iq = np.exp(2j * np.pi * np.cumsum(3000 * audio + 700) / rate)
    (tmp_path / "pass_48000Hz.cf32").write_bytes(iq.astype(np.complex64).tobytes())
    result = call("sstv", "--json", "--output", tmp_path, tmp_path / "pass_48000Hz.cf32")
    record = json.loads(result.stdout)
    assert record["complete"]
    pixels = np.asarray(image.open(record["picture"]))
    assert psnr_db(card(MODE), pixels) > 24


def test_no_picture_ends_with_1(tmp_path: Path) -> None:
    write_wav(tmp_path / "quiet.wav", np.zeros(20_000, np.float32))
    result = call("sstv", "--output", tmp_path, tmp_path / "quiet.wav")
    assert result.exit_code == 1
    assert "0 pictures" in result.stderr


def test_a_file_that_is_no_recording_is_a_usage_error(tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text("no signal", encoding="utf-8")
    result = call("sstv", "--output", tmp_path, tmp_path / "note.txt")
    assert result.exit_code == 2
    assert "note.txt" in result.stderr


def test_what_is_not_installed_is_said_at_once(
    wav: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "PIL", None)
    result = call("sstv", "--output", tmp_path, wav)
    assert result.exit_code == 2
    assert "pip install 'cupola-gateway[image]'" in result.stderr
