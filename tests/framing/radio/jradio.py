"""What jradio finds in the recordings of its tests."""

from __future__ import annotations

import json

from tests.shared_data import SHARED


def raw_data(recording: str) -> bytes:
    """The first frame that jradio finds in *recording*."""
    table = json.loads((SHARED / "recordings-2/expected.json").read_text(encoding="utf-8"))
    [entry] = [entry for entry in table if entry["recording"] == recording]
    return bytes(octet & 0xFF for octet in entry["cases"][0]["expected"]["rawData"])
