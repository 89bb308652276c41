"""Construct's `this` expressions as Python source.

::

    Bytes(this.length - 2)      "(v3 - 2)"
    If(this._.mode == 1, ...)   "(v1 == 1)"
    Bytes(lambda ctx: ...)      None: it has to be called

Read from the expression objects themselves: their `repr` leaves out the parentheses
around unary operators.
"""

from __future__ import annotations

import dis
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from types import CodeType
from typing import Any

from construct.expr import BinExpr, ExprMixin, FuncPath, Path, UniExpr, opnames

Resolve = Callable[[str, tuple[Any, ...]], str | None]
"""From a root (`this` or `obj_`) and the names behind it to source, or None."""

Scope = Mapping[str, Any]
"""What a record's members are called."""

LITERALS = (bool, int, float, str, bytes, type(None))
FUNCTIONS = (len, sum, min, max, abs)


def source_of(param: Any, resolve: Resolve) -> str | None:
    """Source that computes *param*; None if only calling it tells.

    Args:
        param: What a construct was given: a constant, a `this` expression, a function.
        resolve: Tells how the values that it mentions are called in the source.
    """
    match param:
        case Path():
            root, names = _names(param)
            return resolve(root, names)
        case UniExpr():
            operand = source_of(param.operand, resolve)
            return operand and f"({opnames[param.op]} {operand})"
        case BinExpr() if opnames[param.op] != "in":
            left, right = source_of(param.lhs, resolve), source_of(param.rhs, resolve)
            return left and right and f"({left} {opnames[param.op]} {right})"
        case FuncPath() if vars(param)["_FuncPath__func"] in FUNCTIONS:
            operand = source_of(vars(param)["_FuncPath__operand"], resolve)
            return operand and f"{vars(param)['_FuncPath__func'].__name__}({operand})"
        case ExprMixin():
            return None
    return literal(param)


def literal(value: Any) -> str | None:
    """Source of a constant; None if it has none."""
    if type(value) not in LITERALS or (isinstance(value, float) and not math.isfinite(value)):
        return None
    # -2 ** 2 is -4 in Python.
    return f"({value!r})" if isinstance(value, (int, float)) and value < 0 else repr(value)


def scope_of(scopes: Sequence[Scope], names: tuple[Any, ...]) -> tuple[Scope, tuple[Any, ...]]:
    """The scope that `this` and *names* begin at, and the names that are left.

    Args:
        scopes: Of each record around the place, the outermost first.
        names: `_` for a level up, `_root` for the outermost.
    """
    level = len(scopes) - 1
    while names and names[0] == "_":
        level, names = level - 1, names[1:]
    if names and names[0] == "_root":
        level, names = 0, names[1:]
    return (scopes[level] if 0 <= level < len(scopes) else {}), names


def mentions(param: Any, name: str) -> bool:
    """True if *param* may look at *name* in its context."""
    if isinstance(param, Path):
        return name in _names(param)[1]
    if isinstance(param, ExprMixin):
        return any(mentions(part, name) for part in vars(param).values() if callable(part))
    return any(name in code.co_names or name in code.co_consts for code in _codes(param))


def ignores(function: Any, position: int) -> bool:
    """True if *function* certainly does not look at one of its arguments."""
    if isinstance(function, ExprMixin):
        return position > 0
    code = getattr(function, "__code__", None)
    if not isinstance(code, CodeType) or position >= code.co_argcount:
        return False
    name = code.co_varnames[position]
    values = [instruction.argval for instruction in dis.get_instructions(code)]
    # From Python 3.13 one instruction may load two variables: its value is both names.
    pairs = [one for value in values if isinstance(value, tuple) for one in value]
    return (
        name not in {*values, *pairs}
        and name not in code.co_cellvars
        and "locals" not in code.co_names
    )


def _names(path: Path) -> tuple[str, tuple[Any, ...]]:
    names: list[Any] = []
    while (parent := vars(path)["_Path__parent"]) is not None:
        names.insert(0, path.__getfield__())
        path = parent
    return vars(path)["_Path__name"], tuple(names)


def _codes(function: Any) -> Iterator[CodeType]:
    """The code of *function* and of the functions written inside it."""
    waiting = [getattr(function, "__code__", None)]
    while waiting:
        code = waiting.pop()
        if isinstance(code, CodeType):
            yield code
            waiting += code.co_consts
