"""Bobcat-1 (Ohio University): beacons of a 3U CubeSat that compared navigation satellites.

Link     436.600 MHz, GMSK at 9600 Bd, AX100 ASM+Golay; CSP 1
Layout   `leop`: callsign and name, then fields; `housekeeping`: five octets of header
         (version, type, version of the type, satellite), then two elements of a table each,
         eight octets of header and fields; big-endian
Source   jradio, `bobcat1` (Apache-2.0), and satnogs-decoders, `bobcat1.ksy`; units:
         GomSpace's P31, A3200 and AX100 tables (mV, mA, 0.1 degC; the P31's own
         thermometers in whole degrees)

As sent, a frame ends with the sender's CRC-32C and that of the radio; some receivers
remove one or both, so what is left of them is not looked at.  A third beacon, `extra`, of
which no frame was at hand, is left out.
"""

from construct import Const, GreedyBytes, Int8ub, Int16sb, Int16ub, Int32ub, Struct

from gateway.definition import Downlink, Limits, Match, Mission, Packet, channel, linear, timestamp
from gateway.links.csp import CSP

HEADER = bytes([1, 1, 2, 1804 >> 8, 1804 & 0xFF])
NAME = b"W8PZS\0BOBCAT-1\0"
VOLTS = channel(Int16ub, "V", linear(0.001))
MILLIAMPERES = channel(Int16ub, "mA")
TENTHS_DEGC = channel(Int16sb, "degC", linear(0.1))
TIME = channel(Int32ub, "", timestamp())
SECONDS = channel(Int32ub, "s")
SENDERS_CRC = "_crc" / GreedyBytes * "of the sender, where a receiver left it"

LEOP = Struct(
    "name" / Const(NAME) * "callsign and name",
    "battery" / Struct(
        "voltage"     / VOLTS        * "four lithium-ion cells in series",
        "current_out" / MILLIAMPERES * "out of the battery",
        "current_in"  / MILLIAMPERES * "into the battery",
    ) * "battery pack",
    "obc" / Struct(
        "boots"       / Int16ub * "since launch",
        "reset_cause" / Int8ub  * "as the processor says",
        "boot_cause"  / Int8ub  * "as the software says",
        "uptime"      / SECONDS * "since the last boot",
    ) * "A3200 computer",
    "radio" / Struct(
        "boots"       / Int16ub * "since launch",
        "boot_cause"  / Int32ub * "as the software says",
    ) * "AX100 transceiver",
    "pwm_current"     / MILLIAMPERES * "drawn by the coils",
    "file_system"     / Int8ub       * "1 if mounted",
    "antennas_deployed" / Int8ub     * "one bit an antenna",
    "deployment_attempts" / Int16ub[4] * "antennas 1 to 4",
    "rotation"        / Int16sb[3]   * "gyroscope, X, Y, Z, uncalibrated",
    "time"            / TIME         * "clock of the computer",
    SENDERS_CRC,
)  # fmt: skip
HOUSEKEEPING = Struct(
    "header" / Const(HEADER) * "version, type, its version, satellite",
    "_obc_checksum" / Int16ub * "of the table's layout",
    "time"          / TIME    * "when the computer's table was read",
    "_obc_table"    / Int16ub * "subsystem of the table",
    "name"          / Const(NAME) * "callsign and name",
    "battery" / Struct(
        "voltage"     / VOLTS        * "four lithium-ion cells in series",
        "current_in"  / MILLIAMPERES * "into the battery",
        "current_out" / MILLIAMPERES * "out of the battery",
    ) * "battery pack",
    "solar" / Struct(
        "current" / MILLIAMPERES * "from the panels",
        "voltage" / VOLTS        * "of the panels",
    )[3] * "solar inputs 1 to 3",
    "novatel_current" / MILLIAMPERES * "navigation receiver",
    "sdr_current"     / MILLIAMPERES * "software-defined radio",
    "p31" / Struct(
        "boots"      / Int32ub * "since launch",
        "boot_cause" / Int8ub  * "as the software says",
    ) * "P31 power supply",
    "obc" / Struct(
        "boots"        / Int16ub      * "since launch",
        "boot_cause"   / Int8ub       * "as the software says",
        "reset_cause"  / Int8ub       * "as the processor says",
        "uptime"       / SECONDS      * "since the last boot",
        "temperature"  / TENTHS_DEGC  * "processor",
        "gssb_current" / MILLIAMPERES * "drawn by the sensor bus",
        "pwm_current"  / MILLIAMPERES * "drawn by the coils",
    ) * "A3200 computer",
    "panel_temperature" / TENTHS_DEGC[9]             * "solar panels",
    "p31_temperature"   / channel(Int16sb, "degC")[6] * "of the power supply and its battery",
    "flash_free"        / Int32ub[2]                 * "octets free in memories 0 and 1",
    "collecting"        / Int8ub                     * "1 while the experiment runs",
    "radio" / Struct(
        "_checksum"   / Int16ub     * "of the table's layout",
        "time"        / TIME        * "when the table was read",
        "_table"      / Int16ub     * "subsystem of the table",
        "temperature" / TENTHS_DEGC * "of the board",
        "pa_temperature"  / TENTHS_DEGC             * "power amplifier",
        "background_rssi" / channel(Int16sb, "dBm") * "signal strength without a signal",
        "tx_packets"  / Int32ub * "since launch",
        "rx_packets"  / Int32ub * "since launch",
        "tx_octets"   / Int32ub * "since launch",
        "rx_octets"   / Int32ub * "since launch",
        "boots"       / Int16ub * "since launch",
        "boot_cause"  / Int32ub * "as the software says",
    ) * "AX100 transceiver",
    SENDERS_CRC,
)  # fmt: skip

# Four lithium-ion cells in series: 4.2 V each when full, 3.2 V when nearly empty.
BATTERY = Limits(caution=(13.6, 16.8), warning=(12.8, 17.0))
# Industrial parts, rated for -40 to 85 degC.
BOARD = Limits(caution=(-30, 70), warning=(-40, 85))

MISSION = Mission(
    name="bobcat-1",
    title="Bobcat-1",
    norad=46922,
    downlinks=[Downlink(436.6e6, "GMSK", 9600, ("ax100_asm_golay",))],
    link=[CSP()],
    packets=[
        Packet(
            "leop",
            LEOP,
            {"battery.voltage": BATTERY},
            Match(prefix=NAME),
            made_at="time",
        ),
        Packet(
            "housekeeping",
            HOUSEKEEPING,
            {
                "battery.voltage": BATTERY,
                "obc.temperature": BOARD,
                "radio.temperature": BOARD,
                "radio.pa_temperature": BOARD,
            },
            Match(prefix=HEADER),
            made_at="time",
        ),
    ],
)
