"""The source compiles without a warning, for every processor that the shim runs on."""

from __future__ import annotations

from pathlib import Path

import construct as c
import pytest

from gateway.definition import Mission
from gateway.export.c_mission import CMission
from tests.export.firmware import exportable, write
from tests.export.layouts import mission
from tests.export.zoo import zoo
from tests.firmware_shim.toolchain import AVR, CLANG, TARGETS, Compiler, compilers, needs

SOME = ("coolant-loops", "fox-1a", "horus-v2", "lightsail-2", "picsat")
"""Missions that are compiled for every target: bit fields, floats, structs, commands."""


def sources(missions: list[Mission], folder: Path) -> list[Path]:
    return [write(CMission(each), folder)[1] for each in missions]


@needs(CLANG)
def test_every_mission_compiles_without_a_warning(tmp_path: Path) -> None:
    # With gcc the comparison with Python compiles them all, under the same flags.
    CLANG.compile(sources([*exportable(), zoo()], tmp_path), tmp_path)


@pytest.mark.parametrize("compiler", compilers([one for one in TARGETS if one != CLANG]))
def test_every_target_compiles_without_a_warning(compiler: Compiler, tmp_path: Path) -> None:
    missions = [each for each in exportable() if each.name in SOME]
    compiler.compile(sources(missions, tmp_path), tmp_path)


@needs(AVR)
def test_a_double_is_refused_where_it_has_32_bits(tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match="double_has_64_bits"):
        AVR.compile(sources([mission(c.Struct("x" / c.Float64b))], tmp_path), tmp_path)


def test_nothing_is_called_but_what_is_in_the_file() -> None:
    source = CMission(zoo()).source
    assert "#include <" not in source
    assert "memcpy" not in source
