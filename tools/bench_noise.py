#!/usr/bin/env python3
"""Count what the framings of the air find in noise, where there is nothing to find.

    tools/bench_noise.py [--hours H] [--baud B] [--only NAME ...] [--json]

Soft bits of pure noise are fed to every framing, an hour of them at 9600 Bd unless told
otherwise.  A frame that carries a check is false and must not be; framings without a check
say so in every frame, and theirs are counted apart.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path
from time import process_time
from typing import Any

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np

from gateway.framing.radio.catalogue import RADIO_FRAMINGS
from gateway.framing.radio.deframer import Deframers
from gateway.model import Frame

BLOCK = 9600


def listen(name: str, symbols: int, baud: float) -> dict[str, Any]:
    """What one framing finds in so many symbols."""
    rng = np.random.default_rng(20261122)
    deframers = Deframers([RADIO_FRAMINGS[name]])
    checked = unchecked = rejected = fed = 0
    before = process_time()
    while fed < symbols:
        for one in deframers.feed(rng.standard_normal(BLOCK, np.float32)):
            if not isinstance(one.event, Frame):
                rejected += 1
            elif one.event.quality.unchecked:
                unchecked += 1
            else:
                checked += 1
        fed += BLOCK
    cost = 1000 * (process_time() - before) / (fed / baud)
    return {
        "framing": name,
        "false_frames": checked,
        "unchecked": unchecked,
        "rejected": rejected,
        "ms_per_s": cost,
    }


def main() -> None:
    """See the module."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--hours", type=float, default=1.0)
    parser.add_argument("--baud", type=float, default=9600.0)
    parser.add_argument("--only", nargs="+", default=list(RADIO_FRAMINGS))
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    symbols = int(arguments.hours * 3600 * arguments.baud)
    if not arguments.json:
        print("| framing | false frames | unchecked | rejected | ms/s |\n|---|---|---|---|---|")
    false = 0
    for name in arguments.only:
        row = listen(name, symbols, arguments.baud)
        false += row["false_frames"]
        if arguments.json:
            print(json.dumps(row), flush=True)
            continue
        counts = f"{row['false_frames']} | {row['unchecked']} | {row['rejected']}"
        print(f"| {name} | {counts} | {row['ms_per_s']:.2f} |", flush=True)
    sys.exit(1 if false else 0)


if __name__ == "__main__":
    main()
