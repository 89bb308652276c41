"""The AR4JA low-density parity-check codes of CCSDS, rates 1/2, 2/3 and 4/5.

::

    codeword   <k information bits> <parity>  <M more that are punctured: never sent>

    H          0  0 | 0    0       I    0      I + P1            each block is M * M:
               ...  | I    I       0    I      P2 + P3 + P4      0, I or sums of permutations
               ...  | I    P5 + P6 0    P7+P8  I

Every check holds three to eighteen bits.  The decoder passes messages between bits and checks
(layered normalised min-sum) until all checks hold; that they do proves the codeword, for noise
does not satisfy a thousand checks.

Source: CCSDS 131.0-B-5, section 7.4; the decoder is that of J. Chen, M. Fossorier, IEEE Trans.
Commun. 50 (2002) 406.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from gateway.coding.bits import Bits, Soft

Rate = Literal["1/2", "2/3", "4/5"]

ITERATIONS = 60
NORMALISATION = 0.8
"""What the least magnitude of the others in a check is worth."""

_IDENTITY = 0
_COLUMNS: dict[Rate, int] = {"1/2": 2, "2/3": 4, "4/5": 8}
"""Blocks of M information bits."""

_COMMON: tuple[dict[int, tuple[int, ...]], ...] = (
    {2: (0,), 4: (0, 1)},
    {0: (0,), 1: (0,), 3: (0,), 4: (2, 3, 4)},
    {0: (0,), 1: (5, 6), 3: (7, 8), 4: (0,)},
)
"""For each row of blocks, the permutations in its blocks at rate 1/2; 0 is the identity."""

_MORE: tuple[tuple[dict[int, tuple[int, ...]], ...], ...] = (
    ({}, {0: (9, 10, 11), 1: (0,)}, {0: (0,), 1: (12, 13, 14)}),
    ({}, {0: (15, 16, 17), 1: (0,)}, {0: (0,), 1: (18, 19, 20)}),
    ({}, {0: (21, 22, 23), 1: (0,)}, {0: (0,), 1: (24, 25, 26)}),
)
"""The pairs of blocks that higher rates put before: one at 2/3, and two more at 4/5."""

# fmt: off
# Tables 7-3 and 7-4: theta, then phi for j = 0 to 3 of each M from 128 to 2048.
_TABLE: tuple[tuple[int, tuple[tuple[int, ...], ...]], ...] = (
    (3, ((1, 0, 0, 0), (59, 0, 0, 0), (16, 0, 0, 0),
         (160, 0, 0, 0), (108, 0, 0, 0))),
    (0, ((22, 27, 12, 13), (18, 32, 46, 44), (103, 53, 8, 35),
         (241, 182, 35, 162), (126, 375, 219, 312))),
    (1, ((0, 30, 30, 19), (52, 21, 45, 51), (105, 74, 119, 97),
         (185, 249, 167, 7), (238, 436, 16, 503))),
    (2, ((26, 28, 18, 14), (23, 36, 27, 12), (0, 45, 89, 112),
         (251, 65, 214, 31), (481, 350, 263, 388))),
    (2, ((0, 7, 10, 15), (11, 30, 48, 15), (50, 47, 31, 64),
         (209, 70, 84, 164), (96, 260, 415, 48))),
    (3, ((10, 1, 16, 20), (7, 29, 37, 12), (29, 0, 122, 93),
         (103, 141, 206, 11), (28, 84, 403, 7))),
    (0, ((5, 8, 13, 17), (22, 44, 41, 4), (115, 59, 1, 99),
         (90, 237, 122, 237), (59, 318, 184, 185))),
    (1, ((18, 20, 9, 4), (25, 29, 13, 7), (30, 102, 69, 94),
         (184, 77, 67, 125), (225, 382, 279, 328))),
    (0, ((3, 26, 7, 4), (27, 39, 9, 2), (92, 25, 92, 103),
         (248, 55, 147, 133), (323, 169, 198, 254))),
    (1, ((22, 24, 15, 11), (30, 14, 49, 30), (78, 3, 47, 91),
         (12, 12, 54, 99), (28, 213, 307, 202))),
    (2, ((3, 4, 16, 17), (43, 22, 36, 53), (70, 88, 11, 3),
         (111, 227, 23, 105), (386, 67, 432, 285))),
    (0, ((8, 12, 18, 20), (14, 15, 10, 23), (66, 65, 31, 6),
         (66, 42, 93, 17), (305, 313, 240, 11))),
    (2, ((25, 23, 4, 8), (46, 48, 11, 29), (39, 62, 19, 39),
         (173, 52, 20, 97), (34, 242, 454, 168))),
    (3, ((25, 15, 23, 22), (62, 55, 18, 37), (84, 68, 66, 113),
         (42, 243, 197, 91), (510, 188, 294, 127))),
    (0, ((2, 15, 5, 19), (44, 39, 54, 42), (79, 91, 49, 92),
         (157, 179, 46, 211), (147, 1, 479, 8))),
    (1, ((27, 22, 3, 15), (12, 11, 40, 48), (70, 70, 81, 119),
         (174, 250, 162, 128), (199, 306, 289, 437))),
    (2, ((7, 31, 29, 5), (38, 1, 27, 4), (29, 115, 96, 74),
         (104, 247, 101, 82), (347, 397, 373, 475))),
    (0, ((7, 3, 11, 21), (47, 50, 35, 10), (32, 31, 38, 73),
         (144, 164, 76, 115), (391, 80, 104, 85))),
    (1, ((15, 29, 4, 17), (1, 40, 25, 18), (45, 121, 83, 116),
         (43, 17, 78, 248), (165, 33, 141, 419))),
    (2, ((10, 21, 8, 9), (52, 62, 46, 56), (113, 45, 42, 31),
         (181, 31, 253, 62), (414, 7, 270, 459))),
    (0, ((4, 2, 2, 20), (61, 27, 24, 9), (86, 56, 58, 127),
         (250, 149, 124, 26), (97, 447, 439, 468))),
    (1, ((19, 5, 11, 18), (10, 38, 33, 11), (1, 54, 24, 98),
         (202, 105, 143, 140), (158, 336, 333, 209))),
    (2, ((7, 11, 11, 31), (55, 40, 18, 23), (42, 108, 25, 23),
         (68, 183, 63, 121), (86, 424, 399, 311))),
    (1, ((9, 26, 3, 13), (7, 15, 37, 8), (118, 14, 92, 38),
         (177, 153, 41, 12), (168, 134, 14, 211))),
    (2, ((26, 9, 15, 2), (12, 11, 35, 7), (33, 30, 38, 18),
         (170, 177, 214, 41), (506, 152, 277, 510))),
    (3, ((17, 17, 13, 18), (2, 18, 21, 24), (126, 116, 120, 62),
         (89, 19, 70, 249), (489, 492, 412, 320))),
)
# fmt: on


@dataclass(frozen=True)
class Ar4ja:
    """An AR4JA code.

    Attributes:
        rate: Information bits of the bits sent.
        k: Information bits: 1024 or 4096.
    """

    rate: Rate = "1/2"
    k: int = 1024

    @property
    def m(self) -> int:
        """Size of a block."""
        return self.k // _COLUMNS[self.rate]

    @property
    def n(self) -> int:
        """Bits sent."""
        return self.k + 2 * self.m

    def encode(self, bits: Bits) -> Bits:
        """The codeword of *bits*, of which there are `k`."""
        m = self.m
        bits = np.concatenate((bits, np.zeros(3 * m, np.uint8)))
        _, first, second = (np.bitwise_xor.reduce(bits[checks], axis=1) for checks in self._checks)
        # The last three blocks: c3 = first + B c4, and (I + A B) c4 = second + A first,
        # with A and B the sums of permutations in their checks; c2 = c4 + P1 c4.
        a = [self._permutation(k) for k in (7, 8)]
        b = [self._permutation(k) for k in (2, 3, 4)]
        system = np.eye(m, dtype=np.uint8)
        for outer in a:
            for inner in b:
                system[np.arange(m), inner[outer]] ^= 1
        last = _solve(system, second ^ first[a[0]] ^ first[a[1]])
        bits[-2 * m : -m] = first ^ np.bitwise_xor.reduce([last[inner] for inner in b])
        bits[-3 * m : -2 * m] = last ^ last[self._permutation(1)]
        return bits[:-m]

    def decode(self, soft: Soft) -> tuple[Bits, int] | None:
        """The information bits in *soft*, `n` of them, and how many bits were corrected.

        Returns:
            None if no codeword was found.
        """
        # Inside, a positive value means 0, so that signs multiply as parities add.
        belief = -np.concatenate((soft, np.zeros(self.m))).astype(np.float64)
        heard = belief[: self.n] < 0
        messages = [np.zeros(checks.shape) for checks in self._checks]
        for _ in range(ITERATIONS):
            for layer, checks in enumerate(self._checks):
                news = _answers(belief[checks] - messages[layer])
                change = (news - messages[layer]).reshape(-1)
                belief += np.bincount(checks.reshape(-1), change, len(belief))
                messages[layer] = news
            bits = belief < 0
            if not any(
                np.bitwise_xor.reduce(bits[checks], axis=1).any() for checks in self._checks
            ):
                return bits[: self.k].view(np.uint8), int(np.count_nonzero(bits[: self.n] != heard))
        return None

    @cached_property
    def _checks(self) -> tuple[NDArray[np.intp], ...]:
        """For each row of blocks, shape (m, degree): the bits of its checks."""
        pairs = _COLUMNS[self.rate] // 2 - 1
        # At rate 4/5 the newest pairs come first.
        rows = [*reversed(_MORE[:pairs]), _COMMON]
        checks = []
        for row in range(3):
            places = [
                (2 * pair + column) * self.m + self._permutation(k)
                for pair, blocks in enumerate(rows)
                for column, permutations in blocks[row].items()
                for k in permutations
            ]
            checks.append(np.stack(places, axis=1))
        return tuple(checks)

    def _permutation(self, k: int) -> NDArray[np.intp]:
        """The column of the one in each row of permutation *k*."""
        row = np.arange(self.m)
        if k == _IDENTITY:
            return row
        theta, phi = _TABLE[k - 1]
        quarter = self.m // 4
        j = row // quarter
        shift = np.array(phi[self.m.bit_length() - 8])
        return quarter * ((theta + j) % 4) + (shift[j] + row) % quarter


def _answers(questions: NDArray[np.float64]) -> NDArray[np.float64]:
    """What each check, shape (checks, degree), tells each of its bits of the others."""
    size = np.abs(questions)
    rows = np.arange(len(size))
    least = size.argmin(axis=1)
    smallest = size[rows, least]
    size[rows, least] = np.inf
    answers = np.repeat(smallest[:, None], size.shape[1], axis=1)
    answers[rows, least] = size.min(axis=1)
    odd = questions < 0
    odd ^= np.bitwise_xor.reduce(odd, axis=1, keepdims=True)
    return NORMALISATION * np.where(odd, -answers, answers)


def _solve(matrix: Bits, right: Bits) -> Bits:
    """The x of ``matrix x = right`` over GF(2), by elimination with rows as whole numbers."""
    size = len(right)
    rows = [
        int.from_bytes(np.packbits(row).tobytes()) >> -(size + 1) % 8
        for row in np.concatenate((matrix, right[:, None]), axis=1)
    ]
    for column in range(size):
        bit = 1 << (size - column)
        pivot = next(at for at in range(column, size) if rows[at] & bit)
        rows[column], rows[pivot] = rows[pivot], rows[column]
        chosen = rows[column]
        rows = [row ^ chosen if row & bit and at != column else row for at, row in enumerate(rows)]
    return np.array([row & 1 for row in rows], np.uint8)
