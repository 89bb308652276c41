"""What a test asks of its gateway: the keys of the `cupola` marker and of the ini file.

::

    pytest.ini                cupola_mission = my_board.py          for all tests
    pytestmark                pytest.mark.cupola(baud=115200)       for a module's or a class's
    @pytest.mark.cupola(mission="coolant-loops", clock="virtual")   for one test

The nearer one wins, key by key.  Nothing here imports more than the standard library:
pytest loads it for every suite of whoever has Cupola installed.
"""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Any

SHIM_FRAMING = {"kind": "kiss", "fcs": "present"}
"""How the firmware shim's example frames its packets."""

KINDS: Mapping[str, tuple[tuple[type, ...], str]] = {
    "framing": ((str, dict), "a framing's name, or a table with `kind` and its options"),
    "baud": ((int, type(None)), "symbols per second, or None for a line that is not paced"),
    "clock": ((str,), "'real' or 'virtual'"),
    "executable": ((str,), "the path of a host build of your firmware"),
    "arguments": ((list, tuple), "a list of the device's arguments"),
    "seed": ((int,), "the number that all faults start from"),
}
"""What each key may be; `mission` is checked where missions are loaded."""


class SettingsError(ValueError):
    """A marker or the ini file says something that cannot be meant."""


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What one test's gateway listens for.

    Attributes:
        mission: Name of a mission of Cupola, path of a mission file, a `Mission`, or
            several of these; nothing means that frames are recognised.
        framing: As `framing` in the station file.
        baud: Speed of the virtual line, symbols per second; None for as fast as it goes.
        clock: `real`, or `virtual`: time moves when the test says so.
        executable: Host build that `virtual_device` starts; empty for Cupola's example.
        arguments: What the virtual device is started with.
        seed: What all faults of the line start from.
    """

    mission: Any = ()
    framing: str | dict[str, Any]
    baud: int | None = None
    clock: str = "real"
    executable: str = ""
    arguments: tuple[str, ...] = ()
    seed: int = 0

    @property
    def missions(self) -> tuple[Any, ...]:
        """The missions, one or more, as a tuple."""
        if isinstance(self.mission, tuple | list):
            return tuple(self.mission)
        return (self.mission,) if self.mission else ()


KEYS = tuple(field.name for field in fields(Settings))


def read_settings(ini: Mapping[str, str], markers: Iterable[Mapping[str, Any]]) -> Settings:
    """The settings of one test.

    Args:
        ini: Values of the ini file by key, as text; empty ones are not given.
        markers: The keys of each marker, the nearest first.

    Raises:
        SettingsError: A key does not exist, or its value cannot be meant.
    """
    asked: dict[str, Any] = {"framing": SHIM_FRAMING}
    asked |= {key: _from_text(key, text) for key, text in ini.items() if text}
    for marker in reversed(list(markers)):
        for key in marker:
            _check_key(key)
        asked |= marker
    for key, value in asked.items():
        _check_value(key, value)
    if asked.get("clock") == "virtual" and asked.get("baud"):
        raise SettingsError("a line is paced in real time: give no baud where clock='virtual'")
    asked["arguments"] = tuple(str(item) for item in asked.get("arguments", ()))
    return Settings(**asked)


def _check_key(key: str) -> None:
    if key not in KEYS:
        near = difflib.get_close_matches(key, KEYS, 1)
        hint = f"; did you mean {near[0]!r}?" if near else f"; it has {', '.join(KEYS)}"
        raise SettingsError(f"the cupola marker has no key {key!r}{hint}")


def _check_value(key: str, value: object) -> None:
    allowed, what = KINDS.get(key, ((object,), ""))
    clock_wrong = key == "clock" and value not in ("real", "virtual")
    if not isinstance(value, allowed) or isinstance(value, bool) or clock_wrong:
        raise SettingsError(f"cupola {key} = {value!r}: must be {what}")


def _from_text(key: str, text: str) -> Any:
    """A value of the ini file: TOML where it is more than a word."""
    if key in ("mission", "clock", "executable"):
        return text
    try:
        return tomllib.loads(f"value = {text}")["value"]
    except tomllib.TOMLDecodeError:
        if key == "framing":
            return text
        raise SettingsError(f"cupola_{key} = {text}: must be {KINDS[key][1]}") from None
