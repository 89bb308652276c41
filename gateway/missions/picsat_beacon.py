"""PicSat's beacon: 102 octets behind its header; see `picsat`."""

from construct import (
    BitStruct,
    Flag,
    Float32b,
    Int8ub,
    Int16sb,
    Int16ub,
    Int32ub,
    Padding,
    Struct,
)

from gateway.definition import channel, enumeration, function, linear

PANEL = channel(Int16sb, "degC", linear(1 / 64))
ANTENNA = channel(Int16ub, "degC", linear(-0.2922, 190.65))
DETECTOR = function(
    "RF detector",
    lambda raw: 5.887e-5 * raw**2,
    lambda milliwatts: (milliwatts / 5.887e-5) ** 0.5,
    "5.887e-5 raw^2",
)
RF_POWER = channel(Int16ub, "mW", DETECTOR)
BATTERY_MODE = enumeration(
    {0: "initial", 1: "undervoltage", 2: "safe mode", 3: "nominal", 4: "full"}
)

ERRORS = BitStruct(
    Padding(1),
    "panel5"          / Flag * "solar panel 5 (+Z)",
    "panel4"          / Flag * "solar panel 4 (-Y)",
    "panel3"          / Flag * "solar panel 3 (+Y)",
    "panel2"          / Flag * "solar panel 2 (-X)",
    "panel1"          / Flag * "solar panel 1 (+X)",
    "adcs_attitude"   / Flag * "attitude control: attitude",
    "adcs_status"     / Flag * "attitude control: status register",
    Padding(1),
    "fram"            / Flag * "memory",
    "antennas_b"      / Flag * "antenna controller B",
    "antennas_a"      / Flag * "antenna controller A",
    "transmitter"     / Flag * "transmitter",
    "receiver"        / Flag * "receiver",
    "obc_supervisor"  / Flag * "supervisor of the on-board computer",
    "eps"             / Flag * "power system",
)  # fmt: skip

DEPLOYMENT = Struct(
    "undeployed" / Flag * "not deployed",
    "timeout"    / Flag * "deployment took too long",
    "deploying"  / Flag * "deployment is under way",
)  # fmt: skip

ANTENNAS = BitStruct(
    "antenna1" / DEPLOYMENT * "antenna 1",
    Padding(1),
    "antenna2" / DEPLOYMENT * "antenna 2",
    "ignore_switches" / Flag * "deployment ignores the switches",
    "antenna3" / DEPLOYMENT * "antenna 3",
    Padding(1),
    "antenna4" / DEPLOYMENT * "antenna 4",
    "armed"    / Flag       * "ready to deploy",
)  # fmt: skip

ADCS_STATUS = BitStruct(
    Padding(12),
    "target_capture"        / Flag * "target capture",
    "target_tracking_wgs84" / Flag * "tracking of a place on the ground",
    "target_tracking_nadir" / Flag * "tracking of the nadir",
    "target_tracking"       / Flag * "target tracking",
    "target_tracking_const" / Flag * "target tracking at constant speed",
    "spin"                  / Flag * "spinning",
    Padding(1),
    "sun_pointing"          / Flag * "sun pointing",
    "detumbling"            / Flag * "detumbling",
    "measuring"             / Flag * "measuring only",
    Padding(5),
    "time_valid"            / Flag * "date and time are valid",
    Padding(1),
    "safe"                  / Flag * "safe mode",
    "idle"                  / Flag * "idle",
    Padding(1),
)  # fmt: skip

BEACON = (
    "errors"            / ERRORS   * "a device did not answer as it should",
    "antennas_b"        / ANTENNAS * "antenna controller B",
    "antennas_a"        / ANTENNAS * "antenna controller A",
    "panel_temperature" / Struct(
        "z_plus"  / PANEL * "panel 5",
        "y_minus" / PANEL * "panel 4",
        "y_plus"  / PANEL * "panel 3",
        "x_minus" / PANEL * "panel 2",
        "x_plus"  / PANEL * "panel 1",
    ) * "solar panels",
    "antenna_temperature_b" / ANTENNA * "antenna controller B",
    "antenna_temperature_a" / ANTENNA * "antenna controller A",
    "trxvu" / Struct(
        "current"         / channel(Int16ub, "mA", linear(0.16643964)) * "of the transmitter",
        "forward_power"   / RF_POWER * "to the antenna",
        "reflected_power" / RF_POWER * "reflected by the antenna",
        "tx_pa"           / Int16ub  * "amplifier temperature, told by the transmitter; raw",
        "rx_pa"           / Int16ub  * "amplifier temperature, told by the receiver; raw",
        "temperature"     / channel(Int16ub, "degC", linear(-0.07669, 195.6037)) * "board",
    ) * "transceiver",
    "eps" / Struct(
        "battery1_temperature" / channel(Int16sb, "degC") * "battery, sensor 1",
        "battery0_temperature" / channel(Int16sb, "degC") * "battery, sensor 0",
        "battery_mode"         / channel(Int8ub, "", BATTERY_MODE) * "of the power system",
        "battery_voltage"      / channel(Int16ub, "V", linear(0.001))
                               * "two lithium-ion cells in series",
        "boot_cause"           / Int32ub * "of the last boot",
        "boots"                / Int32ub * "of the power system",
    ) * "power system",
    "obc_boots"    / Int32ub     * "of the on-board computer",
    "quaternion"   / Float32b[4] * "attitude",
    "rate"         / Float32b[3] * "angular rate about X, Y, Z",
    "adcs"         / ADCS_STATUS * "operation of attitude control",
    "uptime"       / channel(Int32ub, "s") * "since the last boot",
    "log" / Struct(
        "error"    / Int16sb * "code",
        "line"     / Int16ub * "line of the source",
        "file_crc" / Int32ub * "CRC of the source's name",
        "count"    / Int16ub * "entries in the log",
    ) * "last error in the log",
    "photons"      / Int16ub * "photon count, average",
    "mode"         / Int8ub  * "of the satellite",
    "telecommands" / Int16ub * "sequence count of telecommands",
)  # fmt: skip
