"""The emitters: one function a node, which writes how that node is read.

Each returns a `Value`: an expression for what the node parses into.  What becomes of
the values is the outputs' affair (`gateway.definition.compiler.outputs`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, ClassVar

from construct import Construct

from gateway.definition.compiler import tree
from gateway.definition.compiler.expression import literal, scope_of, source_of
from gateway.definition.compiler.tree import Node
from gateway.definition.compiler.writer import Stream, Writer


class ContextNeededError(Exception):
    """A function of the layout must be called, and wants construct's context."""


@dataclass(frozen=True)
class Value:
    """An expression for a value.

    Attributes:
        source: The expression.
        members: What it is made of, if it is a record.
        nested: True if it may hold records that are not known here.
        context: Variable of the context in which construct parsed it.
    """

    source: str
    members: dict[str, Value] | None = None
    nested: bool = False
    context: str = "Container()"

    @property
    def attributed(self) -> str:
        """Expression for it with attributes, for functions that say context.eps.mode."""
        if self.members is not None:
            return f"Container({dict_source(self.members, attributed=True)})"
        return f"attributed({self.source})" if self.nested else self.source


def dict_source(members: dict[str, Value], *, attributed: bool = False) -> str:
    """Expression for a dict of values."""
    items = (
        f"{name!r}: {value.attributed if attributed else value.source}"
        for name, value in members.items()
    )
    return f"{{{', '.join(items)}}}"


@dataclass
class Scope:
    """A record that is being read.

    Attributes:
        construct: It, which construct's context names.
        members: Those that were read already.
        index: Variable of construct's `_index`; empty if nobody looks at contexts.
    """

    construct: Construct
    members: dict[str, Value] = field(default_factory=dict)
    index: str = ""


@dataclass
class Emitter:
    """Writes the decoder of a tree.

    Attributes:
        contexts: True if functions of the layout look at construct's contexts, which are
            made for each call.
        quiet: Above zero inside a value that another is made of.
        path: The parts of the dotted path; `{i3}` for the index in variable i3.
        scopes: The records around the place, the outermost first.
        index: Variable of construct's `_index` outside all records.
    """

    emitters: ClassVar[dict[type, Callable[[Emitter, Any], Value]]] = {}
    takes: ClassVar[bool] = False
    """True if the output is made of channels as they are read."""

    contexts: bool
    writer: Writer = field(default_factory=Writer)
    quiet: int = 0
    path: list[str] = field(default_factory=list)
    scopes: list[Scope] = field(default_factory=list)
    index: str = ""

    # What the outputs override.

    def begin(self, node: Node) -> None:
        """About to read *node*."""

    def take(self, node: Node, value: Value) -> None:
        """*node* has been read."""

    def savepoint(self) -> str:
        """Variable that says how far the output has come; empty if it need not be undone."""
        return ""

    def restore(self, savepoint: str) -> None:
        """Write how to undo what was put out since."""

    # What the emitters use.

    @property
    def stream(self) -> Stream:
        """The octets being read."""
        return self.writer.stream

    def emit(self, node: Node) -> Value:
        """Write how *node* is read."""
        self.begin(node)
        value = self.emitters[type(node)](self, node)
        self.take(node, value)
        return value

    def inner(self, node: Node) -> Value:
        """Write how *node* is read, of which another value is made."""
        self.quiet += 1
        value = self.emit(node)
        self.quiet -= 1
        return value

    @contextmanager
    def at(self, part: str) -> Iterator[None]:
        """Inside a member or an item; `{i3}` stands for the number in variable i3."""
        self.path += [part] if part else []
        yield
        del self.path[len(self.path) - bool(part) :]

    @property
    def path_source(self) -> str:
        """Expression for the dotted path."""
        path = ".".join(self.path)
        return f"f{path!r}" if "{" in path or "}" in path else repr(path)

    def parameter(self, value: Any) -> str:
        """Expression for a parameter."""
        source = source_of(value, self.resolve)
        if source is not None:
            return source
        return f"{self.writer.bind(value)}" + (f"({self.context()})" if callable(value) else "")

    def constant(self, value: Any) -> str:
        """Expression for a constant."""
        return literal(value) or self.writer.bind(value)

    def context(self) -> str:
        """Expression for construct's context, for somebody who looks at it."""
        if not self.contexts:
            raise ContextNeededError
        context = f"outermost({self.index})"
        for scope in self.scopes:
            con = self.writer.bind(scope.construct)
            members = dict_source(scope.members, attributed=True)
            context = f"context({context}, {con}, {scope.index}, {members})"
        return context

    def count(self, index: str) -> None:
        """Write what construct's `_index` is now."""
        if self.contexts:
            self.writer.later(f"{self.scopes[-1].index if self.scopes else self.index} = {index}")

    def resolve(self, root: str, names: tuple[Any, ...]) -> str | None:
        """Expression for `this` and the names behind it; None if it cannot be told."""
        scope, rest = scope_of([scope.members for scope in self.scopes], names)
        return member_of(Value("", dict(scope)), rest) if root == "this" and rest else None


def member_of(value: Value, names: tuple[Any, ...]) -> str | None:
    """Expression for a member of a member of *value*; None if it is not known."""
    for index, name in enumerate(names):
        if value.members is None:
            return value.source + "".join(f"[{part!r}]" for part in names[index:])
        if name not in value.members:
            return None
        value = value.members[name]
    return value.source


def number(e: Emitter, node: tree.Number) -> Value:
    """A fixed field of the run."""
    return Value(e.writer.atom(node.bits, node.kind, signed=node.signed, little=node.little))


def octets(e: Emitter, node: tree.Octets) -> Value:
    """Octets: of the run, counted, or all that are left."""
    if node.size:
        return Value(e.writer.atom(node.size, "octets"))
    if node.size == 0:
        return Value("b''")
    return Value(cut(e, node.length))


def cut(e: Emitter, length: tree.Parameter) -> str:
    """Write how *length* octets, or all that are left, are taken; their variable."""
    stream = e.stream
    if length is None:
        name = e.writer.assign(f"{stream.data}[{stream.octet}:]")
        e.writer.jump(f"len({stream.data})")
        return name
    return cut_counted(e, e.writer.assign(e.parameter(length), "n"))


def cut_counted(e: Emitter, count: str) -> str:
    """Write how as many octets as the variable *count* says are taken; their variable."""
    stream = e.stream
    name = e.writer.assign(f"{stream.data}[{stream.octet}:{stream.octet} + {count}]")
    e.writer.line(f"if len({name}) != {count} or {count} < 0:")
    e.writer.line(f"    short({count}, len({stream.data}) - ({stream.octet}))")
    e.writer.jump(f"{stream.octet} + {count}")
    return name


def skip(e: Emitter, node: tree.Skip) -> Value:
    """Padding."""
    if node.size:
        e.writer.atom(node.size, "skip")
    elif node.size is None:
        cut(e, node.length)
    return Value("None")


def constant(e: Emitter, node: tree.Constant) -> Value:
    """A value that is compared."""
    value = e.inner(node.node) if node.node.channel is None else e.emit(node.node)
    expected = e.constant(node.value)
    e.writer.later(f"if not {value.source} == {expected}: unequal({value.source}, {expected})")
    return value


def adapted(e: Emitter, node: tree.Adapted) -> Value:
    """A value passed through an adapter of construct's."""
    value = e.inner(node.node)
    decode = e.writer.bind(node.adapter._decode)
    context = e.context() if node.looks else "None"
    name = e.writer.fresh()
    e.writer.later(f"{name} = {decode}({value.source}, {context}, '')")
    return Value(name)


def computed(e: Emitter, node: tree.Computed) -> Value:
    """A value that is not sent."""
    name = e.writer.fresh()
    e.writer.later(f"{name} = {e.parameter(node.function)}")
    return Value(name)


def check(e: Emitter, node: tree.Check) -> Value:
    """A condition."""
    e.writer.later(f"if not {e.parameter(node.function)}: failed()")
    return Value("None")


def nothing(e: Emitter, node: Node) -> Value:
    """Nothing at all."""
    return Value("None")


def end(e: Emitter, node: tree.End) -> Value:
    """The end of the octets."""
    left = f"len({e.stream.data}) - ({e.stream.octet})"
    e.writer.line(f"if {left}: behind({left})")
    return Value("None")


def tell(e: Emitter, node: tree.Tell) -> Value:
    """The place."""
    return Value(e.writer.assign(f"{e.stream.tells} + {e.stream.octet}"))


def record(e: Emitter, node: tree.Record) -> Value:
    """Members, each in the context of those before it."""
    scope = Scope(node.construct)
    if e.contexts:
        around = e.scopes[-1].index if e.scopes else e.index
        scope.index = e.writer.fresh("x")
        e.writer.later(f"{scope.index} = {around}")
    e.scopes.append(scope)
    values = [_member(e, node, index) for index in range(len(node.members))]
    e.scopes.pop()
    if node.focus:
        return scope.members[node.focus]
    if node.listed:
        items = ", ".join(value.source for value in values)
        return Value(f"[{items}]", nested=True)
    return Value(dict_source(scope.members), scope.members)


def _member(e: Emitter, node: tree.Record, index: int) -> Value:
    member = node.members[index]
    name = "" if node.focus else member.name or ""
    with e.at(str(index) if node.listed else name.replace("{", "{{").replace("}", "}}")):
        value = e.emit(member.node)
    if member.name:
        e.scopes[-1].members[member.name] = value
    return value


def choice(e: Emitter, node: tree.Choice) -> Value:
    """One case or another."""
    name = e.writer.fresh()
    key = e.parameter(node.key)
    if not node.binary:
        key = e.writer.assign(key, "k")
    e.writer.settle()
    word = "if"
    for value, case in node.cases.items():
        condition = key if node.binary else f"{key} == {e.constant(value)}"
        _case(e, f"{word} {condition}:", case, name)
        word = "elif"
    _case(e, "else:" if node.cases else "if True:", node.default, name)
    return Value(name, nested=True)


def _case(e: Emitter, header: str, node: Node, name: str) -> None:
    with e.writer.block(header):
        value = e.emit(node)
        e.writer.line(f"{name} = {value.source}")


def select(e: Emitter, node: tree.Select) -> Value:
    """The first alternative that can be read."""
    name, start = e.writer.fresh(), e.writer.assign(e.writer.settle(), "q")
    savepoint = e.savepoint()
    _alternatives(e, node.nodes, name, start, savepoint)
    return Value(name, nested=True)


def _alternatives(
    e: Emitter, nodes: tuple[Node, ...], name: str, start: str, savepoint: str
) -> None:
    if not nodes:
        e.writer.line("unmatched()")
        return
    _case(e, "try:", nodes[0], name)
    e.writer.line("except ExplicitError: raise")
    with e.writer.block("except Exception:"):
        e.writer.line(f"{e.stream.pointer} = {start}")
        e.restore(savepoint)
        _alternatives(e, nodes[1:], name, start, savepoint)


def foreign(e: Emitter, node: tree.Foreign) -> Value:
    """What construct parses by itself."""
    stream, place = e.stream, e.writer.settle()
    context = e.writer.assign(e.context() if node.looks else "Container()", "c")
    io = e.writer.assign(f"substream({stream.data}, {place}, {stream.tells})", "s")
    parse = e.writer.bind(node.construct._parsereport)
    name = e.writer.assign(f"plain({parse}({io}, {context}, '(parsing)'))")
    e.writer.jump(f"{io}.tell() - ({stream.tells})")
    if node.looks:
        e.count(f"{context}._index")
    return Value(name, nested=True, context=context)


BASIC: dict[type, Callable[[Emitter, Any], Value]] = {
    tree.Number: number,
    tree.Octets: octets,
    tree.Skip: skip,
    tree.Constant: constant,
    tree.Adapted: adapted,
    tree.Computed: computed,
    tree.Check: check,
    tree.Node: nothing,
    tree.End: end,
    tree.Tell: tell,
    tree.Record: record,
    tree.Choice: choice,
    tree.Select: select,
    tree.Foreign: foreign,
}
