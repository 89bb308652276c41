"""AISTECHSAT-3's attitude control beacons; see `aistechsat_3`."""

from construct import Float32b, Int8sb, Int8ub, Int16sb, Int16ub, Int32ub, Struct

from gateway.definition import channel, linear
from gateway.missions.aistechsat_3_platform import ELEMENT, LOADS, TENTHS_DEGC, TIME

MICROTESLA = channel(Float32b, "uT", linear(0.1))

ADCS0 = (
    "sensors" / Struct(
        *ELEMENT,
        "magnetometer_temperature" / channel(Float32b, "degC") * "external magnetometer",
        "magnetic_field"  / MICROTESLA[3] * "on-board magnetometer, X, Y, Z",
        "external_field"  / MICROTESLA[3] * "external magnetometer, X, Y, Z",
        "sun"             / Float32b[6]   * "coarse sun sensors, 500 in full light",
        "_sun_temperature" / Int16sb[6]   * "coarse sun sensors, 1798 in all frames at hand",
        "rotation"        / channel(Float32b, "deg/s")[3] * "gyroscope, X, Y, Z",
        "rotation_trend"  / Float32b[3]   * "gyroscope's drift, X, Y, Z",
        "gyroscope_temperature" / channel(Float32b, "degC") * "gyroscope",
        "external_rotation" / channel(Float32b, "deg/s")[3] * "external gyroscope, X, Y, Z",
        "external_gyroscope_temperature" / channel(Float32b, "degC") * "external gyroscope",
        "external_gyroscope" / Int8ub     * "1 if it answers",
        "torquer_duty"    / channel(Float32b, "%")[3] * "coils X, Y, Z",
    ) * "attitude sensors",
    "state" / Struct(
        *ELEMENT,
        "status" / Struct(
            "magnetometer"          / Int8sb * "on board",
            "external_magnetometer" / Int8sb * "separate unit",
            "coarse_sun_sensors"    / Int8sb * "on the panels",
            "gyroscope"             / Int8sb * "on board",
            "bdot"                  / Int8sb * "detumbling",
            "run"                   / Int8sb * "control loop",
        ) * "negative is an error",
        "loop_time"     / channel(Int16ub, "ms") * "of the control loop",
        "max_loop_time" / channel(Int16ub, "ms") * "of the control loop, longest",
        "bdot_rate"     / channel(Float32b, "deg/s")[2] * "tumbling, by two filters",
        "bdot_dmag"     / Float32b[3] * "change of the magnetic field, X, Y, Z",
        "bdot_detumble" / Int8ub      * "1 while it detumbles",
        "control_mode"            / Int8sb * "attitude control",
        "control_mode_default"    / Int8sb * "after a reset",
        "estimation_mode"         / Int8sb * "attitude determination",
        "estimation_mode_default" / Int8sb * "after a reset",
        "ephemeris_mode"          / Int8sb * "source of the position",
        "ephemeris_mode_default"  / Int8sb * "after a reset",
    ) * "modes and health",
)  # fmt: skip
ADCS3 = (
    "control" / Struct(
        *ELEMENT,
        "reference_quaternion" / Float32b[4] * "wanted attitude",
        "error_quaternion"     / Float32b[4] * "wanted against estimated",
        "error_rate"           / Float32b[3] * "X, Y, Z",
        "magnetorquer"         / Float32b[3] * "asked of the coils, X, Y, Z",
        "wheel_speed"          / channel(Float32b, "rpm")[4] * "wheels 1 to 4",
        "wheel_torque"         / channel(Float32b, "N*m")[4] * "wheels 1 to 4",
    ) * "attitude control",
    "filter" / Struct(
        *ELEMENT,
        "quaternion" / Float32b[4] * "estimated attitude",
        "rate"       / Float32b[3] * "estimated, X, Y, Z",
    ) * "Kalman filter",
    "orbit" / Struct(
        *ELEMENT,
        "position" / channel(Float32b, "m")[3]   * "inertial X, Y, Z",
        "velocity" / channel(Float32b, "m/s")[3] * "inertial X, Y, Z",
    ) * "ephemeris",
)  # fmt: skip
ADCS6 = (
    "computer" / Struct(
        *ELEMENT,
        "file_system" / Int8ub  * "1 if mounted",
        "boots"       / Int16ub * "since launch",
        "boot_cause"  / Int32ub * "as the software says",
        "clock"       / TIME    * "on board",
        "temperature_mcu" / Int16sb * "processor; its scale is not known",
        "temperature_ram" / Int16sb * "memory; its scale is not known",
        *LOADS,
    ) * "attitude control computer",
    "software" / Struct(
        *ELEMENT,
        "image_loads" / Int16ub * "left for the software image in use",
        "gssb1_on"    / Int8ub  * "sensor bus 1",
        "gssb2_on"    / Int8ub  * "sensor bus 2",
        "flash_on"    / Int8ub  * "memory",
        "pwm_on"      / Int8ub  * "coils",
    ) * "boot loader and switches",
    "sensors" / Struct(
        *ELEMENT,
        "magnetometer_temperature" / channel(Float32b, "degC") * "external magnetometer",
        "_sun_temperature" / Int16sb[6] * "coarse sun sensors, 1798 in all frames at hand",
        "gyroscope_temperature" / channel(Float32b, "degC") * "gyroscope",
        "external_gyroscope_temperature" / channel(Float32b, "degC") * "external gyroscope",
        "wheel_temperature" / TENTHS_DEGC[4] * "wheels 1 to 4",
        "wheel_current"     / channel(Int16ub, "mA")[4] * "wheels 1 to 4",
    ) * "temperatures",
)  # fmt: skip
