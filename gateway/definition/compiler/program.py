"""A program: the compiled functions of one packet.

The fast ones do not know where they are.  When one fails, whatever it raised, the octets
are read once more by the one that keeps places, and that says where and why.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from construct import Construct

from gateway.definition.compiler.emit import ContextNeededError
from gateway.definition.compiler.outputs import Flat, Nested, Output, Places, Source
from gateway.definition.compiler.walk import Layout, read_layout
from gateway.definition.dissection import Dissection, Trace
from gateway.definition.limits import Limits
from gateway.definition.reference import as_layout_error
from gateway.errors import LayoutError
from gateway.model import Reading


@dataclass(frozen=True, eq=False)
class Program:
    """Compiles each function when it is first wanted."""

    construct: Construct
    limits: Mapping[str, Limits]
    trailing: bool

    @cached_property
    def layout(self) -> Layout:
        """The tree and the channels."""
        return read_layout(self.construct, self.limits)

    def compile(self) -> None:
        """Compile everything now.

        Raises:
            MissionError: The layout cannot be decoded in bounded time.
        """
        _ = self._nested, self._flat, self._places

    def parse(self, data: bytes) -> Any:
        """Raw values, nested."""
        decode = self._nested
        try:
            return decode(data)
        except Exception as error:  # noqa: BLE001 (a layout's functions may raise anything)
            raise self._reason(data, error) from None

    def readings(self, data: bytes) -> list[Reading]:
        """The channels, in order."""
        decode = self._flat
        try:
            return decode(data)
        except Exception as error:  # noqa: BLE001
            raise self._reason(data, error) from None

    def dissect(self, data: bytes) -> Dissection:
        """The places of all fields, and where it stopped."""
        trace = Trace(self.layout.channels)
        error, decode = None, self._places
        try:
            decode(data, trace)
        except Exception as raised:  # noqa: BLE001
            error = as_layout_error(raised, trace.bit // 8, trace.path)
        return Dissection(tuple(trace.fields), error)

    def _reason(self, data: bytes, error: Exception) -> LayoutError:
        return self.dissect(data).error or as_layout_error(error, 0, "")

    @cached_property
    def _nested(self) -> Callable[[bytes], Any]:
        function: Callable[[bytes], Any] = load(self.source(Nested))
        return function

    @cached_property
    def _flat(self) -> Callable[[bytes], list[Reading]]:
        function: Callable[[bytes], list[Reading]] = load(self.source(Flat))
        return function

    @cached_property
    def _places(self) -> Callable[[bytes, Trace], None]:
        function: Callable[[bytes, Trace], None] = load(self.source(Places))
        return function

    def source(self, output: type[Output]) -> Source:
        """The source of one of the functions."""
        root = self.layout.root
        try:
            return output(contexts=False, limits=self.limits).function(root, trailing=self.trailing)
        except ContextNeededError:
            return output(contexts=True, limits=self.limits).function(root, trailing=self.trailing)


def load(source: Source) -> Any:
    """The function that *source* defines."""
    # The source was made from a mission's file; nothing in it came from the air.
    exec(compile(source.text, "<compiled layout>", "exec"), source.namespace)  # noqa: S102
    return source.namespace["decode"]
