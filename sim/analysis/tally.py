"""Values with their counts, in bounded room: quantiles that can be merged in any order.

As long as few values differ, all are kept. When there are more, all are cut to fewer significant bits, which puts them
into bins with fixed edges (finer near zero, as floats are). How many bits are kept depends on the values alone and not
on the order in which they came: cutting twice is cutting once, and a part never has more bins than the whole.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

MANTISSA = 52
BITS = (MANTISSA, 24, 20, 18, 16, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0)
"""significant bits after the first that may be kept, finest first"""


@dataclass(frozen=True, slots=True, eq=False)
class Tally:
    """How often each value came: `values` rise; `bits` of each are kept, `limit` bins at most."""

    values: NDArray[np.float64]
    counts: NDArray[np.int64]
    bits: int
    limit: int

    @property
    def n(self) -> int:
        """How many values were counted."""
        return int(self.counts.sum())

    @property
    def resolution(self) -> float:
        """How far a quantile may lie from the true one, relative to its size; 0: it is exact."""
        return 0.0 if self.bits == MANTISSA else 2.0 ** -(self.bits + 1)

    def quantile(self, percent: int) -> float | None:
        """The smallest value that at least `percent` of 100 do not exceed; None of no values."""
        if not len(self.values):
            return None
        cumulated = np.cumsum(self.counts)
        rank = max(1, -(-percent * int(cumulated[-1]) // 100))
        value = self.values[np.searchsorted(cumulated, rank)]
        return float(_middle(value, self.bits))

    def merged(self, other: Tally) -> Tally:
        """The values of both."""
        values = np.concatenate([self.values, other.values])
        order = np.argsort(values, kind="stable")
        counts = np.concatenate([self.counts, other.counts])
        return _fitted(values[order], counts[order], min(self.bits, other.bits), min(self.limit, other.limit))


def tally(values: NDArray[np.float64], limit: int) -> Tally:
    """The values (finite) as a tally of at most `limit` bins."""
    return tally_sorted(np.sort(values), limit)


def tally_sorted(values: NDArray[np.float64], limit: int) -> Tally:
    """The values (finite, rising) as a tally of at most `limit` bins."""
    return _fitted(values + 0.0, np.ones(len(values), dtype=np.int64), MANTISSA, limit)


def _fitted(values: NDArray[np.float64], counts: NDArray[np.int64], bits: int, limit: int) -> Tally:
    """Rising values with counts, cut to as many bits (at most `bits`) as `limit` allows."""
    for kept in BITS[BITS.index(bits) :]:
        values, counts = _grouped(_cut(values, kept), counts)
        if len(values) <= limit:
            return Tally(values, counts, kept, limit)
    return Tally(values, counts, BITS[-1], limit)


def _grouped(values: NDArray[np.float64], counts: NDArray[np.int64]) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Neighbours of equal value as one."""
    if not len(values):
        return values, counts
    starts = np.flatnonzero(np.concatenate([[True], values[1:] != values[:-1]]))
    return values[starts], np.add.reduceat(counts, starts)


def _cut(values: NDArray[np.float64], bits: int) -> NDArray[np.float64]:
    """The values with so many bits after the first, cut towards zero: the near edge of the bin that each lies in."""
    if bits == MANTISSA:
        return values
    mask = np.int64(-1) << np.int64(MANTISSA - bits)
    return np.asarray((values.view(np.int64) & mask).view(np.float64)) + 0.0


def _middle(edge: np.float64, bits: int) -> np.float64:
    """The middle of the bin whose near edge is `edge`; zero stays zero, since it is a value of its own."""
    if bits == MANTISSA or edge == 0:
        return edge
    return (edge.view(np.int64) | (np.int64(1) << np.int64(MANTISSA - bits - 1))).view(np.float64)
