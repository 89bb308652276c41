"""A key is found in the text, in tables and in arrays of tables of any depth."""

from __future__ import annotations

import pytest

from gateway.station import line_of
from tests.station.test_reading import GOOD

NESTED = """\
[[source]]
name = "one"
[[source.downlink]]
baud = 1200
[[source.downlink]]
baud = 2400

[[source]]
name = "two"
[[source.downlink]]
baud = 4800
[source.extra]
key = 1
"""


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("name",), 1),
        (("source", 0, "name"), 5),
        (("source", 1, "port"), 13),
        (("source", 1, "nothing"), 10),
        (("mqtt", "host"), 16),
        (("nothing",), 0),
    ],
)
def test_a_key_is_found_in_the_text(path: tuple[str | int, ...], line: int) -> None:
    assert line_of(GOOD, path) == line


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("source", 0, "downlink", 0, "baud"), 4),
        (("source", 0, "downlink", 1, "baud"), 6),
        (("source", 0, "downlink", 1, "framing"), 5),
        (("source", 1, "name"), 9),
        (("source", 1, "downlink", 0, "baud"), 11),
        (("source", 1, "extra", "key"), 13),
    ],
)
def test_a_key_of_a_table_in_a_table_is_found(path: tuple[str | int, ...], line: int) -> None:
    assert line_of(NESTED, path) == line
