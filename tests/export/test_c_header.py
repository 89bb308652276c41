"""The header, as a compiler and a reader see it."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import construct as c
import pytest
from construct import Construct

from gateway.definition import Command, Mission, Packet, channel, enumeration, linear
from gateway.definition.layout_hash import layout_hash
from gateway.export.c_mission import CMission
from tests.export.firmware import write
from tests.export.layouts import mission
from tests.export.zoo import zoo
from tests.firmware_shim.toolchain import AVR, build_shared_library, host_compiler, needs

LAYOUT = c.Struct(
    "id" / c.Const(2, c.Int8ub),
    "magic" / c.Const(0xCAFE, c.Int16ub),
    "battery" / channel(c.Int8ub, "V", linear(5 / 255)) * "full scale 5 V",
    "mode" / channel(c.Int16ub, "", enumeration({0: "safe", 40000: "far"})),
    "parts" / c.Struct("x" / c.Int24sb, "on" / c.Flag)[3],
)

FACTS = {
    "BOARD_STATE_SIZE": 18,
    "BOARD_STATE_ID": 2,
    "BOARD_STATE_MAGIC": 0xCAFE,
    "BOARD_STATE_LAYOUT_HASH": layout_hash(LAYOUT),
    "BOARD_LAYOUT_HASH": layout_hash(LAYOUT),
    "BOARD_STATE_MODE_SAFE": 0,
    "BOARD_STATE_MODE_FAR": 40000,
    "sizeof state.battery": 1,
    "sizeof state.mode": 2,
    "sizeof state.parts": 3 * 8,
    "sizeof state.parts[0].x": 4,
    "sizeof state.parts[0].on": 1,
    "((__typeof__(state.parts[0].x))-1 < 0)": 1,
    "((__typeof__(state.battery))-1 > 0)": 1,
}
"""What the definition says, by expression in C."""


def assertions(layout: Construct, facts: dict[str, int], folder: Path) -> list[Path]:
    """The source, and one that compiles if all *facts* hold."""
    header, source = write(CMission(mission(layout)), folder)
    lines = [f'#include "{header.name}"', "extern struct board_state state;"]
    for number, (expression, value) in enumerate(facts.items()):
        lines.append(f"typedef char fact{number}[({expression}) == {value}UL ? 1 : -1];")
    test = folder / "facts.c"
    test.write_text("\n".join([*lines, ""]), encoding="utf-8")
    return [source, test]


def test_names_say_what_the_definition_says(tmp_path: Path) -> None:
    build_shared_library(assertions(LAYOUT, FACTS, tmp_path), tmp_path)


@needs(AVR)
def test_names_say_the_same_where_int_has_16_bits(tmp_path: Path) -> None:
    unpadded = {**FACTS, "sizeof state.parts": 3 * 5}
    AVR.compile(assertions(LAYOUT, unpadded, tmp_path), tmp_path)


def test_a_reader_sees_meaning_unit_and_calibration() -> None:
    header = CMission(mission(LAYOUT)).header
    assert "/** full scale 5 V; V = raw * 0.0196078 */\n    uint8_t battery;" in header


def test_a_command_is_exported_as_a_packet_is() -> None:
    layout = c.Struct("id" / c.Const(16, c.Int8ub), "tag" / c.Int16ub)
    packets = [Packet("state", LAYOUT)]
    commands = [Command("ping", layout, about="Answers.")]
    made = CMission(Mission(name="board", title="A board", packets=packets, commands=commands))
    assert "struct board_ping_command {" in made.header
    assert "BOARD_PING_COMMAND_ID = 16" in made.header
    assert "Answers." in made.header
    assert made.layout_hash == layout_hash(LAYOUT, layout)


def test_a_reader_sees_what_the_board_takes_in_an_argument() -> None:
    fields = {name: channel(c.Int16ub, "rpm") for name in ("fan", "pump", "idle", "free")}
    layout = c.Struct("id" / c.Const(1, c.Int8ub), "tag" / c.Int16ub, **fields)
    ranges = {"fan": (0, 6000), "pump": (None, 0.5), "idle": (-2, None)}
    command = Command("turn", layout, ranges=ranges)
    packet = Packet("state", LAYOUT)
    made = CMission(Mission(name="board", title="B", packets=[packet], commands=[command]))
    for name, text in {
        "fan": "rpm; 0 or more, 6000 or less",
        "pump": "rpm; 0.5 or less",
        "idle": "rpm; -2 or more",
        "free": "rpm",
    }.items():
        assert f"    /** {text} */\n    uint16_t {name};" in made.header


@pytest.mark.skipif(shutil.which("g++") is None, reason="g++ is not installed")
def test_a_program_in_cpp_includes_the_header(tmp_path: Path) -> None:
    header, _ = write(CMission(zoo()), tmp_path)
    program = tmp_path / "program.cpp"
    program.write_text(f'#include "{header.name}"\nint main() {{ return 0; }}\n', encoding="utf-8")
    command = ["g++", "-std=c++11", "-Wall", "-Wextra", "-Werror", "-fsyntax-only", str(program)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


MACROS = ["ADC", "B0", "DEC", "DEFAULT", "F", "HEX", "I", "INPUT", "NULL", "PI", "SP", "complex"]
"""Of Arduino, AVR and C's own headers."""


def test_macros_of_other_headers_do_not_touch_the_struct(tmp_path: Path) -> None:
    layout = c.Struct(*(name / c.Int8ub for name in [*MACROS, "errno", "linux"]))
    _, source = write(CMission(mission(layout)), tmp_path)
    program = tmp_path / "program.c"
    lines = [f"#undef {name}\n#define {name} 0x1C" for name in MACROS]
    included = ["#include <errno.h>", *lines, f'#include "{source.name}"']
    program.write_text("\n".join([*included, ""]), encoding="utf-8")
    host_compiler().run(["-fsyntax-only", program], tmp_path)
