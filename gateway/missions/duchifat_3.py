"""Duchifat-3: a 3U CubeSat that pupils of Sha'ar HaNegev built, 2019.

Link     436.400 MHz, BPSK at 9600 Bd, AX.25 G3RUH
Layout   octets, big-endian
         0   service, subservice, length of what follows but the time
         4   time, then by service: (3, 25) beacon, the only one that is decoded
Source   satnogs-decoders, `duchifat3.ksy`: order, and the team's formulas

The team says of Doppler, RSSI, RF powers and attitude that they are to be ignored; those
are given as sent.
"""

from construct import Const, Int8ub, Int16sb, Int16ub, Int32ub, Struct

from gateway.definition import (
    Downlink,
    Limits,
    Match,
    Mission,
    Packet,
    channel,
    enumeration,
    linear,
    timestamp,
)
from gateway.links.ax25 import AX25

CURRENT = channel(Int16ub, "mA")
CELSIUS = channel(Int16sb, "degC")
TRXVU = channel(Int16ub, "degC", linear(-0.07669, 195.6037))
TIME = channel(Int32ub, "", timestamp())
# The words are those of GomSpace's power supply P31u, which the satellite flies.
BATTERY_STATE = enumeration(
    {0: "initial", 1: "undervoltage", 2: "safe mode", 3: "nominal", 4: "full"}
)

BEACON = Struct(
    "_service" / Const(b"\x03\x19"),
    "length" / Int16ub * "octets behind the time",
    "time"   / TIME    * "board's clock",
    "eps" / Struct(
        "battery_voltage" / channel(Int16ub, "V", linear(0.001))
                          * "two lithium-ion cells in series",
        "battery_current" / CURRENT * "of the battery",
        "current_3v3"     / CURRENT * "3.3 V bus",
        "current_5v"      / CURRENT * "5 V bus",
    ) * "power system",
    "trxvu" / Struct(
        "oscillator_temperature" / TRXVU * "local oscillator",
        "pa_temperature"         / TRXVU * "power amplifier",
    ) * "transceiver",
    "temperature" / Struct(
        "eps"     / CELSIUS[4] * "power system, sensors 1 to 4",
        "battery" / CELSIUS[2] * "battery, sensors 1 and 2",
    ) * "temperatures",
    "ignored" / Struct(
        "doppler"         / Int16ub * "receiver's offset",
        "rssi"            / Int16ub * "receiver",
        "reflected_power" / Int16ub * "reflected by the antenna",
        "forward_power"   / Int16ub * "to the antenna",
        "roll"            / Int16sb * "attitude",
        "pitch"           / Int16sb * "attitude",
        "yaw"             / Int16sb * "attitude",
    ) * "to be ignored, as sent",
    "file_system_error" / Int8ub  * "last error of the file system",
    "battery_state"     / channel(Int8ub, "", BATTERY_STATE) * "of the power system",
    "delayed_commands"  / Int8ub  * "commands that wait for their time",
    "resets"            / Int32ub * "reset counter",
    "last_reset"        / TIME    * "when the last reset was",
    "states"            / Int8ub  * "mute, antennas, transponder, dump, cameras, ADCS; bits",
)  # fmt: skip

MISSION = Mission(
    name="duchifat-3",
    title="Duchifat-3",
    norad=44854,
    link=[AX25()],
    match=Match(header={"from": "4X4HSL"}),
    downlinks=[Downlink(436.400e6, "BPSK", 9600, ("ax25_g3ruh",))],
    packets=[
        Packet(
            "beacon",
            BEACON,
            limits={
                # Two lithium-ion cells in series: 4.2 V each when full, 3.0 V when empty.
                "eps.battery_voltage": Limits(caution=(6.6, 8.4), warning=(6.0, 8.6)),
                # Lithium-ion cells must not be charged below 0 degC.
                "temperature.battery.*": Limits(caution=(0, 45), warning=(-20, 60)),
                "battery_state": Limits(
                    nominal_words=frozenset({"nominal", "full"}),
                    warning_words=frozenset({"undervoltage"}),
                ),
            },
            made_at="time",
        )
    ],
)
