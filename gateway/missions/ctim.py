"""CTIM-FD (LASP, University of Colorado): beacon of a 6U CubeSat that measures sunlight.

Link     437.250 MHz, FSK at 9600 Bd, AX.25 G3RUH, from LASP in plain ASCII to CTIM; a
         Space Packet of APID 1
Layout   secondary header of six octets (seconds since 2000, milliseconds), 244 octets;
         big-endian
Source   the parser that the University of Colorado gave to gr-satellites, `ctim.py`: layout
         and scales; the attitude control's are those of Blue Canyon's XACT

We differ once: that parser reads time and radiometer with the least significant octet
first, which makes -3.6e21 of one of them.
"""

from construct import (
    BitsInteger,
    BitStruct,
    Bytes,
    Flag,
    Float32b,
    Int8sb,
    Int8ub,
    Int16ub,
    Int32ub,
    Struct,
)

from gateway.definition import Downlink, Limits, Match, Mission, Packet, channel, enumeration
from gateway.links.ax25 import AX25
from gateway.links.space_packet import SpacePacket
from gateway.missions.ctim_units import ADCS, POWER

FAILURES = ("success", "mode", "arm", "source", "opcode", "method", "length", "range",
            "checksum", "packet type")  # fmt: skip
FAILURE = channel(Int8ub, "", enumeration(dict(enumerate(FAILURES))))
ALIVE = enumeration({0: "off", 1: "dead", 2: "alive"})
SEQUENCE = enumeration(dict(enumerate(("idle", "active", "suspend", "pause", "stale"))))
STOPS = ("nominal", "command", "init", "reject", "stale", "bad interval", "interval failed")
STOP = enumeration(dict(enumerate(STOPS)))
MODE = enumeration({0: "phoenix", 1: "safe", 2: "nominal"})

BEACON = Struct(
    "time" / Struct(
        "seconds"      / channel(Int32ub, "s")  * "since 2000, by the dates of the frames at hand",
        "milliseconds" / channel(Int16ub, "ms") * "of the second",
    ) * "clock on board",
    "software" / Struct(
        "major" / Int8ub * "version",
        "minor" / Int8ub * "version",
        "patch" / Int8ub * "version",
        "image" / Int8ub * "in use",
    ) * "flight software",
    "commands" / Struct(
        "received"    / Int16ub * "since boot",
        "malformed"   / Int16ub * "since boot",
        "rejected"    / Int16ub * "since boot",
        "succeeded"   / Int16ub * "since boot",
        "last_opcode" / Int16ub * "of the last success",
        "last_rejected_opcode" / Int16ub * "of the last rejection",
        "failure"     / FAILURE * "of the last rejection",
        "checksum"    / Int8ub  * "1 if commands are checked",
    ) * "command handler",
    "state" / BitStruct(
        "_spare1" / BitsInteger(5) * "spare",
        "armed"   / Flag[3] * "UHF, sequences, external",
        "_spare2" / BitsInteger(1) * "spare",
        "powered" / Flag[7] * "deployment supply, deployment, I2C, instrument, S band, UHF, ADCS",
        "_spare3" / BitsInteger(6) * "spare",
        "battery_alive" / Flag[2] * "batteries 2 and 1",
    ) * "switches",
    "mode" / Struct(
        "resets"       / Int8ub * "by the command loss timer",
        "system"       / channel(Int8ub, "", MODE) * "of the spacecraft",
        "sband_sync"   / Int8ub * "1 if enabled",
        "since_rx"     / channel(Int16ub, "s") * "since the last command",
        "sband_timeout" / channel(Int16ub, "s") * "until the S-band radio is switched off",
    ) * "modes and timers",
    "instrument_link" / BitStruct(
        "_spare"       / BitsInteger(2) * "spare",
        "cycle_asked"  / Flag * "instrument asks for a power cycle",
        "off_asked"    / Flag * "instrument asks to be switched off",
        "status_sent"  / Flag * "status messages to the instrument",
        "time_sent"    / Flag * "time messages to the instrument",
        "alive"        / channel(BitsInteger(2), "", ALIVE) * "instrument",
    ) * "between spacecraft and instrument",
    "uhf" / Struct(
        "alive"       / Int8ub * "as the radio says",
        "temperature" / channel(Int8sb, "degC") * "of the radio",
    ) * "UHF radio",
    "adcs_alive" / channel(Int8ub, "", ALIVE) * "attitude control",
    "instrument" / Struct(
        "commands_succeeded" / Int16ub * "wraps",
        "commands_rejected"  / Int8ub  * "wraps",
        "observation" / Int8ub     * "kind of observation",
        "thermistors" / Int16ub[2] * "detector A1, uncalibrated",
        "sun_sensor"  / Int16ub[4] * "quadrants 1 to 4, uncalibrated",
        "supply_12v"  / Int16ub    * "uncalibrated",
        "heater"      / Int16ub    * "pulse width, uncalibrated",
        "fault_responses" / Int16ub * "since boot",
        "shutter_closed"  / BitStruct("shutters" / Flag[8] * "B4 to B1, A4 to A1") * "shutters",
        "failure"     / FAILURE    * "of the last rejection",
        "radiometer"  / Float32b[2] * "filtered, A1-A2 and B1-B2, uncalibrated",
    ) * "total irradiance monitor",
    "sequences" / Struct(
        "state"  / channel(Int8ub, "", SEQUENCE)[4] * "automatic, operators 1 to 3",
        "stop"   / channel(Int8ub, "", STOP)[4]     * "why it stopped",
        "buffer" / Int16ub[4]                       * "number of the sequence",
    ) * "command sequences",
    "store" / Struct(
        "write" / Int32ub * "pages written",
        "read"  / Int32ub * "pages read",
    )[5] * "partitions: other, attitude, beacon, log, instrument",
    "fault_responses" / Int16ub * "since boot",
    "power" / POWER             * "measured by the computer",
    "adcs"  / ADCS              * "Blue Canyon XACT",
    "_spare" / Bytes(16)        * "filled with 1234ABCD",
)  # fmt: skip

# Four lithium-ion cells in series: 4.2 V each when full, 3.2 V when nearly empty.
BATTERY = Limits(caution=(13.6, 16.8), warning=(12.8, 17.0))
# Industrial parts, rated for -40 to 85 degC.
BOARD = Limits(caution=(-30, 70), warning=(-40, 85))

MISSION = Mission(
    name="ctim",
    title="CTIM-FD",
    norad=52950,
    downlinks=[Downlink(437.25e6, "FSK", 9600, ("ax25_g3ruh",))],
    link=[AX25(fixed=True), SpacePacket(reassemble=False)],
    match=Match(header={"from": "LASP", "to": "CTIM"}),
    packets=[
        Packet(
            "beacon",
            BEACON,
            {
                "power.battery_1": BATTERY,
                "power.battery_2": BATTERY,
                "power.cdh_temperature": BOARD,
                "power.eps_temperature": BOARD,
                "mode.system": Limits(nominal_words=frozenset({"nominal"})),
            },
            Match(header={"apid": 1}),
        )
    ],
)
