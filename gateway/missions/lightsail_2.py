"""LightSail 2: The Planetary Society's 3U CubeSat that sailed on sunlight, 2019 to 2022.

Link     437.025 MHz, FSK at 9600 Bd, AX.25 G3RUH, then IPv4 and UDP
Layout   228 octets behind the 28 of IP and UDP, big-endian
Source   jradio, `ls2`: order and scales; satnogs-decoders agrees on the order

Where we differ.  Two numbers of 12 bits share the octet of their low nibbles;
satnogs-decoders takes the second one's nibble for both.  Neither names the units of the
magnetic field and of the battery power; ours fit the Earth's field and the currents.
"""

from construct import BitsInteger, BitStruct, Bytes, Const, Flag, Int8sb, Int8ub, Int24sb, Struct

from gateway.definition import Downlink, Limits, Match, Mission, Packet, channel, linear
from gateway.links.ax25 import AX25
from gateway.missions.lightsail_2_adcs import ADCS
from gateway.missions.lightsail_2_bus import BUS, CELSIUS

PID_IP = 0xCC
AMPERES = channel(Int8ub, "mA", linear(1000 / 64))

CAMERA = Struct(
    "flags" / BitStruct(
        "heater_on_on"     / Flag * "the heater stays on when the camera is on",
        "overheated_error" / Flag * "switched off because it was too hot",
        "overheated"       / Flag * "too hot while on",
        "busy"             / Flag * "takes or sends a picture",
        "heater_enabled"   / Flag * "the heater may be switched on",
        "enabled"          / Flag * "may be switched on",
        "heater"           / Flag * "the heater is on",
        "on"               / Flag * "the camera is on",
    ) * "state",
    "temperature"  / CELSIUS * "camera",
    "last_contact" / Int8ub  * "time since it answered",
    "pictures" / BitStruct(
        "remaining" / BitsInteger(6) * "still to be taken",
        "failed"    / BitsInteger(2) * "attempts that failed",
    ) * "pictures",
)  # fmt: skip

COIL = Struct(
    "current" / AMPERES                                * "through the coil",
    "voltage" / channel(Int8sb, "V", linear(1 / 16))   * "its sign is the direction",
)  # fmt: skip

SAIL = Struct(
    "current" / AMPERES                                * "motor",
    "voltage" / channel(Int8ub, "V", linear(1 / 16))   * "motor",
    "flags" / BitStruct(
        "moving"  / Flag * "the motor moves",
        "busy"    / Flag * "the motor's controller is busy",
        "on"      / Flag * "the motor's controller is on",
        "armed"   / Flag * "the motor's controller is armed",
        "y_plus"  / Flag * "panel +Y is deployed",
        "y_minus" / Flag * "panel -Y is deployed",
        "x_plus"  / Flag * "panel +X is deployed",
        "x_minus" / Flag * "panel -X is deployed",
    ) * "state",
    "position" / Int24sb * "of the motor, counts",
    "limit"    / Int24sb * "of the position, counts",
)  # fmt: skip

BEACON = Struct(
    "_ip_version" / Const(b"\x45"),
    "_ip_and_udp" / Bytes(27),
    *BUS,
    "adcs"    / ADCS      * "attitude control",
    "cameras" / CAMERA[2] * "cameras 0 and 1",
    "torquers" / Struct(
        "x" / COIL * "axis X",
        "y" / COIL * "axis Y",
        "z" / COIL * "axis Z",
    ) * "magnetic torquers",
    "sail" / SAIL * "solar panels and sail",
)  # fmt: skip

MISSION = Mission(
    name="lightsail-2",
    title="LightSail 2",
    norad=44420,
    link=[AX25()],
    match=Match(header={"from": "KK6HIT", "pid": PID_IP}),
    downlinks=[Downlink(437.025e6, "FSK", 9600, ("ax25_g3ruh",))],
    packets=[
        Packet(
            "beacon",
            BEACON,
            limits={
                # Lithium-ion cells: 4.2 V when full, 3.0 V when empty, not charged below 0 degC.
                "battery.*.voltage": Limits(caution=(3.3, 4.2), warning=(3.0, 4.3)),
                "battery.*.temperature": Limits(caution=(0, 45), warning=(-20, 60)),
            },
            made_at="computer.time",
        )
    ],
)
