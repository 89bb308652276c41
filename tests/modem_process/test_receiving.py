"""The real receiver behind the real pipes."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import wave

import numpy as np
import pytest

from gateway.errors import StationError
from gateway.model import Downlink, Frame
from gateway.modem_process.chain import Chain
from gateway.modem_process.messages import Block, Report, Setup, pack, read_message
from gateway.modem_process.receiving import make_receiver
from tests.shared_data import SHARED, needs_shared
from tests.stage import REPOSITORY

FSK = Setup(Downlink(None, "FSK", 9600, ("ax25_g3ruh",)), "i16", 48000)


@pytest.mark.parametrize(("modulation", "framing"), [("SMELL", "ax25"), ("FSK", "ax52")])
def test_what_does_not_exist_is_told(modulation: str, framing: str) -> None:
    with pytest.raises(StationError, match="none of"):
        make_receiver(
            Setup(Downlink(None, modulation, 1200, (framing,)), "i16", 48000), 48000, False
        )


@needs_shared
def test_the_process_hears_what_dire_wolf_sent() -> None:
    file = SHARED / "ax25" / "direwolf_gen" / "fsk9600_ax25.wav"
    with wave.open(str(file)) as recording:
        data = recording.readframes(recording.getnframes())
    done = subprocess.run(
        [sys.executable, "-m", "gateway.modem_process"],
        input=pack(FSK) + pack(Block(0, data)) + pack(Block(len(data) // 2, b"", last=True)),
        stdout=subprocess.PIPE,
        cwd=REPOSITORY,
        check=True,
    )
    pipe = io.BytesIO(done.stdout)
    events = []
    while report := read_message(pipe, Report):
        events += [one.event for one in report.heard]
    expected = json.loads((file.parent / "expected.json").read_text(encoding="utf-8"))
    wanted = [frame["ax25_hex"] for frame in expected["fsk9600_ax25"]["frames"]]
    assert [event.data.hex() for event in events if isinstance(event, Frame)] == wanted


@pytest.mark.parametrize(
    ("modulation", "baud", "format"),
    [("FSK", 9600, "f32"), ("AFSK", 1200, "f32"), ("BPSK", 1200, "cf32"), ("FSK", 9600, "cf32")],
)
def test_no_samples_stop_it(modulation: str, baud: float, format: str) -> None:
    setup = Setup(Downlink(None, modulation, baud, ("ax25",)), format, 48000)
    chain = Chain(setup, make_receiver)
    octets = 8 if format == "cf32" else 4
    rng = np.random.default_rng(1)
    noise = rng.standard_normal(96_000).astype("<f4")
    square = np.where(np.arange(96_000) % 40 < 20, 1, -1).astype("<f4")
    odd = [np.nan, np.inf, 1e30, -1e-30, 0.0]
    first, frames = 0, 0
    for samples in (
        np.zeros(96_000, "<f4"),
        np.full(96_000, 0.9, "<f4"),
        noise,
        1000 * noise,
        square,
        np.resize(np.array(odd, "<f4"), 96_000),
        np.zeros(0, "<f4"),
    ):
        for part in np.array_split(samples, 3):
            data = part[: len(part) // 2 * 2].tobytes()
            report = chain.feed(Block(first, data))
            first = report.done
            frames += sum(one.frame is not None for one in report.heard)
    report = chain.feed(Block(first, b"", last=True))
    assert report.done == first
    assert frames + sum(one.frame is not None for one in report.heard) == 0
    assert first > 6 * 90_000 * 4 // octets
