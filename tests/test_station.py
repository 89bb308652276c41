"""A station file is checked: a mistake is told with file, line, key and what was expected."""

from __future__ import annotations

from pathlib import Path

import pytest

from gateway.errors import StationError
from gateway.station import (
    FileSource,
    SerialSource,
    TcpSource,
    hardware_names,
    line_of,
    load_hardware,
    load_station,
    parse_station,
)

GOOD = """\
name = "roof"
callsign = "DL0XYZ"

[[source]]
name = "tnc"
hardware = "ninotnc"
port = "/dev/serial/by-path/x"
missions = ["horus-v1"]

[[source]]
name = "direwolf"
kind = "tcp"
port = 8001

[mqtt]
host = "broker.example"
password_file = "secret/password"
"""


def test_a_good_file_is_read() -> None:
    station = parse_station(GOOD)
    tnc, direwolf = station.source
    assert isinstance(tnc, SerialSource)
    assert tnc.port == "/dev/serial/by-path/x", "the file has the last word"
    assert (tnc.baud, tnc.framing) == (57600, {"kind": "kiss", "ackmode": True})
    assert isinstance(direwolf, TcpSource)
    assert direwolf.host == "127.0.0.1"
    assert station.mqtt.host == "broker.example"


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ('name = "a"\n[[source]]\nname = "t"\nkind = "serial"\nport = 3\n', ":5: source.port:"),
        (
            'name = "a"\n[[source]]\nname = "t"\nkind = "udp"\nport = 1\nprot = 2\n',
            ":6: source.prot: unknown key",
        ),
        ('name = "a"\n\n[mqtt]\nhots = "b"\n', ":4: mqtt.hots: unknown key"),
        ('name = "a"\n[mqtt]\nport = 70000\n', ":3: mqtt.port:"),
        ('name = "a"\n[[source]]\nname = "t"\n', ":2: source: the key kind is missing"),
        ('name = "a"\n[[source]]\nname = "t"\nkind = "tcp"\n', ":2: source: the key port"),
        ('name = "a"\n[[source]]\nname = "t"\nkind = "serail"\n', ":4: source.kind:"),
        ('name = "a"\n[[source]]\nname = "t"\nhardware = "x"\n', ":4: hardware: no hardware 'x'"),
        ('callsign = "X"\n', ": the key name is missing"),
        ('name = "with/slash"\n', ":1: name:"),
        ('name = "a\n', ":1: not TOML"),
        ('name = "a"\nname = "b"\n', ":2: not TOML"),
        ('name = "a"\n[source]\nname = "t"\n', "source: write [[source]]"),
        (
            'name = "a"\n[[source]]\nname = "t"\nkind = "udp"\nport = 1\n'
            '[[source]]\nname = "t"\nkind = "udp"\nport = 2\n',
            ":7: source.name: two sources are called t",
        ),
        (
            'name = "a"\n[[source]]\nname = "s"\nkind = "udp"\nport = 1\n'
            '[[source]]\nname = "t"\nkind = "udp"\nport = "2"\n',
            ":9: source.port:",
        ),
    ],
)
def test_a_mistake_is_told_with_its_place(text: str, place: str) -> None:
    with pytest.raises(StationError) as caught:
        parse_station(text, Path("/etc/cupola/roof.toml"))
    assert f"roof.toml{place}" in str(caught.value) or place in str(caught.value)
    assert str(caught.value).startswith("/etc/cupola/roof.toml")


def test_an_unknown_kind_names_those_there_are() -> None:
    with pytest.raises(StationError, match="serial, tcp, udp, file, stdin"):
        parse_station('name = "a"\n[[source]]\nname = "t"\nkind = "serail"\n')


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(StationError, match=r"missing\.toml"):
        load_station(tmp_path / "missing.toml")


def test_relative_paths_start_at_the_file(tmp_path: Path) -> None:
    file = tmp_path / "roof.toml"
    file.write_text('name = "roof"\nstate_dir = "state"\n', encoding="utf-8")
    station = load_station(file)
    assert station.state_folder == tmp_path / "state"
    assert station.path("/absolute") == Path("/absolute")


def test_a_recording_is_looked_for_beside_the_file(tmp_path: Path) -> None:
    text = 'name = "a"\n[[source]]\nname = "f"\nkind = "file"\npath = "x.kss"\n'
    [source] = parse_station(text, tmp_path / "roof.toml").source
    assert isinstance(source, FileSource)
    assert source.path == str(tmp_path / "x.kss")


def test_the_state_folder_follows_systemd_then_xdg(monkeypatch: pytest.MonkeyPatch) -> None:
    station = parse_station('name = "roof"\n')
    monkeypatch.setenv("XDG_STATE_HOME", "/home/op/.state")
    monkeypatch.delenv("STATE_DIRECTORY", raising=False)
    assert station.state_folder == Path("/home/op/.state/cupola/roof")
    monkeypatch.setenv("STATE_DIRECTORY", "/var/lib/cupola")
    assert station.state_folder == Path("/var/lib/cupola")


@pytest.mark.parametrize("name", hardware_names())
def test_every_hardware_file_makes_a_source(name: str) -> None:
    text = f'name = "bench"\n[[source]]\nname = "it"\nhardware = "{name}"\n'
    [source] = parse_station(text).source
    assert source.hardware == name


def test_the_first_hardware_is_there() -> None:
    assert set(hardware_names()) >= {
        "loopback",
        "usb-kiss-tnc",
        "mobilinkd-tnc4",
        "ninotnc",
        "direwolf",
        "gr-satellites",
        "microcontroller",
    }


def test_hardware_may_not_hold_other_tables(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "odd.toml").write_text('titel = "typing error"\n', encoding="utf-8")
    monkeypatch.setattr("gateway.station.HARDWARE_FOLDERS", (tmp_path,))
    with pytest.raises(StationError, match="unknown key titel"):
        load_hardware("odd")


def test_a_file_source_has_sensible_defaults() -> None:
    text = 'name = "a"\n[[source]]\nname = "f"\nkind = "file"\npath = "x.kss"\n'
    [source] = parse_station(text).source
    assert isinstance(source, FileSource)
    assert (source.format, source.follow, source.pace) == ("octets", False, "fast")


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("name",), 1),
        (("source", 0, "name"), 5),
        (("source", 1, "port"), 13),
        (("source", 1, "nothing"), 10),
        (("mqtt", "host"), 16),
        (("nothing",), 0),
    ],
)
def test_a_key_is_found_in_the_text(path: tuple[str | int, ...], line: int) -> None:
    assert line_of(GOOD, path) == line
