#!/usr/bin/env python3
"""Decode real recordings with nothing said of them, and compare with other decoders' frames.

    tools/bench_recordings.py [--only NAME ...] [--json] [--missing]

The recordings are those of the shared data.  Counted are unique frames that a check proves;
frames with symbols flipped on no more proof than a CRC, and frames that nothing proves, are
counted apart.  The peers are gr-satellites (with the tuning flags that its authors use, and
without) and Dire Wolf's best setting; *union* is what all of their runs together found, or,
where there is no such list, what jradio's tests expect; *missing* is how much of that we
did not find.  CPU is that of one core for a second of the recording, survey included.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from time import process_time
from typing import Any

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from gateway.model import Frame
from gateway.reception.search import Heard, Search
from gateway.reception.tuning import candidates, tuner
from gateway.samples.recording import open_recording

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"

BLOCK = 1 << 16

LEAST_SHARE = 0.5
"""Of the longer of two frames that decoders cut differently."""


@dataclass(frozen=True)
class Known:
    """What is known of a recording.

    Attributes:
        path: The file.
        signal: As published.
        peers: Frames of gr-satellites with and without flags, and of Dire Wolf.
        union: The frames to find.
    """

    path: Path
    signal: str
    peers: tuple[int | None, int | None, int | None]
    union: tuple[bytes, ...]


@dataclass(frozen=True)
class Row:
    """A line of the table; see the module."""

    recording: str
    signal: str
    frames: int
    fixed: int
    unchecked: int
    peers: tuple[int | None, int | None, int | None]
    union: int
    missing: tuple[str, ...]
    heard_as: dict[str, int]
    detectors: dict[str, int]
    cpu_ms: float
    seconds: float


def known(only: Sequence[str]) -> Iterator[Known]:
    """The recordings, in the order of their names, first those with peers' counts."""
    baseline = json.loads((SHARED / "recordings" / "baseline.json").read_text(encoding="utf-8"))
    names = set()
    for entry in baseline:
        names.add(entry["recording"])
        path = SHARED / "recordings" / f"{entry['recording']}.wav"
        peers = (
            entry["gr_satellites_unique_with_flags"],
            entry["gr_satellites_unique_without_flags"],
            entry["direwolf_best"],
        )
        union = tuple(bytes.fromhex(text) for text in entry["frames_hex"])
        signal = f"{entry['modulation']} {entry['baudrate']} {entry['framing']}"
        yield from _chosen(Known(path, signal, peers, union), only)
    for entry in json.loads((SHARED / "recordings-2" / "expected.json").read_text("utf-8")):
        path = SHARED / "recordings-2" / entry["recording"]
        if path.exists() and path.suffix in (".wav", ".cf32") and path.stem not in names:
            union = tuple(_raw(case["expected"]) for case in entry["cases"])
            demodulators = {case["demod"].removesuffix("Demodulator") for case in entry["cases"]}
            signal = ", ".join(sorted(demodulators))
            yield from _chosen(Known(path, signal, (None, None, None), union), only)


def _chosen(one: Known, only: Sequence[str]) -> Iterator[Known]:
    if not only or one.path.stem in only:
        yield one


def _raw(expected: dict[str, Any]) -> bytes:
    """The octets of a frame as jradio writes them, signed."""
    return bytes(octet & 0xFF for octet in expected["rawData"])


def hear(path: Path) -> tuple[list[Heard], float, float]:
    """The frames in a recording, the CPU seconds that it took, and how long it is."""
    recording = open_recording(path)
    rate, iq = recording.sample_rate, recording.iq
    before = process_time()
    search = Search(rate, iq, candidates, tuner(rate, iq))
    heard: list[Heard] = []
    for block in recording.blocks(BLOCK):
        heard += search.feed(block)
    heard += search.finish()
    seconds = process_time() - before
    frames = [one for one in heard if isinstance(one.received.event, Frame)]
    return frames, seconds, recording.duration_s or 0.0


def compare(one: Known) -> Row:
    """The line of a recording."""
    heard, cpu, seconds = hear(one.path)
    best: dict[bytes, Heard] = {}
    for found in sorted(heard, key=_doubts):
        best.setdefault(frame_of(found).data, found)
    qualities = [frame_of(found).quality for found in best.values()]
    missing = [wanted for wanted in one.union if not any(same(data, wanted) for data in best)]
    return Row(
        recording=one.path.stem,
        signal=one.signal,
        frames=sum(not quality.fixed and not quality.unchecked for quality in qualities),
        fixed=sum(bool(quality.fixed) for quality in qualities),
        unchecked=sum(quality.unchecked for quality in qualities),
        peers=one.peers,
        union=len(one.union),
        missing=tuple(wanted.hex() for wanted in missing),
        heard_as=dict(Counter(map(_kind, best.values()))),
        detectors=dict(Counter(found.received.detector for found in best.values())),
        cpu_ms=1000 * cpu / max(seconds, 1e-3),
        seconds=seconds,
    )


def same(ours: bytes, theirs: bytes) -> bool:
    """Whether two decoders mean the same frame: some add or leave out header or padding."""
    if ours == theirs:
        return True
    # What gr-satellites appends to frames of Mobitex is none of the satellite's.
    short, long = sorted((ours, theirs), key=len)
    return len(short) >= 8 and len(short) > LEAST_SHARE * len(long) and short in long


def frame_of(one: Heard) -> Frame:
    """Its frame."""
    event = one.received.event
    assert isinstance(event, Frame)
    return event


def _doubts(one: Heard) -> int:
    quality = frame_of(one).quality
    return int(bool(quality.fixed)) + 2 * int(quality.unchecked)


def _kind(one: Heard) -> str:
    return f"{one.downlink.modulation} {one.downlink.baud:g} {frame_of(one).framing}"


HEADINGS = (
    "recording", "signal, as published", "frames", "fixed", "unchecked", "gr-satellites, flags",
    "without", "Dire Wolf", "union", "missing", "heard as", "detectors", "ms/s",
)  # fmt: skip


def show(row: Row) -> None:
    """A line of the table for docs/benchmarks.md."""
    peers = ["-" if count is None else str(count) for count in row.peers]
    heard_as = ", ".join(f"{name} {count}" for name, count in row.heard_as.items())
    detectors = ", ".join(f"{name} {count}" for name, count in row.detectors.items())
    line(
        [
            *(row.recording, row.signal, f"**{row.frames}**", str(row.fixed), str(row.unchecked)),
            *(*peers, str(row.union), str(len(row.missing))),
            *(heard_as, detectors, f"{row.cpu_ms:.0f}"),
        ]
    )


def show_total(rows: Sequence[Row]) -> None:
    """The last line."""
    peers = [sum(row.peers[n] or 0 for row in rows) for n in range(3)]
    counts = [
        sum(row.frames for row in rows),
        sum(row.fixed for row in rows),
        sum(row.unchecked for row in rows),
        *peers,
        sum(row.union for row in rows),
        sum(len(row.missing) for row in rows),
    ]
    seconds = sum(row.seconds for row in rows)
    cost = sum(row.cpu_ms * row.seconds for row in rows) / max(seconds, 1e-3)
    line(["total", "", *map(str, counts), "", "", f"{cost:.0f}"])


def line(cells: Sequence[str]) -> None:
    """A line of a table."""
    print("| " + " | ".join(cells) + " |", flush=True)


def main() -> None:
    """See the module."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--only", nargs="+", default=[], metavar="NAME")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--missing", action="store_true", help="print the frames not found")
    arguments = parser.parse_args()
    if not SHARED.is_dir():
        sys.exit("the shared data is not there")
    rows = []
    if not arguments.json:
        line(HEADINGS)
        line(["---"] * len(HEADINGS))
    for one in known(arguments.only):
        rows.append(compare(one))
        if not arguments.json:
            show(rows[-1])
            for wanted in rows[-1].missing if arguments.missing else ():
                print(f"    missing {wanted}")
    if arguments.json:
        print(json.dumps([asdict(row) for row in rows], indent=1))
    else:
        show_total(rows)


if __name__ == "__main__":
    main()
