"""Quetzal-1: the health of Guatemala's first satellite, a 1U CubeSat, 2020 to 2022.

Link     437.200 MHz, FSK at 4800 Bd, AX.25 G3RUH with blank addresses, then a CSP header
Layout   137 octets, big-endian
Source   Universidad del Valle de Guatemala, github.com/danalvarez/gr-quetzal1,
         docs/Beacon_Package_Data.xlsx; the order of the fault flags: gr-satellites

Photos, which came in frames of their own, are not decoded.
"""

from construct import (
    BitsInteger,
    BitStruct,
    Bytes,
    Const,
    Flag,
    Int8sb,
    Int8ub,
    Int16sb,
    Int16ub,
    Int32ub,
    Padding,
    Struct,
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
from gateway.links.ax25 import AX25
from gateway.links.csp import CSP
from gateway.missions.quetzal_1_eps import EPS

IDENTIFIER = b"QUETZAL1"
STATUS = channel(Int8ub, "", enumeration({0x53: "success", 0x45: "error"}))
RATE = channel(Int8ub, "deg/s", linear(1 / 1.275, -100))
PHOTODIODE = channel(Int8ub, "V", linear(1 / 77.27))
FIELD_XY = channel(Int16ub, "uT", linear(325 / 8192, -1300))
FIELD_Z = channel(Int16ub, "uT", linear(625 / 8192, -2500))
NIBBLE = BitsInteger(4)

CDHS = Struct(
    "rtc" / Struct(
        "hour"   / Int8ub * "of the day, or since the clock was reset",
        "minute" / Int8ub * "of the hour",
        "second" / Int8ub * "of the minute",
        "day"    / Int8ub * "of the month; 0 if never set",
        "month"  / Int8ub * "of the year; 0 if never set",
        "year"   / Int8ub * "of the century; 0 if never set",
    )                            * "real-time clock",
    "antennas"         / Int8ub  * "deployed, a bit for each of four",
    "eps"              / STATUS  * "communication with the power system",
    "heater" / BitStruct(
        "mode"  / channel(NIBBLE, "", enumeration({0b1001: "autonomous", 0b0110: "manual"}))
                * "who switches it",
        "state" / channel(NIBBLE, "", enumeration({0b1001: "on", 0b0110: "off"})) * "on or off",
    )                            * "battery heater",
    "adcs"             / STATUS  * "communication with attitude determination",
    "payload"          / STATUS  * "operation of the camera",
    "adm_resets"       / Int8ub  * "software resets of antenna deployment",
    "eps_resets"       / Int8ub  * "software resets of the power system",
    "adcs_resets"      / Int8ub  * "software resets of attitude determination",
    "adcs_hard_resets" / Int8ub  * "hardware resets of attitude determination",
    "comms_resets"     / Int8ub  * "hardware resets of the radio",
    "resets"           / Int16ub * "resets of the on-board computer",
)  # fmt: skip

ADCS = Struct(
    "rate_x"        / RATE          * "gyroscope",
    "rate_y"        / RATE          * "gyroscope",
    "rate_z"        / RATE          * "gyroscope",
    "field_x"       / FIELD_XY      * "magnetometer",
    "field_y"       / FIELD_XY      * "magnetometer",
    "field_z"       / FIELD_Z       * "magnetometer",
    "photodiodes_1" / PHOTODIODE[6] * "one on each face, converter 1",
    "photodiodes_2" / PHOTODIODE[6] * "one on each face, converter 2",
    "bno055"        / channel(Int8sb, "degC")  * "temperature of the inertial sensor",
    "tmp100"        / channel(Int16sb, "degC") * "temperature of the board",
    "transfers" / BitStruct(
        Padding(4),
        "tmp100" / Flag * "temperature sensor",
        "adc2"   / Flag * "converter 2",
        "adc1"   / Flag * "converter 1",
        "bno055" / Flag * "inertial sensor",
    )                               * "delivered its data",
)  # fmt: skip

SETTINGS = Struct(
    "cdhs_cycle"        / Int8ub * "cycle time of the on-board computer",
    "cdhs_watchdog"     / Int8ub * "watchdog of the on-board computer",
    "adm_charge"        / channel(Int8ub, "%") * "least charge for antenna deployment",
    "adcs_charge"       / channel(Int8ub, "%") * "least charge for attitude determination",
    "comms_charge"      / channel(Int8ub, "%") * "least charge for the radio",
    "payload_charge"    / channel(Int8ub, "%") * "least charge for the camera",
    "heater_cycle"      / Int8ub * "cycle time of the battery heater",
    "heater_on"         / Int8ub * "emergency on time of the battery heater",
    "heater_off"        / Int8ub * "emergency off time of the battery heater",
    "adm_cycle"         / Int8ub * "cycle time of antenna deployment",
    "adm_burn"          / Int8ub * "burn time of antenna deployment",
    "adm_cycles"        / Int8ub * "most cycles of antenna deployment",
    "adm_wait"          / Int8ub[2] * "wait times of antenna deployment",
    "adm_enabled"       / Int8ub * "antenna deployment is enabled",
    "comms_cycle"       / Int8ub * "cycle time of the radio",
    "payload_cycle"     / Int8ub * "cycle time of the camera",
    "payload_mode"      / Int8ub * "operation mode of the camera",
    "camera_resolution" / Int8ub * "a number of the camera's",
    "camera_exposure"   / Int8ub * "a number of the camera's",
    "camera_save"       / Int8ub * "time to save a picture",
    "payload_enabled"   / Int8ub * "the camera is enabled",
)  # fmt: skip

BEACON = Struct(
    "_identifier" / Const(IDENTIFIER),
    "cdhs"      / CDHS     * "command and data handling",
    "eps"       / EPS      * "electrical power system",
    "adcs"      / ADCS     * "attitude determination",
    "packets"   / Int32ub  * "packets sent since the on-board computer's reset",
    "payload"   / channel(Int8ub, "", enumeration({0x42: "basic", 0x46: "full"})) * "operation",
    "pictures"  / Int16ub  * "taken",
    "settings"  / SETTINGS * "parameters in memory",
    "message"   / channel(Bytes(27), "", text()) * "from the university",
)  # fmt: skip

MISSION = Mission(
    name="quetzal-1",
    title="Quetzal-1",
    norad=45598,
    link=[AX25(), CSP(crc="none")],
    match=Match(prefix=IDENTIFIER),
    downlinks=[Downlink(437.200e6, "FSK", 4800, ("ax25_g3ruh",))],
    packets=[
        Packet(
            "beacon",
            BEACON,
            limits={  # The "expected range" of the team's table.
                "eps.gauge.voltage": Limits(warning=(2.75, 4.3)),
                "eps.temperature": Limits(warning=(-15, 60)),
                "adcs.bno055": Limits(warning=(-15, 60)),
                "adcs.tmp100": Limits(warning=(-15, 60)),
            },
        )
    ],
)
