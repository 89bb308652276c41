"""Recordings of signals on the command line."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from gateway.framing.radio.ax25 import AX25_G3RUH
from tests.cli.support import call, vector_of
from tests.modem.keyed_text import RATE as MORSE_RATE
from tests.modem.keyed_text import TEXT, audio, keying
from tests.reception.signals import keyed, packet, transmission, write_wav
from tests.shared_data import SHARED, needs_shared

SENT = [packet(number) for number in range(2)]


@pytest.fixture(scope="module")
def wav(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("signals") / "pass.wav"
    write_wav(path, transmission(SENT, 16.0, seed=1))
    return path


def test_a_signal_is_decoded_with_nothing_said(wav: Path) -> None:
    result = call("decode", "--json", wav)
    records = [json.loads(line) for line in result.stdout.splitlines()]
    assert [bytes.fromhex(record["data"]) for record in records] == SENT
    assert records[0]["framing"] == "ax25_g3ruh"
    assert records[0]["quality"]["detector"]
    assert "heard FSK 9600 Bd ax25_g3ruh: 2 frames" in result.stderr


def test_frames_of_a_signal_have_their_channels(tmp_path: Path) -> None:
    vector = vector_of("quetzal-1")
    write_wav(tmp_path / "pass.wav", keyed(AX25_G3RUH.encode(vector.frame), 17.0, 2, 4800.0))
    result = call("decode", "--json", tmp_path / "pass.wav")
    assert result.exit_code == 0
    assert json.loads(result.stdout)["mission"] == "quetzal-1"


@pytest.mark.parametrize("told", ["FSK/9600/ax25_g3ruh", "KOYO", "gmsk/9600/ax25,ax25_g3ruh"])
def test_a_downlink_can_be_named(wav: Path, told: str) -> None:
    result = call("decode", "--brief", "--downlink", told, wav)
    assert len(result.stdout.splitlines()) == len(SENT)


@pytest.mark.parametrize(
    ("told", "says"),
    [
        ("NOSAT-7", "no such satellite"),
        ("FSK/fast/ax25", "no baud"),
        ("FSK/9600/ax26", "ax25_g3ruh"),
        ("FM/9600/ax25", "AFSK"),
        ("FSK/90000/ax25", "no rate"),
    ],
)
def test_a_downlink_that_there_is_not_is_a_usage_error(wav: Path, told: str, says: str) -> None:
    result = call("decode", "--downlink", told, wav)
    assert result.exit_code == 2
    assert says in result.stderr


def test_a_mission_tells_its_downlinks(wav: Path) -> None:
    result = call("decode", "--brief", "--mission", "bdsat-2", wav)
    assert len(result.stdout.splitlines()) == len(SENT)
    assert "seen" not in result.stderr


def test_a_signal_without_frames_tells_what_was_seen(tmp_path: Path) -> None:
    noise = np.random.default_rng(3).integers(0, 2, 9600, dtype=np.uint8)
    write_wav(tmp_path / "pass.wav", keyed(noise, 16.0, 4))
    result = call("decode", tmp_path / "pass.wav")
    assert result.exit_code == 1
    assert "seen FSK 9600 Bd" in result.stderr


def test_silence_is_said_to_be_silence(tmp_path: Path) -> None:
    write_wav(tmp_path / "pass.wav", np.zeros(48_000, np.float32))
    result = call("decode", tmp_path / "pass.wav")
    assert result.exit_code == 1
    assert "nothing in it that carries symbols" in result.stderr


@pytest.mark.parametrize("data", [b"", b"RIFF", b"RIFF\x24\x00\x00\x00WAVEfmt "])
def test_a_header_that_is_cut_is_a_usage_error(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "pass.wav").write_bytes(data)
    result = call("decode", tmp_path / "pass.wav")
    assert result.exit_code == 2
    assert "pass.wav" in result.stderr


@pytest.mark.parametrize("suffix", ["png", "svg"])
def test_a_picture_is_drawn(wav: Path, tmp_path: Path, suffix: str) -> None:
    picture = tmp_path / f"pass.{suffix}"
    assert call("decode", "--brief", "--plot", picture, wav).exit_code in (0, 1)
    start = picture.read_bytes()[:400]
    assert (
        start.startswith(b"\x89PNG") if suffix == "png" else b"<svg" in start or b"<?xml" in start
    )


def test_a_picture_of_an_unknown_kind_is_a_usage_error(wav: Path, tmp_path: Path) -> None:
    result = call("decode", "--brief", "--plot", tmp_path / "pass.xyz", wav)
    assert result.exit_code == 2
    assert "pass.xyz" in result.stderr


def test_a_frame_of_a_signal_can_be_explained(wav: Path) -> None:
    result = call("explain", wav, "--frame", "2")
    assert (
        b"packet 1".hex()[:8] in result.stdout.replace(" ", "").lower()
        or "packet 1" in result.stdout
    )


@needs_shared
def test_a_satellite_is_decoded_with_nothing_said() -> None:
    result = call("decode", "--json", SHARED / "recordings" / "quetzal1.wav")
    [record] = [json.loads(line) for line in result.stdout.splitlines()]
    assert (record["mission"], record["packet"]) == ("quetzal-1", "beacon")


@needs_shared
@pytest.mark.parametrize(
    ("name", "framing", "least"),
    [("horus_binary_ebno_4.5db.wav", "horus_v1", 3), ("rtty_8n2.wav", "rtty", 3)],
)
def test_a_balloon_is_decoded_with_nothing_said(name: str, framing: str, least: int) -> None:
    result = call("decode", "--json", SHARED / "horus" / name)
    records = [json.loads(line) for line in result.stdout.splitlines()]
    assert {record["framing"] for record in records} == {framing}
    assert len(records) >= least


@needs_shared
def test_raw_samples_are_heard_when_their_rate_is_said() -> None:
    raw = SHARED / "horus" / "horus_v2_100bd.raw"
    result = call("decode", "--json", "--rate", "8000", raw)
    assert len(result.stdout.splitlines()) >= 5


def test_morse_is_read_with_nothing_said(tmp_path: Path) -> None:
    write_wav(tmp_path / "beacon.wav", audio(keying(20), 10.0), rate=MORSE_RATE)
    result = call("decode", "--json", tmp_path / "beacon.wav")
    [record] = [json.loads(line) for line in result.stdout.splitlines()]
    assert bytes.fromhex(record["data"]) == TEXT
    assert record["quality"]["unchecked"] is True
