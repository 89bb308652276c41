"""A downlink of the file is one of the modem."""

from __future__ import annotations

from gateway.model import Downlink
from gateway.station import DownlinkTable


def test_it_says_the_same_to_the_modem() -> None:
    table = DownlinkTable(
        modulation="AFSK",
        baud=1200,
        framing=("ax25", "fx25"),
        frequency_hz=145.825e6,
        carrier_hz=1700,
        deviation_hz=-500,
        norad=25544,
    )
    assert table.downlink() == Downlink(
        145.825e6, "AFSK", 1200, ("ax25", "fx25"), carrier_hz=1700, deviation_hz=-500
    )
    assert table.title == "AFSK 1200 ax25/fx25 on 145.825 MHz"


def test_one_framing_needs_no_list() -> None:
    table = DownlinkTable(modulation="FSK", baud=9600.0, framing="ax25_g3ruh")
    assert table.framings == ("ax25_g3ruh",)
    assert table.title == "FSK 9600 ax25_g3ruh"
