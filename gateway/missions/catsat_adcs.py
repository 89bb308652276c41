"""CatSat's attitude control beacons; see `catsat`."""

from construct import Float32b, Int8sb, Int8ub, Int16sb, Int16ub, Int32ub, Struct

from gateway.definition import channel
from gateway.missions.catsat_power import ELEMENT, TENTHS_DEGC, TIME

VECTOR = Float32b[3]

ADCS2 = (
    "actuators" / Struct(
        *ELEMENT,
        "wheel_torque"    / channel(Float32b, "N*m")[4]   * "wheels 1 to 4",
        "wheel_momentum"  / channel(Float32b, "N*m*s")[4] * "wheels 1 to 4",
        "wheel_speed"     / channel(Float32b, "rpm")[4]   * "wheels 1 to 4",
        "wheel_enabled"   / Int8ub[4]                     * "1 if on, wheels 1 to 4",
        "wheel_current"   / channel(Int16ub, "mA")[4]     * "wheels 1 to 4",
        "wheel_temperature" / TENTHS_DEGC[4]              * "wheels 1 to 4",
        "torquer_duty"    / channel(Float32b, "%")[3]     * "coils X, Y, Z",
        "torquer_calibration" / VECTOR                    * "coils X, Y, Z",
    ) * "wheels and coils",
    "state" / Struct(
        *ELEMENT,
        "control_mode"            / Int8sb * "attitude control",
        "control_mode_default"    / Int8sb * "after a reset",
        "estimation_mode"         / Int8sb * "attitude determination",
        "estimation_mode_default" / Int8sb * "after a reset",
        "ephemeris_mode"          / Int8sb * "source of the position",
        "ephemeris_mode_default"  / Int8sb * "after a reset",
        "spin_mode"               / Int8sb * "spin control",
        "status" / Struct(
            "magnetometer"          / Int8sb * "on board",
            "external_magnetometer" / Int8sb * "on its boom",
            "coarse_sun_sensors"    / Int8sb * "on the panels",
            "fine_sun_sensors"      / Int8sb[5] * "-X, -Y, -Z, +X, +Y",
            "gyroscope"             / Int8sb * "on board",
            "external_gyroscope"    / Int8sb * "separate unit",
            "gps"                   / Int8sb * "receiver",
            "bdot"                  / Int8sb * "detumbling",
            "kalman_filter"         / Int8sb * "attitude estimate",
            "eclipse_time"          / Int8sb * "prediction",
            "ephemeris"             / Int8sb * "position",
            "run"                   / Int8sb * "control loop",
        ) * "negative is an error",
        "loop_time"     / channel(Int16sb, "ms") * "of the control loop",
        "max_loop_time" / channel(Int16sb, "ms") * "of the control loop, longest",
        "bdot_rate"     / channel(Float32b, "deg/s")[2] * "tumbling, by two filters",
        "bdot_dmag"     / VECTOR                        * "change of the magnetic field, X, Y, Z",
        "bdot_torquer"  / VECTOR                        * "asked of the coils, X, Y, Z",
        "bdot_detumble" / Int8ub                        * "1 while it detumbles",
    ) * "modes and health",
)  # fmt: skip
ADCS4 = (
    "filter" / Struct(
        *ELEMENT,
        "measurement" / Float32b[12]               * "what the filter was given",
        "enabled"     / Int8ub[12]                 * "which of it was used",
        "sun_max"     / Float32b[6]                * "full light of the coarse sun sensors",
        "in_eclipse"  / Int8ub                     * "1 in the Earth's shadow",
        "choice"      / Int8ub                     * "kind of filter",
        "torque"      / channel(Float32b, "N*m")[3] * "of control, X, Y, Z",
        "magnetic_moment" / VECTOR                 * "of control, X, Y, Z",
        "rate"        / VECTOR                     * "estimated, X, Y, Z",
    ) * "Kalman filter",
)  # fmt: skip
ADCS6 = (
    "software" / Struct(
        *ELEMENT,
        "image_loads" / Int16ub * "left for the software image in use",
    ) * "boot loader",
    "computer" / Struct(
        *ELEMENT,
        "file_system" / Int8ub                 * "1 if mounted",
        "temperature_mcu" / TENTHS_DEGC        * "processor",
        "temperature_ram" / TENTHS_DEGC        * "memory",
        "reset_cause" / Int32ub                * "as the processor says",
        "boot_cause"  / Int32ub                * "as the software says",
        "boots"       / Int16ub                * "since launch",
        "clock"       / TIME * "on board",
        "uptime"      / channel(Int32ub, "s")  * "since the last boot",
    ) * "attitude control computer",
)  # fmt: skip
ADCS7 = (
    "control" / Struct(
        *ELEMENT,
        "reference_quaternion" / Float32b[4]                   * "wanted attitude",
        "error_quaternion"     / Float32b[4]                   * "wanted against estimated",
        "error_rate"           / VECTOR                        * "X, Y, Z",
        "magnetorquer"         / VECTOR                        * "asked of the coils, X, Y, Z",
        "wheel_torque"   / channel(Float32b, "N*m")[4]   * "wheels 1 to 4",
        "wheel_speed"    / channel(Float32b, "rpm")[4]   * "wheels 1 to 4",
        "wheel_momentum" / channel(Float32b, "N*m*s")[4] * "wheels 1 to 4",
        "reference_rate"       / VECTOR                        * "wanted, X, Y, Z",
        "euler_offset"         / channel(Float32b, "rad")[3]   * "of the reference, X, Y, Z",
        "body_torque"          / channel(Float32b, "N*m")[3]   * "X, Y, Z",
        "body_momentum"        / channel(Float32b, "N*m*s")[3] * "X, Y, Z",
    ) * "attitude control",
)  # fmt: skip
