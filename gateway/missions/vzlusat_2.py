"""VZLUSAT-2 (Czech Aerospace Research Centre): beacon and stored data of a 3U CubeSat.

Link     437.325 MHz, GMSK at 1200 to 9600 Bd (usually 4800), AX100 ASM+Golay; CSP 1 from
         1:18 to 26:18, a CRC-32C of header and data behind it without the flag
Layout   beacon: callsign, 34 octets; drop: command 3, nine octets of header, data;
         big-endian
Source   University of West Bohemia, "vzlusat2_ham.pdf"
         (https://www.pilsencube.zcu.cz/vzlusat2/static_radio_amateur.html)
"""

from construct import Const, GreedyBytes, Int8ub, Int16sb, Int16ub, Int32ub, Struct

from gateway.definition import Downlink, Limits, Match, Mission, Packet, channel, linear, timestamp
from gateway.links.csp import CSP

CALLSIGN = b"VZLUSAT-2"
DROP_COMMAND = b"\x03"
NO_SENSOR = -300

BEACON = Struct(
    "callsign" / Const(CALLSIGN) * "in ASCII",
    "obc" / Struct(
        "time"        / channel(Int32ub, "", timestamp()) * "clock of the computer",
        "boots"       / Int32ub                           * "since launch",
        "reset_cause" / Int32ub                           * "of the last boot",
    ) * "on-board computer",
    "eps" / Struct(
        "battery_voltage" / channel(Int16ub, "V", linear(0.001)) * "two lithium-ion cells",
        "solar_current"   / channel(Int16ub, "mA")               * "from the panels",
        "system_current"  / channel(Int16ub, "mA")               * "drawn by all loads",
        "battery_temperature" / channel(Int16sb, "degC", absent=NO_SENSOR) * "of the pack",
    ) * "electrical power system",
    "radio" / Struct(
        "pa_temperature" / channel(Int16sb, "degC", linear(0.1)) * "power amplifier",
        "tx_packets"     / Int32ub                               * "since launch",
        "rx_packets"     / Int32ub                               * "since launch",
    ) * "AX100 transceiver",
)  # fmt: skip
DROP = Struct(
    "command" / Const(DROP_COMMAND) * "data from the store",
    "flag"    / Int8ub              * "of the piece",
    "chunk"   / Int32ub             * "number of the piece",
    "time"    / Int32ub             * "of the piece, in units of the store",
    "data"    / GreedyBytes         * "what was stored",
)  # fmt: skip

MISSION = Mission(
    name="vzlusat-2",
    title="VZLUSAT-2",
    norad=51085,
    downlinks=[Downlink(437.325e6, "GMSK", 4800, ("ax100_asm_golay",))],
    link=[CSP(crc="header+data")],
    match=Match(header={"source": 1, "source_port": 18, "destination": 26, "destination_port": 18}),
    packets=[
        Packet(
            "beacon",
            BEACON,
            {
                # Lithium-ion cells: 4.2 V each when full, 3.25 V when nearly empty.
                "eps.battery_voltage": Limits(caution=(7.0, 8.4), warning=(6.5, 8.6)),
                # They must not be charged below 0 degC.
                "eps.battery_temperature": Limits(caution=(0, 45), warning=(-20, 60)),
                "radio.pa_temperature": Limits(caution=(-30, 70), warning=(-40, 85)),
            },
            match=Match(prefix=CALLSIGN),
            made_at="obc.time",
        ),
        Packet("drop", DROP, match=Match(prefix=DROP_COMMAND)),
    ],
)
