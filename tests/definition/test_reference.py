"""The reference: construct's own errors and containers, made ours."""

from __future__ import annotations

import construct as c
import pytest
from construct import Container, Int8ub, Int16ub, ListContainer, Struct, this

from gateway.definition import channel, linear, reference
from gateway.definition.limits import Limits
from gateway.errors import LayoutError
from gateway.model import Reading, State

CELLS = Struct("n" / Int8ub, "cells" / Struct("v" / channel(Int8ub, "V", linear(0.5)))[this.n])


def test_construct_errors_become_ours_with_a_dotted_path() -> None:
    with pytest.raises(LayoutError) as refused:
        reference.parse(Struct("a" / Struct("b" / Int16ub)), b"\0", trailing=False)
    assert (refused.value.offset, refused.value.path) == (1, "a.b")
    assert refused.value.reason == "stream read less than specified amount, expected 2, found 1"


def test_octets_behind_the_layout_are_refused_unless_ignored() -> None:
    with pytest.raises(LayoutError, match="octet 1: 2 octets behind the layout"):
        reference.parse(Int8ub, b"\1\2\3", trailing=False)
    assert reference.parse(Int8ub, b"\1\2\3", trailing=True) == 1


def test_containers_are_made_plain_without_what_construct_keeps_in_them() -> None:
    raw = reference.plain(Container(_io=1, _n=2, a=ListContainer([Container(b=3)])))
    assert raw == {"_n": 2, "a": [{"b": 3}]}
    assert type(raw) is dict
    assert type(raw["a"]) is list
    assert type(raw["a"][0]) is dict


def test_readings_have_paths_units_and_states() -> None:
    raw = reference.parse(CELLS, b"\2\2\4", trailing=False)
    assert reference.readings(CELLS, raw, {"cells.*.v": Limits(caution=(None, 1))}) == [
        Reading("n", 2, 2, "", State.NOMINAL),
        Reading("cells.0.v", 2, 1.0, "V", State.NOMINAL),
        Reading("cells.1.v", 4, 2.0, "V", State.CAUTION),
    ]


def test_a_choice_is_made_again_from_the_values() -> None:
    cases = {1: channel(Int8ub, "V"), 2: channel(Int8ub, "A")}
    layout = Struct("k" / Int8ub, "s" / Struct("x" / c.Switch(this._.k, cases)))
    units = [r.unit for r in reference.readings(layout, {"k": 2, "s": {"x": 7}}, {})]
    assert units == ["", "A"]


def test_a_selection_is_told_by_its_shape() -> None:
    pair, one = Struct("a" / channel(Int8ub, "V")), channel(Int8ub, "A")
    layout = Struct("x" / c.Select(pair, one))
    (reading,) = reference.readings(layout, {"x": 7}, {})
    assert (reading.channel, reading.unit) == ("x", "A")
    (reading,) = reference.readings(layout, {"x": {"a": 7}}, {})
    assert (reading.channel, reading.unit) == ("x.a", "V")


def test_alternatives_with_the_same_names_are_told_by_what_they_can_hold() -> None:
    one = Struct("k" / c.Const(1, Int8ub), "a" / channel(Int8ub, "V"))
    other = Struct("k" / Int8ub, "a" / channel(Int8ub, "A"))
    layout = Struct("x" / c.Select(one, other))
    units = [reference.readings(layout, {"x": {"k": k, "a": 7}}, {})[-1].unit for k in (1, 2)]
    assert units == ["V", "A"]
