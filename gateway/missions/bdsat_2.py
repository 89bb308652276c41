"""BDSAT-2: a Czech 1U CubeSat that tests sensors and printed circuits, 2023.

Link     436.025 MHz, FSK at 9600 Bd, AX.25 G3RUH
Layout   comma-separated text, one unit of the platform a frame; see `spacemanic`
Source   jradio, `bdsat`
"""

from construct import Const, Struct

from gateway.definition import Downlink, Match, Mission, Packet, channel, decimal, text
from gateway.links.ax25 import AX25
from gateway.missions.spacemanic import (
    CELSIUS,
    COUNT,
    FIELD,
    LAST,
    LAST_COUNT,
    MESSAGE,
    PLATFORM,
    PSU_LIMITS,
    SECONDS,
    VOLTS,
)

OBC = Struct(
    "_unit" / Const(b"OBC,"),
    "resets"          / COUNT   * "reset counter",
    "uptime"          / SECONDS * "since the last reset",
    "total_uptime"    / SECONDS * "of all resets together",
    "battery_voltage" / VOLTS   * "two lithium-ion cells in series",
    "mcu_temperature" / CELSIUS * "microcontroller",
    "temperature"     / CELSIUS * "board",
    "panel_temperature" / Struct(
        "z_minus" / CELSIUS * "panel -Z",
        "x_plus"  / CELSIUS * "panel +X",
        "y_plus"  / CELSIUS * "panel +Y",
        "y_minus" / CELSIUS * "panel -Y",
        "x_minus" / CELSIUS * "panel -X",
    ) * "solar panels",
    "free_memory"     / LAST_COUNT * "of the operating system",
)  # fmt: skip

PLAIN_CELSIUS = channel(FIELD, "degC", decimal())

BDS = Struct(
    "_unit" / Const(b"BDS,"),
    "state"    / channel(FIELD, "", text()) * "of the experiment",
    "program"  / channel(FIELD, "", text()) * "that runs",
    "hardware" / COUNT                      * "state of the hardware, bits",
    "cron"     / channel(FIELD, "", text()) * "state of the scheduler",
    "c"        / CELSIUS[2]                 * "sensors C0, C1",
    "e1"       / CELSIUS[4]                 * "sensors E1.0 to E1.3",
    "e2"       / CELSIUS[4]                 * "sensors E2.0 to E2.3",
    "ei"       / PLAIN_CELSIUS[2]           * "sensors EI0, EI1",
    "pressure0" / channel(FIELD, "", decimal()) * "sensor EI0, unit not published",
    "pressure1" / channel(LAST, "", decimal())  * "sensor EI1, unit not published",
)  # fmt: skip

MISSION = Mission(
    name="bdsat-2",
    title="BDSAT-2",
    link=[AX25()],
    match=Match(header={"from": "OK0BDT"}),
    downlinks=[Downlink(436.025e6, "FSK", 9600, ("ax25_g3ruh",))],
    packets=[
        *PLATFORM,
        Packet("obc", OBC, limits={"battery_voltage": PSU_LIMITS["battery_voltage"]}),
        Packet("bds", BDS),
        Packet("message", MESSAGE),
    ],
)
