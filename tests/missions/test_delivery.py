"""Every mission's real frames, through the whole gateway, at an outside subscriber.

The frames go in by a serial line without a word of whose they are; the values that
mosquitto_sub prints are compared with those of another decoder or the team.
"""

from __future__ import annotations

import math
import tomllib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from gateway.loading import load_missions
from tests.stage import Line, Stage, kiss, needs_mosquitto, wait_until

VECTORS = Path(__file__).parents[1] / "vectors" / "missions"

SERIAL = """
[[source]]
name = "line"
kind = "serial"
port = "{folder}/line"
baud = 115200
"""


def vectors() -> list[tuple[str, dict[str, Any]]]:
    """Mission and vector, for all that are of the world."""
    simulated = {name for name, mission in load_missions().missions.items() if mission.simulated}
    found = []
    for file in sorted(VECTORS.glob("*.toml")):
        document = tomllib.loads(file.read_text(encoding="utf-8"))
        mission = document.get("mission", file.stem.replace("_", "-"))
        if mission not in simulated:
            found += [(mission, vector) for vector in document["vector"]]
    return found


def same(told: Any, wanted: Any) -> bool:
    """Whether a value on MQTT is the expected one; times are ISO 8601 there."""
    if isinstance(wanted, datetime):
        return isinstance(told, str) and datetime.fromisoformat(told) == wanted.astimezone(UTC)
    if isinstance(wanted, float) and isinstance(told, int | float):
        return math.isclose(told, wanted, rel_tol=1e-3, abs_tol=1e-3)
    return bool(told == wanted)


@needs_mosquitto
def test_an_outside_subscriber_sees_the_values_of_the_other_decoder(stage: Stage) -> None:
    expected = vectors()
    assert len({mission for mission, _ in expected}) >= 15
    line = Line(stage.folder / "line")
    stage.station(SERIAL.format(folder=stage.folder))
    stage.start()
    outside = stage.subscribe("cupola/stage/#", extra=("-R",))
    wait_until(lambda: "mqtt: connected" in stage.log)
    for _, vector in expected:
        line.write(kiss(bytes.fromhex(vector["frame"])))
    frames = "cupola/stage/frame/line"
    wait_until(lambda: len(outside.of(frames)) >= len(expected), 30, "all frames")
    assert stage.leave() == 0

    told = dict(outside.messages())
    by_id: dict[str, dict[str, dict[str, Any]]] = {}
    for topic, payload in outside.messages():
        if "/tlm/" in topic and "readings" not in payload:
            path = topic.removeprefix("cupola/stage/tlm/")
            mission, packet, channel = path.split("/")
            by_id.setdefault(payload["id"], {})[f"{mission}/{packet}/{channel}"] = payload
    assert told["cupola/stage/status"] == "offline"
    wrong = []
    compared = 0
    for number, (mission, vector) in enumerate(expected, start=1):
        channels = by_id.get(f"stage-{number}", {})
        for channel, value in vector.get("expect", {}).items():
            compared += 1
            found = channels.get(f"{mission}/{vector['packet']}/{channel}", {}).get("value")
            if not same(found, value):
                wrong.append(f"{mission} {vector['about']}: {channel} {found!r}, not {value!r}")
    assert not wrong, f"{len(wrong)} of {compared}: " + "; ".join(wrong[:10])
    line.unplug()
