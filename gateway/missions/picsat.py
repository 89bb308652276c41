"""PicSat: the French 3U CubeSat that waited for the transit of Beta Pictoris b, 2018.

Link     435.525 MHz, BPSK at 1200 and 9600 Bd, AX.25 G3RUH
Layout   octets, big-endian
         0   like a Space Packet's primary header, but the length is not less one; APID:
             process (4 bits), level (1), payload (1), category (5)
         6   days since 1970 and milliseconds of the day
         12  by APID: 0x101 beacon, 0x367 payload beacon; others are not decoded
Source   jradio, `picsat`; gr-satellites, `telemetry/picsat.py`: antenna flags

Where we differ.  jradio gives the amplifier's temperatures with the calibration of the
board's, which makes them -77 and 120 degC beside a board of -3: we give them as sent.  Its
panels cannot be below 0 degC, and its message has three octets in front that are no text.
gr-satellites puts three octets before the beacon's flags, and the payload's flags before
its processor's clock.
"""

from datetime import UTC, datetime, timedelta

from construct import (
    BitsInteger,
    BitStruct,
    Bytes,
    BytesInteger,
    Const,
    Flag,
    GreedyBytes,
    Int8ub,
    Int16sb,
    Int16ub,
    Struct,
)

from gateway.definition import (
    Downlink,
    Limits,
    Match,
    Mission,
    Packet,
    channel,
    function,
    linear,
    text,
)
from gateway.links.ax25 import AX25
from gateway.missions.picsat_beacon import BEACON

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def _time(raw: int) -> datetime:
    """Days in the upper two of six octets, milliseconds of the day in the lower four."""
    return EPOCH + timedelta(days=raw >> 32, milliseconds=raw & 0xFFFFFFFF)


def _raw(time: datetime) -> int:
    """The reverse of `_time`."""
    since = time - EPOCH
    return since.days << 32 | since.seconds * 1000 + since.microseconds // 1000


TIME = function("CDS", _time, _raw, "days since 1970, milliseconds of the day")
TEMPERATURE = channel(Int16sb, "degC", linear(1 / 16))
CURRENT = channel(Int16ub, "mA", linear(1.61))

HEADER = (
    "header" / BitStruct(
        "_version" / Const(0, BitsInteger(3)),
        "_telecommand" / Const(False, Flag),
        "secondary"      / Flag            * "time and date follow",
        "apid"           / BitsInteger(11) * "application process",
        "sequence_flags" / BitsInteger(2)  * "3: not in pieces",
        "sequence"       / BitsInteger(14) * "packet count, wraps",
    )               * "primary header",
    "length"        / Int16ub                            * "octets behind the primary header",
    "time"          / channel(BytesInteger(6), "", TIME) * "when the packet was made",
)  # fmt: skip

PAYLOAD = (
    "_lead"         / Bytes(3),
    "message"       / channel(Bytes(26), "", text("latin-1")) * "to radio amateurs",
    "photons"       / Int16ub * "photon count",
    "mode"          / Int8ub  * "of the payload",
    "acquisition"   / Int8ub  * "acquisition mode",
    "clock"         / Int8ub  * "processor's frequency",
    "flags" / BitStruct(
        "housekeeping" / Flag * "housekeeping",
        "cheat_mode"   / Flag * "limits are not watched",
        "tec"          / Flag * "thermoelectric cooler",
        "sensors"      / Flag * "sensors",
        "high_voltage" / Flag * "high voltage",
        "dac"          / Flag * "converter",
        "interrupts"   / Flag * "interrupts",
        "diode"        / Flag * "photodiode",
    )               * "switched on",
    "voltage5"      / channel(Int16ub, "V", linear(4.59e-3))  * "5 V bus",
    "current5"      / CURRENT        * "5 V bus",
    "current3"      / CURRENT        * "3.3 V bus",
    "high_voltage"  / channel(Int16ub, "V", linear(0.172226)) * "of the photodiode",
    "high_current"  / CURRENT        * "of the photodiode",
    "temperature"   / TEMPERATURE[4] * "sensors 1 to 4",
    "tec"           / Int16ub        * "thermoelectric cooler, uncalibrated",
    "diode"         / Int16ub        * "photodiode's temperature, uncalibrated",
    "control_error" / Int16ub        * "of the temperature control",
    "reference"     / channel(Int16ub, "V", linear(1.61e-3))  * "reference",
    "pitch"         / Int16sb        * "attitude",
    "roll"          / Int16sb        * "attitude",
    "yaw"           / Int16sb        * "attitude",
)  # fmt: skip

# Lithium-ion cells must not be charged below 0 degC.
BATTERY_TEMPERATURE = Limits(caution=(0, 45), warning=(-20, 60))

MISSION = Mission(
    name="picsat",
    title="PicSat",
    norad=43132,
    link=[AX25()],
    match=Match(header={"from": "PICSAT-2"}),
    downlinks=[
        Downlink(435.525e6, "BPSK", 1200, ("ax25_g3ruh",)),
        Downlink(435.525e6, "BPSK", 9600, ("ax25_g3ruh",)),
    ],
    packets=[
        Packet(
            "beacon",
            Struct(*HEADER, *BEACON),
            match=Match(prefix=b"\x09\x01"),
            limits={
                # Two lithium-ion cells in series: 4.2 V each when full, 3.0 V when empty.
                "eps.battery_voltage": Limits(caution=(6.6, 8.4), warning=(6.0, 8.6)),
                "eps.battery1_temperature": BATTERY_TEMPERATURE,
                "eps.battery0_temperature": BATTERY_TEMPERATURE,
            },
            made_at="time",
        ),
        Packet(
            "payload",
            Struct(*HEADER, *PAYLOAD),
            match=Match(prefix=b"\x0b\x67"),
            made_at="time",
        ),
        Packet("other", Struct(*HEADER, "_data" / GreedyBytes), made_at="time"),
    ],
)
