"""Coolant loops: what the simulated module can be told.

::

    id (1) | tag (2) | arguments          big-endian, as the firmware shim reads it
"""

from construct import Const, Construct, Int8ub, Int16ub, Struct

from gateway.definition import Command, channel, enumeration

LOOP_NAME = enumeration({0: "main", 1: "backup"})
POSITION = enumeration({0: "open", 1: "closed"})


def command(number: int, *arguments: Construct) -> Struct:
    """A command of the shim: its header, then *arguments*."""
    return Struct(
        "id"  / Const(number, Int8ub)                 * "of the command",
        "tag" / Int16ub                               * "names this one command",
        *arguments,
    )  # fmt: skip


LOOP = channel(Int8ub, "", LOOP_NAME)
COMMANDS = [
    Command("ping", command(16), "Answers; does nothing else."),
    Command(
        "valve",
        command(17, "loop" / LOOP * "whose radiator",
                "position" / channel(Int8ub, "", POSITION) * "to go to"),
        "Opens or isolates a radiator; refused where no valve is fitted.",
    ),
    Command(
        "pump",
        command(18, "loop" / LOOP * "whose pump",
                "speed" / channel(Int16ub, "rpm") * "0 is off, 6000 the most"),
        "Sets a pump's speed; refused for a loop without pressure.",
        ranges={"speed": (0, 6000)},
    ),
]  # fmt: skip
