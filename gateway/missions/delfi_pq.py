"""Delfi-PQ: TU Delft's PocketQube of three units, 2022 to 2024.

Link     436.650 MHz, FSK at 1200 Bd, AX.25 G3RUH
Layout   octets, big-endian
         0   frame 00, destination, size of what follows, sender, service 50, type, outcome
         7   subsystem that the telemetry is about: 1 OBC, 2 EPS, 4 COMMS
         8   software image and, for the OBC, state; boot counter; reset cause
         13  uptime and total uptime, 4 each; version 02 of what follows
Source   S. Speretta (TU Delft), gr-satellites, `telemetry/delfipq.py`

Replies to commands, which have other frame numbers, and the antenna board (3), of which
one frame of zeros was published, are not decoded.

Where we differ.  satnogs-decoders gives the RSSI without the 21 dB of the preamplifier.
The team's driver of the gauge promises mAh; its decoder's tenths of mAh are what the
measured currents of frames a minute apart add up to.
"""

from typing import Any

from construct import BitsInteger, BitStruct, Const, Flag, Int8ub, Int16sb, Int32ub, Padding, Struct

from gateway.definition import (
    Downlink,
    Limits,
    Match,
    Mission,
    Packet,
    channel,
    enumeration,
    linear,
)
from gateway.links.ax25 import AX25
from gateway.missions.delfi_pq_eps import CURRENT, EPS, TEMPERATURE, VOLTAGE

OBC_SOURCE, EPS_SOURCE, COMMS_SOURCE = 1, 2, 4
ADDRESS = channel(
    Int8ub,
    "",
    enumeration({1: "OBC", 2: "EPS", 3: "ADB", 4: "COMMS", 5: "ADCS", 8: "ground"}),
)

RESET_CAUSE = BitStruct(
    "soft_watchdog"          / Flag * "soft reset: watchdog expired",
    "cpu_lock_up"            / Flag * "the processor locked up",
    "power_settle"           / Flag * "power-on reset: power settled",
    "clock_settle"           / Flag * "power-on reset: clock settled",
    "voltage_anomaly"        / Flag * "supply out of range",
    "hard_watchdog_password" / Flag * "hard reset: wrong watchdog password",
    "hard_watchdog"          / Flag * "hard reset: watchdog expired",
    "system_reset"           / Flag * "system reset output",
    "reboot"                 / Flag * "reboot by the system controller",
    "nmi_pin"                / Flag * "reset pin",
    "exit_lpm45"             / Flag * "left low power mode 4.5",
    "exit_lpm35"             / Flag * "left low power mode 3.5",
    "band_gap"               / Flag * "bad band gap reference",
    "supply_supervisor"      / Flag * "supply supervisor tripped",
    "vcc_detector"           / Flag * "supply detector tripped",
    "soft_watchdog_password" / Flag * "soft reset: wrong watchdog password",
    Padding(7),
    "dco_short"              / Flag * "short circuit of the clock's resistor",
)  # fmt: skip


def telemetry(subsystem: int, *fields: Any) -> Struct:
    """The header common to all subsystems, then the *fields* of this one."""
    return Struct(
        "_frame" / Const(0, Int8ub),
        "destination"  / ADDRESS                * "of the message",
        "size"         / Int8ub                 * "octets behind this one",
        "sender"       / ADDRESS                * "of the message",
        "_service" / Const(80, Int8ub),
        "type"         / channel(Int8ub, "", enumeration({1: "request", 2: "reply"}))
                       * "of the message",
        "outcome"      / channel(Int8ub, "", enumeration({0: "ok", 1: "error"}))
                       * "of the request for telemetry",
        "_subsystem" / Const(subsystem, Int8ub),
        "software" / BitStruct(
            "state" / BitsInteger(4)            * "internal state; only the OBC has one",
            "image" / BitsInteger(4)            * "software image that runs",
        )                                       * "of the subsystem",
        "boots"        / Int8ub                 * "boot counter, wraps",
        "reset_cause"  / RESET_CAUSE            * "why it booted",
        "uptime"       / channel(Int32ub, "s")  * "since the last boot",
        "total_uptime" / channel(Int32ub, "s")  * "of all boots together",
        "_version" / Const(2, Int8ub),
        "mcu_temperature" / TEMPERATURE         * "microcontroller",
        *fields,
    )  # fmt: skip


OBC = (
    "sensors" / BitStruct(
        "ina" / Flag * "power monitor answers",
        "tmp" / Flag * "temperature sensor answers",
        Padding(6),
    ) * "status of the sensors",
    "bus_voltage" / VOLTAGE * "supply",
    "bus_current" / CURRENT * "drawn",
)  # fmt: skip

COMMS = (
    "sensors" / BitStruct(
        "ina"           / Flag * "power monitor answers",
        "tmp"           / Flag * "temperature sensor answers",
        "transmit_ina"  / Flag * "transmitter's power monitor answers",
        "amplifier_ina" / Flag * "power amplifier's power monitor answers",
        "phasing_tmp"   / Flag * "phasing board's temperature sensor answers",
        "amplifier_tmp" / Flag * "power amplifier's temperature sensor answers",
        Padding(2),
    ) * "status of the sensors",
    "voltage"             / VOLTAGE     * "supply",
    "current"             / CURRENT     * "drawn",
    "temperature"         / TEMPERATURE * "board",
    "rssi"                / channel(Int16sb, "dBm", linear(1, -21)) * "receiver",
    "transmit_voltage"    / VOLTAGE     * "transmitter",
    "transmit_current"    / CURRENT     * "transmitter",
    "amplifier_voltage"   / VOLTAGE     * "power amplifier",
    "amplifier_current"   / CURRENT     * "power amplifier",
    "phasing_temperature" / TEMPERATURE * "phasing board",
)  # fmt: skip

# A lithium-ion battery of one cell in series: 4.2 V when full, 3.0 V when empty.
BATTERY = Limits(caution=(3.3, 4.2), warning=(3.0, 4.3))

MISSION = Mission(
    name="delfi-pq",
    title="Delfi-PQ",
    norad=51074,
    link=[AX25()],
    match=Match(header={"from": "DLFIPQ"}),
    downlinks=[Downlink(436.650e6, "FSK", 1200, ("ax25_g3ruh",))],
    packets=[
        Packet("obc", telemetry(OBC_SOURCE, *OBC)),
        Packet("comms", telemetry(COMMS_SOURCE, *COMMS)),
        Packet(
            "eps",
            telemetry(EPS_SOURCE, *EPS),
            limits={"battery.voltage": BATTERY, "battery.gauge_voltage": BATTERY},
        ),
    ],
)
