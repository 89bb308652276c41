"""The real frames of the shared data, each with what its source says of it."""

import json
import re
from collections.abc import Iterator
from typing import Any

from tests.shared_data import SHARED


def recorded() -> list[dict[str, Any]]:
    """The recordings, each with `frames`, its `framing` and name."""
    recordings = _json("recordings/baseline.json")
    for one in recordings:
        one["frames"] = [bytes.fromhex(octets) for octets in one["frames_hex"]]
    return list(recordings)


def kaitai() -> Iterator[tuple[str, bytes, dict[str, Any]]]:
    """Decoder, frame and fields of satnogs-decoders."""
    for path in sorted((SHARED / "frames" / "kaitai").glob("*.json")):
        table = json.loads(path.read_text("utf-8"))
        for one in table["frames"]:
            yield table["decoder"], bytes.fromhex(one["frame"]), one["fields"]


def jradio() -> Iterator[tuple[str, bytes, dict[str, Any]]]:
    """Spacecraft, frame and object of jradio."""
    for line in (SHARED / "frames" / "jradio" / "frames.jsonl").read_text("utf-8").splitlines():
        one = json.loads(line)
        yield one["sat"], bytes.fromhex(one["frame_hex"]), one["expected"]


def teams() -> Iterator[tuple[str, bytes]]:
    """Team and frame, of the teams whose captures are AX.25."""
    for path in sorted((SHARED / "teams" / "pwsat2").glob("frame_*.raw")):
        yield "pwsat2", path.read_bytes()
    for path in sorted((SHARED / "teams" / "siriussat").iterdir()):
        yield "siriussat", path.read_bytes()
    for name in ("delfi-c3", "delfi-pq"):
        for one in _json(f"teams/delfi/{name}_frames.json"):
            yield name, bytes.fromhex(one["frame"])


def printed(recording: str) -> str:
    """What gr-satellites prints of a recording's telemetry; empty if nothing."""
    path = SHARED / "recordings" / "telemetry" / f"{recording}.txt"
    return path.read_text("utf-8") if path.exists() else ""


def printed_addresses(recording: str) -> tuple[list[str], int, int] | None:
    """Destination, source and digipeaters, control and PID of the first packet printed."""
    head = re.split(r"\binfo = |\bdata = ", printed(recording))[0]
    fields = re.search(r"control = (0x\w+)\s+pid = (0x\w+)", head)
    if not fields:
        return None
    found = re.findall(r"callsign = u'([^']*)' .*?\bssid = (\d+)", head[: fields.end()], re.S)
    addresses = [f"{name}-{ssid}" if ssid != "0" else name for name, ssid in found]
    return addresses, int(fields[1], 16), int(fields[2], 16)


def transfer_frames(name: str, octets: int) -> list[bytes]:
    data = (SHARED / "ccsds" / "frames" / name).read_bytes()
    return [data[at : at + octets] for at in range(0, len(data) - octets + 1, octets)]


def csp_vectors(kind: str) -> list[dict[str, Any]]:
    return list(_json("vectors/csp.json")[kind])


def _json(path: str) -> Any:
    return json.loads((SHARED / path).read_text("utf-8"))
