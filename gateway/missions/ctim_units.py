"""CTIM's power system and attitude control, as its beacon has them; see `ctim`."""

from construct import (
    BitsInteger,
    BitStruct,
    Bytes,
    Flag,
    Int8sb,
    Int8ub,
    Int16sb,
    Int16ub,
    Int32sb,
    Int32ul,
    Struct,
)

from gateway.definition import channel, enumeration, linear, polynomial

BUS_VOLTS = channel(Int16ub, "V", linear(0.008862))
REFERENCE_VOLTS = channel(Int16ub, "V", linear(0.001611))
PANEL_VOLTS = channel(Int16ub, "V", linear(0.009659))
CORE_AMPERES = channel(Int16ub, "A", linear(8.1e-5))
LOAD_AMPERES = channel(Int16ub, "A", linear(0.001992, -0.02489))
THERMISTOR = channel(Int16ub, "degC", polynomial(98.0, -0.05936, 1.641e-5, -2.361e-9))
XACT_VOLTS = channel(Int8ub, "V", linear(0.015))
SUN_POINTING = enumeration(
    {2: "search init", 3: "searching", 4: "waiting", 5: "converging", 6: "on sun", 7: "not active"}
)

ADCS = Struct(
    "eclipse"   / Int8ub * "1 in the Earth's shadow",
    "flags" / BitStruct(
        "attitude_valid"  / Flag * "attitude is known",
        "reference_valid" / Flag * "reference vectors are known",
        "time_valid"      / Flag * "time is known",
        "fine_pointing"   / Flag * "fine reference, not sun pointing",
        "recommends_sun"  / Flag * "asks for sun pointing",
        "sun_pointing"    / channel(BitsInteger(3), "", SUN_POINTING) * "state of sun pointing",
    ) * "state",
    "rail_2v5"  / XACT_VOLTS                                       * "internal supply",
    "rail_1v8"  / XACT_VOLTS                                       * "internal supply",
    "rail_1v0"  / XACT_VOLTS                                       * "internal supply",
    "detector_temperature" / channel(Int8sb, "degC", linear(0.8))  * "star tracker",
    "motor_temperature" / channel(Int16sb, "degC", linear(0.005))[3] * "wheels 1 to 3",
    "_spare"    / Bytes(2)                                         * "spare",
    "bus"       / channel(Int16sb, "V", linear(0.00125))           * "digital supply",
    "commands_accepted" / Int8ub                                   * "wraps",
    "commands_failed"   / Int8ub                                   * "wraps",
    "time"      / Int32ul                                          * "of the unit, 0 if not given",
    "sun"       / channel(Int16sb, "", linear(1e-4))[3]            * "direction, body X, Y, Z",
    "wheel_speed" / channel(Int16sb, "rpm", linear(0.4))[3]        * "wheels 1 to 3",
    "body_rate" / channel(Int32sb, "rad/s", linear(5e-9))[3]       * "body X, Y, Z",
    "quaternion" / channel(Int32sb, "", linear(5e-10))[4]          * "inertial to body",
)  # fmt: skip
POWER = Struct(
    "bus"             / BUS_VOLTS       * "supply bus",
    "rail_3v3"        / REFERENCE_VOLTS * "computer's supply",
    "rail_3v3_current" / CORE_AMPERES   * "computer's supply",
    "rail_1v8_current" / CORE_AMPERES   * "computer's supply",
    "rail_1v0_current" / CORE_AMPERES   * "computer's supply",
    "cdh_temperature" / THERMISTOR      * "computer",
    "array_1"         / PANEL_VOLTS     * "solar array 1",
    "array_1_current" / channel(Int16ub, "A", linear(0.002525, -0.04241)) * "solar array 1",
    "array_2"         / PANEL_VOLTS     * "solar array 2",
    "array_2_current" / channel(Int16ub, "A", linear(0.002525, -0.04262)) * "solar array 2",
    "battery_1"       / BUS_VOLTS       * "four lithium-ion cells in series",
    "battery_2"       / BUS_VOLTS       * "four lithium-ion cells in series",
    "eps_temperature" / THERMISTOR      * "power board",
    "eps_reference"   / REFERENCE_VOLTS * "3.3 V reference of the power board",
    "bus_current"     / channel(Int16ub, "A", linear(0.001221)) * "supply bus",
    "adcs_current"    / LOAD_AMPERES    * "attitude control",
    "uhf_current"     / LOAD_AMPERES    * "UHF radio",
    "sband_current"   / LOAD_AMPERES    * "S-band radio",
    "instrument_current" / channel(Int16ub, "A", linear(0.000807)) * "instrument",
    "hk_reference"    / REFERENCE_VOLTS * "3.3 V reference of the housekeeping",
    "interface_current" / channel(Int16ub, "A", linear(0.000269)) * "interface board",
    "interface_temperature" / THERMISTOR * "interface board",
)  # fmt: skip
