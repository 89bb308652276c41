"""CatSat's power beacons, and what beacons are made of; see `catsat`."""

from typing import Any

from construct import Int8sb, Int8ub, Int16sb, Int16ub, Int32ub, Struct

from gateway.definition import channel, enumeration, linear, timestamp

TIME = channel(Int32ub, "", timestamp())
# Every beacon is made of elements, and every element of a table of one subsystem.
ELEMENT = (
    "_checksum" / Int16ub                         * "of the table's layout",
    "timestamp" / TIME * "when the table was read",
    "_source"   / Int16ub                         * "subsystem of the table",
)  # fmt: skip
TENTHS_DEGC = channel(Int16sb, "degC", linear(0.1))
VOLTS = channel(Int16ub, "V", linear(0.001))
OUTPUT_VOLTS = channel(Int16sb, "V", linear(0.001))
MILLIAMPERES = channel(Int16sb, "mA")
SECONDS = channel(Int32ub, "s")

TRACKING = enumeration({1: "maximum power point", 2: "fixed"})

P60 = ["acu_x1_vcc", "pdu_x2_vcc", "pdu_x3_vcc", "x4_vcc", "acu_x1_vbatt", "pdu_x2_vbatt",
       "pdu_x3_vbatt", "x4_vbatt", "stack_vbatt", "stack_3v", "stack_5v", "gssb_3v",
       "gssb_5v"]  # fmt: skip
X2 = ["obc", "hdcam", "ant_sel", "met_pwr", "spare", "wspr_dep", "asdr", "ax100", "inf_5v"]
X3 = ["hf_up", "xband", "adcs", "rwheels", "gyro", "met_sel", "inf_12v", "inf_3v", "spare"]


def each(outputs: list[str], kind: Any, meaning: str) -> Struct:
    """A field per switched output."""
    return Struct(*(output / kind * meaning for output in outputs))


def distribution(outputs: list[str]) -> Struct:
    """The housekeeping of a power distribution unit."""
    return Struct(
        *ELEMENT,
        "voltage"     / each(outputs, OUTPUT_VOLTS, "at the output") * "switched outputs",
        "temperature" / TENTHS_DEGC                                  * "of the board",
        "enabled"     / each(outputs, Int8ub, "1 if on")             * "switched outputs",
        "boot_cause"  / Int32ub * "as the software says",
        "boots"       / Int32ub * "since launch",
        "uptime"      / SECONDS * "since the last boot",
        "reset_cause" / Int16ub * "as the processor says",
        "latch_ups"   / each(outputs, Int16ub, "over-currents")      * "switched outputs",
    )  # fmt: skip


PDU1 = (
    "p60" / Struct(
        *ELEMENT,
        "current"         / each(P60, MILLIAMPERES, "drawn")      * "switched outputs",
        "enabled"         / each(P60, Int8ub, "1 if on")          * "switched outputs",
        "temperature"     / TENTHS_DEGC[2]                        * "of the board",
        "boot_cause"      / Int32ub                               * "as the software says",
        "uptime"          / SECONDS                               * "since the last boot",
        "reset_cause"     / Int16ub                               * "as the processor says",
        "latch_ups"       / each(P60, Int16ub, "over-currents")   * "switched outputs",
        "supply_current"  / MILLIAMPERES                          * "of the dock itself",
        "battery_voltage" / VOLTS                                 * "four lithium-ion cells",
        "dearm"           / Int8ub                                * "state of the kill switch",
        "watchdog_ground_resets" / Int32ub                        * "no word from the ground",
        "watchdog_can_resets"    / Int32ub                        * "no word on the CAN bus",
        "watchdog_ground_left"   / SECONDS                        * "until the next reset",
        "charge_current"     / MILLIAMPERES                       * "into the battery",
        "discharge_current"  / MILLIAMPERES                       * "out of the battery",
        "ant6_deployment"    / Int8sb                             * "state of the UHF antenna",
        "ar6_deployment"     / Int8sb                             * "state of the solar array",
    ) * "power dock",
    "x2" / distribution(X2) * "power distribution unit X2",
)  # fmt: skip
PDU2 = (
    "x3" / distribution(X3) * "power distribution unit X3",
    "acu" / Struct(
        *ELEMENT,
        "input_current" / MILLIAMPERES[6]  * "from the solar panels, inputs 1 to 6",
        "input_voltage" / VOLTS[6]         * "of the solar panels, inputs 1 to 6",
        "battery_voltage" / VOLTS          * "four lithium-ion cells",
        "temperature"   / TENTHS_DEGC[3]   * "of the board",
        "tracking"      / channel(Int8ub, "", TRACKING) * "how the panels are loaded",
        "boost_voltage" / VOLTS[6]         * "behind the converters, inputs 1 to 6",
        "boot_cause"    / Int32ub          * "as the software says",
        "boots"         / Int32ub          * "since launch",
        "uptime"        / SECONDS          * "since the last boot",
        "reset_cause"   / Int16ub          * "as the processor says",
    ) * "array conditioning unit",
)  # fmt: skip
