"""Sources of octets: wires, TNCs, files of frames."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from msgspec import Meta

from gateway.station.downlink import Channels, DownlinkTable, Hertz, SampleFormat, SampleRate
from gateway.station.source import Source
from gateway.station.table import Port, Seconds


class OctetSource(Source, frozen=True, kw_only=True):
    """What every source of octets has.

    Attributes:
        framing: Name of the framing, or a table with `kind` and the framing's options.
    """

    framing: str | dict[str, Any] = "kiss"


class LineSource(OctetSource, frozen=True, kw_only=True):
    """A source that can also be written to.

    Attributes:
        wired: A device hangs on it by a wire, and commands may go to it.  What is written
            to a TNC goes on the air: that is never wired.
    """

    wired: bool = False


class SerialSource(LineSource, frozen=True, kw_only=True, tag="serial"):
    """A serial port, USB adapter or pty.

    Attributes:
        port: Device, best a `/dev/serial/by-id/...` that names one adapter for ever.
        baud: Line speed.
        parity: `N`, `E` or `O`.
        stop_bits: 1 or 2.
        rtscts: Hardware flow control.
        dtr: State of DTR (and RTS) while open; False keeps an Arduino from resetting.
        start: What is written after opening: text as is, `{hex = "..."}`, `{wait = s}`.
        stop: The same before closing.
        settle_s: Octets of the first seconds after opening (a boot banner) to drop.
    """

    port: str
    baud: Annotated[int, Meta(ge=50, le=4_000_000)] = 9600
    parity: Literal["N", "E", "O"] = "N"
    stop_bits: Literal[1, 2] = 1
    rtscts: bool = False
    dtr: bool = True
    start: tuple[str | dict[str, Any], ...] = ()
    stop: tuple[str | dict[str, Any], ...] = ()
    settle_s: Seconds = 0


class TcpSource(LineSource, frozen=True, kw_only=True, tag="tcp"):
    """A TCP server to read from, such as Dire Wolf (8001) or gr-satellites (8100).

    Attributes:
        host: Name or address.
        port: TCP port.
        idle_timeout_s: Silence after which the connection is made anew; 0 for never.
    """

    host: str = "127.0.0.1"
    port: Port
    idle_timeout_s: Seconds = 0


class UdpSource(OctetSource, frozen=True, kw_only=True, tag="udp"):
    """Datagrams.

    Attributes:
        host: Address to listen on.
        port: UDP port.
    """

    host: str = "127.0.0.1"
    port: Port


class FileSource(OctetSource, frozen=True, kw_only=True, tag="file"):
    """A file of frames, or a recording of samples.

    Attributes:
        path: The file.
        format: `octets` (what the framing reads), `hex` (a frame a line), `raw` (the file is
            one frame), `recording` (samples: WAV, FLAC, SigMF, ...).
        follow: Wait for more at the end, as with `tail -f`; a restart goes on where
            the journal ends.
        pace: `fast`, or `timestamps` to keep the intervals of KISS timestamp frames, and
            the speed of a recording.
        interval_s: Pause after each frame, where there are no timestamps.
        repeat: Start again at the end.
        sample_rate: Of a recording that does not say, or is not to be believed, Hz.
        iq: Whether a recording's two channels are IQ, where that is not to be guessed.
        frequency_hz: Centre of a recording of IQ that does not say.
        downlink: What to listen for in a recording.
    """

    path: str
    format: Literal["octets", "hex", "raw", "recording"] = "octets"
    follow: bool = False
    pace: Literal["fast", "timestamps"] = "fast"
    interval_s: Seconds = 0
    repeat: bool = False
    sample_rate: SampleRate | None = None
    iq: bool | None = None
    frequency_hz: Hertz | None = None
    downlink: tuple[DownlinkTable, ...] = ()

    @property
    def sampled(self) -> bool:
        """Whether it holds samples, and not octets."""
        return self.format == "recording"


class StdinSource(OctetSource, frozen=True, kw_only=True, tag="stdin"):
    """Standard input.

    Attributes:
        format: `octets` or `hex` as for a file, or that of samples: audio as `rtl_fm` writes
            it (`i16`), or IQ (`cu8` of `rtl_sdr`, ...).
        sample_rate: Of samples, Hz.
        channels: Of audio; the first is heard.
        frequency_hz: Centre of IQ.
        downlink: What to listen for in samples.
    """

    format: Literal["octets", "hex"] | SampleFormat = "octets"
    sample_rate: SampleRate = 48_000
    channels: Channels = 1
    frequency_hz: Hertz | None = None
    downlink: tuple[DownlinkTable, ...] = ()

    @property
    def sampled(self) -> bool:
        """Whether it brings samples, and not octets."""
        return self.format not in ("octets", "hex")
