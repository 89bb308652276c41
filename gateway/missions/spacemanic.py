"""Beacons of Spacemanic's CubeSat platform: comma-separated text; see `lasarsat`.

::

    PSU,1,3367854,3367898,8127,1310,1005,238,141,66,1,45[NUL]
    │   └ decimal and hexadecimal numbers, each field as long as it needs
    └ which unit speaks

Nothing tells the end but the end of the frame.

Source: jradio, `bdsat` and `veronika`; satnogs-decoders agrees on the order.
"""

from construct import Const, ExprValidator, GreedyBytes, NullTerminated, Struct

from gateway.definition import Limits, Packet, channel, decimal, enumeration, hexadecimal, text

FIELD = NullTerminated(GreedyBytes, term=b",")
# A further comma means a longer list than this one: another layout.
LAST = ExprValidator(GreedyBytes, lambda field, _: b"," not in field)

COUNT = channel(FIELD, "", decimal())
SECONDS = channel(FIELD, "s", decimal())
CELSIUS = channel(FIELD, "degC", decimal(0.01))
VOLTS = channel(FIELD, "V", decimal(0.001))
MILLIAMPERES = channel(FIELD, "mA", decimal())
LAST_COUNT = channel(LAST, "", decimal())

UHF = Struct(
    "_unit" / Const(b"U,"),
    "uptime"          / SECONDS * "since the last boot",
    "total_uptime"    / SECONDS * "of all boots together",
    "boots"           / COUNT   * "boot counter",
    "rf_resets"       / COUNT   * "resets of the RF part",
    "mcu_temperature" / CELSIUS * "microcontroller",
    "rf_temperature"  / CELSIUS * "RF chip",
    "pa_temperature"  / CELSIUS * "power amplifier",
    "digipeated"      / COUNT   * "messages forwarded by the digipeater",
    "last_sender"     / channel(FIELD, "", text()) * "who used the digipeater last",
    "received"        / COUNT   * "packets received",
    "sent"            / COUNT   * "packets sent",
    "rssi"            / channel(FIELD, "dBm", decimal(0.5, -134)) * "now",
    "carrier_rssi"    / channel(LAST, "dBm", decimal(0.5, -134))
                      * "when a carrier was last detected",
)  # fmt: skip

STATE = enumeration({b"1": "ok", b"2": "power saving", b"3": "power critical"})

PSU = Struct(
    "_unit" / Const(b"PSU,"),
    "resets"              / COUNT        * "reset counter",
    "uptime"              / SECONDS      * "since the last reset",
    "total_uptime"        / SECONDS      * "of all resets together",
    "battery_voltage"     / VOLTS        * "two lithium-ion cells in series",
    "temperature"         / CELSIUS      * "board",
    "battery_temperature" / CELSIUS      * "battery",
    "current_in"          / MILLIAMPERES * "from the solar panels",
    "current_out"         / MILLIAMPERES * "to the loads",
    "channels"            / channel(FIELD, "", hexadecimal()) * "output n is on: bit n",
    "state"               / channel(FIELD, "", STATE) * "of the power system",
    "ground_watchdog"     / LAST_COUNT   * "until the reset that only a command puts off",
)  # fmt: skip

SOL = Struct(
    "_unit" / Const(b"SOL,"),
    "temperature" / Struct(
        "z_plus"  / CELSIUS * "panel +Z",
        "x_plus"  / CELSIUS * "panel +X",
        "y_plus"  / CELSIUS * "panel +Y",
        "z_minus" / CELSIUS * "panel -Z",
        "x_minus" / CELSIUS * "panel -X",
        "y_minus" / CELSIUS * "panel -Y",
    ) * "solar panels",
    "photodiode" / Struct(
        "z_plus"  / COUNT * "panel +Z",
        "x_plus"  / COUNT * "panel +X",
        "y_plus"  / COUNT * "panel +Y",
        "z_minus" / COUNT * "panel -Z",
        "x_minus" / COUNT * "panel -X",
        "y_minus" / LAST_COUNT * "panel -Y",
    ) * "sun sensors, uncalibrated",
)  # fmt: skip

MESSAGE = Struct("text" / channel(GreedyBytes, "", text()) * "a greeting, or an unknown unit")

PSU_LIMITS = {
    # Two lithium-ion cells in series: 4.2 V each when full, 3.0 V when empty.
    "battery_voltage": Limits(caution=(6.6, 8.4), warning=(6.0, 8.6)),
    # Lithium-ion cells must not be charged below 0 degC.
    "battery_temperature": Limits(caution=(0, 45), warning=(-20, 60)),
    "state": Limits(nominal_words=frozenset({"ok"}), warning_words=frozenset({"power critical"})),
}

PLATFORM = (
    Packet("uhf", UHF),
    Packet("psu", PSU, limits=PSU_LIMITS),
    Packet("sol", SOL),
)
"""The packets that every satellite of the family sends alike."""
