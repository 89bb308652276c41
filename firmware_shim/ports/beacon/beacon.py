"""Beacon: the smallest firmware of the shim, as the ground reads it.

Link     none: packets of the shim on a wire, in KISS with CRC-16/IBM-SDLC
Layout   big-endian; beacon.h has the same in C
Source   this project

Not a mission of the package: load it by its path.
"""

from construct import Const, Construct, Int8ub, Int16ub, Int32ub, Struct

from gateway.definition import (
    Acknowledgement,
    Command,
    Match,
    Mission,
    Packet,
    channel,
    enumeration,
)

RESULT = enumeration({
    0: "accepted", 1: "unknown command", 2: "wrong length", 3: "refused", 4: "failed",
})  # fmt: skip
PERIOD = channel(Int16ub, "ms")


def telemetry(number: int, *fields: Construct) -> Struct:
    """A packet of the shim: its header, then *fields*."""
    return Struct(
        "id"       / Const(number, Int8ub)            * "of the packet",
        "boots"    / Int8ub                           * "starts of the firmware, wraps",
        "sequence" / Int16ub                          * "packets since the start, of any kind",
        "uptime"   / channel(Int32ub, "ms")           * "since the start",
        *fields,
    )  # fmt: skip


def command(number: int, *arguments: Construct) -> Struct:
    """A command of the shim: its header, then *arguments*."""
    return Struct(
        "id"  / Const(number, Int8ub)                 * "of the command",
        "tag" / Int16ub                               * "names this one command",
        *arguments,
    )  # fmt: skip


BEACON = telemetry(
    1,
    "period"   / PERIOD                               * "from beacon to beacon",
    "commands" / Int16ub                              * "carried out since the start, wraps",
)  # fmt: skip
ACKNOWLEDGEMENT = telemetry(
    2,
    "command" / Int8ub                                * "id of the command",
    "tag"     / Int16ub                               * "that the ground gave the command",
    "result"  / channel(Int8ub, "", RESULT)           * "what became of it",
)  # fmt: skip

MISSION = Mission(
    name="beacon",
    title="The firmware shim's beacon",
    sequence="sequence",
    boots="boots",
    packets=[
        Packet("beacon", BEACON, match=Match(prefix=b"\x01")),
        Packet("acknowledgement", ACKNOWLEDGEMENT, match=Match(prefix=b"\x02")),
    ],
    commands=[
        Command("ping", command(16), "Answers; does nothing else."),
        Command(
            "period",
            command(17, "period" / PERIOD * "10 to 60000"),
            "Sets the time from beacon to beacon.",
        ),
    ],
    acknowledgement=Acknowledgement(),
)
