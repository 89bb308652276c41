"""A burst: sync word, code, scrambler, check, put together from stages.

::

    air    <preamble> <sync word> <symbols .......................>
    open   soft bits ─▶ soft stages ─▶ octets ─▶ stages ─▶ frame
    seal   bits      ◀─ soft stages ◀─ octets ◀─ stages ◀─ frame

A soft stage works on soft bits (convolutional codes, interleavers, line codes), a stage on
octets (scramblers, Reed-Solomon, lengths, checks).  Each knows how to open and how to seal,
so a framing that is written as a list of stages has its encoder too.  A stage that cannot
go on raises `Broken`, which becomes a `Rejected`, or `Noise` where nothing says that there
is a frame at all; nothing else comes out of a stage.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from gateway.coding.bits import BitOrder, Bits, Soft, harden, to_bits, to_octets
from gateway.framing.check import reject
from gateway.framing.radio.sync import Body, SyncDeframer, SyncWord
from gateway.model import Disposition, Frame, Quality, Rejected

SILENT = 0.75
"""Share of octets that are all the same from which a codeword proves nothing."""


class Broken(Exception):  # noqa: N818  not an error: noise is data
    """A stage could not open a candidate.

    Attributes:
        reason: Why.
        message: The same in one sentence, with numbers.
    """

    def __init__(self, reason: Disposition, message: str):
        super().__init__(message)
        self.reason = reason
        self.message = message


class Noise(Exception):  # noqa: N818  not an error either
    """What follows the sync word does not even begin like a frame."""


@dataclass
class Candidate:
    """What is being opened.

    Attributes:
        octets: What is left to open.
        corrected: Symbols and octets that codes have corrected so far.
        checked: Whether a check has proved it.
        used: Octets behind the soft stages that belong to it, as far as a length told;
            None for all.
        confidence: Least magnitude of the soft bits of each of `octets`; None if unknown.
        received: The octets behind the soft stages.
    """

    octets: bytes
    corrected: int = 0
    checked: bool = False
    used: int | None = None
    confidence: NDArray[np.float32] | None = None
    received: bytes = field(init=False)

    def __post_init__(self) -> None:
        self.received = self.octets

    def keep(self, start: int, stop: int | None = None) -> None:
        """Cut `octets` to those from *start* to *stop*."""
        self.octets = self.octets[start:stop]
        if self.confidence is not None:
            self.confidence = self.confidence[start:stop]

    @property
    def silent(self) -> bool:
        """Whether it is the same octet all over, as far as an error correction can tell.

        An unmodulated carrier, a preamble and a stream that breaks off give such octets, and
        they are a codeword of most linear codes, even with CCSDS' randomiser between.
        """
        received = self.received[: self.used]
        most = np.bincount(np.frombuffer(received, np.uint8), minlength=1).max()
        return bool(most > SILENT * len(received))


class Stage(Protocol):
    """A step on octets."""

    def open(self, candidate: Candidate) -> None:
        """Undo the step, in place.

        Raises:
            Broken: This is no such candidate.
            Noise: This is no candidate.
        """

    def seal(self, octets: bytes) -> bytes:
        """Do the step, as a sender."""


class SoftStage(Protocol):
    """A step on soft bits."""

    def open(self, soft: Soft) -> Soft:
        """Undo the step.

        Raises:
            Noise: This is no candidate.
        """

    def seal(self, bits: Bits) -> Bits:
        """Do the step, as a sender."""


@dataclass(frozen=True)
class Burst:
    """A framing made of a sync word and stages.

    Attributes:
        name: Name of the framing, as in `Frame.framing`.
        sync: The sync word.
        size: Symbols behind it, at most.
        stages: From the air to the frame.
        soft_stages: The same, before the octets.
        order: Which bit of an octet is sent first.
        preamble: Octets that a sender puts before the sync word.
        postamble: Symbols 0101... that a sender puts behind.
        tail: Symbols of `size` that are no longer the frame's, but help the soft stages.
        least: Share of `size` that has to be there when the stream ends.
        whole: Every frame fills `size`; nothing in it tells a length.
    """

    name: str
    sync: SyncWord
    size: int
    stages: Sequence[Stage] = ()
    soft_stages: Sequence[SoftStage] = ()
    order: BitOrder = "big"
    preamble: bytes = field(default=b"\xaa" * 16)
    postamble: int = 16
    tail: int = 0
    least: float = 0.0
    whole: bool = False

    def deframer(self) -> SyncDeframer:
        """A new receiver."""
        return SyncDeframer(self.sync, Body(self.size, self.open, least=self.least))

    def open(self, soft: Soft) -> tuple[Frame | Rejected | None, int]:
        """The frame in the *soft* bits behind a sync word, and the symbols it took."""
        symbols = len(soft) - self.tail
        try:
            candidate = self._candidate(soft)
        except Noise:
            return None, symbols
        whole = max(1, len(candidate.octets))
        try:
            for stage in self.stages:
                stage.open(candidate)
        except Broken as broken:
            return self._rejected(candidate, broken.reason, broken.message), symbols
        except Noise:
            return None, symbols
        if candidate.used is not None:
            symbols = min(symbols, candidate.used * symbols // whole)
        if not any(candidate.octets):
            return None, symbols
        if not candidate.checked and not soft[:symbols].all():
            message = "it broke off, and nothing checks the rest"
            return self._rejected(candidate, Disposition.TRUNCATED, message), symbols
        quality = Quality(corrected=candidate.corrected, unchecked=not candidate.checked)
        return Frame(candidate.octets, self.name, quality), symbols

    def _candidate(self, soft: Soft) -> Candidate:
        opened = soft
        for soft_stage in self.soft_stages:
            opened = soft_stage.open(opened)
        octets = to_octets(harden(opened), self.order)
        return Candidate(octets, self._overruled(soft, opened), confidence=least_sure(opened))

    def _overruled(self, soft: Soft, opened: Soft) -> int:
        """How many of the *soft* bits the soft stages took for the opposite."""
        bits = harden(opened)
        for soft_stage in reversed(self.soft_stages):
            bits = soft_stage.seal(bits)
        heard = soft[: min(len(bits), len(soft) - self.tail)]
        return int(np.count_nonzero((heard > 0) != (bits[: len(heard)] == 1)))

    def _rejected(self, candidate: Candidate, reason: Disposition, message: str) -> Rejected:
        return reject(self.name, reason, candidate.octets, message)

    def encode(self, data: bytes) -> Bits:
        """The symbols that a sender would send for the frame *data*.

        Raises:
            ValueError: It has a length that no frame has.
        """
        sealed = data
        for stage in reversed(self.stages):
            sealed = stage.seal(sealed)
        bits = to_bits(sealed, self.order)
        for soft_stage in reversed(self.soft_stages):
            bits = soft_stage.seal(bits)
        if len(bits) > self.size or (self.whole and len(bits) < self.size):
            raise ValueError(f"{len(data)} octets become {len(bits)} of {self.size} symbols")
        tail = (np.arange(self.postamble) % 2).astype(np.uint8)
        return np.concatenate((to_bits(self.preamble), self.sync.as_bits(), bits, tail))


def least_sure(soft: Soft) -> NDArray[np.float32]:
    """The least magnitude in each whole octet of *soft* bits."""
    whole = soft[: len(soft) - len(soft) % 8].reshape(-1, 8)
    return np.asarray(np.abs(whole).min(axis=1), np.float32)
