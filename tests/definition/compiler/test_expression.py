"""Expressions of construct's, as source: the source computes what the expression does."""

from __future__ import annotations

from typing import Any

import pytest
from construct import Container, len_, list_, max_, min_, obj_, sum_, this

from gateway.definition.compiler.expression import ignores, literal, mentions, scope_of, source_of

CONTEXT = Container(a=7, b=3, s=Container(x=[4, 5, 6]), flag=False)


def resolve(root: str, names: tuple[Any, ...]) -> str | None:
    return root + "".join(f"[{name!r}]" for name in names) if root == "this" else None


@pytest.mark.parametrize(
    "expression",
    [
        *(this.a, this["a"], this.s.x[1], this.a + 1, 1 + this.a, this.a - this.b * 2, -this.a),
        *(this.a // this.b, this.a / this.b, this.a % this.b, 2**this.b, (-this.b) ** 2, +this.a),
        *(this.a & 3, 4 | this.b, this.a ^ this.b, this.a << 2, 256 >> this.b, this.b**-2),
        *(this.a == 7, this.a != 7, this.a < this.b, this.a >= 7, ~this.flag, ~this.flag & this.a),
        *(len_(this.s.x), sum_(this.s.x) * 2, min_(this.s.x), max_(this.s.x), (this.a > 2) & 1),
        *(5, -5, 2.5, "text", b"octets", True, None),
    ],
    ids=repr,
)
def test_the_source_has_the_value_of_the_expression(expression: Any) -> None:
    source = source_of(expression, resolve)
    assert source is not None
    expected = expression(CONTEXT) if callable(expression) else expression
    assert eval(source, {"this": CONTEXT}) == expected  # noqa: S307


@pytest.mark.parametrize(
    "param",
    [lambda ctx: 1, list_[0], obj_.x, this.a + list_[0], len_(lambda ctx: []), float("inf")],
)
def test_what_cannot_be_told_without_calling_has_no_source(param: Any) -> None:
    assert source_of(param, resolve) is None


def test_only_plain_constants_are_literals() -> None:
    class Text(str):
        pass

    odd: list[Any] = [float("nan"), Text("x"), [], object]
    assert literal(-2) == "(-2)"
    assert [literal(value) for value in odd] == [None] * 4


@pytest.mark.parametrize(
    ("param", "found"),
    [
        *((this._io, True), (this.a + this._._io.x, True), (this.io, False), (7, False)),
        *((lambda ctx: ctx._io, True), (lambda ctx: ctx["_io"], True), (lambda ctx: ctx.a, False)),
        (lambda ctx: [x + ctx._io for x in ctx.items], True),
        (len, False),
    ],
)
def test_who_looks_at_the_stream_is_found(param: Any, found: bool) -> None:
    assert mentions(param, "_io") is found


@pytest.mark.parametrize(
    ("function", "ignored"),
    [
        *((lambda obj, ctx: obj > 1, True), (lambda obj, ctx: ctx.a, False), (obj_ > 1, True)),
        *((lambda obj, ctx: (lambda: ctx.a)(), False), (lambda obj, ctx: locals(), False)),
        *((lambda obj, *args: obj, False), (max, False), (lambda obj, ctx=1: obj, True)),
    ],
)
def test_who_ignores_the_context_is_found(function: Any, ignored: bool) -> None:
    assert ignores(function, 1) is ignored


def test_underscores_go_up_and_root_goes_to_the_top() -> None:
    outer, middle, inner = {"o": 1}, {"m": 2}, {"i": 3}
    scopes = [outer, middle, inner]
    assert scope_of(scopes, ("i", "x")) == (inner, ("i", "x"))
    assert scope_of(scopes, ("_", "m")) == (middle, ("m",))
    assert scope_of(scopes, ("_", "_", "o")) == (outer, ("o",))
    assert scope_of(scopes, ("_root", "o")) == (outer, ("o",))
    assert scope_of(scopes, ("_", "_", "_", "o")) == ({}, ("o",))
