"""The keys of the marker and of the ini file."""

from __future__ import annotations

from typing import Any

import pytest

from gateway.hil.settings import KEYS, SHIM_FRAMING, SettingsError, read_settings


def test_without_a_word_frames_are_those_of_the_shim_and_the_clock_is_real() -> None:
    settings = read_settings({}, [])
    assert settings.framing == SHIM_FRAMING
    assert settings.clock == "real"
    assert settings.missions == ()
    assert settings.baud is None


def test_the_nearest_marker_wins_key_by_key() -> None:
    ini = {"mission": "ini", "baud": "9600", "seed": "1"}
    settings = read_settings(ini, [{"mission": "near"}, {"mission": "far", "seed": 2}])
    assert (settings.mission, settings.seed, settings.baud) == ("near", 2, 9600)


@pytest.mark.parametrize(
    ("text", "framing"),
    [
        ("slip", "slip"),
        ('{ kind = "kiss", fcs = "present" }', {"kind": "kiss", "fcs": "present"}),
    ],
)
def test_a_framing_in_the_ini_file_is_a_name_or_a_toml_table(text: str, framing: Any) -> None:
    assert read_settings({"framing": text}, []).framing == framing


def test_arguments_become_texts() -> None:
    assert read_settings({}, [{"arguments": ["--leak", 0.5]}]).arguments == ("--leak", "0.5")
    assert read_settings({"arguments": '["--boots", "3"]'}, []).arguments == ("--boots", "3")


def test_several_missions_may_be_named() -> None:
    assert read_settings({}, [{"mission": ["one", "two"]}]).missions == ("one", "two")
    assert read_settings({}, [{"mission": "one"}]).missions == ("one",)


def test_a_key_that_does_not_exist_is_refused_with_the_one_that_was_meant() -> None:
    with pytest.raises(SettingsError, match=r"no key 'misson'; did you mean 'mission'\?"):
        read_settings({}, [{"misson": "x"}])
    with pytest.raises(SettingsError, match=f"it has {', '.join(KEYS)}"):
        read_settings({}, [{"zzz": "x"}])


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("baud", "fast"),
        ("baud", True),
        ("clock", "fake"),
        ("framing", 3),
        ("executable", 1),
        ("arguments", "--leak 3"),
        ("seed", None),
    ],
)
def test_a_value_that_cannot_be_meant_is_refused_with_what_can(key: str, value: Any) -> None:
    with pytest.raises(SettingsError, match=f"cupola {key} = .*: must be "):
        read_settings({}, [{key: value}])


def test_a_number_of_the_ini_file_that_is_none_is_refused() -> None:
    with pytest.raises(SettingsError, match="cupola_baud = fast: must be symbols per second"):
        read_settings({"baud": "fast"}, [])


def test_a_line_cannot_be_paced_in_virtual_time() -> None:
    with pytest.raises(SettingsError, match="give no baud where clock='virtual'"):
        read_settings({"baud": "9600"}, [{"clock": "virtual"}])
