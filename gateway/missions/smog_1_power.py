"""SMOG-1's solar panels and power control units, and what its packets share; see `smog_1`."""

from construct import (
    BitsInteger,
    BitStruct,
    Bytes,
    Const,
    Flag,
    Int8ub,
    Int16sl,
    Int16ul,
    Int32ul,
    Struct,
)

from gateway.definition import channel, enumeration, linear, timestamp

TIME = channel(Int32ul, "", timestamp())
VOLTS = channel(Int16ul, "V", linear(0.001))
MILLIAMPERES = channel(Int16ul, "mA")
NO_SENSOR = -2764  # -276.4 degC, colder than anything
PANEL = enumeration({0: "closed", 1: "open", 2: "not monitored", 3: "invalid"})

ACKNOWLEDGED = Struct(
    "serial" / Int16ul                                  * "of the telecommand",
    "rssi"   / channel(Int8ub, "dBm", linear(0.5, -131)) * "with which it was heard",
)[3] * "last telecommands"  # fmt: skip
UNDESCRIBED = "_undescribed" / Bytes(10) * "not described in public"

TELEMETRY1 = Struct(
    "type" / Const(b"\x01") * "solar panels",
    "time" / TIME           * "when the packet was made",
    "mppt" / Struct(
        "time"           / TIME         * "of the measurement",
        "temperature"    / channel(Int16sl, "degC", linear(0.1), absent=NO_SENSOR) * "of the panel",
        "light"          / VOLTS        * "light sensor",
        "input_current"  / MILLIAMPERES * "from the panel",
        "input_voltage"  / VOLTS        * "of the panel",
        "output_current" / MILLIAMPERES * "into the bus",
        "output_voltage" / VOLTS        * "of the bus",
        "status" / BitStruct(
            "panel"   / BitsInteger(3) * "number of the panel",
            "antenna" / channel(BitsInteger(2), "", PANEL) * "antenna door on the panel",
            "_spare"  / BitsInteger(3) * "spare",
        ) * "panel",
    )[6] * "power point trackers",
    "acknowledged" / ACKNOWLEDGED,
    "_spare" / Bytes(2) * "spare",
    UNDESCRIBED,
)  # fmt: skip
TELEMETRY2 = Struct(
    "type" / Const(b"\x02") * "power control units",
    "time" / TIME           * "when the packet was made",
    "deployment" / Struct(
        "time" / TIME * "of the measurement",
        "status" / BitStruct(
            "switches"             / Flag[2] * "released",
            "remove_before_flight" / Flag    * "pin is out",
            "_spare1"              / Flag    * "spare",
            "deployed"             / Flag    * "by the power control unit",
            "antenna"              / Flag    * "deployed",
            "_spare2" / BitsInteger(2)       * "spare",
        ) * "deployment",
        "boots"  / Int16ul                * "of the unit",
        "uptime" / channel(Int16ul, "min") * "of the unit",
    )[2] * "power control units 1 and 2",
    "converters" / Struct(
        "time" / TIME * "of the measurement",
        "sdc" / Struct(
            "input_current"  / MILLIAMPERES * "from the bus",
            "output_current" / MILLIAMPERES * "to the loads",
            "output_voltage" / VOLTS        * "at the loads",
        )[2] * "step-down converters 1 and 2",
        "limiters" / BitStruct(
            "tripped" / Flag[4] * "over-current and over-voltage of converters 1 and 2",
            "_spare"  / BitsInteger(4) * "spare",
        ) * "limiters",
    )[2] * "power control units 1 and 2",
    "battery" / Struct(
        "time"      / TIME         * "of the measurement",
        "voltage"   / VOLTS        * "one lithium-ion cell",
        "charge"    / MILLIAMPERES * "into the battery",
        "discharge" / MILLIAMPERES * "out of the battery",
        "status" / BitStruct(
            "tripped" / Flag[4] * "over-current and over-voltage of charge and discharge",
            "charging"    / Flag * "allowed",
            "discharging" / Flag * "allowed",
            "_spare" / BitsInteger(2) * "spare",
        ) * "limiters",
    )[2] * "seen by power control units 1 and 2",
    "bus" / Struct(
        "time"        / TIME            * "of the measurement",
        "unregulated" / VOLTS           * "at the battery",
        "regulated"   / VOLTS           * "at the loads",
        "obc_current" / MILLIAMPERES[2] * "computers 1 and 2",
        "limiters" / BitStruct(
            "tripped" / Flag[2] * "over-current of computers 1 and 2",
            "_spare"  / BitsInteger(6) * "spare",
        ) * "limiters",
    )[2] * "seen by power control units 1 and 2",
    "acknowledged" / ACKNOWLEDGED,
    "pcu_voltage"  / VOLTS[2] * "supply of power control units 1 and 2",
    UNDESCRIBED,
)  # fmt: skip
