"""The soak of `tools/soak`, for one round: so that it works on the day when somebody needs it."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from gateway.hil.device import virtual_device

ROOT = Path(__file__).resolve().parents[2]


def test_a_round_of_faults_is_accounted_for() -> None:
    if not any(map(shutil.which, virtual_device.COMPILERS)):
        pytest.skip("there is no C compiler")
    command = [sys.executable, "tools/soak_hil.py", "--minutes", "0", "--seed", "1"]
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, timeout=100, check=False
    )
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    assert re.search(r"[1-9]\d* sent, [1-9]\d* delivered, .*1 rounds, .* 0 violations", done.stdout)
