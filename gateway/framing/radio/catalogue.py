"""Every framing of the air, found by its existence, by the name in `Frame.framing`.

A framing is a constant in capitals of a module of this folder that has a name, a deframer
and an encoder; nothing else has to be told that it is there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING, Any

import gateway.framing.radio as folder

if TYPE_CHECKING:
    from gateway.framing.radio.deframer import RadioFraming


def _framings() -> Iterator[tuple[str, RadioFraming]]:
    for found in iter_modules(folder.__path__):
        if found.name == __name__.rpartition(".")[2]:
            continue
        module: Any = import_module(f"{folder.__name__}.{found.name}")
        yield from framings_in(vars(module))


def framings_in(names: dict[str, Any]) -> Iterator[tuple[str, RadioFraming]]:
    """The framings among the *names* of a module, with their own names."""
    for constant, value in names.items():
        public = constant.isupper() and not constant.startswith("_")
        if public and not isinstance(value, type) and _is_framing(value):
            yield value.name, value


def _is_framing(value: Any) -> bool:
    return all(hasattr(value, part) for part in ("name", "deframer", "encode"))


def by_name(found: Iterable[tuple[str, RadioFraming]]) -> dict[str, RadioFraming]:
    """Those *found*, each once; a module may import the constant of another.

    Raises:
        ValueError: Two framings have one name.
    """
    framings: dict[str, RadioFraming] = {}
    for name, framing in found:
        if framings.setdefault(name, framing) is not framing:
            raise ValueError(f"two framings are called {name}")
    return framings


RADIO_FRAMINGS = by_name(_framings())
"""By name."""
