"""Matrix interleavers: written by rows, sent by columns.

::

    data    a b c d e f         matrix  a b c      sent  a d b e c f
                                        d e f

A burst of errors as long as a column hits each row once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

T = TypeVar("T", bound=np.generic)


@dataclass(frozen=True)
class Matrix:
    """An interleaver for arrays of ``rows * columns`` elements.

    Attributes:
        rows: Elements of a column.
        columns: Elements of a row.
    """

    rows: int
    columns: int

    def __len__(self) -> int:
        return self.rows * self.columns

    def interleave(self, data: NDArray[T]) -> NDArray[T]:
        """*data* in the order in which it is sent."""
        return self._turn(data, self.rows, self.columns)

    def deinterleave(self, sent: NDArray[T]) -> NDArray[T]:
        """What was sent, in the order of the data."""
        return self._turn(sent, self.columns, self.rows)

    @staticmethod
    def _turn(data: NDArray[Any], rows: int, columns: int) -> NDArray[Any]:
        return data.reshape(rows, columns).T.reshape(-1)
