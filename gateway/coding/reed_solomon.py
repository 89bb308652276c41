"""Reed-Solomon over octets: any field, any roots, conventional or dual basis.

::

    <virtual zeros> <data ............> <parity>      255 octets together
    not sent        as many as there are 16, 32, ...

A code with n octets of parity corrects t octets in error and e octets known to be
doubtful (erasures) as long as ``2 t + e <= n``.  A code shorter than 255 octets is a long
one whose first octets are zero and not sent.  Random octets pass for a codeword within t
errors once in about t! tries, so 32 octets of parity prove a frame and 10 hardly do.

Source: CCSDS 131.0-B-4, section 4 (code and interleaving) and annex F (dual basis);
FX.25 "FEC extension to AX.25" for the other field.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np
from numpy.typing import NDArray

FULL = 255
"""Octets of a codeword that is not shortened."""

PROOF = 10
"""Octets that could still be corrected beside erasures, below which a success proves little:
noise has it once in about 10! times."""

NOISE = 0.8
"""Deviation of the confidence of octets, in multiples of its mean, above which there is hardly
a signal: least of eight bits, it is 0.9 in noise, and 0.65 where half of the frames are lost."""

ERASED_AT_ONCE = 4
"""Octets that are erased together."""

_ZERO = 510
"""Stands for the logarithm of 0: sums with it lie where `_Field.exp` is 0."""

# CCSDS 131.0-B annex F: row k is what bit 7-k of an octet contributes to the dual basis.
_TO_DUAL_ROWS = (0x8D, 0xEF, 0xEC, 0x86, 0xFA, 0x99, 0xAF, 0x7B)


def _to_dual() -> bytes:
    table = np.zeros(256, np.uint8)
    octets = np.arange(256)
    for k, row in enumerate(_TO_DUAL_ROWS):
        table[(octets >> (7 - k) & 1) == 1] ^= row
    return table.tobytes()


TO_DUAL = _to_dual()
"""For `bytes.translate`: octets of the conventional basis in the dual one."""

FROM_DUAL = bytes(np.argsort(np.frombuffer(TO_DUAL, np.uint8)).astype(np.uint8))
"""The inverse."""


class _Field:
    """GF(2^8) by logarithms: ``a b = exp[log[a] + log[b]]``, zeros included."""

    def __init__(self, polynomial: int):
        self.exp = [0] * (2 * _ZERO + 1)
        self.log = [_ZERO] * 256
        value = 1
        for power in range(FULL):
            self.exp[power] = self.exp[power + FULL] = value
            self.log[value] = power
            value = value << 1 ^ (polynomial if value & 0x80 else 0)
        self.exps = np.array(self.exp, np.uint8)
        self.logs = np.array(self.log, np.int16)

    def multiply(self, a: Sequence[int], b: Sequence[int]) -> list[int]:
        """The product of two polynomials, lowest power first."""
        exp, log = self.exp, self.log
        product = [0] * (len(a) + len(b) - 1)
        for i, factor in enumerate(a):
            shift = log[factor]
            for j, other in enumerate(b):
                product[i + j] ^= exp[shift + log[other]]
        return product

    def evaluate(self, polynomial: Sequence[int], at: NDArray[np.intp]) -> NDArray[np.uint8]:
        """*polynomial*, lowest power first, at the elements whose logarithms are *at*."""
        logs = self.logs[np.array(polynomial, np.uint8)].astype(np.intp)
        powers = np.outer(np.arange(len(polynomial)), at) % FULL
        return np.asarray(np.bitwise_xor.reduce(self.exps[logs[:, None] + powers], axis=0))


_field = cache(_Field)


@dataclass(frozen=True)
class ReedSolomon:
    """A Reed-Solomon code; the default is that of CCSDS with 32 octets of parity.

    Attributes:
        polynomial: Of the field; bit k is the coefficient of x**k.
        first_root: The generator's roots are ``alpha ** (step * (first_root + i))``.
        step: See above.
        parity: Octets of parity.
        dual_basis: Octets are written in the dual basis of CCSDS.
    """

    polynomial: int = 0x187
    first_root: int = 112
    step: int = 11
    parity: int = 32
    dual_basis: bool = False

    def encode(self, data: bytes) -> bytes:
        """*data* with its parity behind it.

        Raises:
            ValueError: They are more than 255 octets together.
        """
        if len(data) + self.parity > FULL:
            raise ValueError(f"{len(data)} octets and {self.parity} of parity are over {FULL}")
        plain = data.translate(FROM_DUAL) if self.dual_basis else data
        top, mask, rows = 8 * (self.parity - 1), (1 << 8 * self.parity) - 1, self._feedback
        remainder = 0
        for octet in plain:
            remainder = (remainder << 8 & mask) ^ rows[octet ^ remainder >> top]
        parity = remainder.to_bytes(self.parity)
        return data + (parity.translate(TO_DUAL) if self.dual_basis else parity)

    def decode(self, codeword: bytes, erasures: Sequence[int] = ()) -> tuple[bytes, int] | None:
        """The data of *codeword*, and how many octets were corrected.

        Args:
            codeword: Data and parity, at most 255 octets.
            erasures: Indices of octets known to be doubtful.

        Returns:
            The data without parity; None if there are too many errors.
        """
        size = len(codeword)
        if not self.parity < size <= FULL or len(erasures) > self.parity:
            return None
        plain = codeword.translate(FROM_DUAL) if self.dual_basis else codeword
        octets = np.frombuffer(plain, np.uint8)
        syndromes = self._syndromes(octets)
        if not any(syndromes):
            return codeword[: -self.parity], 0
        found = self._errors(syndromes, size, [size - 1 - at for at in erasures])
        if found is None:
            return None
        powers, values = found
        octets = octets.copy()
        octets[size - 1 - powers] ^= values
        data = octets[: -self.parity].tobytes()
        return data.translate(TO_DUAL) if self.dual_basis else data, int(np.count_nonzero(values))

    def decode_softly(
        self, codeword: bytes, confidence: NDArray[np.float32] | None
    ) -> tuple[bytes, int] | None:
        """The same, with more and more of the least sure octets erased if need be.

        Forney's generalised minimum distance decoding: with 32 octets of parity it corrects up
        to six octets more than `decode`, if the errors are where the signal was weak.  It
        stops while noise still passes less than once in a million times, and does not begin
        where there seems to be nothing else.

        Args:
            codeword: Data and parity, at most 255 octets.
            confidence: Of each octet, in any unit; None, of another length or all the same if it is
                not known.
        """
        decoded = self.decode(codeword)
        if decoded is not None or confidence is None or len(confidence) != len(codeword):
            return decoded
        spread = float(confidence.std())
        if spread == 0 or spread > NOISE * float(confidence.mean()):
            return None
        least_sure = np.argsort(confidence, kind="stable").tolist()
        most = min(self.parity - 2 * PROOF, len(codeword))
        for erasures in range(ERASED_AT_ONCE, most + 1, ERASED_AT_ONCE):
            decoded = self.decode(codeword, least_sure[:erasures])
            if decoded is not None:
                break
        return decoded

    def _syndromes(self, octets: NDArray[np.uint8]) -> list[int]:
        """The received polynomial at the generator's roots."""
        field = _field(self.polynomial)
        terms = field.exps.take(field.logs[octets][:, None] + self._root_powers[-len(octets) :])
        return list(np.bitwise_xor.reduce(terms, axis=0).tolist())

    def _errors(
        self, syndromes: list[int], size: int, erased: Sequence[int]
    ) -> tuple[NDArray[np.intp], NDArray[np.uint8]] | None:
        """Powers of x in error and the values there; None if there are too many."""
        field = _field(self.polynomial)
        erasure_locator = [1]
        for power in erased:
            erasure_locator = field.multiply(
                erasure_locator, (1, field.exp[self.step * power % FULL])
            )
        locator = self._locator(syndromes, erasure_locator)
        if locator is None:
            return None
        inverses = -self.step * np.arange(size) % FULL
        powers = np.flatnonzero(field.evaluate(locator, inverses) == 0)
        if len(powers) != len(locator) - 1:
            return None
        return powers, self._values(syndromes, locator, powers)

    def _locator(self, syndromes: list[int], erasure_locator: list[int]) -> list[int] | None:
        """Polynomial whose roots are the inverse error positions (Berlekamp-Massey)."""
        field = _field(self.polynomial)
        exp, log = field.exp, field.log
        erased = length = len(erasure_locator) - 1
        locator, previous, previous_log, gap = erasure_locator, erasure_locator, 0, 1
        for r in range(erased, self.parity):
            discrepancy = 0
            for coefficient, syndrome in zip(
                locator[: r + 1], reversed(syndromes[: r + 1]), strict=False
            ):
                discrepancy ^= exp[log[coefficient] + log[syndrome]]
            if discrepancy == 0:
                gap += 1
                continue
            scale = (log[discrepancy] - previous_log) % FULL
            better = locator + [0] * (gap + len(previous) - len(locator))
            for i, coefficient in enumerate(previous, gap):
                better[i] ^= exp[scale + log[coefficient]]
            if 2 * length <= r + erased:
                length = r + 1 + erased - length
                previous, previous_log, gap = locator, log[discrepancy], 0
            locator, gap = better, gap + 1
        while not locator[-1]:
            locator = locator[:-1]
        too_many = 2 * length > self.parity + erased or len(locator) != length + 1
        return None if too_many else locator

    def _values(
        self, syndromes: list[int], locator: list[int], powers: NDArray[np.intp]
    ) -> NDArray[np.uint8]:
        """The error values at *powers* (Forney)."""
        field = _field(self.polynomial)
        evaluator = field.multiply(syndromes, locator)[: self.parity]
        derivative = [c if k % 2 else 0 for k, c in enumerate(locator)][1:]
        inverses = -self.step * powers % FULL
        above = field.logs[field.evaluate(evaluator, inverses)].astype(np.intp)
        below = field.logs[field.evaluate(derivative, inverses)]
        shift = (self.step * powers * (1 - self.first_root) - below) % FULL
        return np.asarray(field.exps[above + shift])

    @cached_property
    def _root_powers(self) -> NDArray[np.int16]:
        """Shape (255, parity): logarithm of each root to the power of each octet."""
        roots = self.step * (self.first_root + np.arange(self.parity))
        return np.asarray(np.outer(np.arange(FULL)[::-1], roots) % FULL, np.int16)

    @cached_property
    def _feedback(self) -> list[int]:
        """For each octet shifted out of the encoder's register, what is added to it."""
        field = _field(self.polynomial)
        generator = [1]
        for i in range(self.parity):
            root = field.exp[self.step * (self.first_root + i) % FULL]
            generator = field.multiply(generator, (root, 1))
        highest_first = generator[-2::-1]
        return [
            int.from_bytes(bytes(field.exp[field.log[octet] + field.log[g]] for g in highest_first))
            for octet in range(256)
        ]


CCSDS = ReedSolomon()
CCSDS_DUAL = ReedSolomon(dual_basis=True)
CCSDS_16 = ReedSolomon(first_root=120, parity=16)
CCSDS_16_DUAL = ReedSolomon(first_root=120, parity=16, dual_basis=True)
FX25 = {parity: ReedSolomon(0x11D, 1, 1, parity) for parity in (16, 32, 64)}
"""The codes of FX.25, by their octets of parity."""
