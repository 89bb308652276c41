"""SMOG-1 (Budapest University of Technology): a 5 cm cube that maps radio noise.

Link     437.345 MHz, FSK at 1250 to 12500 Bd, AO-40 FEC (short) or RA code; a packet of
         128 or 256 octets a frame
Layout   type, time, 123 or 251 octets by type, of which the last ten are not described;
         little-endian, uptimes big-endian
Source   jradio, `smog1` and `smogp` (Apache-2.0); flags as in gr-satellites' `smogp.py`,
         after the team's ground software (github.com/szlldm/smogp_atl1_gndsw)

Nothing but length and type tells whose a frame is; SMOG-P, re-entered in 2020, sent the
same packets.  Types of which no frame was at hand (radio and dosimeter, files) are left out.
"""

from construct import (
    BitsInteger,
    BitStruct,
    Bytes,
    Const,
    Flag,
    Int8ub,
    Int16ul,
    Int24ub,
    Int32ul,
    Struct,
    this,
)

from gateway.definition import (
    Downlink,
    Limits,
    Match,
    Mission,
    Packet,
    channel,
    enumeration,
    linear,
    text,
)
from gateway.missions.smog_1_power import ACKNOWLEDGED, TELEMETRY1, TELEMETRY2, TIME, UNDESCRIBED

ENERGY = enumeration({0: "normal", 1: "normal reduced", 2: "energy saving", 3: "emergency"})

BEACON = Struct(
    "type"    / Const(b"\x04")                 * "message",
    "time"    / TIME                            * "when the packet was made",
    "message" / channel(Bytes(80), "", text())  * "to everybody",
    "_spare"  / Bytes(1)                        * "spare",
    "uplink" / Struct(
        "garbage"    / Int8ub * "packets that made no sense",
        "bad_serial" / Int8ub * "packets with a serial number that was used before",
        "invalid"    / Int8ub * "packets with an unknown telecommand",
        "last"       / TIME   * "last telecommand",
    ) * "what was heard from the ground",
    "obc_uptime"   / channel(Int24ub, "min") * "computer",
    "radio_uptime" / channel(Int24ub, "min") * "radio",
    "tx_voltage_drop" / channel(Int8ub, "V", linear(0.01)) * "of the supply while it sends",
    "timed_tasks"  / Int8ub * "waiting",
    "state" / BitStruct(
        "energy"             / channel(BitsInteger(3), "", ENERGY) * "energy management",
        "tcxo"               / Flag           * "oscillator works",
        "file_system"        / Flag           * "works",
        "file_system_second" / Flag           * "uses the second memory",
        "_spare"             / BitsInteger(2) * "spare",
    ) * "of the computer",
    "version"      / channel(Bytes(7), "", text()) * "of the software",
    "acknowledged" / ACKNOWLEDGED,
    UNDESCRIBED,
)  # fmt: skip
SPECTRUM = Struct(
    "type"   / Const(b"\x05")        * "spectrum",
    "time"   / TIME                   * "of the measurement",
    "start"  / channel(Int32ul, "Hz") * "first frequency",
    "step"   / channel(Int32ul, "Hz") * "from one value to the next",
    "bandwidth" / Int8ub              * "code of the filter",
    "packet"    / Int8ub              * "number of this packet, from 0",
    "packets"   / Int8ub              * "of this spectrum",
    "length"    / Int16ul             * "values in this packet",
    "request"   / Int16ul             * "serial of the telecommand that asked for it, or 0",
    "measurement" / Int16ul           * "number of the measurement",
    "values" / Bytes(this.length)     * "an octet a value, uncalibrated",
    UNDESCRIBED,
)  # fmt: skip

# One lithium-ion cell: 4.2 V when full, 3.2 V when nearly empty.
BATTERY = Limits(caution=(3.4, 4.2), warning=(3.2, 4.25))

MISSION = Mission(
    name="smog-1",
    title="SMOG-1",
    norad=47964,
    downlinks=[Downlink(437.345e6, "FSK", 1250, ("ao40_fec_crc_short", "smog_1_ra"))],
    packets=[
        Packet("solar", TELEMETRY1, match=Match(length=128), made_at="time"),
        Packet(
            "power",
            TELEMETRY2,
            {"battery.*.voltage": BATTERY},
            Match(length=128),
            made_at="time",
        ),
        Packet("beacon", BEACON, match=Match(length=128), made_at="time"),
        Packet("spectrum", SPECTRUM, match=Match(length=256), made_at="time"),
    ],
)
