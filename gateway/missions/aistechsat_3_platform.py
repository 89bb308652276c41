"""AISTECHSAT-3's platform beacon, and what beacons are made of; see `aistechsat_3`."""

from construct import Int8ub, Int16sb, Int16ub, Int32ub, Struct

from gateway.definition import channel, enumeration, linear, timestamp

TIME = channel(Int32ub, "", timestamp())
SECONDS = channel(Int32ub, "s")
VOLTS = channel(Int16ub, "V", linear(0.001))
MILLIAMPERES = channel(Int16ub, "mA")
TENTHS_DEGC = channel(Int16sb, "degC", linear(0.1))
DBM = channel(Int16sb, "dBm")
BATTERY_MODE = {0: "initial", 1: "undervoltage", 2: "safe", 3: "nominal", 4: "full"}
TRACKING = {0: "hardware", 1: "maximum power point", 2: "fixed"}

ELEMENT = (
    "_checksum" / Int16ub * "of the table's layout",
    "time"      / TIME    * "when the table was read",
    "_table"    / Int16ub * "subsystem of the table",
)  # fmt: skip
LOADS = (
    "gssb1_current" / MILLIAMPERES * "sensor bus 1",
    "gssb2_current" / MILLIAMPERES * "sensor bus 2",
    "flash_current" / MILLIAMPERES * "memory",
    "pwm_current"   / MILLIAMPERES * "coils",
)  # fmt: skip
PLATFORM = (
    "obc" / Struct(
        *ELEMENT,
        "file_system" / Int8ub      * "1 if mounted",
        "ram_image"   / Int8ub      * "1 if the software runs from memory",
        "temperature_mcu" / TENTHS_DEGC * "processor",
        "temperature_ram" / TENTHS_DEGC * "memory",
        *LOADS,
        "reset_cause" / Int32ub     * "as the processor says",
        "boot_cause"  / Int32ub     * "as the software says",
        "boots"       / Int16ub     * "since launch",
        "clock"       / TIME        * "on board",
        "uptime"      / SECONDS     * "since the last boot",
    ) * "A3200 computer",
    "radio" / Struct(
        *ELEMENT,
        "last_rssi"       / DBM     * "of the last packet heard",
        "last_offset"     / channel(Int16sb, "Hz") * "of the last packet heard",
        "background_rssi" / DBM     * "signal strength without a signal",
        "tx_duty"         / channel(Int8ub, "%") * "time spent sending",
        "tx_packets"      / Int32ub * "since launch",
        "rx_packets"      / Int32ub * "since launch",
        "tx_octets"       / Int32ub * "since launch",
        "rx_octets"       / Int32ub * "since launch",
        "boots"           / Int16ub * "since launch",
        "boot_cause"      / Int32ub * "as the software says",
        "boot_tx_octets"  / Int32ub * "since the last boot",
        "boot_rx_octets"  / Int32ub * "since the last boot",
        "configuration"   / Int8ub  * "in use",
        "boot_tx_packets" / Int32ub * "since the last boot",
        "boot_rx_packets" / Int32ub * "since the last boot",
        "temperature"     / TENTHS_DEGC * "of the board",
        "pa_temperature"  / TENTHS_DEGC * "power amplifier",
    ) * "AX100 transceiver",
    "eps" / Struct(
        *ELEMENT,
        "boost_voltage"   / VOLTS[3]        * "of the solar inputs 1 to 3",
        "battery_voltage" / VOLTS           * "two lithium-ion cells in series",
        "output_current"  / MILLIAMPERES[6] * "switched outputs 1 to 6",
        "input_current"   / MILLIAMPERES[3] * "solar inputs 1 to 3",
        "solar_current"   / MILLIAMPERES    * "into the battery bus",
        "system_current"  / MILLIAMPERES    * "out of the battery bus",
        "temperature"     / channel(Int16sb, "degC")[6] * "four of the board, two of the battery",
        "output"          / Int8ub[8]       * "1 if on",
        "battery_mode"    / channel(Int8ub, "", enumeration(BATTERY_MODE)) * "by voltage",
        "tracking"        / channel(Int8ub, "", enumeration(TRACKING)) * "of the solar panels",
        "watchdog_i2c_left"    / SECONDS    * "until a reset",
        "watchdog_ground_left" / SECONDS    * "until a reset",
        "boots"                / Int32ub    * "since launch",
        "watchdog_i2c_resets"  / Int32ub    * "since launch",
        "watchdog_ground_resets" / Int32ub  * "since launch",
        "watchdog_csp_resets"  / Int32ub[2] * "since launch",
        "watchdog_csp_pings"   / Int32ub[2] * "missed",
        "latch_ups"            / Int16ub[6] * "over-currents of outputs 1 to 6",
        "boot_cause"           / Int8ub     * "as the software says",
    ) * "P31 power supply",
)  # fmt: skip
