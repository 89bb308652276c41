"""Exported code where `int` has 16 bits: run on an emulated AVR, and not only compiled for it."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from gateway.definition import Mission
from gateway.export.c_mission import CMission
from tests.export.firmware import Unit, write
from tests.export.layouts import mission
from tests.export.zoo import zoo
from tests.firmware_shim.toolchain import STRICT

QEMU = "qemu-system-avr"
COMPILER = "avr-gcc"

PACKETS = 4
"""Of each kind: zero, full, random."""

HEAD = """
#include <avr/io.h>
#include <avr/pgmspace.h>
#include "zoo.h"

static void say(char letter)
{
    while ((UCSR0A & (1 << UDRE0)) == 0) {
    }
    UDR0 = (uint8_t)letter;
}

static bool same(const uint8_t *octets, PGM_P wanted, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (octets[i] != pgm_read_byte(wanted + i)) {
            return false;
        }
    }
    return true;
}
"""

PART = """
static const char data_{name}[{count}][{size}] PROGMEM = {{ {data} }};

static void try_{name}(void)
{{
    for (size_t i = 0; i < {count}; i++) {{
        uint8_t octets[{size}];
        struct {name} packet;
        bool read;

        memcpy_P(octets, data_{name}[i], sizeof octets);
        read = {name}_unpack(&packet, octets, sizeof octets);
        for (size_t j = 0; j < sizeof octets; j++) {{
            octets[j] = 0xA5;
        }}
        {name}_pack(&packet, octets);
        say(read && same(octets, data_{name}[i], sizeof octets) ? '+' : '-');
    }}
}}
"""

MAIN = """
int main(void)
{{
    UCSR0B = 1 << TXEN0;
    {calls}
    say('.');
    for (;;) {{
    }}
}}
"""


def without_double() -> Mission:
    """The zoo without what AVR has no type for."""
    whole = zoo()
    single = {packet.name: mission(packet.layout) for packet in whole.packets}
    packets = [one for one in whole.packets if "double " not in CMission(single[one.name]).header]
    return Mission(name="zoo", title="Zoo", packets=packets, commands=whole.commands)


def literals(data: bytes) -> str:
    """Octets as an array of `char`."""
    return "{" + ", ".join(f"(char){octet}" for octet in data) + "}"


def firmware(units: list[Unit]) -> str:
    """A program that reads and writes packets of every kind, and says `+` where nothing changed."""
    text = HEAD
    for unit in units:
        data = ",\n".join(map(literals, unit.packets(PACKETS)))
        text += PART.format(name=unit.name, count=PACKETS, size=len(unit.zero), data=data)
    return text + MAIN.format(calls="\n    ".join(f"try_{unit.name}();" for unit in units))


def heard(image: Path) -> str:
    """What the firmware says, to the full stop."""
    options = ["-display", "none", "-monitor", "none", "-serial", "stdio"]
    command = [QEMU, "-M", "mega2560", *options, "-bios", str(image)]
    said = ""
    with subprocess.Popen(command, stdout=subprocess.PIPE, stdin=subprocess.DEVNULL) as process:
        assert process.stdout is not None
        try:
            while not said.endswith(".") and (octet := process.stdout.read(1)):
                said += octet.decode("ascii", "replace")
        finally:
            process.kill()
    return said


@pytest.mark.skipif(
    not (shutil.which(QEMU) and shutil.which(COMPILER)), reason=f"{QEMU} or {COMPILER} is absent"
)
def test_packets_pass_through_a_processor_of_16_bits_unchanged(tmp_path: Path) -> None:
    made = CMission(without_double())
    units = [Unit(made.mission, packet.definition) for packet in made.packets]
    _, source = write(made, tmp_path)
    program, image = tmp_path / "firmware.c", tmp_path / "firmware.elf"
    program.write_text(firmware(units), encoding="utf-8")
    options = ["-mmcu=atmega2560", *STRICT, "-Os", "-o", str(image)]
    command = [COMPILER, *options, str(program), str(source)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert len(units) > 20
    assert heard(image) == "+" * PACKETS * len(units) + "."
