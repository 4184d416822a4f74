"""Sums without rounding, so that adding in any order gives the same figure (R31).

A float is a whole number of steps of 2^-1074, so a sum of floats is one too: here it is kept as a Python integer, which
has room for all of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

STEP = 1074
"""every finite float is a whole multiple of 2 to the minus STEP"""

SLICE = 30
"""bits that are added at once: 2^22 numbers of so many bits sum up without rounding"""

LARGEST_SQUARED = 1e150
"""what is larger has no square among the floats"""


def exact_sums(series: NDArray[np.float64]) -> list[int]:
    """The sum of each row of `series` (series x values), in steps of 2^-1074.

    The highest bits of all values are cut off and added, then the next, until nothing is left. Raises ValueError for
    what is not finite.
    """
    totals = [0] * len(series)
    rest = np.array(series, dtype=np.float64)
    if not np.isfinite(rest).all():
        message = "only finite numbers can be summed up"
        raise ValueError(message)
    while largest := float(np.max(np.abs(rest), initial=0.0)):
        shift = max(int(np.frexp(largest)[1]) - SLICE, -STEP)
        slices = np.trunc(np.ldexp(rest, -shift))
        rest -= np.ldexp(slices, shift)
        totals = [total + (int(part) << (shift + STEP)) for total, part in zip(totals, slices.sum(axis=1), strict=True)]
    return totals


def exact_square_sums(series: NDArray[np.float64]) -> list[int] | None:
    """The sum of the squares of each row, in steps of 2^-1074; None where a square is too large for a float.

    A square is the rounded product and its rounding error, both floats (T. J. Dekker, "A floating-point technique for
    extending the available precision", Numerische Mathematik 18, 1971).
    """
    if np.max(np.abs(series), initial=0.0) > LARGEST_SQUARED:
        return None
    squares = series * series
    split = series * float(2**27 + 1)
    high = split - (split - series)
    low = series - high
    errors = ((high * high - squares) + 2 * high * low) + low * low
    return [square + error for square, error in zip(exact_sums(squares), exact_sums(errors), strict=True)]


def mean_of(total: int, n: int) -> float:
    """The mean of `n` values with this exact sum, rounded once."""
    return total / (n << STEP)


def variance_of(total: int, squares: int, n: int) -> float:
    """The variance (divided by n - 1) of `n` values with these exact sums; 0 for a single value."""
    if n < 2:
        return 0.0
    return max(0, (squares << STEP) * n - total * total) / ((n * (n - 1)) << (2 * STEP))
