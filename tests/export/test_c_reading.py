"""What generated code reads and refuses, beyond what every mission's packets show."""

from __future__ import annotations

import ctypes
from pathlib import Path

import construct as c
import pytest

from gateway.export.c_mission import CMission
from tests.export.firmware import write
from tests.export.layouts import mission
from tests.firmware_shim.toolchain import build_shared_library


class State(ctypes.Structure):
    """The struct of the packet below, as any compiler lays it out."""

    _fields_ = (("number", ctypes.c_int16), ("flag", ctypes.c_bool))


LAYOUT = c.Struct("id" / c.Const(7, c.Int8ub), "number" / c.Int16sb, "flag" / c.Flag)


def unpack(folder: Path, *, trailing: bool) -> ctypes._NamedFuncPointer:
    _, source = write(CMission(mission(LAYOUT, trailing=trailing)), folder)
    function = build_shared_library([source], folder).board_state_unpack
    function.restype = ctypes.c_bool
    function.argtypes = [ctypes.POINTER(State), ctypes.c_char_p, ctypes.c_size_t]
    return function


def test_a_refused_packet_leaves_the_struct_as_it_was(tmp_path: Path) -> None:
    read, state = unpack(tmp_path, trailing=False), State(5, True)
    for wrong in (b"", b"\x07\x00\x01", b"\x08\x00\x01\x00", b"\x07\x00\x01\x00\x00"):
        assert not read(state, wrong, len(wrong))
        assert (state.number, state.flag) == (5, True)


def test_a_flag_of_an_octet_is_true_if_it_is_not_zero(tmp_path: Path) -> None:
    read, state = unpack(tmp_path, trailing=False), State()
    assert read(state, b"\x07\xff\xfe\x80", 4)
    assert (state.number, state.flag) == (-2, True)


def test_constants_in_an_array_are_tested_by_a_loop() -> None:
    cell = c.Struct(c.Const(b"\x7e"), "x" / c.Int8ub)
    few, many = (CMission(mission(c.Struct("a" / cell[count]))).source for count in (2, 3000))
    assert len(many.splitlines()) == len(few.splitlines())


@pytest.mark.parametrize(("length", "fits"), [(3, False), (4, True), (9, True)])
def test_octets_behind_a_packet_may_be_ignored(tmp_path: Path, length: int, fits: bool) -> None:
    read = unpack(tmp_path, trailing=True)
    assert read(State(), b"\x07\x00\x01\x00".ljust(9, b"x"), length) is fits
