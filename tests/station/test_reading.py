"""A station file is checked: a mistake is told with file, line, key and what was expected."""

from __future__ import annotations

from pathlib import Path

import pytest

from gateway.errors import StationError
from gateway.station import FileSource, SerialSource, TcpSource, load_station, parse_station

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
        ('name = "a\\n"\n', ":1: name: Expected `str` matching regex"),
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
    with pytest.raises(
        StationError, match="serial, tcp, udp, file, stdin, audio, udp_audio, iq, rtl_tcp"
    ):
        parse_station('name = "a"\n[[source]]\nname = "t"\nkind = "serail"\n')


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(StationError, match=r"missing\.toml"):
        load_station(tmp_path / "missing.toml")


def test_a_recording_is_looked_for_beside_the_file(tmp_path: Path) -> None:
    text = 'name = "a"\n[[source]]\nname = "f"\nkind = "file"\npath = "x.kss"\n'
    [source] = parse_station(text, tmp_path / "roof.toml").source
    assert isinstance(source, FileSource)
    assert source.path == str(tmp_path / "x.kss")


def mistaken(table: str) -> StationError:
    """What is told of a source's table, which starts on line 2."""
    with pytest.raises(StationError) as caught:
        parse_station(f'name = "a"\n[[source]]\nname = "s"\n{table}')
    return caught.value


@pytest.mark.parametrize(
    ("table", "line", "key"),
    [
        ('kind = "audio"\n', 2, "source"),
        ('kind = "audio"\ndownlink = []\n', 5, "source.downlink"),
        (
            'kind = "audio"\n[[source.downlink]]\nmodulation = "FSK"\nbaud = 1200\n'
            'framing = "ax25"\n[[source.downlink]]\nmodulation = "FSK"\nbaud = "fast"\n',
            11,
            "source.downlink.baud",
        ),
        ('kind = "stdin"\nformat = "i16"\n', 5, "source.format"),
        ('kind = "file"\npath = "x"\nformat = "recording"\n', 6, "source.format"),
        ('kind = "iq"\nport = 1\nsample_rate = 0\n', 6, "source.sample_rate"),
        ('kind = "iq"\nport = 1\nsample_rate = 1e9\n', 6, "source.sample_rate"),
    ],
)
def test_a_mistake_about_samples_is_told_with_its_place(table: str, line: int, key: str) -> None:
    error = mistaken(table)
    assert (error.line, error.key) == (line, key)


def test_octets_have_no_downlink() -> None:
    downlink = 'downlink = [{ modulation = "FSK", baud = 1200, framing = "ax25" }]'
    assert "only samples" in mistaken(f'kind = "stdin"\n{downlink}\n').reason
