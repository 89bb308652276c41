"""The station file: one machine with its hardware, in TOML, checked.

::

    name = "roof"

    [[source]]
    name = "tnc"
    hardware = "mobilinkd-tnc4"      # defaults from hw_configs/mobilinkd-tnc4.toml
    port = "/dev/serial/by-id/usb-Mobilinkd_LLC_..."
    missions = ["horus-v1"]          # none: recognised

    [mqtt]                           # without it: a private mosquitto
    host = "broker.example"

Every key has a type; an unknown key or a wrong type is an error that names the file,
the line, the key and what was expected.  Relative paths start at the file's folder.
"""

from __future__ import annotations

from gateway.station.downlink import DownlinkTable
from gateway.station.hardware import hardware_names, load_hardware
from gateway.station.octet_sources import (
    FileSource,
    LineSource,
    OctetSource,
    SerialSource,
    StdinSource,
    TcpSource,
    UdpSource,
)
from gateway.station.place import line_of
from gateway.station.reading import load_station, parse_station
from gateway.station.sample_sources import (
    AudioSource,
    IqSource,
    RtlTcpSource,
    SampleSource,
    UdpAudioSource,
)
from gateway.station.sinks import Broker, JournalTable, Missions, Mqtt, SiteTable
from gateway.station.source import Source
from gateway.station.station import AnySource, Sampled, Station

__all__ = [
    "AnySource",
    "AudioSource",
    "Broker",
    "DownlinkTable",
    "FileSource",
    "IqSource",
    "JournalTable",
    "LineSource",
    "Missions",
    "Mqtt",
    "OctetSource",
    "RtlTcpSource",
    "SampleSource",
    "Sampled",
    "SerialSource",
    "SiteTable",
    "Source",
    "Station",
    "StdinSource",
    "TcpSource",
    "UdpAudioSource",
    "UdpSource",
    "hardware_names",
    "line_of",
    "load_hardware",
    "load_station",
    "parse_station",
]
