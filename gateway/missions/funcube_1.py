"""FUNcube-1 (AO-73): telemetry every five seconds, and a message, a minute or an orbit.

Link     145.935 MHz, BPSK at 1200 Bd, AO-40 FEC, one packet of 256 octets a frame
Layout   satellite and frame type in an octet, 55 octets of real-time telemetry packed to
         the bit, 200 octets by frame type; most significant bit first
Source   AMSAT-UK's FUNcube Data Warehouse (G4DPZ), `RealTime` and `RealTimeCsvExtractor`:
         order, scales, tables.  jradio, `ao73`: payloads, scale of the RF currents.

24 frame types are sent in turn.  An orbit of 104 minutes lies in the twelve WO frames
one behind the other; a sample that straddles two of them is not decoded.

Where we differ.  jradio calibrates the sun sensors as panel thermometers and takes forward
power first; the team does neither.  An HR sample has 15 of the 16 bits of photo current
and battery voltage: 4146 where WO frames of the same minutes say 8292 mV.
"""

from construct import BitsInteger, BitStruct, Bytes, Check, If, Struct, Switch, this

from gateway.definition import Downlink, Limits, Match, Mission, Packet, channel, linear, text
from gateway.missions.funcube_1_realtime import PANELS, POWER, REALTIME, SUN

WHOLE_ORBIT_FRAMES = 12
HIGH_RESOLUTION = (12, 16, 20)
MESSAGES = (13, 14, 15, 17, 18, 19, 21, 22, 23)
FRAME_TYPES = 24
ORBIT_SAMPLES = 104
PAYLOAD_OCTETS = 200
SAMPLE_OCTETS = 23

U12, U15 = BitsInteger(12), BitsInteger(15)


def _octets_before(frame: int) -> int:
    """Octets of a sample that the WO frame before has begun."""
    return -PAYLOAD_OCTETS * frame % SAMPLE_OCTETS


def _samples(frame: int) -> int:
    """Samples that lie in a WO frame whole; behind the last one stands a callsign."""
    before = -(-PAYLOAD_OCTETS * frame // SAMPLE_OCTETS)
    return min((PAYLOAD_OCTETS - _octets_before(frame)) // SAMPLE_OCTETS, ORBIT_SAMPLES - before)


ORBIT_SAMPLE = BitStruct(
    "black_chassis"     / channel(U12, "degC", linear(-0.024, 75.244)) * "thermistor",
    "silver_chassis"    / channel(U12, "degC", linear(-0.024, 74.750)) * "thermistor",
    "black_panel"       / channel(U12, "degC", linear(-0.024, 75.039)) * "thermistor",
    "silver_panel"      / channel(U12, "degC", linear(-0.024, 75.987)) * "thermistor",
    "panel_temperature" / PANELS * "solar panels",
    *POWER,
)  # fmt: skip
SECOND = BitStruct(
    "sun"             / SUN[5]                              * "illumination at +X, +Y, -Y, +Z, -Z",
    "panel_current"   / channel(U15, "mA", linear(2))       * "of all panels",
    "battery_voltage" / channel(U15, "V", linear(0.002))    * "two lithium-ion cells in series",
)  # fmt: skip
MESSAGE = channel(Bytes(PAYLOAD_OCTETS), "", text())
TELEMETRY = Struct(
    "realtime" / REALTIME * "when the frame was sent",
    Check(this.realtime.type < FRAME_TYPES),
    "whole_orbit" / If(this.realtime.type < WHOLE_ORBIT_FRAMES, Struct(
        "_before" / Bytes(lambda this: _octets_before(this._.realtime.type))
        * "end of a sample that the frame before has begun",
        "samples" / ORBIT_SAMPLE[lambda this: _samples(this._.realtime.type)]
        * "one a minute, oldest first",
        "_behind" / Bytes(lambda this: PAYLOAD_OCTETS - len(this._before)
                          - SAMPLE_OCTETS * len(this.samples))
        * "start of a sample that the next frame ends, or a callsign",
    )) * "a twelfth of the last orbit",
    "seconds" / Switch(this.realtime.type, dict.fromkeys(HIGH_RESOLUTION, SECOND[20]))
    * "a third of the last minute, one a second, oldest first",
    "message" / Switch(this.realtime.type, dict.fromkeys(MESSAGES, MESSAGE))
    * "a Fitter message, from the ground to everybody",
)  # fmt: skip

# Two lithium-ion cells in series: 4.2 V each when full, 3.25 V when close to empty.
BATTERY = Limits(caution=(7.0, 8.4), warning=(6.5, 8.6))

MISSION = Mission(
    name="funcube-1",
    title="FUNcube-1 (AO-73)",
    norad=39444,
    downlinks=[Downlink(145.935e6, "BPSK", 1200, ("ao40_fec",))],
    packets=[
        Packet(
            "telemetry",
            TELEMETRY,
            match=Match(length=256),
            limits={
                "realtime.eps.battery_voltage": BATTERY,
                "whole_orbit.samples.*.battery_voltage": BATTERY,
                "seconds.*.battery_voltage": BATTERY,
                # Lithium-ion cells must not be charged below 0 degC.
                "realtime.eps.battery_temperature": Limits(caution=(0, 45), warning=(-20, 60)),
            },
        )
    ],
)
