"""LightSail 2's attitude control: 74 octets of its beacon; see `lightsail_2`."""

from construct import (
    BitsInteger,
    BitStruct,
    Flag,
    Int8ub,
    Int16sb,
    Int16ub,
    Padding,
    Struct,
    Transformed,
)

from gateway.definition import channel, linear

S12 = BitsInteger(12, signed=True)
RATE = channel(S12, "deg/s", linear(1 / 8))
FIELD = channel(S12, "uT", linear(0.1))
BODY_RATE = channel(Int16sb, "deg/s", linear(1 / 128))
QUATERNION = channel(Int16sb, "", linear(1 / 128))


def _join(octets: bytes) -> bytes:
    """High octet, high octet, low nibbles: to two numbers of 12 bits behind each other."""
    first, second, low = octets
    return bytes([first, low & 0xF0 | second >> 4, (second & 0x0F) << 4 | low & 0x0F])


def _split(octets: bytes) -> bytes:
    """The reverse of `_join`."""
    first, middle, last = octets
    return bytes([first, (middle & 0x0F) << 4 | last >> 4, middle & 0xF0 | last & 0x0F])


def pair(*fields: object) -> Transformed:
    """Two numbers of 12 bits in the order in which the satellite sends their pieces."""
    return Transformed(BitStruct(*fields), _join, 3, _split, 3)


GYROS = Struct(
    "xy" / pair("x" / RATE * "axis X", "y" / RATE * "axis Y")                    * "body",
    "z"  / pair("body" / RATE * "axis Z, body", "internal" / RATE * "axis Z, internal") * "axis Z",
    "internal" / pair("x" / RATE * "axis X", "y" / RATE * "axis Y")              * "internal",
)  # fmt: skip

SUN = Struct(
    "x_minus" / Int16ub[2] * "panel -X, x and y",
    "y_minus" / Int16ub[2] * "panel -Y, x and y",
    "z_minus" / Int16ub[2] * "panel -Z, x and y",
    "x_plus"  / Int16ub[2] * "panel +X, x and y",
    "y_plus"  / Int16ub[2] * "panel +Y, x and y",
)  # fmt: skip

MAGNETOMETERS = Struct(
    "x_minus" / pair("x" / FIELD * "axis X", "y" / FIELD * "axis Y")             * "panel -X",
    "x_z"     / pair("minus" / FIELD * "panel -X", "plus" / FIELD * "panel +X")  * "axis Z",
    "x_plus"  / pair("x" / FIELD * "axis X", "y" / FIELD * "axis Y")             * "panel +X",
    "y_z"     / pair("minus" / FIELD * "panel -Y", "plus" / FIELD * "panel +Y")  * "axis Z",
    "y_plus"  / pair("x" / FIELD * "axis X", "y" / FIELD * "axis Y")             * "panel +Y",
)  # fmt: skip

ADCS = Struct(
    "mode"  / Int8ub * "of attitude control",
    "flags" / BitStruct(
        Padding(4),
        "eclipse"   / Flag * "in the Earth's shadow",
        "sail"      / Flag * "the sail is deployed",
        "panels"    / Flag * "the solar panels are deployed",
        "converged" / Flag * "the filter has converged",
    ) * "state",
    "quaternion"    / QUATERNION[4] * "attitude",
    "rate"          / BODY_RATE[3]  * "about X, Y, Z",
    "gyros"         / GYROS         * "gyroscopes",
    "sun"           / SUN           * "sun sensors, as sent",
    "magnetometers" / MAGNETOMETERS * "magnetometers on the panels",
    "wheel"         / channel(Int16sb, "rpm") * "momentum wheel",
)  # fmt: skip
