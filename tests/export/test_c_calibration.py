"""Calibrations in C, against those of Python."""

from __future__ import annotations

import ctypes
import math
from pathlib import Path

import construct as c
import pytest
from construct import Construct

from gateway.definition import channel, linear
from gateway.definition.calibration import Linear
from gateway.export.c_calibration import is_exact
from gateway.export.c_mission import CMission
from tests.export.firmware import write
from tests.export.layouts import mission
from tests.firmware_shim.toolchain import build_shared_library

CALIBRATED = [
    (c.Int8ub, linear(5 / 255)),
    (c.Int8sb, linear(0.5, -40)),
    (c.Int16ub, linear(0.001, 100)),
    (c.Int16sb, linear(-0.01, 3)),
    (c.Int16ub, linear(7)),
]


def macros(field: Construct, folder: Path) -> ctypes.CDLL:
    """The macros of a channel `x` in V as functions."""
    made = CMission(mission(c.Struct("x" / field)))
    header, source = write(made, folder)
    test = folder / "calibration.c"
    text = f"""
        #include "{header.name}"
        int32_t raw_of(float value);
        float value_of(int32_t raw);
        int32_t raw_of(float value) {{ return BOARD_STATE_X_FROM_V(value); }}
        float value_of(int32_t raw) {{ return BOARD_STATE_X_TO_V(raw); }}
    """
    test.write_text(text, encoding="utf-8")
    library = build_shared_library([source, test], folder, [f"-I{folder}", "-fsanitize=undefined"])
    library.raw_of.argtypes = [ctypes.c_float]
    library.value_of.restype = ctypes.c_float
    return library


@pytest.mark.parametrize(("field", "calibration"), CALIBRATED)
def test_every_raw_value_comes_back_from_its_value(
    field: Construct, calibration: Linear, tmp_path: Path
) -> None:
    library = macros(channel(field, "V", calibration), tmp_path)
    bits = 8 * field.sizeof()
    low = -(1 << bits - 1) if field.fmtstr[1].islower() else 0
    for raw in range(low, low + (1 << bits), 1 if bits == 8 else 37):
        value = calibration.value(raw)
        assert library.raw_of(value) == raw
        assert library.value_of(raw) == pytest.approx(value, rel=1e-6, abs=1e-5)


def test_what_a_field_cannot_say_becomes_the_nearest_that_it_can(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    library = macros(channel(c.Int8sb, "V", linear(0.1)), tmp_path)
    values = [0.24, 0.26, -0.24, -0.26, 1e30, -1e30, math.inf, -math.inf, math.nan]
    assert [library.raw_of(value) for value in values] == [
        *(2, 3, -2, -3, 127, -128, 127, -128, -128)
    ]
    assert capfd.readouterr().err == ""


def test_a_value_never_becomes_the_mark_of_a_missing_one(tmp_path: Path) -> None:
    library = macros(channel(c.Int16ub, "V", linear(1), absent=(65535, 0)), tmp_path)
    assert [library.raw_of(value) for value in (1e9, -1e9)] == [65534, 1]


def test_the_mark_of_a_missing_value_has_a_name() -> None:
    marked = channel(c.Int16sb, "V", linear(0.1), absent=-32768)
    header = CMission(mission(c.Struct("x" / marked))).header
    assert "#define BOARD_STATE_X_ABSENT INT16_MIN\n" in header


@pytest.mark.parametrize(
    ("calibration", "high", "exact"),
    [
        (linear(1), 65535, True),
        (linear(0.001, 100), 65535, True),
        (linear(1), (1 << 24) - 1, False),
        (linear(1), (1 << 32) - 1, False),
        (linear(0.001, 1e6), 255, False),
        (linear(0), 255, False),
        (linear(1e-46), 255, False),
        (linear(1, 1e-46), 255, False),
        (linear(1e39), 255, False),
    ],
)
def test_there_is_no_macro_where_floats_are_too_coarse(
    calibration: Linear, high: int, exact: bool
) -> None:
    assert is_exact(calibration, 0, high) is exact
