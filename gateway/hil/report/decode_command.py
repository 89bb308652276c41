"""The command that shows what is in a test's capture."""

from __future__ import annotations

import os
import shlex
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gateway.hil.wire.capture import FILES

if TYPE_CHECKING:
    from gateway.hil.bench import Bench


def decode_command(bench: Bench, capture: str, folder: Path) -> str:
    """`cupola decode` for what arrived at a test's gateway, as one types it.

    A mission that stands in no file cannot be named there; then frames are recognised.

    Args:
        bench: The test's gateway.
        capture: Path of the capture.
        folder: Where the command is typed.
    """
    words = [
        *("cupola", "decode"),
        *_framing(bench.framing),
        *_missions(bench.missions, bench.mission_files, folder),
        os.path.join(capture, FILES["ground"]),
    ]
    return shlex.join(words)


def _framing(framing: str | dict[str, Any]) -> Iterator[str]:
    table = {"kind": framing} if isinstance(framing, str) else dict(framing)
    yield from ("--format", str(table.pop("kind")))
    for key, value in table.items():
        text = str(value).lower() if isinstance(value, bool) else str(value)
        yield from ("--option", f"{key}={text}")


def _missions(
    names: Sequence[str], files: Mapping[str, Path | None], folder: Path
) -> Iterator[str]:
    for file in filter(None, files.values()):
        # The file and not its folder: of what lies beside a test nothing is to be run.
        yield from ("--missions-folder", os.path.relpath(file, folder))
    for name in names:
        if name not in files or files[name]:
            yield from ("--mission", name)
