"""The house rules that a machine can hold: who imports whom, and how long things are."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "gateway"
FILES = sorted(PACKAGE.rglob("*.py"))

MAX_FILE = 500
MAX_FUNCTION = 60
MAX_MISSION = 150

MAY_IMPORT = {
    "model": set(),
    "errors": set(),
    "coding": {"model"},
    "framing": {"model", "coding"},
    "modem": {"model", "coding"},
    "samples": {"model"},
    "sstv": {"model", "modem"},
    "satellites": {"model"},
    "reception": {"model", "coding", "framing", "modem", "satellites"},
    "links": {"model", "coding"},
    "definition": {"model"},
    "missions": {"definition", "links"},
    "record": {"model"},
    "decoder": {"model", "definition", "links", "missions"},
    "monitor": {"model", "definition", "record"},
    "journal": {"model"},
    "station": {"model"},
    "continuity": {"model", "definition"},
    "export": {"definition"},
}
"""A room's own imports besides `errors` and itself (DESIGN, "The rooms").  Two lines are
ours: links check their CRCs with coding, and `record` is the one place that turns values
into JSON."""

PURE = {
    "model",
    "coding",
    "framing",
    "modem",
    "reception",
    "sstv",
    "links",
    "definition",
    "missions",
    "decoder",
    "monitor",
    "continuity",
    "export",
}
NO_IO = {"asyncio", "socket", "select", "threading", "subprocess", "time", "requests", "serial"}


def room(file: Path) -> str:
    """The room of `gateway/` that a file belongs to."""
    return file.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imports(file: Path) -> Iterator[str]:
    """Every module that a file imports, anywhere in it."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


@pytest.mark.parametrize("file", FILES, ids=lambda f: str(f.relative_to(ROOT)))
def test_nothing_flows_back_up(file: Path) -> None:
    own = room(file)
    if own not in MAY_IMPORT:
        return
    rooms = {name.split(".")[1] for name in imports(file) if name.startswith("gateway.")}
    assert rooms - {own, "errors"} <= MAY_IMPORT[own]


def test_what_tests_firmware_is_no_part_of_the_gateway() -> None:
    users = {room(f) for f in FILES if any(name.startswith("gateway.hil") for name in imports(f))}
    assert users == {"hil", "cli"}


@pytest.mark.parametrize(
    "file", [f for f in FILES if room(f) in PURE], ids=lambda f: str(f.relative_to(ROOT))
)
def test_there_is_no_io_in_the_middle(file: Path) -> None:
    assert not {name.split(".")[0] for name in imports(file)} & NO_IO


@pytest.mark.parametrize("file", FILES, ids=lambda f: str(f.relative_to(ROOT)))
def test_files_are_read_in_one_sitting(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    limit = MAX_MISSION if room(file) == "missions" else MAX_FILE
    assert text.count("\n") <= limit
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or 0) - node.lineno + 1
            assert length <= MAX_FUNCTION, node.name


@pytest.mark.parametrize("file", FILES, ids=lambda f: str(f.relative_to(ROOT)))
def test_every_module_says_what_it_is(file: Path) -> None:
    assert ast.get_docstring(ast.parse(file.read_text(encoding="utf-8")))


THROUGH_OTHERS = {
    "model.py": "nouns without behaviour",
    "commanding/reply.py": "nouns without behaviour",
    "station/source.py": "a noun without behaviour",
    "station/table.py": "a noun without behaviour",
    "definition/compiler/place.py": "every test of the compiler",
    "definition/compiler/runtime.py": "what generated code calls: every test of the compiler",
}
"""Modules without a test of their own name, and what covers them."""


def test_every_module_of_the_package_has_its_test() -> None:
    missing = []
    for file in FILES:
        part = file.relative_to(PACKAGE)
        # Missions have their vectors, one test for all of them.
        if part.name.startswith("__") or part.parts[0] == "missions":
            continue
        if not (ROOT / "tests" / part.parent / f"test_{part.name}").exists():
            missing.append(str(part))
    assert set(missing) == set(THROUGH_OTHERS)


SHIM = ROOT / "firmware_shim"
C_FILES = sorted(SHIM.glob("[!b]*/**/*.[ch]"))  # not build/
HEADERS = [file for file in C_FILES if file.suffix == ".h"]


def shim_name(file: Path) -> str:
    return file.relative_to(SHIM).as_posix()


@pytest.mark.parametrize("file", C_FILES, ids=shim_name)
def test_c_files_are_read_in_one_sitting(file: Path) -> None:
    lines = file.read_text(encoding="utf-8").splitlines()
    assert len(lines) <= MAX_FILE
    # A function's body is what stands between two braces in the first column.
    first = 0
    for number, line in enumerate(lines, start=1):
        if line == "{":
            first = number
        elif line == "}" and first:
            assert number - first < MAX_FUNCTION, f"line {first}"
            first = 0


@pytest.mark.parametrize("file", C_FILES, ids=shim_name)
def test_every_c_file_says_what_it_is(file: Path) -> None:
    explained = file.read_text(encoding="utf-8").startswith("/* ")
    assert explained or (file.suffix == ".c" and file.with_suffix(".h") in HEADERS)


@pytest.mark.parametrize("file", HEADERS, ids=shim_name)
def test_every_function_of_a_header_stands_under_a_comment(file: Path) -> None:
    # Functions that belong together stand without a blank line between them.
    for block in file.read_text(encoding="utf-8").split("\n\n"):
        if re.search(r"^[a-z][\w *]*\w\(.*", block, re.MULTILINE):
            assert block.startswith(("/**", "/* ")), block
