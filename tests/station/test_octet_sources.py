"""Sources of octets: their defaults, and when they bring samples."""

from __future__ import annotations

import pytest

from gateway.errors import StationError
from gateway.station import FileSource, LineSource, StdinSource, parse_station
from tests.sources.rig import source

DOWNLINK = 'downlink = [{ modulation = "FSK", baud = 1200, framing = "ax25" }]'


def test_a_file_source_has_sensible_defaults() -> None:
    text = 'name = "a"\n[[source]]\nname = "f"\nkind = "file"\npath = "x.kss"\n'
    [source] = parse_station(text).source
    assert isinstance(source, FileSource)
    assert (source.format, source.follow, source.pace) == ("octets", False, "fast")


@pytest.mark.parametrize("format", ["i16", "u8", "f32", "cu8", "ci16", "cf32"])
def test_standard_input_may_bring_samples(format: str) -> None:
    found = source(f'kind = "stdin"\nformat = "{format}"\n{DOWNLINK}')
    assert isinstance(found, StdinSource)
    assert found.sampled
    assert found.sample_rate == 48_000


def test_a_file_may_be_a_recording() -> None:
    found = source(f'kind = "file"\nformat = "recording"\npath = "x.wav"\n{DOWNLINK}')
    assert isinstance(found, FileSource)
    assert found.sampled
    assert (found.sample_rate, found.iq, found.frequency_hz) == (None, None, None)


def test_octets_are_no_samples() -> None:
    found = source('kind = "stdin"')
    assert isinstance(found, StdinSource)
    assert not found.sampled


def test_nothing_is_wired_unless_the_file_says_so() -> None:
    for table in ('kind = "serial"\nport = "x"', 'kind = "tcp"\nport = 1'):
        for words, wired in (("", False), ("\nwired = true", True)):
            found = source(table + words)
            assert isinstance(found, LineSource)
            assert found.wired is wired


@pytest.mark.parametrize(
    "table",
    ['kind = "udp"\nport = 1', 'kind = "file"\npath = "x"', 'kind = "stdin"'],
)
def test_what_cannot_be_written_to_is_never_wired(table: str) -> None:
    with pytest.raises(StationError, match="unknown key"):
        source(f"{table}\nwired = true")


@pytest.mark.parametrize("hardware", ["direwolf", "mobilinkd-tnc4", "ninotnc", "usb-kiss-tnc"])
def test_what_transmits_is_never_wired(hardware: str) -> None:
    with pytest.raises(StationError, match="transmits what is written to it") as caught:
        source(f'hardware = "{hardware}"\nwired = true')
    assert (caught.value.key, caught.value.line) == ("source.wired", 5)
