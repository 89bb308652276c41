"""Pictures in a stream of audio.

::

    ... header ├───── picture ─────┤ ...  header ├── picture, cut by the next ─┤ header ...

A picture is delivered when all of it should have come, when the next one begins, or at the
end; what is in it is found then, at once.  Memory is that of one picture.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from gateway.modem.symbols import Samples
from gateway.sstv.baseband import Baseband, Track
from gateway.sstv.line_sync import MOST_PPM
from gateway.sstv.picture import Picture, read_picture
from gateway.sstv.vis import LENGTH_MS, Header, find_header

BEFORE_MS, BEHIND_MS = 50.0, 50.0
"""What is kept beside a picture, for its first and last sync pulses."""


class Decoder:
    """One receiver.

    Args:
        sample_rate: Of its audio, Hz; from 6000 on.
    """

    def __init__(self, sample_rate: float):
        self._baseband = Baseband(sample_rate)
        self._rate = self._baseband.rate
        self._pieces: list[Samples] = []
        self._first = 0
        """Number of the first sample of the baseband that is held."""
        self._end = 0
        self._searched = 0
        """Up to where headers that begin there have been looked for."""
        self._header: Header | None = None

    def feed(self, audio: Samples) -> list[Picture]:
        """The pictures that *audio* completes."""
        return [one for z in self._baseband.feed(audio) for one in self._advance(z)]

    def finish(self) -> list[Picture]:
        """The picture that is left when no more audio comes."""
        found = self._advance(self._baseband.finish())
        return found + self._deliver(self._end)

    def _advance(self, z: Samples) -> list[Picture]:
        """The pictures that a block of baseband completes."""
        self._pieces.append(z)
        self._end += len(z)
        found: list[Picture] = []
        header = self._look()
        if header:
            found += self._deliver(header.end - self._samples(LENGTH_MS))
            self._header = header
            self._forget(int(header.end - self._samples(BEFORE_MS)))
        if self._header and self._end >= self._picture_end(self._header):
            found += self._deliver(self._end)
        if not self._header:
            self._forget(self._searched)
        return found

    def _look(self) -> Header | None:
        """A header whose last sample has come."""
        stop = self._end - int(self._samples(LENGTH_MS))
        if stop <= self._searched:
            return None
        track = Track(self._held(self._searched, self._end), self._rate)
        header = find_header(track, 0, stop - self._searched)
        before, self._searched = self._searched, stop
        if header is None:
            return None
        return replace(header, end=header.end + before)

    def _deliver(self, stop: float) -> list[Picture]:
        """The picture under way, as far as it came up to sample *stop*."""
        header, self._header = self._header, None
        if header is None:
            return []
        track = Track(self._held(self._first, int(stop)), self._rate)
        first_s = self._first / self._rate
        picture = read_picture(
            track, header.mode, header.end - self._first, header.offset_hz, first_s
        )
        return [picture] if picture else []

    def _picture_end(self, header: Header) -> float:
        """The sample by which a picture has ended, however slow its sender's clock."""
        longest_ms = header.mode.duration_s * 1000 * (1 + MOST_PPM * 1e-6)
        return header.end + self._samples(longest_ms + BEHIND_MS)

    def _samples(self, ms: float) -> float:
        return ms * self._rate / 1000

    def _held(self, start: int, stop: int) -> Samples:
        """The baseband from sample *start* to *stop*."""
        if len(self._pieces) != 1:
            self._pieces = [np.concatenate(self._pieces)]
        return self._pieces[0][max(start - self._first, 0) : max(stop - self._first, 0)]

    def _forget(self, before: int) -> None:
        """Drop what came before a sample."""
        if before > self._first:
            self._pieces = [self._held(before, self._end).copy()]
            self._first = before
