#!/usr/bin/env python3
"""Compare decoders on one beacon: 46 fields in 91 octets, eight of them bit fields.

    tools/bench_decode.py [--frames N] [--rounds N] [--json]

All run in this process on the same frames; each round times every decoder once, and the
best round counts.  Times are this machine's; the ratios are what to look at.  Every
decoder must read every field, and is checked against construct before it is timed.
"""

from __future__ import annotations

import argparse
import json
import random
import struct
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from time import perf_counter
from typing import Any

import kaitaistruct
from construct import (
    Bit,
    BitsInteger,
    BitStruct,
    Bytes,
    Flag,
    Float32b,
    Int8sb,
    Int16sb,
    Int16ub,
    Int24ub,
    Int32sb,
    Int32ub,
    Struct,
)

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from gateway.definition import Packet, channel, linear
from gateway.definition.columns import decode_columns

VOLTAGES, CURRENTS, TEMPERATURES, RATES = range(12), range(10), range(6), range(3)

MODE = BitStruct(
    "mode"        / BitsInteger(3) * "of operation",
    "safe"        / Flag           * "safe mode",
    "heater"      / Flag           * "is on",
    "receiver"    / Flag           * "has a fix",
    "transmitter" / BitsInteger(2) * "power level",
    "antennas"    / BitsInteger(4) * "deployed, one bit each",
    "errors"      / BitsInteger(3) * "since the last beacon",
    "watchdog"    / Bit            * "was reset by the watchdog",
)  # fmt: skip

BEACON = Struct(
    "callsign" / Bytes(6) * "of the spacecraft",
    "sequence" / Int16ub  * "beacons since power-on",
    "time"     / Int32ub  * "on board",
    "boots"    / Int24ub  * "of the computer",
    "uptime"   / Int32ub  * "since the last boot",
    "mode"     / MODE     * "of operation",
    *[f"voltage_{i}" / channel(Int16ub, "V", linear(0.001)) * "a bus" for i in VOLTAGES],
    *[f"current_{i}" / channel(Int16sb, "mA", linear(0.5)) * "a panel" for i in CURRENTS],
    *[f"temperature_{i}" / channel(Int8sb, "degC") * "a board" for i in TEMPERATURES],
    *[f"rate_{i}" / channel(Float32b, "deg/s") * "an axis" for i in RATES],
    "latitude"  / channel(Int32sb, "deg", linear(1e-7)) * "north positive",
    "longitude" / channel(Int32sb, "deg", linear(1e-7)) * "east positive",
)  # fmt: skip

PACKET = Packet("beacon", BEACON)

# What kaitai-struct-compiler 0.11 writes for these fields (compared with its output).
KAITAI = """
class Mode(KaitaiStruct):
    def __init__(self, _io, _parent=None, _root=None):
        super(Mode, self).__init__(_io)
        self._parent = _parent
        self._root = _root
        self._read()

    def _read(self):
        self.mode = self._io.read_bits_int_be(3)
        self.safe = self._io.read_bits_int_be(1) != 0
        self.heater = self._io.read_bits_int_be(1) != 0
        self.receiver = self._io.read_bits_int_be(1) != 0
        self.transmitter = self._io.read_bits_int_be(2)
        self.antennas = self._io.read_bits_int_be(4)
        self.errors = self._io.read_bits_int_be(3)
        self.watchdog = self._io.read_bits_int_be(1)


class Beacon(KaitaiStruct):
    def __init__(self, _io, _parent=None, _root=None):
        super(Beacon, self).__init__(_io)
        self._parent = _parent
        self._root = _root or self
        self._read()

    def _read(self):
        self.callsign = self._io.read_bytes(6)
        self.sequence = self._io.read_u2be()
        self.time = self._io.read_u4be()
        self.boots = self._io.read_bits_int_be(24)
        self.uptime = self._io.read_u4be()
        self.mode = Mode(self._io, self, self._root)
{arrays}
        self.latitude = self._io.read_s4be()
        self.longitude = self._io.read_s4be()
"""

Decode = Callable[[Sequence[bytes]], Any]


def kaitai_beacon() -> Any:
    """The class that Kaitai's compiler makes of the beacon."""
    calls = [f"self.voltage_{i} = self._io.read_u2be()" for i in VOLTAGES]
    calls += [f"self.current_{i} = self._io.read_s2be()" for i in CURRENTS]
    calls += [f"self.temperature_{i} = self._io.read_s1()" for i in TEMPERATURES]
    calls += [f"self.rate_{i} = self._io.read_f4be()" for i in RATES]
    names: dict[str, Any] = {"KaitaiStruct": kaitaistruct.KaitaiStruct}
    exec(KAITAI.format(arrays="\n".join(" " * 8 + call for call in calls)), names)  # noqa: S102
    return names["Beacon"]


def fields_of(beacon: Any) -> dict[str, Any]:
    """What Kaitai's object holds, as construct nests it."""
    fields = {k: v for k, v in vars(beacon).items() if not k.startswith("_")}
    return fields | {"mode": {k: v for k, v in vars(beacon.mode).items() if not k.startswith("_")}}


def random_frames(count: int) -> list[bytes]:
    """Frames with random fields; floats are numbers."""
    source = random.Random(91)
    head = BEACON.sizeof() - 20
    return [
        source.randbytes(head)
        + struct.pack(
            ">3f2i", *(source.uniform(-9, 9) for _ in RATES), *[source.getrandbits(30)] * 2
        )
        for _ in range(count)
    ]


def decoders() -> dict[str, Decode]:
    """What is compared, by name."""
    compiled, kaitai = BEACON.compile(), kaitai_beacon()
    return {
        "construct, interpreted": one_by_one(BEACON.parse),
        "construct, its own compiler": one_by_one(compiled.parse),
        "kaitaistruct": one_by_one(kaitai.from_bytes),
        "cupola, raw values": one_by_one(PACKET.parse),
        "cupola, readings": one_by_one(PACKET.readings),
        "cupola, raw columns": lambda frames: decode_columns(PACKET, frames),
        "cupola, columns of values": columns_of_values,
    }


def columns_of_values(frames: Sequence[bytes]) -> None:
    """Decode in columns, and calibrate all of them."""
    for column in decode_columns(PACKET, frames).channels.values():
        assert len(column.value) == len(frames)


def one_by_one(decode: Callable[[bytes], Any]) -> Decode:
    """Decode all frames; as in a gateway, none of them is kept."""

    def decode_all(frames: Sequence[bytes]) -> None:
        for frame in frames:
            decode(frame)

    return decode_all


def check(frames: Sequence[bytes]) -> None:
    """Make sure that all read the same."""
    kaitai = kaitai_beacon()
    columns = decode_columns(PACKET, frames)
    for index, frame in enumerate(frames):
        expected = BEACON.parse(frame)
        assert PACKET.parse(frame) == expected
        assert fields_of(kaitai.from_bytes(frame)) == expected
        for reading in PACKET.readings(frame):
            assert columns.channels[reading.channel].raw[index].tolist() == reading.raw
            assert columns.channels[reading.channel].value[index].tolist() == reading.value


def measure(frames: Sequence[bytes], rounds: int) -> dict[str, float]:
    """Microseconds a frame, the best of *rounds*.

    Only columns are given all frames: one by one, a thousand tell as much.
    """
    best: dict[str, float] = {}
    for _ in range(rounds):
        for name, decode in decoders().items():
            given = frames if "columns" in name else frames[:1000]
            start = perf_counter()
            decode(given)
            time = (perf_counter() - start) / len(given) * 1e6
            best[name] = min(time, best.get(name, time))
    return best


def main() -> None:
    """Compare, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--frames", type=int, default=100_000, help="frames decoded in columns")
    parser.add_argument("--rounds", type=int, default=7, help="how often each is timed")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    options = parser.parse_args()
    frames = random_frames(options.frames)
    check(frames[:100])
    times = measure(frames, options.rounds)
    slowest = times["construct, interpreted"]
    if options.json:
        table = {name: {"us": time, "ratio": slowest / time} for name, time in times.items()}
        print(json.dumps({"fields": len(PACKET.channels), "octets": len(frames[0]), **table}))
        return
    print(f"{len(PACKET.channels)} fields, {len(frames[0])} octets, {len(frames)} frames")
    for name, time in times.items():
        print(f"{name:<30}{time:>10.3f} us a frame{slowest / time:>10.1f} x")


if __name__ == "__main__":
    main()
