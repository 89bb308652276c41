"""Lines of C."""

from __future__ import annotations

import ctypes
from pathlib import Path

import pytest

from gateway.export.c_text import WIDTH, block, chain, comment, literal
from tests.firmware_shim.toolchain import build_shared_library

HOSTILE = [
    "ends */ here",
    "begins /* here",
    "continues \\",
    "three ??/ and\nmore \\",
    "",
    "a" * 500,
    "*??/\n/ here",
    "odd number ???/",
    "odd number of signs ???/\n?????/\nmore",
    "/*/ */*/ **/ here",
    "turned \u202e round",
    "nul \0, bell \a, half of a pair \udc80",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_a_comment_ends_where_it_should(text: str, tmp_path: Path) -> None:
    source = tmp_path / "comment.c"
    after = ["int after(void);", "int after(void)", *block("", ["return 7;"])]
    source.write_text("\n".join([*comment(text), *after, ""]), encoding="utf-8")
    assert build_shared_library([source], tmp_path).after() == 7


def test_a_comment_shows_all_that_is_in_it() -> None:
    (line,) = comment("a\u202eb\u200bc\0d\udc80e\u00a0f\tg 3 \N{DEGREE SIGN}C")
    assert line == "/** a b c d e f g 3 \N{DEGREE SIGN}C */"


def test_a_comment_has_no_trigraph() -> None:
    assert "??" not in "".join(comment("why????? ???/"))


def test_a_long_comment_is_wrapped() -> None:
    lines = comment("word " * 60)
    assert len(lines) > 3
    assert max(map(len, lines)) <= WIDTH


def test_terms_stand_in_one_line_or_in_one_each() -> None:
    assert chain("x = (", ["a", "b"], "|", ");") == ["x = (a | b);"]
    assert chain("x = (", ["a" * 60, "b" * 60], "|", ");") == [
        f"x = ({'a' * 60}",
        f"    | {'b' * 60});",
    ]


INTEGERS = [
    *(0, -1, 32767, -32767, -32768, 32768, 65535, 65536, -32769, 2**31 - 1, 2**31, 2**32 - 1),
    *(-(2**31), -(2**31) - 1, 2**32, 2**63 - 1, -(2**63)),
]


def test_an_integer_is_itself_in_c(tmp_path: Path) -> None:
    source = tmp_path / "integers.c"
    values = ", ".join(literal(value) for value in INTEGERS)
    text = f"""
        #include <stdint.h>
        int64_t integer(int index);
        int64_t integer(int index)
        {{
            static const int64_t values[] = {{ {values} }};
            return values[index];
        }}
    """
    source.write_text(text, encoding="utf-8")
    library = build_shared_library([source], tmp_path)
    library.integer.restype = ctypes.c_int64
    assert [library.integer(index) for index in range(len(INTEGERS))] == INTEGERS
