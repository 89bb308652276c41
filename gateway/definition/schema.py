"""JSON Schema of a packet's readings, as the record of a frame writes them.

::

    {"battery": {"raw": 154, "value": 3.02, "unit": "V", "state": "nominal"},
     "cells.0.voltage": {...}, "cells.1.voltage": {...}}

Octets are written in hex, times in ISO 8601, and what has no value is null.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from gateway.definition.calibration import Enumeration, Linear, Polynomial, Table, Timestamp
from gateway.definition.channel import ChannelInfo, WireType
from gateway.definition.written import Decimal, Text
from gateway.model import State

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def packet_schema(name: str, channels: Iterable[ChannelInfo]) -> dict[str, Any]:
    """The schema of the readings of one packet."""
    properties: dict[str, Any] = {}
    patterns: dict[str, Any] = {}
    required = []
    for info in channels:
        if "*" in info.path:
            patterns.setdefault(_pattern(info.path), _reading_schema(info))
            continue
        properties.setdefault(info.path, _reading_schema(info))
        if not info.optional and info.path not in required:
            required.append(info.path)
    return {
        "$schema": DIALECT,
        "title": name,
        "type": "object",
        "properties": properties,
        "patternProperties": patterns,
        "required": required,
    }


def _pattern(path: str) -> str:
    parts = ["[0-9]+" if part == "*" else re.escape(part) for part in path.split(".")]
    return "^" + r"\.".join(parts) + "$"


def _reading_schema(info: ChannelInfo) -> dict[str, Any]:
    reading: dict[str, Any] = {"type": "object"}
    if info.meaning:
        reading["description"] = info.meaning
    raw = _raw_schema(info.sent)
    value = raw if info.calibration is None else _value_schema(info.calibration)
    if info.channel.absent and "type" in value:
        value = {**value, "type": _nullable(value["type"])}
    reading["properties"] = {"raw": raw, "value": value}
    if info.unit:
        reading["properties"]["unit"] = {"const": info.unit}
    reading["properties"]["state"] = {"enum": [state.value for state in State]}
    reading["required"] = ["raw", "value"]
    return reading


def _nullable(kind: Any) -> list[str]:
    return [kind, "null"] if isinstance(kind, str) else kind


def _raw_schema(sent: WireType) -> dict[str, Any]:
    """Schema of a raw value."""
    match sent.kind:
        case "int":
            return {"type": "integer", "minimum": sent.low, "maximum": sent.high}
        case "float":
            return {"type": ["number", "null"]}
        case "flag":
            return {"type": "boolean"}
        case "octets":
            return {"type": "string", "contentEncoding": "base16"}
    return {}


def _value_schema(calibration: object) -> dict[str, Any]:
    """Schema of an engineering value."""
    match calibration:
        case Linear() | Polynomial() | Table() | Decimal():
            return {"type": ["number", "null"]}
        case Enumeration():
            return {"type": "string", "examples": list(calibration.words.values())}
        case Text():
            return {"type": "string"}
        case Timestamp():
            return {"type": ["string", "null"], "format": "date-time"}
    return {}
