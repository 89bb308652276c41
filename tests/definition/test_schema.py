"""JSON Schemas, against the records that they describe."""

from __future__ import annotations

import re
from typing import Any

import construct as c
import pytest
from construct import Construct, Int8sb, Int8ub, Int16ub, Struct, this

from gateway.definition import Limits, Packet, channel, enumeration, linear, text, timestamp
from gateway.record import reading_record

NULLABLE = {"type": ["number", "null"]}


def schema_of(field: Construct) -> Any:
    return Packet("p", Struct("x" / field * "meaning")).schema()["properties"]["x"]


@pytest.mark.parametrize(
    ("field", "raw", "value"),
    [
        (Int8ub, {"type": "integer", "minimum": 0, "maximum": 255}, None),
        (Int8sb, {"type": "integer", "minimum": -128, "maximum": 127}, None),
        (c.Float32b, NULLABLE, None),
        (c.Flag, {"type": "boolean"}, None),
        (c.Bytes(2), {"type": "string", "contentEncoding": "base16"}, None),
        (c.Computed(this.x), {}, None),
        (channel(c.Float64b, "V", linear(2)), NULLABLE, NULLABLE),
        (
            channel(c.Bytes(2), "", text()),
            {"type": "string", "contentEncoding": "base16"},
            {"type": "string"},
        ),
        (
            channel(c.Float32b, "", timestamp()),
            NULLABLE,
            {"type": ["string", "null"], "format": "date-time"},
        ),
        (
            channel(c.Flag, "", enumeration({True: "on"})),
            {"type": "boolean"},
            {"type": "string", "examples": ["on"]},
        ),
    ],
)
def test_a_reading_has_the_types_of_its_raw_value_and_its_value(
    field: Construct, raw: Any, value: Any
) -> None:
    schema = schema_of(field)
    assert schema["description"] == "meaning"
    assert schema["properties"]["raw"] == raw
    assert schema["properties"]["value"] == (raw if value is None else value)


def test_an_absent_value_is_null() -> None:
    schema = schema_of(channel(Int8ub, "V", absent=0))
    assert schema["properties"]["value"]["type"] == ["integer", "null"]
    assert schema["properties"]["raw"]["type"] == "integer"
    assert schema["properties"]["unit"] == {"const": "V"}


def test_arrays_are_patterns_and_what_may_be_missing_is_not_required() -> None:
    cells = Struct("v" / Int16ub)[2]
    packet = Packet("p", Struct("n" / Int8ub, "cells" / cells, "o" / c.If(this.n, Int8ub)))
    schema = packet.schema()
    assert schema["title"] == "p"
    assert schema["required"] == ["n"]
    assert list(schema["properties"]) == ["n", "o"]
    (pattern,) = schema["patternProperties"]
    assert re.search(pattern, "cells.17.v")
    assert not re.search(pattern, "cellsx17.v")
    assert not re.search(pattern, "cells.17.vv")


def test_records_have_only_keys_and_states_of_the_schema() -> None:
    packet = Packet("p", Struct("a" / channel(Int8ub, "V")), {"a": Limits(caution=(0, 1))})
    schema = packet.schema()["properties"]["a"]["properties"]
    for data in (b"\0", b"\2"):
        (reading,) = packet.readings(data)
        record = reading_record(reading)
        assert record.keys() == schema.keys()
        assert record["state"] in schema["state"]["enum"]
        assert record["unit"] == schema["unit"]["const"]
