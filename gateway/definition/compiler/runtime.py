"""What the compiled source calls: refusals, contexts, and the record of places."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from io import BytesIO
from typing import Any, NoReturn

from construct import Construct, Container
from construct.core import BytesIOWithOffsets

from gateway.definition import reference
from gateway.definition.channel import Channel
from gateway.definition.limits import Limits
from gateway.errors import LayoutError
from gateway.model import Reading

__all__ = [
    "behind",
    "context",
    "endless",
    "failed",
    "foreign",
    "integers",
    "outermost",
    "overfull",
    "short",
    "spread",
    "substream",
    "unequal",
    "unmatched",
    "unterminated",
]


def short(count: int, left: int) -> NoReturn:
    """More octets are wanted than there are."""
    if count < 0:
        raise LayoutError(f"a length of {count} octets")
    raise LayoutError(f"needs {count} octets, {left} left")


def overfull(count: int, left: int) -> NoReturn:
    """More items are wanted than the octets can hold."""
    raise LayoutError(f"{count} items cannot be in {left} octets")


def endless() -> NoReturn:
    """Items without octets follow each other for ever."""
    raise LayoutError("items without octets repeat without end")


def unequal(value: Any, expected: Any) -> NoReturn:
    """A constant is another."""
    raise LayoutError(f"expected {_shown(expected)}, found {_shown(value)}")


def _shown(value: Any) -> str:
    return value.hex(" ") if isinstance(value, bytes) else repr(value)


def failed() -> NoReturn:
    """A condition of the layout does not hold."""
    raise LayoutError("a check failed")


def unmatched() -> NoReturn:
    """No alternative could be read."""
    raise LayoutError("no alternative fits")


def unterminated(term: bytes) -> NoReturn:
    """A terminator is missing."""
    raise LayoutError(f"no {term.hex(' ')} to end it")


def behind(left: int) -> NoReturn:
    """There are octets behind the layout, or behind a window's end."""
    raise LayoutError(f"{left} octets behind the layout")


def integers(data: bytes, start: int, count: int, size: int, order: Any, signed: bool) -> list[int]:
    """Integers of a size that `struct` does not know."""
    places = range(start, start + count * size, size)
    return [int.from_bytes(data[p : p + size], order, signed=signed) for p in places]


def outermost(index: int | None) -> Container:
    """The context that construct begins with."""
    outer = Container(_parsing=True, _building=False, _sizing=False, _index=index)
    outer._params = outer
    return outer


def context(
    outer: Container, con: Construct, index: int | None, members: Mapping[str, Any]
) -> Container:
    """The context that construct gives a member of *con* behind other *members*."""
    inner = Container(
        {
            "_": outer,
            "_params": outer["_params"],
            "_root": None,
            "_parsing": True,
            "_building": False,
            "_sizing": False,
            "_subcons": con._subcons,
            "_io": None,
            "_index": index,
            **members,
        }
    )
    inner["_root"] = outer.get("_root", inner)
    return inner


def substream(data: bytes, place: int, tells: int) -> BytesIO:
    """The octets as construct's own parsers want them."""
    stream = BytesIOWithOffsets(data, None, tells) if tells else BytesIO(data)
    stream.seek(place + tells)
    return stream


def spread(path: str, raw: Any, reading: Callable[[str, Any], Reading]) -> Iterator[Reading]:
    """Readings of a value of which the layout does not say what it is: many, one or none."""
    if isinstance(raw, (dict, list)):
        for key, item in raw.items() if isinstance(raw, dict) else enumerate(raw):
            if not str(key).startswith("_"):
                yield from spread(f"{path}.{key}", item, reading)
    elif raw is not None:
        yield reading(path, raw)


def foreign(
    con: Construct,
    raw: Any,
    path: str,
    context: Container,
    channel: Channel | None,
    limits: Mapping[str, Limits],
) -> Iterator[Reading]:
    """Readings of what construct parsed by itself."""
    place = reference.Place(path, context, channel)
    return reference.Walk(limits).walk(con, raw, place)
