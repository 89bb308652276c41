"""Real recordings of which nothing is said: every frame that other decoders found is found.

What the others found, some of them tuned by hand on the very file, is `frames_hex` in the
shared data's `baseline.json`.
"""

from __future__ import annotations

import json
from typing import Any

import pytest

from gateway.model import Frame
from gateway.reception.search import Search
from gateway.reception.tuning import candidates, tuner
from gateway.samples.recording import open_recording
from tests.shared_data import SHARED, needs_shared

FOLDER = SHARED / "recordings"
BASELINE = FOLDER / "baseline.json"
ENTRIES = json.loads(BASELINE.read_text(encoding="utf-8")) if BASELINE.exists() else []

CHECKED = [entry for entry in ENTRIES if entry["frames_have_a_check"]]

SYNTHETIC_OCTETS = 6
"""What gr-satellites appends to frames of Mobitex."""


def frames(name: str) -> list[Frame]:
    recording = open_recording(FOLDER / f"{name}.wav")
    rate, iq = recording.sample_rate, recording.iq
    search = Search(rate, iq, candidates, tuner(rate, iq))
    heard = [one for block in recording.blocks(1 << 16) for one in search.feed(block)]
    heard += search.finish()
    events = [one.received.event for one in heard]
    return [event for event in events if isinstance(event, Frame)]


@needs_shared
@pytest.mark.parametrize(
    "entry",
    [entry for entry in ENTRIES if entry["frames_have_a_check"]],
    ids=lambda e: e["recording"],
)
def test_every_frame_that_others_found_is_found(entry: dict[str, Any]) -> None:
    found = {frame.data for frame in frames(entry["recording"]) if not frame.quality.unchecked}
    assert {bytes.fromhex(text) for text in entry["frames_hex"]} <= found


@needs_shared
@pytest.mark.parametrize("name", ["beesat_9", "technosat"])
def test_frames_of_mobitex_are_found_without_what_others_append(name: str) -> None:
    [entry] = [entry for entry in ENTRIES if entry["recording"] == name]
    wanted = {bytes.fromhex(text)[:-SYNTHETIC_OCTETS] for text in entry["frames_hex"]}
    assert wanted <= {frame.data for frame in frames(name)}


@needs_shared
@pytest.mark.parametrize(("name", "least"), [("lilacsat1", 29), ("snet_a", 2), ("smog_p", 3)])
def test_frames_without_a_check_are_found_and_say_so(name: str, least: int) -> None:
    [entry] = [entry for entry in ENTRIES if entry["recording"] == name]
    found = {frame.data for frame in frames(name)}
    assert len({bytes.fromhex(text) for text in entry["frames_hex"]} & found) >= least


@needs_shared
@pytest.mark.parametrize("name", ["fr05", "equisat"])
def test_what_nobody_understands_gives_no_frames(name: str) -> None:
    assert frames(name) == []
