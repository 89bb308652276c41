import re
from pathlib import Path

import pytest

import gateway.framing.radio
from gateway.framing.radio.ax25 import AX25, AX25_G3RUH, Ax25
from gateway.framing.radio.catalogue import RADIO_FRAMINGS, by_name, framings_in


def test_framings_are_the_public_constants_that_have_a_name_and_both_ways() -> None:
    names = {"AX25": AX25, "_HIDDEN": AX25_G3RUH, "Ax25": Ax25, "ax25": AX25_G3RUH, "FLAG": 0x7E}
    assert list(framings_in(names)) == [("ax25", AX25)]


def test_a_framing_that_another_module_imports_is_still_one() -> None:
    assert by_name([("ax25", AX25), ("ax25", AX25)]) == {"ax25": AX25}


def test_two_framings_of_one_name_are_a_mistake() -> None:
    with pytest.raises(ValueError, match="two framings are called ax25"):
        by_name([("ax25", AX25), ("ax25", Ax25(fix=0))])


@pytest.mark.parametrize("name", RADIO_FRAMINGS)
def test_every_framing_has_the_name_it_is_listed_by_and_both_ways(name: str) -> None:
    framing = RADIO_FRAMINGS[name]
    assert framing.name == name  # type: ignore[attr-defined]
    assert re.fullmatch("[a-z0-9_]+", name)
    assert framing.deframer().reach > 0
    assert callable(framing.encode)


def test_every_framing_written_in_a_module_is_found() -> None:
    written = [
        name
        for module in Path(gateway.framing.radio.__file__).parent.glob("*.py")
        for name in re.findall(
            r'^[A-Z]\w* = \w+\(\s*"([a-z]\w+)",', module.read_text("utf-8"), re.M
        )
    ]
    assert len(written) > 40
    assert set(written) <= set(RADIO_FRAMINGS)
