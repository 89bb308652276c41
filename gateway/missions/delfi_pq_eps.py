"""Delfi-PQ's power system: what stands behind the header of its telemetry; see `delfi_pq`."""

from construct import BitStruct, Flag, Int16sb, Int16ub, Struct

from gateway.definition import Channel, channel, linear

VOLTAGE = channel(Int16ub, "V", linear(0.001))
CURRENT = channel(Int16sb, "mA")
TEMPERATURE = channel(Int16sb, "degC", linear(0.1))

FACES = {"y_plus": "+Y", "y_minus": "-Y", "x_plus": "+X", "x_minus": "-X"}


def buses(quantity: Channel) -> Struct:
    """The same of each of the four switched buses."""
    return Struct(*(f"bus{n}" / quantity * f"bus {n}" for n in (4, 3, 2, 1)))


def faces(quantity: Channel) -> Struct:
    """The same of each of the four solar panels."""
    return Struct(*(name / quantity * f"panel {face}" for name, face in FACES.items()))


STATUS = BitStruct(
    "battery_ina"     / Flag        * "battery's power monitor answers",
    "battery_gauge"   / Flag        * "battery's gauge answers",
    "internal_ina"    / Flag        * "internal bus's power monitor answers",
    "unregulated_ina" / Flag        * "unregulated bus's power monitor answers",
    "bus1_ina"        / Flag        * "bus 1's power monitor answers",
    "bus2_ina"        / Flag        * "bus 2's power monitor answers",
    "bus3_ina"        / Flag        * "bus 3's power monitor answers",
    "bus4_ina"        / Flag        * "bus 4's power monitor answers",
    "bus_good"        / buses(Flag) * "without an error",
    "bus_on"          / buses(Flag) * "switched on",
    "panel_ina"       / faces(Flag) * "panel's power monitor answers",
    "panel_tmp"       / faces(Flag) * "panel's temperature sensor answers",
    "mppt_ina"        / faces(Flag) * "power point tracker's power monitor answers",
    "cell_ina"        / faces(Flag) * "cell's power monitor answers",
)  # fmt: skip

EPS = (
    "status" / STATUS * "of sensors and buses",
    "internal" / Struct(
        "current" / CURRENT * "drawn",
        "voltage" / VOLTAGE * "of the bus",
    ) * "internal bus",
    "unregulated" / Struct(
        "current" / CURRENT * "drawn",
        "voltage" / VOLTAGE * "of the bus",
    ) * "unregulated bus",
    "battery" / Struct(
        "gauge_voltage"     / VOLTAGE     * "by the gauge",
        "voltage"           / VOLTAGE     * "by the power monitor",
        "current"           / CURRENT     * "into the battery, by the power monitor",
        "capacity"          / channel(Int16ub, "mA*h", linear(0.1)) * "remaining, by the gauge",
        "gauge_temperature" / TEMPERATURE * "of the gauge",
        "temperature"       / TEMPERATURE * "of the battery, TMP20",
    ) * "lithium-ion battery, 4.2 V",
    "buses" / Struct(
        "current" / buses(CURRENT) * "drawn",
        "voltage" / buses(VOLTAGE) * "of the bus",
    ) * "switched buses",
    "panels" / Struct(
        "current"     / faces(CURRENT)     * "delivered",
        "voltage"     / faces(VOLTAGE)     * "of the panel",
        "temperature" / faces(TEMPERATURE) * "of the panel",
    ) * "solar panels",
    "mppt" / Struct(
        "current" / faces(CURRENT) * "delivered",
        "voltage" / faces(VOLTAGE) * "at the output",
    ) * "maximum power point trackers",
    "cells" / Struct(
        "current" / faces(CURRENT) * "delivered",
        "y_plus_voltage"  / VOLTAGE * "panel +Y",
        "y_minus_voltage" / VOLTAGE * "panel -Y",
        "x_plus_voltage"  / VOLTAGE * "panel +X; -X does not fit into the frame",
    ) * "solar cells, before the trackers",
)  # fmt: skip
