"""PolyITAN-1: the 1U CubeSat of the Kyiv Polytechnic Institute, 2014.

Link     437.675 MHz, AFSK at 1200 Bd, AX.25; 437.676 MHz, FSK at 9600 Bd, AX.25 G3RUH
Layout   a number that tells the beacon, then its fields, little-endian
Source   jradio, `polyitan1`; satnogs-decoders agrees on beacons 0 and 2

The last 34 octets of beacon 1, currents, voltages and powers, are not decoded: as jradio
reads them two of three batteries have negative voltages.
"""

from construct import (
    Bytes,
    BytesInteger,
    Const,
    GreedyBytes,
    Int8ub,
    Int16sl,
    Int16ul,
    Int32ul,
    Struct,
)

from gateway.definition import (
    Downlink,
    Limits,
    Match,
    Mission,
    Packet,
    channel,
    linear,
    text,
    timestamp,
)
from gateway.links.ax25 import AX25

AXIS = BytesInteger(3, swapped=True)
CELSIUS = channel(Int16sl, "degC", linear(0.1))
RAIL = channel(Int16sl, "V", linear(0.001))
TIME = channel(Int32ul, "", timestamp())

CALL = Struct(
    "_beacon" / Const(b"\x00"),
    "text" / channel(GreedyBytes, "", text()) * "call to everybody",
)  # fmt: skip

SYSTEM = Struct(
    "_beacon" / Const(b"\x01"),
    "errors"      / BytesInteger(3, swapped=True) * "devices in error, bits",
    "subseconds"  / channel(Int8ub, "s", linear(1 / 256)) * "fraction of the board's clock",
    "time"        / TIME    * "board's clock",
    "mode"        / Int8ub  * "of the satellite",
    "submode"     / Int8ub  * "of the satellite",
    "field"       / AXIS[3] * "magnetometer X, Y, Z, as sent",
    "rate"        / AXIS[3] * "gyroscope X, Y, Z, as sent",
    "load_3v3"    / channel(Int16ul, "", linear(0.1)) * "3.3 V multiplexer, unit not published",
    "load_5v"     / channel(Int16ul, "", linear(0.1)) * "5 V multiplexer, unit not published",
    "temperature" / CELSIUS * "converter ADS1248",
    "registers"   / Int8ub  * "register AREGE",
    "antennas"    / Int8ub  * "status of the antennas",
    "_power"      / Bytes(34),
)  # fmt: skip

RADIO = Struct(
    "_beacon" / Const(b"\x02"),
    "status"       / Int16ul * "of the devices, bits",
    "time"         / TIME    * "board's clock",
    "temperature2" / CELSIUS * "sensor 2",
    "temperature1" / CELSIUS * "sensor 1",
    "digital_3v3"  / RAIL    * "3.3 V of the digital part",
    "rf_3v3"       / RAIL    * "3.3 V of the RF part",
    "pa_3v3"       / RAIL    * "3.3 V of the power amplifier",
)  # fmt: skip

# Chips for 3.3 V are made for 3.0 to 3.6 V.
SUPPLY = Limits(warning=(3.0, 3.6))

MISSION = Mission(
    name="polyitan-1",
    title="PolyITAN-1",
    norad=40042,
    link=[AX25()],
    match=Match(header={"from": "EM0UKP"}),
    downlinks=[
        Downlink(437.675e6, "AFSK", 1200, ("ax25",)),
        Downlink(437.676e6, "FSK", 9600, ("ax25_g3ruh",)),
    ],
    packets=[
        Packet("call", CALL),
        Packet("system", SYSTEM, made_at="time"),
        Packet(
            "radio",
            RADIO,
            limits={"digital_3v3": SUPPLY, "rf_3v3": SUPPLY, "pa_3v3": SUPPLY},
            made_at="time",
        ),
    ],
)
