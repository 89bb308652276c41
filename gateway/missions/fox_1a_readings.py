"""Fox-1A's readings: the 32 of 12 bits that frames of all types share; see `fox_1a`."""

from construct import BitsInteger, ByteSwapped, Struct

from gateway.definition import channel, linear
from gateway.missions.fox_1a_sensors import (
    BATTERY_CURRENT,
    BATTERY_TEMPERATURE,
    CARD_TEMPERATURE,
    CELL_A,
    CELLS_AB,
    IHU_TEMPERATURE,
    PA_CURRENT,
    PANEL_TEMPERATURE,
    PANEL_VOLTAGE,
    PSU_CURRENT,
    RSSI,
    SUPPLY,
    gyroscope,
)


def unsigned(bits: int) -> ByteSwapped:
    """A number whose least significant bit comes first."""
    return ByteSwapped(BitsInteger(bits))


U12 = unsigned(12)
S12 = ByteSwapped(BitsInteger(12, signed=True))

READINGS = (
    "battery" / Struct(
        "cell_a"       / channel(U12, "V", CELL_A)   * "first pair of cells",
        "cells_ab"     / channel(U12, "V", CELLS_AB) * "first and second pair in series",
        "cells_abc"    / channel(U12, "V", SUPPLY)   * "all three pairs in series: the bus",
        "temperature"  / channel(U12, "degC", BATTERY_TEMPERATURE)[3] * "pairs A, B, C",
        "current"      / channel(U12, "mA", BATTERY_CURRENT)          * "of all cells",
        "board_temperature" / channel(U12, "degC", BATTERY_TEMPERATURE) * "battery card",
    ) * "three pairs of nickel-cadmium cells",
    "panels" / Struct(
        "voltage"      / channel(U12, "V", PANEL_VOLTAGE)[6]        * "+X, -X, +Y, -Y, +Z, -Z",
        "temperature"  / channel(U12, "degC", PANEL_TEMPERATURE)[6] * "+X, -X, +Y, -Y, +Z, -Z",
    ) * "solar panels",
    "psu_temperature"  / channel(U12, "degC", CARD_TEMPERATURE) * "power supply card",
    "spin"             / channel(S12, "rpm", linear(1 / 256))   * "computed from the panels",
    "tx" / Struct(
        "pa_current"   / channel(U12, "mA", PA_CURRENT)         * "power amplifier",
        "temperature"  / channel(U12, "degC", CARD_TEMPERATURE) * "transmitter card",
    ) * "transmitter",
    "rx" / Struct(
        "temperature"  / channel(U12, "degC", CARD_TEMPERATURE) * "receiver card",
        "rssi"         / channel(U12, "dBm", RSSI)              * "received signal strength",
    ) * "receiver",
    "ihu_temperature"  / channel(U12, "degC", IHU_TEMPERATURE)  * "internal housekeeping unit",
    "rotation" / Struct(
        "x" / channel(U12, "deg/s", gyroscope(2087)) * "around X",
        "y" / channel(U12, "deg/s", gyroscope(2101)) * "around Y",
        "z" / channel(U12, "deg/s", gyroscope(2045)) * "around Z",
    ) * "gyroscopes",
    "experiment_temperature" / channel(U12, "degC", CARD_TEMPERATURE) * "fourth slot, not used",
    "psu_current"      / channel(U12, "mA", PSU_CURRENT)        * "drawn from the supply",
)  # fmt: skip
