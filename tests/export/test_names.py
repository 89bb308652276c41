"""Names that C accepts, and that stay apart."""

from __future__ import annotations

import pytest

from gateway.export.names import (
    HEADERS,
    Names,
    common_name,
    file_name,
    identifier,
    macro_name,
    unit_name,
)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("battery_voltage", "battery_voltage"),
        ("_spare", "spare"),
        ("fox-1a", "fox_1a"),
        ("3v3", "x_3v3"),
        ("register", "register_"),
        ("class", "class_"),
        ("bool", "bool_"),
        ("größe", "gr_e"),
        ("ADC", "adc"),
        ("VBAT_1", "vbat_1"),
        ("DEFAULT", "default_"),
        ("3V3", "x_3v3"),
        ("Vbat", "Vbat"),
        ("concept", "concept_"),
        ("errno", "errno_"),
        ("_", "x"),
    ],
)
def test_a_name_is_legal_in_c_and_cpp(text: str, name: str) -> None:
    assert identifier(text) == name


def test_no_file_takes_the_place_of_a_header_of_the_standard_library() -> None:
    assert {file_name(name) for name in HEADERS}.isdisjoint(HEADERS)
    assert {"string", "stdint", "time"} <= HEADERS
    assert file_name("horus-v2") == "horus_v2"
    assert file_name("time") == "time_"


def test_a_macro_is_upper_case_and_drops_what_is_no_letter_or_digit() -> None:
    assert macro_name("board_state", "SOYUZ (MS-22)!") == "BOARD_STATE_SOYUZ_MS_22"
    assert macro_name("board_", "?", "SIZE") == "BOARD__SIZE"


@pytest.mark.parametrize(
    ("unit", "name"),
    [
        ("degC", "DEGC"),
        ("%", "PERCENT"),
        ("m/s", "M_S"),
        ("", "VALUE"),
        ("µV", "UV"),
        ("°C", "DEGC"),
        ("kΩ", "KOHM"),
        ("m²", "M2"),
        ("ж", "VALUE"),
        ("€", "VALUE"),
    ],
)
def test_a_unit_is_a_part_of_a_name(unit: str, name: str) -> None:
    assert unit_name(unit) == name


@pytest.mark.parametrize(
    ("paths", "name"),
    [
        (["main_loop", "backup_loop"], "loop"),
        (["load_on", "load_limit"], "load"),
        (["cells.cell1", "cells.cell2"], "cell"),
        (["a.radiator_valve", "b.bypass_valve"], "valve"),
        (["main", "backup"], "main"),
        (["power.flags"], "power_flags"),
        (["a.x", "b.x"], "x"),
    ],
)
def test_a_shared_type_has_the_name_that_its_fields_share(paths: list[str], name: str) -> None:
    assert common_name(paths) == name


def test_whoever_comes_later_gets_an_underscore() -> None:
    names, wanted = Names(), ("a", "a", "a_", "b", "a")
    assert [names.take(name) for name in wanted] == ["a", "a_", "a__", "b", "a___"]
