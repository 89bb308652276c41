"""Sources of samples: sound cards, receivers on the network, dongles."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta

from gateway.station.downlink import Channels, DownlinkTable, Hertz, IqFormat, SampleRate
from gateway.station.source import Source
from gateway.station.table import Port, Seconds

Downlinks = Annotated[tuple[DownlinkTable, ...], Meta(min_length=1)]


class SampleSource(Source, frozen=True, kw_only=True):
    """What every source of samples has.

    Attributes:
        downlink: What to listen for, each with a modem of its own.
    """

    downlink: Downlinks


class AudioSource(SampleSource, frozen=True, kw_only=True, tag="audio"):
    """A sound card.

    Attributes:
        device: Part of its name, as `python -m sounddevice` lists them; empty for the
            system's default.
        sample_rate: Hz.
        channels: 2 where the card has no mono; the first is heard.
    """

    device: str = ""
    sample_rate: SampleRate = 48_000
    channels: Channels = 1


class UdpAudioSource(SampleSource, frozen=True, kw_only=True, tag="udp_audio"):
    """Audio in datagrams, as gqrx sends it: 16 bits, little-endian, without a header.

    Attributes:
        host: Address to listen on.
        port: UDP port.
        sample_rate: Hz.
        channels: 2 for stereo; the first is heard.
    """

    host: str = "127.0.0.1"
    port: Port = 7355
    sample_rate: SampleRate = 48_000
    channels: Channels = 1


class IqSource(SampleSource, frozen=True, kw_only=True, tag="iq"):
    """Raw IQ from a program, such as GNU Radio or csdr.

    Attributes:
        transport: `tcp` to connect to a server, `udp` to listen for datagrams.
        host: The server, or the address to listen on.
        port: Port.
        format: Of the samples.
        sample_rate: Hz.
        frequency_hz: Centre; without it every downlink is expected in the middle.
        idle_timeout_s: Silence after which a connection is made anew; 0 for never.
    """

    transport: Literal["tcp", "udp"] = "tcp"
    host: str = "127.0.0.1"
    port: Port
    format: IqFormat = "cf32"
    sample_rate: SampleRate
    frequency_hz: Hertz | None = None
    idle_timeout_s: Seconds = 0


class RtlTcpSource(SampleSource, frozen=True, kw_only=True, tag="rtl_tcp"):
    """A dongle behind rtl_tcp; all downlinks within its band at once.

    Attributes:
        host: Name or address.
        port: TCP port.
        sample_rate: Hz; the dongle takes 225001 to 300000 and 900001 to 3200000.
        frequency_hz: Centre; without it one beside the downlinks' middle, where the
            dongle's own carrier disturbs none.
        gain_db: Of the tuner; without it automatic.
        ppm: Correction of the dongle's crystal.
        bias_tee: Feed an amplifier through the antenna's cable.
        idle_timeout_s: Silence after which the connection is made anew.
    """

    host: str = "127.0.0.1"
    port: Port = 1234
    sample_rate: Annotated[int, Meta(ge=225_001, le=3_200_000)] = 250_000
    frequency_hz: Annotated[float, Meta(ge=0, lt=2**32)] | None = None
    gain_db: float | None = None
    ppm: Annotated[int, Meta(ge=-1000, le=1000)] = 0
    bias_tee: bool = False
    idle_timeout_s: Seconds = 10
