"""SPUTNIX platforms with a USP transceiver: OrbiCraft-Zorkiy (2021) and its successors.

Link     FSK at 1200 to 9600 Bd, USP: an AX.25 header of 16 octets, then messages
Layout   66 octets, little-endian; message 0x4216
Source   the message table of github.com/baskiton/SatsDecoder (MIT), `systems/usp.py`

Where we differ.  jradio reads the battery's current without its sign and the RSSI as
signed octets, satnogs-decoders both RSSI as one number; the table says magnitudes, which
alone give an idle RSSI (-123 dBm) in the frames at hand.
"""

from construct import BitStruct, Flag, Int8sl, Int8ul, Int16sl, Int16ul, Int32ul, Padding, Struct

from gateway.definition import Channel, Downlink, Limits, Match, Mission, Packet, channel, linear
from gateway.definition import timestamp as unix_time
from gateway.links.ax25 import AX25
from gateway.links.usp import USP

BEACON_MESSAGE = 0x4216
VOLTAGE = channel(Int16ul, "V", linear(0.001))
CURRENT = channel(Int16ul, "mA")
TEMPERATURE = channel(Int8sl, "degC")
TIME = channel(Int32ul, "", unix_time())

LOADS = Struct(
    "channel4" / Flag * "output channel 4",
    "channel3" / Flag * "output channel 3",
    "channel2" / Flag * "output channel 2",
    "channel1" / Flag * "output channel 1",
)  # fmt: skip

POWER = Struct(
    "panel_voltage"       / VOLTAGE[3]                      * "solar panels 1 to 3",
    "panel_current"       / CURRENT[3]                      * "solar panels 1 to 3",
    "battery_current"     / channel(Int16sl, "mA")          * "into the battery",
    "load_current"        / CURRENT[4]                      * "output channels 1 to 4",
    "battery_temperature" / channel(Int16sl, "degC")[4]     * "sensors 1 to 4",
    "flags" / BitStruct(
        "battery_critical"   / Flag    * "battery below its critical voltage",
        "battery_low"        / Flag    * "battery below its minimum voltage",
        "heater2_manual"     / Flag    * "heater 2 is under manual control",
        "heater1_manual"     / Flag    * "heater 1 is under manual control",
        "heater2"            / Flag    * "heater 2 is on",
        "heater1"            / Flag    * "heater 1 is on",
        "battery_hot"        / Flag    * "battery above its maximum temperature",
        "battery_cold"       / Flag    * "battery below its minimum temperature",
        "load_on"            / LOADS   * "output channels that are on",
        "load_limit"         / LOADS   * "output channels that draw too much current",
        Padding(3),
        "extra3"             / Flag    * "additional channel 3 is on",
        "extra2"             / Flag    * "additional channel 2 is on",
        "extra1"             / Flag    * "additional channel 1 is on",
        "switch_error"       / Flag    * "a switch has failed",
        "charger"            / Flag    * "voltage at the charging connector",
        Padding(8),
    )                                                       * "of the power system",
    "battery_voltage"     / VOLTAGE                         * "two lithium-ion cells in series",
    "sequence"            / Int32ul                         * "number of this telemetry",
    "time"                / TIME                            * "of this telemetry, board's clock",
    "resets"              / Int8ul                          * "of the power system",
    "status"              / Int8ul                          * "flags of unknown meaning",
)  # fmt: skip


def transceiver(rssi: Channel, idle_rssi: Channel) -> Struct:
    """The transceiver's part of the beacon; its generations tell RSSI in their own way."""
    return Struct(
        "amplifier_temperature" / TEMPERATURE               * "power amplifier",
        "temperature"           / TEMPERATURE               * "board",
        "rssi"                  / rssi                      * "while receiving",
        "idle_rssi"             / idle_rssi                 * "of the noise",
        "forward_power"         / channel(Int8sl, "dBm")    * "to the antenna",
        "reflected_power"       / channel(Int8sl, "dBm")    * "reflected by the antenna",
        "resets"                / Int8ul                    * "of the transceiver",
        "status"                / Int8ul                    * "flags of unknown meaning",
        "time"                  / TIME                      * "board's clock",
        "uptime"                / channel(Int32ul, "s")     * "since the last reset",
        "current"               / CURRENT                   * "consumed",
        "voltage"               / VOLTAGE                   * "supplied",
    )  # fmt: skip


LIMITS = {
    # Two lithium-ion cells in series: 4.2 V each when full, 3.0 V when empty.
    "power.battery_voltage": Limits(caution=(6.6, 8.4), warning=(6.0, 8.6)),
    # Lithium-ion cells must not be charged below 0 degC.
    "power.battery_temperature.*": Limits(caution=(0, 45), warning=(-20, 60)),
}

RSSI = channel(Int8ul, "dBm", linear(-1), absent=255)

BEACON = Struct(
    "power" / POWER                   * "power system",
    "uhf"   / transceiver(RSSI, RSSI) * "transceiver",
)  # fmt: skip

MISSION = Mission(
    name="sputnix",
    title="SPUTNIX platforms (OrbiCraft-Zorkiy and successors)",
    link=[AX25(), USP()],
    # OrbiCraft-Zorkiy twice, ArcCube-01, a satellite of 2023, CubeSX-HSE-3.
    match=Match(header={"from": ("RS00S", "RS15S", "RS25S", "RS30S", "RS42S")}),
    downlinks=[
        Downlink(437.850e6, "FSK", 9600, ("usp",), name="OrbiCraft-Zorkiy"),
        Downlink(437.600e6, "FSK", 9600, ("usp",), name="ArcCube-01"),
        Downlink(436.570e6, "FSK", 9600, ("usp",), name="CubeSX-HSE-3"),
    ],
    packets=[
        Packet(
            "beacon",
            BEACON,
            limits=LIMITS,
            match=Match(header={"message": BEACON_MESSAGE}),
            made_at="uhf.time",
        )
    ],
)
