"""AISTECHSAT-3 (Danu Pathfinder): beacons of a GomSpace bus that tracked ships and aircraft.

Link     436.730 MHz, GMSK at 9600 Bd, AX100 ASM+Golay; CSP 1 from address 1 to address 29,
         port 30, CRC-32C of the data
Layout   five octets of header (version, type, version of the type, satellite), then
         elements of a table each, eight octets of header and fields; big-endian
Source   jradio, `aistechsat3` (Apache-2.0); units: GomSpace's A3200, AX100 and P31 tables

Fine sun sensors and Kalman filter (types 21 and 22) and what was not at hand (11, 30) are
left out.

Where we differ.  In `platform` the radio's table has an element header of its own: jradio
takes it for the first values, and so reports a signal of -3577 dBm and a battery of 19 mV.
Its frames of types 20 and 23 are still KISS-escaped in places; undone, the CRC fits, and
there are no "two missing octets" in front of the gyroscope.
"""

from typing import Any

from construct import Const, Struct

from gateway.definition import Downlink, Limits, Match, Mission, Packet
from gateway.links.csp import CSP
from gateway.missions.aistechsat_3_adcs import ADCS0, ADCS3, ADCS6
from gateway.missions.aistechsat_3_platform import PLATFORM

PLATFORM_LIMITS = {
    # Two lithium-ion cells in series: 4.2 V each when full, 3.25 V when nearly empty.
    "eps.battery_voltage": Limits(caution=(7.0, 8.4), warning=(6.5, 8.6)),
    "eps.battery_mode": Limits(
        nominal_words=frozenset({"nominal", "full"}), warning_words=frozenset({"undervoltage"})
    ),
    # Industrial parts, rated for -40 to 85 degC.
    "obc.temperature_mcu": Limits(caution=(-30, 70), warning=(-40, 85)),
    "radio.pa_temperature": Limits(caution=(-30, 70), warning=(-40, 85)),
}


def beacon(
    name: str, number: int, elements: tuple[Any, ...], limits: dict[str, Limits] | None = None
) -> Packet:
    """A beacon of one type, with its header in front."""
    header = bytes([1, number, 1, 0, 1])
    layout = Struct("header" / Const(header) * "version, type, its version, satellite", *elements)
    made_at = f"{elements[0].name}.time"
    return Packet(name, layout, limits or {}, Match(prefix=header), made_at=made_at)


MISSION = Mission(
    name="aistechsat-3",
    title="AISTECHSAT-3",
    norad=44103,
    downlinks=[Downlink(436.73e6, "GMSK", 9600, ("ax100_asm_golay",))],
    link=[CSP(crc="data")],
    match=Match(header={"source": 1, "destination": 29, "destination_port": 30}),
    packets=[
        beacon("platform", 10, PLATFORM, PLATFORM_LIMITS),
        beacon("adcs0", 20, ADCS0),
        beacon("adcs3", 23, ADCS3),
        beacon("adcs6", 26, ADCS6),
    ],
)
