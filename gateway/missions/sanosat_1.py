"""SanoSat-1 (Orion Space, Nepal): beacon of a PocketQube.

Link     436.235 MHz, GFSK at 500 Bd, SanoSat framing (CC1101 sync word, two CRCs)
Layout   callsign, type, 13 octets; little-endian
Source   AMSAT Nepal, "SANOSAT-1 Communication Protocols"
         (http://amsat-np.org/sanosat1-frame-format-html/); order: jradio, `sanosat`
         (Apache-2.0)

Where we differ: jradio takes temperatures for unsigned, -11 degC for 65525.
"""

from construct import Const, Int8ub, Int16sl, Int16ul, Struct

from gateway.definition import Downlink, Limits, Match, Mission, Packet, channel, linear

HEADER = b"AM9NPQ\0\x01\x00"

BEACON = Struct(
    "header"            / Const(HEADER)                        * "callsign and type, 1",
    "radio_temperature" / channel(Int16sl, "degC")             * "radio board",
    "battery_voltage"   / channel(Int16ul, "V", linear(0.01))  * "one lithium-ion cell",
    "charge_current"    / channel(Int16sl, "mA")               * "into the battery",
    "battery_temperature" / channel(Int16sl, "degC")           * "battery board",
    "radiation"         / Int16ul                              * "dose rate, uncalibrated",
    "resets"            / Int16ul                              * "of the computer",
    "antenna"           / Int8ub                               * "1 if deployed",
)  # fmt: skip

MISSION = Mission(
    name="sanosat-1",
    title="SanoSat-1",
    norad=51031,
    downlinks=[Downlink(436.235e6, "GFSK", 500, ("sanosat",))],
    packets=[
        Packet(
            "beacon",
            BEACON,
            {
                # A lithium-ion cell: 4.2 V when full, 3.2 V when nearly empty.
                "battery_voltage": Limits(caution=(3.4, 4.2), warning=(3.1, 4.25)),
                # It must not be charged below 0 degC.
                "battery_temperature": Limits(caution=(0, 45), warning=(-20, 60)),
            },
            Match(prefix=HEADER),
        )
    ],
)
