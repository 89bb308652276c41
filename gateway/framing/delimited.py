"""Delimiters: where a stream of octets is cut into candidates.

::

    <candidate> D <candidate> D        `Splitter`: a delimiter ends what was before it
    noise F <candidate> F <candidate> F   `FlagSplitter`: it also opens what comes after

Neighbours share one delimiter or have two; between two is an empty candidate.  Neither
proves anything: a delimiter made by noise cuts a frame in two.

A candidate longer than its limit comes out cut to one octet more than the limit, which
is how a reader knows it.  A `Splitter` keeps the end of it and says so at the next
delimiter; a `FlagSplitter` keeps the start, says so at once, and takes the rest for
noise.  Both follow from `Deframer.pending`: a new splitter that is fed what the old one
kept must not find a frame in the rest.
"""

from __future__ import annotations


class Splitter:
    """Candidates that end in a delimiter; the first begins where the stream does.

    Args:
        delimiter: One or more octets.
        limit: Longest candidate in octets.
        counters: Where `dropped_octets`, of candidates too long, are counted.
    """

    def __init__(self, delimiter: bytes, limit: int, counters: dict[str, int]):
        self._delimiter = delimiter
        self._limit = limit
        self._counters = counters
        self._rest = b""
        counters["dropped_octets"] = 0

    def split(self, data: bytes) -> list[bytes]:
        """The candidates that *data* completes."""
        *candidates, rest = (self._rest + data).split(self._delimiter)
        # So many octets of the rest can be the start of a delimiter, not of a candidate.
        self._rest = self._end(rest, self._limit + len(self._delimiter))
        return [self._end(candidate, self._limit + 1) for candidate in candidates]

    def _end(self, octets: bytes, most: int) -> bytes:
        dropped = len(octets) - most
        if dropped <= 0:
            return octets
        self._counters["dropped_octets"] += dropped
        return octets[dropped:]

    @property
    def pending(self) -> int:
        """As `gateway.model.Deframer.pending`."""
        return len(self._rest)


class FlagSplitter:
    """Candidates between flags; what comes before the first flag is noise.

    Args:
        flag: One octet.
        limit: Longest candidate in octets.
        counters: Where `noise_octets` are counted.
    """

    def __init__(self, flag: bytes, limit: int, counters: dict[str, int]):
        self._flag = flag
        self._limit = limit
        self._counters = counters
        self._inside = False
        self._rest = b""
        counters["noise_octets"] = 0

    def split(self, data: bytes) -> list[bytes]:
        """The candidates that *data* completes, and any that it makes too long."""
        if not self._inside:
            start = data.find(self._flag)
            self._counters["noise_octets"] += len(data) if start < 0 else start
            if start < 0:
                return []
            self._inside = True
            data = data[start + 1 :]
        *candidates, self._rest = (self._rest + data).split(self._flag)
        if len(self._rest) > self._limit:
            candidates.append(self._rest)
            self._inside = False
            self._rest = b""
        return [self._start(candidate) for candidate in candidates]

    def _start(self, candidate: bytes) -> bytes:
        noise = len(candidate) - self._limit - 1
        if noise <= 0:
            return candidate
        self._counters["noise_octets"] += noise
        return candidate[: self._limit + 1]

    @property
    def pending(self) -> int:
        """As `gateway.model.Deframer.pending`; the flag that opened is one of them."""
        return 1 + len(self._rest) if self._inside else 0
