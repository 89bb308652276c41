"""The main job, whole: octets on a line on one side, channels at an outside subscriber."""

from __future__ import annotations

import os
import random
import resource
import shutil
import signal
import time
from pathlib import Path

import pytest

from gateway.app import Gateway
from gateway.errors import StationError
from gateway.station import load_station, parse_station
from tests.stage import (
    Line,
    Stage,
    Subscriber,
    kiss,
    needs_mosquitto,
    numbered,
    outside_broker,
    wait_until,
)

pytestmark = needs_mosquitto

SERIAL = """
[[source]]
name = "line"
kind = "serial"
port = "{folder}/line"
baud = 115200
"""
FOLLOWED = """
[[source]]
name = "log"
kind = "file"
path = "{folder}/frames.kss"
follow = true
"""
FAST = '[mqtt]\nchannel_topics = "off"\nframe_topics = false\n'
BEACON = "cupola/stage/tlm/numbered/beacon"


def numbers(subscriber: Subscriber) -> list[int]:
    return [payload["readings"]["number"]["value"] for payload in subscriber.of(BEACON)]


def test_frames_on_a_line_become_channels_on_mqtt(stage: Stage) -> None:
    line = Line(stage.folder / "line")
    stage.station(SERIAL.format(folder=stage.folder))
    stage.start()
    outside = stage.subscribe()
    wait_until(lambda: outside.of("cupola/stage/status") == ["online"])
    line.write(kiss(numbered(1)) + kiss(b"who is this") + kiss(numbered(2, battery=20)))
    wait_until(lambda: outside.of(f"{BEACON}/battery")[1:], what="the second battery value")

    [first, second] = outside.of(f"{BEACON}/battery")
    assert (first["value"], first["raw"], first["unit"]) == (3.7, 37, "V")
    assert (first["state"], second["state"]) == ("nominal", "warning")
    frames = outside.of("cupola/stage/frame/line")
    assert [f["disposition"] for f in frames] == ["published", "no_mission", "published"]
    assert [f["id"] for f in frames] == ["stage-1", "stage-2", "stage-3"]
    assert frames[0]["data"] == numbered(1).hex()
    assert frames[0]["delivery"] == "live"
    assert "data" not in outside.of(BEACON)[0]
    [schema] = outside.of("cupola/stage/schema/numbered/beacon")
    assert "number" in str(schema)
    assert stage.leave() == 0
    line.unplug()


def test_retained_values_expire_and_the_status_tells_of_a_kill(stage: Stage) -> None:
    line = Line(stage.folder / "line")
    with outside_broker(stage.folder / "outside", stage.port):
        stage.station(
            SERIAL.format(folder=stage.folder)
            + f'[mqtt]\nhost = "127.0.0.1"\nport = {stage.port}\nexpire_s = 3\n',
            broker=False,
        )
        stage.start()
        outside = stage.subscribe()
        line.write(kiss(numbered(1)))
        wait_until(lambda: outside.of(BEACON))
        stage.kill()
        wait_until(lambda: outside.of("cupola/stage/status")[-1:] == ["offline"], what="the Will")
        time.sleep(3.5)
        later = stage.subscribe()
        wait_until(lambda: later.of("cupola/stage/status") == ["offline"])
        assert later.of(BEACON) == [], "stale never looks live"
    line.unplug()


def test_a_line_may_appear_late_and_be_unplugged(stage: Stage) -> None:
    stage.station(SERIAL.format(folder=stage.folder) + FAST)
    stage.start()
    outside = stage.subscribe()
    wait_until(lambda: "line: No such file or directory" in stage.log)
    for number in (1, 2):
        line = Line(stage.folder / "line")
        wait_until(lambda: stage.log.count("line is open") == number)  # noqa: B023
        line.write(kiss(numbered(number)))
        wait_until(lambda: numbers(outside)[-1:] == [number])  # noqa: B023
        line.unplug()
    assert stage.leave() == 0


def test_nothing_is_lost_while_the_broker_is_away(stage: Stage) -> None:
    line = Line(stage.folder / "line")
    stage.station(
        SERIAL.format(folder=stage.folder)
        + f'[mqtt]\nhost = "127.0.0.1"\nport = {stage.port}\nchannel_topics = "off"\n',
        broker=False,
    )
    stage.start()
    wait_until(lambda: "line is open" in stage.log)
    line.write(b"".join(kiss(numbered(n)) for n in range(1, 51)))
    time.sleep(1)
    stage.kill()
    stage.start()
    wait_until(lambda: stage.log.count("line is open") == 2)
    line.write(b"".join(kiss(numbered(n)) for n in range(51, 101)))
    with outside_broker(stage.folder / "outside", stage.port):
        outside = stage.subscribe()
        wait_until(lambda: len(set(numbers(outside))) == 100, 30)
        assert list(dict.fromkeys(numbers(outside))) == list(range(1, 101)), "in order"
        assert stage.leave() == 0
    line.unplug()


def test_what_comes_too_late_says_so_and_is_not_left_behind(stage: Stage) -> None:
    line = Line(stage.folder / "line")
    stage.station(
        SERIAL.format(folder=stage.folder)
        + f'[mqtt]\nhost = "127.0.0.1"\nport = {stage.port}\nexpire_s = 2\n',
        broker=False,
    )
    stage.start()
    wait_until(lambda: "line is open" in stage.log)
    line.write(kiss(numbered(1)))
    time.sleep(10.5)
    with outside_broker(stage.folder / "outside", stage.port):
        outside = stage.subscribe()
        wait_until(lambda: outside.of(BEACON), 30)
        assert outside.of(BEACON)[0]["delivery"] == "late"
        later = stage.subscribe()
        wait_until(lambda: later.of("cupola/stage/status"))
        assert later.of(BEACON) == []
        stage.leave()
    line.unplug()


def test_a_broker_that_stalls_loses_and_reorders_nothing(stage: Stage) -> None:
    line = Line(stage.folder / "line")
    stage.station(SERIAL.format(folder=stage.folder) + FAST)
    stage.start()
    outside = stage.subscribe()
    wait_until(lambda: "line is open" in stage.log)
    broker = stage.broker_pid()
    for number in range(1, 301):
        if number == 100:
            os.kill(broker, signal.SIGSTOP)
        line.write(kiss(numbered(number)))
        time.sleep(0.002)
    time.sleep(1)
    os.kill(broker, signal.SIGCONT)
    wait_until(lambda: numbers(outside)[-1:] == [300])
    assert numbers(outside) == list(range(1, 301))
    assert stage.leave() == 0
    line.unplug()


def test_a_broker_that_was_wiped_gets_the_last_minute_again(stage: Stage) -> None:
    line = Line(stage.folder / "line")
    stage.station(SERIAL.format(folder=stage.folder) + FAST)
    stage.start()
    first = stage.subscribe()
    wait_until(lambda: "line is open" in stage.log)
    line.write(b"".join(kiss(numbered(n)) for n in range(1, 11)))
    wait_until(lambda: numbers(first)[-1:] == [10])
    broker = stage.broker_pid()
    for file in (stage.folder / "state" / "mosquitto").glob("mosquitto.db*"):
        file.unlink()
    os.kill(broker, signal.SIGKILL)
    line.write(kiss(numbered(11)))
    wait_until(lambda: numbers(first)[-1:] == [11], what="the old subscriber, reconnected")
    ids = [p["id"] for p in first.of(BEACON)]
    assert sorted(set(numbers(first))) == list(range(1, 12))
    assert len(set(ids)) == 11, "duplicates come with the same id"
    assert stage.leave() == 0
    line.unplug()


def test_nothing_is_lost_when_gateway_and_broker_are_killed_at_random(stage: Stage) -> None:
    """10 000 numbered frames in a followed file, some twenty kills: all arrive, in order."""
    total, kills = 10_000, 20
    dice = random.Random(1)
    recording = stage.folder / "frames.kss"
    recording.write_bytes(b"")
    stage.station(FOLLOWED.format(folder=stage.folder) + FAST)
    stage.start()
    # Retained values are not counted: a broker gives the last one to whoever comes back.
    outside = stage.subscribe(BEACON, extra=("-R",))
    wait_until(lambda: b"outside-" in _database(stage), 40, "the broker to save our session")
    killed: list[str] = []
    with recording.open("ab", buffering=0) as file:
        for number in range(1, total + 1):
            file.write(kiss(numbered(number)))
            if number % 20 == 0:
                time.sleep(0.01)
            if dice.random() < kills / total:
                _kill_one(stage, dice, killed)
    wait_until(lambda: len(set(numbers(outside))) == total, 60, f"all frames; killed {killed}")
    heard = numbers(outside)
    assert {"gateway", "broker"} <= set(killed)
    assert list(dict.fromkeys(heard)) == list(range(1, total + 1)), "first deliveries in order"
    ids = {(p["id"], p["readings"]["number"]["value"]) for p in outside.of(BEACON)}
    assert len(ids) == total, "one id a frame, whatever happened"
    assert stage.leave() == 0


def _database(stage: Stage) -> bytes:
    """What the broker has saved; it saves at once when asked with SIGUSR1."""
    os.kill(stage.broker_pid(), signal.SIGUSR1)
    time.sleep(0.2)
    file = stage.folder / "state" / "mosquitto" / "mosquitto.db"
    return file.read_bytes() if file.exists() else b""


def _kill_one(stage: Stage, dice: random.Random, killed: list[str]) -> None:
    if dice.random() < 0.5:
        stage.kill()
        stage.start()
        killed.append("gateway")
    else:
        # On a busy machine it may just be being started again.
        wait_until(lambda: _kill_broker(stage), 20, "a broker to kill")
        killed.append("broker")


def _kill_broker(stage: Stage) -> bool:
    try:
        os.kill(stage.broker_pid(), signal.SIGKILL)
    except (OSError, ValueError):
        return False
    return True


def test_a_kill_on_a_line_costs_at_most_what_was_not_committed(stage: Stage) -> None:
    """A line cannot be asked again, but what comes is right and comes in order."""
    line = Line(stage.folder / "line")
    stage.station(SERIAL.format(folder=stage.folder) + FAST)
    stage.start()
    outside = stage.subscribe(BEACON)
    wait_until(lambda: "line is open" in stage.log)
    wait_until(lambda: b"outside-" in _database(stage), 40, "the broker to save our session")
    kills = 4
    for number in range(1, 1001):
        line.write(kiss(numbered(number)))
        time.sleep(0.002)
        if number % 200 == 0 and number < 1000:
            stage.kill()
            stage.start()
    wait_until(lambda: numbers(outside)[-1:] == [1000], 30)
    heard = numbers(outside)
    assert list(dict.fromkeys(heard)) == sorted(set(heard)), "first deliveries in order"
    lost = 1000 - len(set(heard))
    # A commit interval is 10 ms; what a busy machine adds to it is allowed for here.
    assert lost <= kills * 0.1 / 0.002, f"{lost} lost"
    assert len({p["id"] for p in outside.of(BEACON)}) == len(set(heard))
    assert stage.leave() == 0
    line.unplug()


def test_a_full_disk_is_an_alarm_and_frames_go_on(stage: Stage) -> None:
    line = Line(stage.folder / "line")
    stage.station(SERIAL.format(folder=stage.folder) + FAST)
    limit = 600_000
    stage.start(
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)),
    )
    outside = stage.subscribe()
    wait_until(lambda: "line is open" in stage.log)
    for number in range(1, 1501):
        line.write(kiss(numbered(number)))
        time.sleep(0.002)
    wait_until(lambda: numbers(outside)[-1:] == [1500], 30)
    assert numbers(outside) == list(range(1, 1501))
    [alarm] = outside.of("cupola/stage/alarm/gateway/journal")
    assert alarm["state"] == "warning"
    ids = [p["id"] for p in outside.of(BEACON)]
    assert len(set(ids)) == 1500
    stage.leave()
    line.unplug()


def test_frames_that_a_full_journal_drops_are_an_alarm(stage: Stage) -> None:
    """The broker is away and the journal has room for a megabyte: the rest is told."""
    line = Line(stage.folder / "line")
    stage.station(
        SERIAL.format(folder=stage.folder)
        + f'[mqtt]\nhost = "127.0.0.1"\nport = {stage.port}\n[journal]\nmax_mb = 1\n',
        broker=False,
    )
    stage.start()
    wait_until(lambda: "line is open" in stage.log)
    for number in range(1, 901):
        line.write(kiss(numbered(number) + bytes(2000)))
    wait_until(lambda: "alarm: gateway lost_frames is warning" in stage.log, 40)
    with outside_broker(stage.folder / "outside", stage.port):
        outside = stage.subscribe()
        topic = "cupola/stage/alarm/gateway/lost_frames"
        [alarm] = wait_until(lambda: outside.of(topic), 30)
        assert alarm["state"] == "warning"
        assert int(alarm["value"].split()[0]) > 0
        stage.leave()
    line.unplug()


def test_an_alarm_is_retained_and_survives_a_restart(stage: Stage) -> None:
    line = Line(stage.folder / "line")
    stage.station(SERIAL.format(folder=stage.folder) + FAST)
    stage.start()
    outside = stage.subscribe()
    wait_until(lambda: "line is open" in stage.log)
    line.write(kiss(numbered(1, battery=20)) + kiss(numbered(2, battery=20)))
    topic = "cupola/stage/alarm/numbered/battery"
    [alarm] = wait_until(lambda: outside.of(topic))
    assert (alarm["state"], alarm["value"], alarm["limit"]) == ("warning", 2.0, "warning low 3")
    broker = Path(f"/proc/{stage.broker_pid()}")
    stage.kill()
    wait_until(lambda: not broker.exists(), what="the broker to die with the gateway")
    shutil.rmtree(stage.folder / "state" / "mosquitto")
    stage.start()
    later = stage.subscribe()
    assert wait_until(lambda: later.of(topic))[0]["since"] == alarm["since"]
    wait_until(lambda: stage.log.count("line is open") == 2)
    line.write(kiss(numbered(3)) + kiss(numbered(4)))
    wait_until(lambda: later.of(topic)[-1]["state"] == "nominal")
    stage.leave()
    line.unplug()


def test_a_mission_saved_again_is_reloaded_and_a_broken_one_is_told(stage: Stage) -> None:
    line = Line(stage.folder / "line")
    stage.station(SERIAL.format(folder=stage.folder) + FAST)
    stage.start()
    outside = stage.subscribe()
    wait_until(lambda: "line is open" in stage.log)
    file = stage.folder / "missions" / "numbered.py"
    good = file.read_text(encoding="utf-8")
    file.write_text(good.replace("linear(0.1)", "linear(0.1"), encoding="utf-8")
    wait_until(lambda: "numbered.py:" in stage.log, what="file and line of the mistake")
    line.write(kiss(numbered(1)))
    wait_until(lambda: numbers(outside) == [1], what="the old definition, still in force")
    file.write_text(good.replace("linear(0.1)", "linear(0.2)"), encoding="utf-8")
    wait_until(lambda: stage.log.count("in force after a change") == 2)
    line.write(kiss(numbered(2)))
    wait_until(lambda: numbers(outside) == [1, 2])
    values = [p["readings"]["battery"]["value"] for p in outside.of(BEACON)]
    assert values == [pytest.approx(3.7), pytest.approx(7.4)]
    stage.leave()
    line.unplug()


def test_a_flood_of_noise_is_counted_and_the_next_good_frame_is_decoded(stage: Stage) -> None:
    line = Line(stage.folder / "line")
    stage.station(SERIAL.format(folder=stage.folder) + FAST)
    stage.start()
    outside = stage.subscribe()
    wait_until(lambda: "line is open" in stage.log)
    assert stage.gateway
    noise = random.Random(2).randbytes(300_000)
    line.write(b"\xc0" * 50_000 + noise)
    before = _memory_kb(stage.gateway.pid)
    for _ in range(5):
        line.write(noise + b"\xc0\x00" + bytes(100_000) + b"\xc0" * 1000)
    line.write(b"\xc0" + kiss(numbered(7)))
    wait_until(lambda: numbers(outside)[-1:] == [7], 60)
    assert _memory_kb(stage.gateway.pid) < before + 30_000
    wait_until(
        lambda: outside.of("cupola/stage/source/line")[-1]["counters"].get("too_long", 0) >= 5
    )
    assert stage.leave() == 0
    line.unplug()


def _memory_kb(pid: int) -> int:
    for row in Path(f"/proc/{pid}/status").read_text().splitlines():
        if row.startswith("VmRSS"):
            return int(row.split()[1])
    raise AssertionError("no VmRSS")


def test_every_source_can_be_at_its_end(stage: Stage) -> None:
    (stage.folder / "frames.hex").write_text(
        f"# two frames\n{numbered(1).hex()}\nnot hex\n\n{numbered(2).hex()}  # the second\n",
        encoding="ascii",
    )
    stage.station(
        f'[[source]]\nname = "log"\nkind = "file"\npath = "{stage.folder}/frames.hex"\n'
        'format = "hex"\nframing = "datagram"\ninterval_s = 1\n'
    )
    # With its intervals it lives long enough for somebody to subscribe.
    stage.start("--once")
    outside = stage.subscribe()
    assert stage.gateway
    assert stage.gateway.wait(20) == 0
    wait_until(lambda: outside.of("cupola/stage/status")[-1:] == ["offline"])
    everything = ["published", "coding_error", "published"]
    heard = [p["disposition"] for p in outside.of("cupola/stage/frame/log")]
    assert heard
    assert heard == everything[-len(heard) :]
    journal = stage.folder / "state" / "journal.sqlite"
    assert journal.exists()


@pytest.mark.parametrize(
    ("wrong", "place"),
    [
        ('modulation = "SMELL"\nbaud = 9600\nframing = "ax25"', ":6: source.downlink.modulation"),
        ('modulation = "FSK"\nbaud = 96000\nframing = "ax25"', ":7: source.downlink.baud"),
    ],
)
def test_a_downlink_that_nothing_hears_is_told_with_its_place(
    wrong: str, place: str, tmp_path: Path
) -> None:
    file = tmp_path / "roof.toml"
    table = f'name = "a"\n[[source]]\nname = "s"\nkind = "audio"\n[[source.downlink]]\n{wrong}\n'
    file.write_text(table, encoding="utf-8")
    with pytest.raises(StationError, match=r"none of|no rate") as caught:
        Gateway(load_station(file))
    assert place in str(caught.value)


def test_the_site_is_known_to_the_sources(tmp_path: Path) -> None:
    site = "[site]\nlatitude = 40.4\nlongitude = -3.7\n"
    assert Gateway(parse_station(f'name = "a"\n{site}'))._tracking is None
    elements = 'elements = "iss.txt"\n'
    made = Gateway(parse_station(f'name = "a"\n{site}{elements}', tmp_path / "a.toml"))._tracking
    assert made
    assert made.site.latitude == 40.4
