import pytest

from gateway.coding.morse import CODE, UNKNOWN, character, units


def test_the_standard_word_has_fifty_units() -> None:
    # PARIS defines words per minute: 43 units, and 7 up to the next word.
    assert sum(count for _, count in units("PARIS")) == 43
    assert sum(count for _, count in units("PARIS PARIS")) == 43 + 7 + 43


@pytest.mark.parametrize(
    ("text", "drawn"),
    [
        # M.1677-1, 1.1: examples of each kind.
        ("e", "="),
        ("T", "==="),
        ("A", "=.==="),
        ("EE", "=...="),
        ("E  E", "=.......="),
        ("<SOS>", "=.=.=.===.===.===.=.=.="),
        (" E ~ E ", "=.......="),
    ],
)
def test_marks_and_gaps_are_those_of_the_recommendation(text: str, drawn: str) -> None:
    assert "".join(("=" if down else ".") * count for down, count in units(text)) == drawn


def test_no_two_characters_have_the_same_code() -> None:
    assert len(set(CODE.values())) == len(CODE)
    assert all(character(code) == name for name, code in CODE.items())


def test_dits_and_dahs_of_no_character_are_marked() -> None:
    assert character("------") == UNKNOWN
