"""Fox-1A (AO-85): FM repeater; telemetry below the voice, all the time.

Link     145.980 MHz, FSK at 200 Bd below 300 Hz (DUV), 8b/10b, Reed-Solomon, 64 octets
Layout   six octets of header, 32 readings of 12 bits, ten octets by frame type; fields
         follow each other without gaps, least significant bit first
Source   FoxTelem (github.com/ac2cz/FoxTelem): `FOX1A_rttelemetry.csv`, `_maxtelemetry`,
         `_mintelemetry`, `DUV_header.csv`; words of the error codes: jradio, `fox`

A frame of highest and one of lowest values follow the real-time ones in turn; their
`since` says when the last of them was reached.

Where we differ: readings outside a sensor's table have no value, see `fox_1a_sensors`.
"""

from construct import BitsSwapped, BitStruct, Bytes, Const, Flag, Struct

from gateway.definition import Downlink, Limits, Match, Mission, Packet, channel, enumeration
from gateway.missions.fox_1a_readings import READINGS, unsigned

U3, U4, U8, U9, U16, U24, U25 = (unsigned(bits) for bits in (3, 4, 8, 9, 16, 24, 25))
REALTIME_TYPE, MAXIMA_TYPE, MINIMA_TYPE, RADIATION_TYPE = 1, 2, 3, 4
DEPLOYED = enumeration({0: "stowed", 1: "deployed"})
ERRORS = (
    "unknown", "power cycle", "stack overflow", "non-maskable interrupt", "hard fault",
    "memory management", "bus fault", "usage fault", "USB", "SPI in use", "SPI timeout",
    "SPI MRAM timeout", "unexpected behaviour", "semaphore", "USART", "DMA timeout",
    "GPIO output", "GPIO input", "GPIO wait", "MRAM CRC", "MRAM read", "MRAM write", "RTOS",
    "ADC timeout", "ADC-DAC sync", "I2C 1", "I2C 2", "control queue", "control timer",
    "flash CRC", "experiment",
)  # fmt: skip
TASKS = ("unknown", "audio", "telemetry", "control", "command", "idle", "experiment")


def header(frame_type: int) -> tuple[object, ...]:
    """The six octets in front of a frame's readings."""
    return (
        "satellite" / Const(1, U3)               * "Fox-1A",
        "resets"    / U16                        * "of the computer, since launch",
        "uptime"    / channel(U25, "s")          * "since the last reset",
        "type"      / Const(frame_type, U4)      * "what follows",
    )  # fmt: skip


SINCE = (
    "since" / Struct(
        "resets" / U16               * "resets of the computer by then",
        "uptime" / channel(U25, "s") * "since the last of them",
    ) * "when the last extreme was reached",
    "safe_mode"         / Flag * "in safe mode",
    "auto_safe_active"  / Flag * "because of a low battery",
    "auto_safe_allowed" / Flag * "a low battery may cause it",
    "_pad"              / U4   * "not used, not always zero",
)  # fmt: skip
REALTIME = BitsSwapped(BitStruct(
    *header(REALTIME_TYPE),
    *READINGS,
    "diagnostic" / Struct(
        "type" / U8  * "what the number counts",
        "data" / U24 * "by type",
    ) * "of the computer, in turn",
    "experiment_failed" / Flag[4] * "Vulcan, and three slots not used",
    "i2c_failed"        / Flag[3] * "battery, power supply 1, power supply 2",
    "ground_resets"     / U4      * "of the stored extremes, by command",
    "rx_antenna"        / channel(unsigned(1), "", DEPLOYED) * "70 cm",
    "tx_antenna"        / channel(unsigned(1), "", DEPLOYED) * "2 m",
    "_pad"              / unsigned(35) * "not used",
))  # fmt: skip
MAXIMA = BitsSwapped(BitStruct(
    *header(MAXIMA_TYPE),
    *READINGS,
    "hard_error" / Struct(
        "watchdogs"  / U9 * "watchdog reports, one bit a task",
        "cause"      / channel(unsigned(5), "", enumeration(dict(enumerate(ERRORS)))) * "of reset",
        "mram"       / U3 * "errors of the non-volatile memory",
        "non_fatal"  / U3 * "errors that did not reset",
        "task"       / channel(U4, "", enumeration(dict(enumerate(TASKS)))) * "that ran then",
        "alignment"  / U8          * "check of the word itself",
    ) * "what reset the computer last",
    *SINCE,
))  # fmt: skip
MINIMA = BitsSwapped(BitStruct(
    *header(MINIMA_TYPE),
    *READINGS,
    "soft_errors" / Struct(
        "dac_overflows" / U8 * "of the audio output",
        "i2c_retries"   / U8 * "on the I2C buses",
        "spi_retries"   / U8 * "on the SPI bus",
        "mram_crcs"     / U8 * "wrong checks in non-volatile memory",
    ) * "since the last reset",
    *SINCE,
))  # fmt: skip
RADIATION = Struct(
    "header" / BitsSwapped(BitStruct(*header(RADIATION_TYPE))) * "as of all frames",
    "data"   / Bytes(58) * "of Vanderbilt University's Vulcan experiment",
)  # fmt: skip

# Three nickel-cadmium cells in series: 1.1 V each when nearly empty, 1.55 V at the end of charge.
BATTERY = {"battery.cells_abc": Limits(caution=(3.5, 4.65), warning=(3.3, 4.8))}
FRAME = Match(length=64)

MISSION = Mission(
    name="fox-1a",
    title="Fox-1A (AO-85)",
    norad=40967,
    downlinks=[
        Downlink(145.98e6, "FSK", 200, ("fox_duv",), name="below the voice"),
        Downlink(145.98e6, "FSK", 9600, ("fox_high_speed",), name="instead of the voice"),
    ],
    packets=[
        Packet("realtime", REALTIME, match=FRAME, limits=BATTERY),
        Packet("maxima", MAXIMA, match=FRAME),
        Packet("minima", MINIMA, match=FRAME, limits=BATTERY),
        Packet("radiation", RADIATION, match=FRAME),
    ],
)
