"""How a number varies between rollouts: mean, standard deviation, ends and quantiles, mergeable in any order."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING

import numpy as np

from sim.analysis.sums import exact_square_sums, exact_sums, mean_of, variance_of
from sim.analysis.tally import Tally, tally_sorted

if TYPE_CHECKING:
    from numpy.typing import NDArray

FINE = 16_384
"""bins of a number that is told once"""

COARSE = 2_048
"""bins of a number that is told at every time of the grid"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantiles:
    """The values that 5, 25, 50, 75 and 95 % of the rollouts do not exceed; None of no rollouts."""

    p5: float | None
    p25: float | None
    p50: float | None
    p75: float | None
    p95: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Distribution:
    """How a number varies between `n` rollouts; None where there is none. `sd` divides by n - 1.

    A quantile may lie off by `resolution` of its size, 0 when it is exact; `min` and `max` are always exact.
    """

    n: int
    mean: float | None
    sd: float | None
    min: float | None
    max: float | None
    quantiles: Quantiles
    resolution: float


@dataclass(frozen=True, slots=True, eq=False)
class Spread:
    """A number over many rollouts, ready to be merged: exact sums (see `sums`), and the values as a tally."""

    total: int
    squares: int | None
    tally: Tally
    low: float | None
    high: float | None

    @property
    def n(self) -> int:
        """How many values."""
        return self.tally.n

    def merged(self, other: Spread) -> Spread:
        """The values of both."""
        return Spread(
            self.total + other.total,
            None if self.squares is None or other.squares is None else self.squares + other.squares,
            self.tally.merged(other.tally),
            min((value for value in (self.low, other.low) if value is not None), default=None),
            max((value for value in (self.high, other.high) if value is not None), default=None),
        )

    def quantile(self, percent: int) -> float | None:
        """A quantile, never outside of what came."""
        value = self.tally.quantile(percent)
        if value is None or self.low is None or self.high is None:
            return None
        return min(max(value, self.low), self.high)

    def distribution(self) -> Distribution:
        """All of it as plain numbers."""
        n = self.n
        spread = None if self.squares is None or not n else sqrt(variance_of(self.total, self.squares, n))
        return Distribution(
            n=n,
            mean=mean_of(self.total, n) if n else None,
            sd=spread,
            min=self.low,
            max=self.high,
            quantiles=Quantiles(**{f"p{percent}": self.quantile(percent) for percent in (5, 25, 50, 75, 95)}),
            resolution=self.tally.resolution,
        )


def spread(values: NDArray[np.float64], limit: int = FINE) -> Spread:
    """The spread of these values (finite)."""
    return spreads(values[np.newaxis, :], limit)[0]


def spreads(series: NDArray[np.float64], limit: int = FINE) -> tuple[Spread, ...]:
    """The spread of each row of `series` (series x values, all finite)."""
    rising = np.sort(np.asarray(series, dtype=np.float64), axis=1)
    squares = exact_square_sums(rising)
    return tuple(
        Spread(
            total,
            None if squares is None else squares[index],
            tally_sorted(row, limit),
            float(row[0]) if len(row) else None,
            float(row[-1]) if len(row) else None,
        )
        for index, (total, row) in enumerate(zip(exact_sums(rising), rising, strict=True))
    )
