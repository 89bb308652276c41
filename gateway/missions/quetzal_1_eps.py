"""Quetzal-1's power system: 33 octets of its beacon; see `quetzal_1`."""

from construct import BitStruct, Flag, Int8ub, Int16ub, Padding, Struct

from gateway.definition import channel, linear

# "No answer", "negative where it cannot be" and "out of range" stand in place of a value.
ERRORS = (253, 254, 255)
LONG_ERRORS = (4093, 4094, 4095)

GAUGE = Struct(
    "charge"    / channel(Int8ub, "%", absent=ERRORS)                         * "state of charge",
    "voltage"   / channel(Int8ub, "V", linear(7.9681e-3, 2.4920319), absent=(0, *ERRORS))
                * "battery; raw 0 is sent where the gauge reads 0 V",
    "current"   / channel(Int16ub, "mA", linear(1.2219, -2500), absent=LONG_ERRORS)
                * "average, into the battery",
    "remaining" / channel(Int16ub, "mA*h", linear(0.97752), absent=LONG_ERRORS)
                * "remaining capacity",
    "power"     / channel(Int16ub, "mW", linear(4.1544, -8500), absent=LONG_ERRORS)
                * "average, into the battery",
    "health"    / channel(Int8ub, "%", absent=ERRORS)                         * "state of health",
)  # fmt: skip

MONITOR = Struct(
    "voltage" / channel(Int8ub, "V", linear(0.01785), absent=ERRORS)       * "of the channel",
    "current" / channel(Int16ub, "mA", linear(0.6109), absent=LONG_ERRORS) * "of the channel",
)  # fmt: skip

CURRENTS = Struct(
    "adcs"    / channel(Int16ub, "mA") * "attitude determination",
    "comms"   / channel(Int16ub, "mA") * "radio",
    "payload" / channel(Int16ub, "mA") * "camera",
    "heater"  / channel(Int16ub, "mA") * "battery heater",
)  # fmt: skip

MODULES = Struct(
    "heater"  / Flag * "battery heater",
    "payload" / Flag * "camera",
    "comms"   / Flag * "radio",
    "adcs"    / Flag * "attitude determination",
)  # fmt: skip

FAULTS = BitStruct(
    "short_circuit" / MODULES * "tripped by a short circuit",
    "overcurrent"   / MODULES * "tripped by too much current",
)  # fmt: skip

DEVICES = BitStruct(
    Padding(3),
    "tmp100"   / Flag * "battery temperature sensor",
    "gauge"    / Flag * "battery gauge",
    "monitor3" / Flag * "power monitor 3",
    "monitor2" / Flag * "power monitor 2",
    "monitor1" / Flag * "power monitor 1",
)  # fmt: skip

EPS = Struct(
    "temperature" / channel(Int8ub, "degC", linear(0.3770, -25), absent=ERRORS)
                  * "of the battery, TMP100",
    "gauge"       / GAUGE      * "battery gauge BQ27441",
    "monitors"    / MONITOR[3] * "power monitors INA260, channels 1 to 3",
    "currents"    / CURRENTS   * "fault protection boards",
    "faults"      / FAULTS     * "fault protection boards",
    "answers"     / DEVICES    * "communicates with the power system",
    "transfers"   / DEVICES    * "delivered its data",
)  # fmt: skip
