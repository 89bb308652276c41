"""CatSat (University of Arizona): beacons of a GomSpace bus, an inflatable antenna on top.

Link     437.185 MHz, GMSK at 9600 Bd, AX100 ASM+Golay; CSP 1 from the computer (address
         1) or attitude control (4) to address 30, port 30.  Two CRC-32C: of the data by the
         sender, then of header and data by the radio
Layout   five octets of header (version, type, version of the type, satellite 666), then
         elements: eight octets of header, fields of one subsystem's table; big-endian
Source   jradio, `catsat` (Apache-2.0); names of outputs: satnogs-decoders, `catsat.ksy`;
         units: GomSpace's P60 and A3200 tables (mV, mA, mW, 0.1 degC)

Beacons of which no frame was at hand are left out: message of the day, `crit1`, computer,
deployment, four of attitude control and those of the software-defined radio.
"""

from typing import Any

from construct import Bytes, Const, Float32b, Int8sb, Int16ub, Struct

from gateway.definition import Downlink, Limits, Match, Mission, Packet, channel
from gateway.links.csp import CSP
from gateway.missions.catsat_adcs import ADCS2, ADCS4, ADCS6, ADCS7
from gateway.missions.catsat_power import (
    ELEMENT,
    MILLIAMPERES,
    PDU1,
    PDU2,
    TIME,
    X3,
    each,
)

CRIT2 = (
    "x3" / Struct(
        *ELEMENT,
        "current" / each(X3, MILLIAMPERES, "drawn") * "switched outputs",
    ) * "power distribution unit X3",
    "acu" / Struct(
        *ELEMENT,
        "power" / channel(Int16ub, "mW")[6] * "from the solar panels, inputs 1 to 6",
    ) * "array conditioning unit",
    "computer" / Struct(
        *ELEMENT,
        "boots" / Int16ub * "since launch",
        "clock" / TIME    * "on board",
    ) * "attitude control computer",
    "sensors" / Struct(
        *ELEMENT,
        "rotation" / channel(Float32b, "deg/s")[3] * "external gyroscope, X, Y, Z",
        "position" / channel(Float32b, "m")[3]     * "GPS, Earth-fixed X, Y, Z",
        "velocity" / channel(Float32b, "m/s")[3]   * "GPS, Earth-fixed X, Y, Z",
    ) * "attitude sensors",
    "state" / Struct(
        *ELEMENT,
        "control_mode" / Int8sb * "attitude control",
        "status" / Struct(
            "external_magnetometer" / Int8sb    * "on its boom",
            "fine_sun_sensors"      / Int8sb[5] * "-X, -Y, -Z, +X, +Y",
            "external_gyroscope"    / Int8sb    * "separate unit",
            "gps"                   / Int8sb    * "receiver",
        ) * "negative is an error",
    ) * "modes and health of attitude control",
)  # fmt: skip

# Four lithium-ion cells in series: 4.2 V each when full, 3.2 V when nearly empty.
BATTERY = Limits(caution=(13.6, 16.8), warning=(12.8, 17.0))
# Industrial parts, rated for -40 to 85 degC.
BOARD = Limits(caution=(-30, 70), warning=(-40, 85))


def beacon(
    name: str, number: int, version: int, elements: tuple[Any, ...], limits: dict[str, Limits]
) -> Packet:
    """A beacon of one type, with its header in front."""
    header = bytes([1, number, version, 666 >> 8, 666 & 0xFF])
    layout = Struct(
        "header" / Const(header) * "version, type, its version, satellite",
        *elements,
        "_crc" / Bytes(4) * "CRC-32C of header and elements",
    )
    return Packet(
        name, layout, limits, Match(prefix=header), made_at=f"{elements[0].name}.timestamp"
    )


MISSION = Mission(
    name="catsat",
    title="CatSat",
    norad=60246,
    downlinks=[Downlink(437.185e6, "GMSK", 9600, ("ax100_asm_golay",))],
    link=[CSP(crc="header+data")],
    match=Match(header={"source": (1, 4), "destination": 30, "destination_port": 30}),
    packets=[
        beacon("crit2", 2, 2, CRIT2, {}),
        beacon(
            "pdu1",
            4,
            1,
            PDU1,
            {"p60.battery_voltage": BATTERY, "p60.temperature.*": BOARD, "x2.temperature": BOARD},
        ),
        beacon(
            "pdu2",
            5,
            1,
            PDU2,
            {"acu.battery_voltage": BATTERY, "acu.temperature.*": BOARD, "x3.temperature": BOARD},
        ),
        beacon("adcs2", 12, 1, ADCS2, {"actuators.wheel_temperature.*": BOARD}),
        beacon("adcs4", 14, 1, ADCS4, {}),
        beacon("adcs6", 16, 1, ADCS6, {"computer.temperature_mcu": BOARD}),
        beacon("adcs7", 17, 1, ADCS7, {}),
    ],
)
