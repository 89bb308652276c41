"""Sources of samples: what is usual needs not be said."""

from __future__ import annotations

import pytest

from gateway.errors import StationError
from gateway.station import AudioSource, IqSource, RtlTcpSource, SampleSource, UdpAudioSource
from tests.sources.rig import source

DOWNLINK = 'downlink = [{ modulation = "FSK", baud = 1200, framing = "ax25" }]'


@pytest.mark.parametrize(
    ("table", "kind", "defaults"),
    [
        ('kind = "audio"', AudioSource, {"device": "", "sample_rate": 48_000, "channels": 1}),
        ('kind = "udp_audio"', UdpAudioSource, {"port": 7355, "sample_rate": 48_000}),
        ('kind = "rtl_tcp"', RtlTcpSource, {"port": 1234, "gain_db": None, "bias_tee": False}),
        ('kind = "iq"\nport = 1\nsample_rate = 96000', IqSource, {"transport": "tcp"}),
    ],
)
def test_what_is_usual(table: str, kind: type[SampleSource], defaults: dict[str, object]) -> None:
    found = source(f"{table}\n{DOWNLINK}")
    assert isinstance(found, kind)
    assert {key: getattr(found, key) for key in defaults} == defaults
    assert found.downlink[0].baud == 1200


@pytest.mark.parametrize(
    "wrong",
    ["sample_rate = 100000", "ppm = 5000", "frequency_hz = 5e9", "port = 0", 'framing = "kiss"'],
)
def test_what_a_dongle_cannot_do_is_told(wrong: str) -> None:
    with pytest.raises(StationError, match=wrong.partition(" ")[0]):
        source(f'kind = "rtl_tcp"\n{wrong}\n{DOWNLINK}')
