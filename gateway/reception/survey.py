"""The survey: which signals a recording may hold, before any of it is demodulated.

::

    block of 1 s ─▶ spectrum ─▶ for each probe:  band ─▶ at 4 samples a symbol ─▶ |y|^2
                                                                                   │
                     sighting  ◀── line at its baud, over the noise beside it ◀────┘

Whatever carries symbols betrays its baud: squared, it has a spectral line there, which
noise has not.  A probe looks for that line in windows of some hundred symbols, so a burst
of 50 ms is seen as well as a whole pass.  What is sighted in vain costs time only; so the
threshold is low, but noise alone passes it less than once an hour.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from math import ceil
from typing import Any

import numpy as np
from msgspec import Struct
from msgspec.structs import replace
from numpy.typing import NDArray

from gateway.modem.symbols import Samples

Spectrum = NDArray[Any]
"""complex64; of audio the half with positive frequencies."""

TOLERANCE = 0.04
"""Largest error of a transmitter's clock."""

THRESHOLD = 24.0
"""Power of a line over the mean of the noise beside it that makes a sighting."""

LASTING = ((4, 9.0), (16, 4.5), (64, 2.8))
"""The same for the mean of so many windows that follow one another: a weak signal lasts."""

FLOOR = 0.002
"""Least noise, as a part of what white noise of the signal's power would have."""

GAP_S = 4.5
"""Sightings of a probe that are nearer to each other are one: what the search adds at both ends
would overlap."""

EDGE = 0.15
"""Part of half a band over which its filter falls."""

BLOCK_S = 2.0
"""Samples that are transformed together."""

WINDOW_S = 0.04
WINDOW_SYMBOLS = 200
"""A window lasts as long as the longer of the two."""


class Probe(Struct, frozen=True):
    """One thing to look for.

    Attributes:
        modulation: `FSK`, `AFSK`, `BPSK`; `TONES` for keyed tones too slow for a line.
        baud: Symbols per second; of tones those that are told apart.
        carrier_hz: Centre of its band; 0 for a baseband.
        halfwidth_hz: Half of its band.
    """

    modulation: str
    baud: float
    carrier_hz: float
    halfwidth_hz: float


class Sighting(Struct, frozen=True):
    """A signal that may be there.

    Attributes:
        probe: What was looked for.
        start_s: Where it was first seen, in seconds since the first sample.
        end_s: Where it was last seen.
        strength: Power of its line over the noise, at most.
        baud: Its frequency there: the baud as it is, to some tenths of a percent.
        best_s: When it was strongest.
    """

    probe: Probe
    start_s: float
    end_s: float
    strength: float
    baud: float
    best_s: float


def fsk(baud: float) -> Probe:
    """FSK in FM audio."""
    return Probe("FSK", baud, 0.0, 0.7 * baud)


def afsk(baud: float, carrier_hz: float) -> Probe:
    """FSK of an audio carrier; what is beyond the tones drowns the line in noise."""
    return Probe("AFSK", baud, carrier_hz, 0.65 * baud)


def bpsk(baud: float, carrier_hz: float, offset_hz: float) -> Probe:
    """PSK, tuned to within *offset_hz*."""
    return Probe("BPSK", baud, carrier_hz, 0.6 * baud + offset_hz)


FSK_BAUDS = (
    *(200.0, 300.0, 500.0, 600.0, 1000.0, 1200.0, 2000.0, 2400.0, 3000.0, 4800.0),
    *(7415.77, 9600.0, 12_500.0, 19_200.0),
)
"""Bauds of the catalogue; one stands for those within 4.5 % of it."""

FM_PROBES = (
    *(fsk(baud) for baud in FSK_BAUDS),
    afsk(1200, 1700),
    afsk(4800, 3600),
    afsk(300, 1700),
)
"""What is on amateur satellites' downlinks, as an FM receiver delivers it."""

SSB_PROBES = (
    bpsk(400, 1500, 400),
    bpsk(1200, 1500, 900),
    bpsk(2400, 1500, 900),
    bpsk(4800, 12000, 3000),
    bpsk(9600, 12000, 6000),
)
"""The same of an SSB receiver."""

TONES = Probe("TONES", 50, 1850, 1550)
"""What balloons and beacons send through SSB receivers: RTTY, 4FSK, Morse."""

TONE_RATIO, LASTING_TONE_RATIO = 5.0, 1.8
"""Power of a tone over that of its surroundings that makes a sighting: in a block, and on
the average of many."""

MANY = 4
"""Blocks that make such an average."""

TONE_HZ, AROUND_HZ = 25.0, 400.0
"""Width of a tone, and of its surroundings on either side."""

IQ_PROBES = tuple(bpsk(baud, 0, 4000) for baud in (400, 1200, 2400, 4800, 9600))
"""The same without a receiver between."""

FM_MARGIN_HZ = 5000.0
"""How far the carrier of FM may be from where most power is."""

STANDS_OUT = 1.5
"""Power of the busiest band over that of the others from which it is followed."""


class Survey:
    """One recording.

    Args:
        sample_rate: Of its samples, Hz.
        iq: Whether they are IQ, and not audio.

    Attributes:
        block: Samples that are looked at together.
        step: Samples from one block to the next, so that every window lies in one of them.
    """

    def __init__(self, sample_rate: float, iq: bool = False):
        self.block = _smooth(round(BLOCK_S * sample_rate))
        probes = FM_PROBES + (IQ_PROBES if iq else SSB_PROBES)
        self._rate = sample_rate
        self._iq = iq
        self._probes = [probe for probe in probes if _fits(probe, sample_rate)]
        longest = max((_window_s(probe) for probe in self._probes), default=0.0)
        self.step = max(self.block // 2, self.block - ceil(longest * sample_rate))

    def look(self, samples: Samples, first: int) -> list[Sighting]:
        """What is in *samples*, whose first is number *first*, in the order of time."""
        found: dict[Probe, list[Sighting]] = {}
        tones = []
        for at in range(0, len(samples), self.step):
            spectrum = self._spectrum(samples[at : at + self.block])
            for one in self._look(spectrum, first + at):
                _join(found.setdefault(one.probe, []), one)
            # Of less the spectrum is not smooth enough.
            if not self._iq and len(samples) - at >= self.block // 2:
                tones.append(self._tones(spectrum))
        if tones and _stands_out(tones):
            start_s, end_s = first / self._rate, (first + len(samples)) / self._rate
            middle_s = (start_s + end_s) / 2
            found[TONES] = [Sighting(TONES, start_s, end_s, 0.0, TONES.baud, middle_s)]
        return [one for sightings in found.values() for one in _agreed(sightings)]

    def _spectrum(self, samples: Samples) -> Spectrum:
        block = np.zeros(self.block, np.complex64 if self._iq else np.float32)
        block[: len(samples)] = samples
        return np.fft.fft(block) if self._iq else np.fft.rfft(block)

    def _look(self, spectrum: Spectrum, first: int) -> Iterator[Sighting]:
        """What is in one block."""
        start_s = first / self._rate
        for probe in self._probes:
            times, bauds, lines = _lines(*self._power(spectrum, probe), probe)
            strengths = _strengths(lines)
            seen = np.flatnonzero(strengths > THRESHOLD)
            if len(seen):
                begin, end = (start_s + float(times[seen[n]]) for n in (0, -1))
                baud = bauds[lines[seen].sum(axis=0).argmax()]
                end += _window_s(probe)
                best = start_s + float(times[strengths.argmax()])
                yield Sighting(probe, begin, end, float(strengths.max()), float(baud), best)

    def _tones(self, spectrum: Spectrum) -> NDArray[np.float32]:
        """The power of each tone that an SSB receiver may deliver."""
        bin_hz = self._rate / self.block
        width = round(TONE_HZ / bin_hz)
        low = int((TONES.carrier_hz - TONES.halfwidth_hz) / bin_hz)
        count = int(2 * TONES.halfwidth_hz / bin_hz) // width
        band = spectrum[low : low + count * width]
        if len(band) < count * width:
            return np.zeros(0, np.float32)
        return np.asarray(np.square(np.abs(band)).reshape(count, width).mean(axis=1))

    def _power(self, spectrum: Spectrum, probe: Probe) -> tuple[NDArray[np.float32], float]:
        """The power of a probe's band and its sample rate; of a frequency, squared."""
        if probe.modulation == "BPSK":
            band, rate = self._band(spectrum, probe.carrier_hz, probe.halfwidth_hz, 4 * probe.baud)
            return np.square(np.abs(band)), rate
        if self._iq:
            spectrum = self._audio(spectrum, probe)
        if probe.modulation == "AFSK":
            band, rate = self._band(spectrum, probe.carrier_hz, probe.halfwidth_hz, 4 * probe.baud)
            # Weighted by its power: the frequency of silence is anything.
            frequency = (band[1:] * band[:-1].conj()).imag
            power = np.mean(np.abs(band) ** 2) + 1e-20
            return np.square((frequency - frequency.mean()) / power), rate
        return self._baseband(spectrum, probe)

    def _audio(self, spectrum: Spectrum, probe: Probe) -> Spectrum:
        """The spectrum of what an FM receiver would make of IQ for a probe."""
        highest = probe.carrier_hz + probe.halfwidth_hz
        halfwidth = min(1.2 * highest + FM_MARGIN_HZ, self._rate / 2)
        centre = self._busiest(spectrum, 2 * highest)
        band, _ = self._band(spectrum, centre, halfwidth, 2 * halfwidth)
        frequency = np.angle(band[1:] * band[:-1].conj())
        return np.fft.rfft(frequency, len(band))

    def _busiest(self, spectrum: Spectrum, width_hz: float) -> float:
        """The middle of the band of that width that has the most power; 0 if none stands out."""
        bin_hz = self._rate / self.block
        width = max(1, int(width_hz / bin_hz))
        power = np.square(np.abs(np.fft.fftshift(spectrum)))
        # Clipped, so that the spike of a dongle's own carrier is not taken for a signal.
        total = np.cumsum(np.minimum(power, 50 * np.median(power)), dtype=np.float64)
        bands = total[width:] - total[:-width]
        if not len(bands) or bands.max() < STANDS_OUT * np.median(bands):
            return 0.0
        return float((bands.argmax() + width / 2 - len(power) / 2) * bin_hz)

    def _baseband(self, spectrum: Spectrum, probe: Probe) -> tuple[NDArray[np.float32], float]:
        """The square of what is below a frequency, and its sample rate."""
        bin_hz = self._rate / self.block
        count = _smooth(ceil(4 * probe.baud / bin_hz))
        # Without what is slower than 128 symbols: offset and drift of the carrier.
        low = ceil(probe.baud / 128 / bin_hz)
        high = min(len(spectrum), count // 2, int(probe.halfwidth_hz / bin_hz))
        narrow = np.zeros(count // 2 + 1, np.complex64)
        narrow[low:high] = spectrum[low:high]
        return np.square(np.fft.irfft(narrow, count)).astype(np.float32), bin_hz * count

    def _band(
        self, spectrum: Spectrum, carrier_hz: float, halfwidth_hz: float, rate: float
    ) -> tuple[NDArray[Any], float]:
        """What is around a carrier, at 0 Hz, at least *rate* samples a second of it."""
        bin_hz = self._rate / self.block
        count = _smooth(ceil(rate / bin_hz))
        centre = round(carrier_hz / bin_hz)
        half = min(int(halfwidth_hz / bin_hz), count // 2 - 1)
        off = np.arange(-half, half + 1)
        if not self._iq:
            off = off[(centre + off >= 0) & (centre + off < self.block // 2)]
        # Hard edges ring, and two that ring together have a line of their own.
        edges = np.minimum(1.0, (half + 1 - np.abs(off)) / (EDGE * half + 1))
        band = np.zeros(count, np.complex64)
        band[off % count] = edges * spectrum[(centre + off) % len(spectrum)]
        return np.fft.ifft(band), bin_hz * count


def _stands_out(blocks: Sequence[NDArray[np.float32]]) -> bool:
    """Whether in the powers of tones, block by block, one is far above those around it."""
    everything = [(np.mean(blocks, axis=0), LASTING_TONE_RATIO)] if len(blocks) >= MANY else []
    return any(
        _over_surroundings(power) > ratio
        for power, ratio in (*((block, TONE_RATIO) for block in blocks), *everything)
    )


def _over_surroundings(power: NDArray[np.float32]) -> float:
    """The largest ratio of a tone's power to the median of those around it."""
    around = round(AROUND_HZ / TONE_HZ)
    if len(power) <= around or not power.any():
        return 0.0
    padded = np.pad(power, around, mode="reflect")
    beside = np.median(np.lib.stride_tricks.sliding_window_view(padded, 2 * around + 1), axis=1)
    return float((power / (beside + 1e-6 * power.max())).max())


def _lines(
    power: NDArray[np.float32], rate: float, probe: Probe
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Times of windows, bauds, and the strength of a line at each baud in each window."""
    length = min(_smooth(round(_window_s(probe) * rate)), len(power))
    windows = np.lib.stride_tricks.sliding_window_view(power, length)[:: max(1, length // 2)]
    mean = windows.mean(axis=1, keepdims=True)
    shape = np.hanning(length).astype(np.float32)
    spectra = np.abs(np.fft.rfft((windows - mean) * shape, axis=1)) ** 2
    at, near = _bins(probe.baud, rate, length)
    noise = np.median(spectra[:, near], axis=1, keepdims=True) / np.log(2)
    # Where nothing disturbs the signal there is no noise to compare with.
    floor = FLOOR * length * np.square(np.maximum(mean, 1e-3 * power.mean() + 1e-9))
    times = np.arange(len(windows)) * (length // 2) / rate
    return times, np.flatnonzero(at) * rate / length, spectra[:, at] / np.maximum(noise, floor)


def _strengths(lines: NDArray[np.float64]) -> NDArray[np.float64]:
    """The strength of the strongest line in each window, or of one that lasts up to it."""
    lasting = [_lasting(lines, count, threshold) for count, threshold in LASTING]
    return np.asarray(np.max([lines.max(axis=1), *lasting], axis=0))


def _lasting(lines: NDArray[np.float64], count: int, threshold: float) -> NDArray[np.float64]:
    """The strength of what lasts *count* windows, on the scale of that of a single one."""
    if len(lines) < count:
        return np.zeros(len(lines))
    total = np.cumsum(np.pad(lines, ((1, 0), (0, 0))), axis=0)
    mean = (total[count:] - total[:-count]).max(axis=1) / count
    return np.pad(mean, (count - 1, 0)) * (THRESHOLD / threshold)


def _join(sightings: list[Sighting], other: Sighting) -> None:
    """Add *other* to the *sightings* of its probe, or to the last of them if that is near."""
    if sightings and other.start_s - sightings[-1].end_s < GAP_S:
        one = sightings.pop()
        best = max(one, other, key=lambda sighting: sighting.strength)
        start_s, end_s = min(one.start_s, other.start_s), max(one.end_s, other.end_s)
        other = replace(best, start_s=start_s, end_s=end_s)
    sightings.append(other)


def _agreed(sightings: list[Sighting]) -> list[Sighting]:
    """The *sightings* of a probe with the baud of the strongest."""
    best = max(sightings, key=lambda sighting: sighting.strength)
    return [replace(one, baud=best.baud) for one in sightings]


def _window_s(probe: Probe) -> float:
    return max(WINDOW_S, WINDOW_SYMBOLS / probe.baud)


def _fits(probe: Probe, sample_rate: float) -> bool:
    """Whether the band is in the recording, as good as whole."""
    room = sample_rate / 2 / (1 + TOLERANCE)
    return probe.baud <= room and probe.carrier_hz + 0.6 * probe.baud < room


@lru_cache(maxsize=256)
def _bins(baud: float, rate: float, length: int) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Bins in which the line may be, and bins beside them."""
    off = np.abs(np.arange(length // 2 + 1) * rate / length - baud)
    at = off <= TOLERANCE * baud + rate / length
    near = (off <= 0.25 * baud) & ~at
    return at, near


@lru_cache(maxsize=1024)
def _smooth(least: int) -> int:
    """The smallest even number from *least* on without a prime factor above 5."""
    number = max(2, least + least % 2)
    while True:
        rest = number
        for prime in (2, 3, 5):
            while rest % prime == 0:
                rest //= prime
        if rest == 1:
            return number
        number += 2
