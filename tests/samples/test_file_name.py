"""Names that programs give to recordings."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from gateway.samples.file_name import Told, told_by

AT_TWO = datetime(2020, 11, 22, 14, 0, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (
            "gqrx_20201122_140000_145900000_96000_fc.raw",
            Told(96000, 145.9e6, AT_TWO, True, "cf32_le"),
        ),
        ("gqrx_20201122_140000_145900000.wav", Told(None, 145.9e6, AT_TWO, False)),
        ("SDRSharp_20201122_140000Z_145900000Hz_IQ.wav", Told(None, 145.9e6, AT_TWO, True)),
        ("SDRSharp_20201122_140000Z_145900000Hz_AF.wav", Told(None, 145.9e6, AT_TWO, False)),
        ("HDSDR_20201122_140000Z_145900kHz_RF.wav", Told(None, 145.9e6, AT_TWO, True)),
        ("baseband_145900000Hz_14-00-00_22-11-2020.wav", Told(None, 145.9e6, None, True)),
        ("satnogs_123_2020-11-22T14-00-00.ogg", Told(None, None, AT_TWO, False)),
        ("iq_145900000_240000.cs16", Told(240000, 145.9e6, None, True)),
        ("pass.wav", Told()),
        ("aalto1.wav", Told()),
        ("x_20201399_996100.wav", Told()),
        ("", Told()),
    ],
)
def test_a_name_tells(name: str, expected: Told) -> None:
    assert told_by(name) == expected
