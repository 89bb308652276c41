"""A downlink of the station file: a signal to listen for in a source's samples."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta

from gateway.model import Downlink
from gateway.station.table import Table

Hertz = Annotated[float, Meta(ge=0, le=1e12)]
SampleRate = Annotated[float, Meta(ge=1_000, le=1e8)]
Channels = Literal[1, 2]
IqFormat = Literal["cu8", "ci8", "ci16", "ci16_be", "ci32", "cf32"]
SampleFormat = Literal["u8", "i8", "i16", "i16_be", "i32", "f32"] | IqFormat
"""Those of `gateway/samples/formats.py` that radios send."""


class DownlinkTable(Table, frozen=True, kw_only=True):
    """A signal to listen for.

    Attributes:
        modulation: `FSK`, `AFSK`, `BPSK`, ...
        baud: Symbols per second.
        framing: What carries its frames, such as `ax25_g3ruh`; a list to try several.
        frequency_hz: Its carrier; where the source is IQ, what is tuned to.
        carrier_hz: Centre of the signal in audio, where it is not the usual one.
        deviation_hz: Of a frequency modulation, where it is not the usual one.
        norad: Catalogue number of the satellite, for its Doppler.
    """

    modulation: str
    baud: Annotated[float, Meta(gt=0, le=1e6)]
    framing: str | tuple[str, ...]
    frequency_hz: Hertz | None = None
    carrier_hz: Hertz | None = None
    deviation_hz: float | None = None
    norad: Annotated[int, Meta(ge=1)] | None = None

    @property
    def framings(self) -> tuple[str, ...]:
        """What `framing` names, one or several."""
        return (self.framing,) if isinstance(self.framing, str) else self.framing

    @property
    def title(self) -> str:
        """For people, such as `FSK 9600 ax25_g3ruh on 437.500 MHz`."""
        what = f"{self.modulation} {self.baud:g} {'/'.join(self.framings)}"
        return f"{what} on {self.frequency_hz / 1e6:.3f} MHz" if self.frequency_hz else what

    def downlink(self) -> Downlink:
        """The same for the modem."""
        return Downlink(
            self.frequency_hz,
            self.modulation,
            self.baud,
            self.framings,
            carrier_hz=self.carrier_hz,
            deviation_hz=self.deviation_hz,
        )
