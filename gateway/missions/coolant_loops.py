"""Coolant loops: a simulated space-station module, for firmware and ground to practise on.

Link     none: packets of the firmware shim (firmware_shim/coolant_loops) on a wire, in KISS
         with CRC-16/IBM-SDLC
Layout   big-endian; every packet begins with the shim's header of 8 octets:
         id (1) | boots (1) | sequence (2) | uptime (4) | fields
Source   this project

Every number is invented: layouts, calibrations and limits are nobody's telemetry, least of
all that of Roscosmos or NASA.  docs/coolant-loops.md tells the public facts apart from it.
"""

from construct import Const, Construct, Int8ub, Int16sb, Int16ub, Int32ub, Struct

from gateway.definition import (
    Acknowledgement,
    Limits,
    Match,
    Mission,
    Packet,
    channel,
    enumeration,
    linear,
)
from gateway.definition.layout_hash import layout_hash
from gateway.missions.coolant_loops_commands import COMMANDS, LOOP_NAME

PRESSURE = channel(Int16ub, "kPa", linear(0.1), absent=0xFFFF)
QUANTITY = channel(Int16ub, "%", linear(0.01), absent=0xFFFF)
TEMPERATURE = channel(Int16sb, "degC", linear(0.01), absent=-0x8000)

SCENARIO = enumeration({0: "nominal", 1: "nauka", 2: "soyuz-ms-22", 3: "progress-ms-21"})
VALVE = enumeration({0: "open", 1: "closing", 2: "closed", 3: "opening", 4: "not fitted"})
PUMP = enumeration({0: "off", 1: "running", 2: "protected", 3: "not fitted"})
EVENT = enumeration({
    0: "started", 1: "pressure low", 2: "pressure restored", 3: "accumulator low",
    4: "accumulator restored", 5: "pump protected", 6: "valve closed", 7: "valve open",
})  # fmt: skip
RESULT = enumeration({
    0: "accepted", 1: "unknown command", 2: "wrong length", 3: "refused", 4: "failed",
})  # fmt: skip


def telemetry(number: int, *fields: Construct) -> Struct:
    """A packet of the shim: its header, then *fields*."""
    return Struct(
        "id"       / Const(number, Int8ub)         * "of the packet",
        "boots"    / Int8ub                        * "starts of the firmware, wraps",
        "sequence" / Int16ub                       * "packets since the start, of any kind, wraps",
        "uptime"   / channel(Int32ub, "ms")        * "since the start",
        *fields,
    )  # fmt: skip


LOOP = Struct(
    "inlet_pressure"       / PRESSURE                                * "pump inlet, accumulator",
    "outlet_pressure"      / PRESSURE                                * "pump outlet",
    "accumulator_quantity" / QUANTITY                                * "liquid; 100: full",
    "pump_speed"           / channel(Int16ub, "rpm", absent=0xFFFF)  * "measured",
    "pump_current"         / channel(Int16ub, "mA", absent=0xFFFF)   * "of the motor",
    "flow"                 / channel(Int16ub, "mL/s", linear(0.1), absent=0xFFFF) * "of coolant",
    "supply_temperature"   / TEMPERATURE                             * "from the radiator",
    "return_temperature"   / TEMPERATURE                             * "to the pump",
    "radiator_valve"       / channel(Int8ub, "", VALVE)              * "isolates the radiator",
    "pump"                 / channel(Int8ub, "", PUMP)               * "protected: stopped itself",
)  # fmt: skip

IDENTITY = telemetry(
    1,
    "layout_hash" / Int32ub                           * "of the definition it was built from",
    "major"       / Int8ub                            * "version of the firmware",
    "minor"       / Int8ub                            * "version of the firmware",
    "scenario"    / channel(Int8ub, "", SCENARIO)     * "what is simulated",
)  # fmt: skip
LOOPS = telemetry(
    2,
    "main_loop"   / LOOP                              * "the loop in use",
    "backup_loop" / LOOP                              * "the second loop; ships have none",
)  # fmt: skip
THERMAL = telemetry(
    3,
    "cabin_temperature"           / TEMPERATURE       * "air where the crew lives",
    "equipment_temperature"       / TEMPERATURE       * "instrument compartment",
    "main_radiator_temperature"   / TEMPERATURE       * "panel",
    "backup_radiator_temperature" / TEMPERATURE       * "panel",
    "heat_load" / channel(Int16ub, "W")               * "of equipment and crew",
)  # fmt: skip
EVENTS = telemetry(
    4,
    "event"                / channel(Int8ub, "", EVENT)     * "told once when it happens",
    "loop"                 / channel(Int8ub, "", LOOP_NAME) * "where; main for the whole board",
    "inlet_pressure"       / PRESSURE                       * "of that loop, at that time",
    "accumulator_quantity" / QUANTITY                       * "of that loop, at that time",
)  # fmt: skip
ACKNOWLEDGEMENT = telemetry(
    5,
    "command" / Int8ub                                * "id of the command",
    "tag"     / Int16ub                               * "that the ground gave the command",
    "result"  / channel(Int8ub, "", RESULT)           * "what became of it",
)  # fmt: skip

LAYOUTS = {
    "identity": IDENTITY,
    "loops": LOOPS,
    "thermal": THERMAL,
    "event": EVENTS,
    "acknowledgement": ACKNOWLEDGEMENT,
}

HASH = layout_hash(*LAYOUTS.values(), *(each.layout for each in COMMANDS))

# Invented, like all that they watch.
LOOP_LIMITS = {
    "inlet_pressure": Limits((180, 400), (130, 450), persistence=3, hysteresis=5),
    "accumulator_quantity": Limits((40, 95), (20, 98), persistence=3, hysteresis=2),
    "flow": Limits((40, None), (20, None), persistence=3, hysteresis=2),
    "supply_temperature": Limits((5, 20), (2, 26), persistence=3, hysteresis=0.5),
    "pump": Limits(nominal_words=frozenset({"running", "not fitted"}),
                   warning_words=frozenset({"protected"})),
}  # fmt: skip
LIMITS = {
    "identity": {"layout_hash": Limits(warning=(HASH, HASH), persistence=1)},
    "loops": {f"{loop}.{key}": limits for loop in ("main_loop", "backup_loop")
              for key, limits in LOOP_LIMITS.items()},
    "thermal": {
        # 18 to 25 degC is the range that was published for the crew ship's cabin.
        "cabin_temperature": Limits((18, 25), (15, 28), persistence=3, hysteresis=0.3),
        "equipment_temperature": Limits((10, 32), (5, 38), persistence=3, hysteresis=0.5),
    },
}  # fmt: skip

MISSION = Mission(
    name="coolant-loops",
    title="Coolant loops (simulated)",
    simulated=True,
    sequence="sequence",
    boots="boots",
    packets=[
        Packet(name, layout, LIMITS.get(name, {}), Match(prefix=bytes([number])))
        for number, (name, layout) in enumerate(LAYOUTS.items(), start=1)
    ],
    commands=COMMANDS,
    acknowledgement=Acknowledgement(),
)
