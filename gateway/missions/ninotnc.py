"""NinoTNC N9600A: the TNC's own counters, which it reports once a minute.

Link     KISS, in a data frame with the AX.25 header of a UI frame from TNC to USB
Layout   =00:3.41=01:........=02:00AC8F08=03:00000004 and so on: a register's number, then
         its value, 8 hexadecimal digits but for the first two; register 05 is not there
Source   T. Fanning (M0LTE), packet.net, `Packet.Kiss.NinoTnc`, from firmware 3.41;
         the same registers in captures of firmware 2.76 and 3.42

These frames never were on the air.  Registers that newer firmware adds at the end are
ignored.
"""

from construct import Bytes, Const, GreedyBytes, NullTerminated, Struct

from gateway.definition import Match, Mission, Packet, channel, hexadecimal, text
from gateway.links.ax25 import AX25

# Ends with the = of the next register.
TEXT = channel(NullTerminated(GreedyBytes, term=b"="), "", text())
COUNT = channel(Bytes(8), "", hexadecimal())
OCTETS = channel(Bytes(8), "byte", hexadecimal())
SECONDS = channel(Bytes(8), "s", hexadecimal(0.001))

STATUS = Struct(
    "_00" / Const(b"=00:"), "firmware"           / TEXT    * "version",
    "_01" / Const(b"01:"),  "serial"             / TEXT    * "serial number; empty if never set",
    "_02" / Const(b"02:"),  "uptime"             / SECONDS * "since power-on",
    "_03" / Const(b"=03:"), "board"              / COUNT   * "board revision",
    "_04" / Const(b"=04:"), "switches"           / COUNT   * "DIP switches; 15: set from KISS",
    "_06" / Const(b"=06:"), "mode"               / COUNT   * "firmware's number of the mode",
    "_07" / Const(b"=07:"), "ax25_received"      / COUNT   * "AX.25 packets received",
    "_08" / Const(b"=08:"), "il2p_received"      / COUNT   * "IL2P packets received",
    "_09" / Const(b"=09:"), "il2p_uncorrectable" / COUNT   * "IL2P packets lost",
    "_0a" / Const(b"=0A:"), "sent"               / COUNT   * "packets sent",
    "_0b" / Const(b"=0B:"), "preamble"           / COUNT   * "words of 16 bits sent as preamble",
    "_0c" / Const(b"=0C:"), "cycles"             / COUNT   * "cycles of the main loop",
    "_0d" / Const(b"=0D:"), "ptt"                / SECONDS * "time of transmission",
    "_0e" / Const(b"=0E:"), "dcd"                / SECONDS * "time with a carrier",
    "_0f" / Const(b"=0F:"), "octets_received"    / OCTETS  * "in packets received",
    "_10" / Const(b"=10:"), "octets_sent"        / OCTETS  * "in packets sent",
    "_11" / Const(b"=11:"), "octets_corrected"   / OCTETS  * "by the error correction of IL2P",
)  # fmt: skip

MISSION = Mission(
    name="ninotnc",
    title="NinoTNC N9600A",
    link=[AX25()],
    match=Match(header={"from": "TNC", "to": "USB"}, prefix=b"=00:"),
    packets=[Packet("status", STATUS, trailing=True)],
)
