"""A picture: from the baseband of its transmission to red, green and blue.

::

    groups ─▶ each scan cut into pixels ─▶ frequency of each ─▶ brightness ─▶ colours

A pixel's frequency is measured over its own time, and in noise over that of its neighbours as
well: a blurred picture shows more than a grainy one.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gateway.sstv.baseband import Track
from gateway.sstv.colour import to_rgb
from gateway.sstv.line_sync import LineSync, find_line_sync
from gateway.sstv.mode import BLACK_HZ, WHITE_HZ, Mode, Scan

LEAST_GROUPS = 8
"""A picture with fewer is none."""

WIDTH_MS, WIDTH_SNR_DB, WIDTH_SLOPE_DB = 0.5, 20.0, 24.0
"""How long a pixel is measured at least, at which SNR, and the decibels less for which it is
ten times as long: the noise in a frequency falls with the cube of the time."""

WIDEST_MS = 3.0
COLOUR_WIDTH = 2.0
"""How much longer a difference of colours is measured: eyes are less exact about it."""


@dataclass(frozen=True)
class Picture:
    """What came of a picture.

    Attributes:
        mode: Its mode.
        pixels: Red, green and blue, shape (rows, width, 3): rows up to the last that came.
        start_s: Where its first row begins, in seconds since the first sample.
        snr_db: Power of the signal over that of the noise in the 2 kHz of a picture.
        slant_ppm: Error of the sender's clock against ours, positive if it is slow; it is
            corrected.
        offset_hz: Mean error of the receiver's tuning, corrected as well.
    """

    mode: Mode
    pixels: NDArray[np.uint8]
    start_s: float
    snr_db: float
    slant_ppm: float
    offset_hz: float

    @property
    def rows(self) -> int:
        """Rows that came."""
        return len(self.pixels)

    @property
    def complete(self) -> bool:
        """Whether all rows came."""
        return self.rows == self.mode.height


def read_picture(
    track: Track, mode: Mode, first: float, offset_hz: float, first_s: float = 0.0
) -> Picture | None:
    """The picture in *track*, None if there is none.

    Args:
        track: The baseband.
        mode: Of the picture.
        first: Sample at which it should begin, that is the end of its header.
        offset_hz: Error of the receiver's tuning, about.
        first_s: Time of the first sample.
    """
    lead = mode.lead_ms * track.rate / 1000
    sync = find_line_sync(track, mode, first + lead, offset_hz)
    if sync is None or len(sync.starts) < LEAST_GROUPS:
        return None
    return Picture(
        mode,
        _pixels(track, mode, sync),
        first_s + float(sync.starts[0]) / track.rate,
        sync.snr_db,
        1e6 * (sync.slope - 1),
        float(sync.offsets_hz.mean()),
    )


def _pixels(track: Track, mode: Mode, sync: LineSync) -> NDArray[np.uint8]:
    planes: dict[str, list[NDArray[np.float64]]] = {}
    for begin_ms, scan in mode.scans:
        planes.setdefault(scan.colour, []).append(_scan(track, mode, sync, begin_ms, scan))
    space = "RGB" if "R" in planes else "YVU"
    # A scan that a group has once belongs to all of its rows.
    rows = [planes[colour] * (mode.rows // len(planes[colour])) for colour in space]
    colours = np.moveaxis(np.array(rows), (0, 1), (3, 1))
    rgb = colours if space == "RGB" else to_rgb(colours)
    return np.rint(np.clip(rgb, 0, 255)).astype(np.uint8).reshape(-1, mode.width, 3)


def _scan(
    track: Track, mode: Mode, sync: LineSync, begin_ms: float, scan: Scan
) -> NDArray[np.float64]:
    """The brightness, 0 to 255, of the pixels of one scan in each group."""
    ms = sync.slope * track.rate / 1000
    pixel_ms = scan.ms / mode.width
    middles = begin_ms + pixel_ms * (np.arange(mode.width) + 0.5)
    wanted = WIDTH_MS * 10 ** ((WIDTH_SNR_DB - sync.snr_db) / WIDTH_SLOPE_DB)
    wanted *= COLOUR_WIDTH if scan.colour in "VU" else 1.0
    half = max(pixel_ms, min(wanted, WIDEST_MS)) / 2
    starts = sync.starts[:, None] + ms * np.maximum(middles - half, begin_ms)
    stops = sync.starts[:, None] + ms * np.minimum(middles + half, begin_ms + scan.ms)
    noise = 1 / (1 + 10 ** (sync.snr_db / 10))
    hz = track.pixels_hz(starts, stops, noise) - sync.offsets_hz[:, None]
    return (hz - BLACK_HZ) * (255 / (WHITE_HZ - BLACK_HZ))
