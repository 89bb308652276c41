"""SiriusSat-1 and -2: two 1U CubeSats that count cosmic particles, 2018 to 2020.

Link     435.570 and 435.670 MHz, FSK at 4800 Bd, AX.25 G3RUH, then a USP message
Layout   beacon 66 octets, message 0x4216; detector 81 octets, 0x4217; little-endian
Source   jradio, `siriussat`: the beacon; the message table of
         github.com/baskiton/SatsDecoder (MIT), `systems/usp.py`: both

Where we differ.  The table gives the RSSI of later satellites as magnitudes; here they are
signed octets, as jradio reads them: only so is a signal stronger than the noise.
No made_at: in 2018 the boards' clocks were months behind.
"""

from construct import Float32l, Int8sl, Int8ul, Int16sl, Int16ul, Struct

from gateway.definition import Downlink, Match, Mission, Packet, channel
from gateway.links.ax25 import AX25
from gateway.links.usp import USP
from gateway.missions.sputnix import BEACON_MESSAGE, LIMITS, POWER, TIME, transceiver

DETECTOR_MESSAGE = 0x4217
RSSI = channel(Int8sl, "dBm")
CELSIUS = channel(Int16sl, "degC")

BEACON = Struct(
    "power" / POWER                   * "power system",
    "uhf"   / transceiver(RSSI, RSSI) * "transceiver",
)  # fmt: skip

DETECTOR = Struct(
    "motherboard" / Struct(
        "temperature" / CELSIUS     * "motherboard",
        "field"       / Float32l[3] * "magnetic field along X, Y, Z",
        "rate"        / Float32l[3] * "speed about X, Y, Z",
        "resets"      / Int8ul      * "of the motherboard",
        "reset_cause" / Int8ul      * "of the last reset",
        "status"      / Int8ul      * "flags of unknown meaning",
        "time"        / TIME        * "of this telemetry, board's clock",
    ) * "on-board computer",
    "detector" / Struct(
        "status"          / Int8ul     * "flags of unknown meaning",
        "time"            / TIME       * "of this telemetry, board's clock",
        "temperature"     / CELSIUS    * "board",
        "mcu_temperature" / CELSIUS    * "microcontroller",
        "current"         / Int16ul[2] * "current sensors 1 and 2, uncalibrated",
        "resets"          / Int8ul     * "of the detector",
        "reset_time"      / TIME       * "of the last reset",
        "rates"           / Int16ul[6] * "count rates of channels 1 to 6",
        "pointers"        / Int16ul[6] * "last block sent, block written; segments 1 to 3",
        "events"          / Int8ul[6]  * "last events of channels 1 and 2",
    ) * "particle detector",
)  # fmt: skip

MISSION = Mission(
    name="siriussat",
    title="SiriusSat-1 and SiriusSat-2",
    norad=43595,
    link=[AX25(), USP()],
    match=Match(header={"from": ("RS13S", "RS14S")}),
    downlinks=[
        Downlink(435.570e6, "FSK", 4800, ("ax25_g3ruh",), name="SiriusSat-1, RS13S"),
        Downlink(435.670e6, "FSK", 4800, ("ax25_g3ruh",), name="SiriusSat-2, RS14S"),
    ],
    packets=[
        Packet("beacon", BEACON, limits=LIMITS, match=Match(header={"message": BEACON_MESSAGE})),
        Packet("detector", DETECTOR, match=Match(header={"message": DETECTOR_MESSAGE})),
    ],
)
