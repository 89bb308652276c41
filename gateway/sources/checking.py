"""What can be wrong with a source's downlinks, before there is a sample.

It loads NumPy and the modem: to be imported where there are downlinks only.
"""

from __future__ import annotations

from gateway.errors import StationError
from gateway.modem_process.chain import channel_rate
from gateway.reception.tuning import tuner
from gateway.sources.rtl_tcp import centre_hz
from gateway.station import (
    AudioSource,
    DownlinkTable,
    FileSource,
    RtlTcpSource,
    Sampled,
    UdpAudioSource,
)


def check_downlinks(source: Sampled) -> None:
    """Try what a source's modems would be told.

    Raises:
        StationError: Nothing can hear a downlink; its key is the index of the downlink and
            the key of that, such as `1.baud`, or a key of the source.
    """
    if isinstance(source, RtlTcpSource):
        centre_hz(source)
    for number, table in enumerate(source.downlink):
        iq, rate = _samples(source, table)
        try:
            tuner(rate, iq)(table.downlink())
        except StationError as error:
            raise StationError(error.reason, key=f"{number}.{error.key}") from error


def _samples(source: Sampled, table: DownlinkTable) -> tuple[bool, float]:
    """Whether a downlink's modem gets IQ, and at what rate; of a file nobody knows yet."""
    if isinstance(source, AudioSource | UdpAudioSource):
        return False, source.sample_rate
    if isinstance(source, FileSource):
        return bool(source.iq), source.sample_rate or channel_rate(table.baud)
    iq = isinstance(source, RtlTcpSource) or source.format.startswith("c")
    return iq, min(source.sample_rate, channel_rate(table.baud)) if iq else source.sample_rate
