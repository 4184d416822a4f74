"""Where a law lies: its quantiles in closed form, for telling alone.

No rollout is drawn from here (that is the engine's, from keyed luck and plain arithmetic); these formulas say a law's
90 % range and its middle in words, to a few digits, and may use the standard library's logarithm.
"""

from __future__ import annotations

from math import exp, log, sqrt
from statistics import NormalDist
from typing import TYPE_CHECKING

from sim.language.distributions import Family

if TYPE_CHECKING:
    from collections.abc import Sequence

STANDARD = NormalDist()
Z95 = STANDARD.inv_cdf(0.95)


def quantile(family: Family, arguments: Sequence[float], share: float) -> float:
    """The value below which a law lies with probability `share` (strictly between 0 and 1).

    Arguments in the order that `Family` names; formulas as in Johnson, Kotz and Balakrishnan, Continuous Univariate
    Distributions (2nd edition, volumes 1 and 2), by inversion of the distribution function.
    """
    first, last = arguments[0], arguments[-1]
    weight = (STANDARD.inv_cdf(share) + Z95) / (2 * Z95)
    match family:
        case Family.UNIFORM:
            return first + (last - first) * share
        case Family.TRIANGULAR:
            return _triangular(first, arguments[1], last, share)
        case Family.EXPONENTIAL:
            return -first * log(1 - share)
        case Family.WEIBULL:
            return first * exp(log(-log(1 - share)) / last)
        case Family.NORMAL:
            return first + last * STANDARD.inv_cdf(share)
        case Family.NORMAL_RANGE:
            return first + (last - first) * weight
        case Family.LOGNORMAL:
            return first * exp(last * STANDARD.inv_cdf(share))
        case Family.LOGNORMAL_RANGE:
            return first * exp(log(last / first) * weight)
        case Family.LOGUNIFORM:
            return first * exp(log(last / first) * share)
        case Family.LOGIT_NORMAL_RANGE:
            low, high = log(first / (1 - first)), log(last / (1 - last))
            return 1 / (1 + exp(-(low + (high - low) * weight)))
        case Family.QUANTILES:
            return _piecewise_linear(arguments, share)
        case Family.PICK:
            return _picked(arguments, share)
        case _:
            return first


def likeliest(arguments: Sequence[float]) -> float:
    """The value of a PICK with the largest share, the first of equals."""
    shares, values = arguments[::2], arguments[1::2]
    return values[shares.index(max(shares))]


def _triangular(low: float, mode: float, high: float, share: float) -> float:
    width = high - low
    if width <= 0:
        return low
    if share * width <= mode - low:
        return low + sqrt(share * width * (mode - low))
    return high - sqrt((1 - share) * width * (high - mode))


def _piecewise_linear(row: Sequence[float], share: float) -> float:
    """Linear between the given points: share, value, share, value, …"""
    right = next(place for place in range(2, len(row), 2) if row[place] >= share)
    span = row[right] - row[right - 2]
    return row[right - 1] + (row[right + 1] - row[right - 1]) * (share - row[right - 2]) / span


def _picked(row: Sequence[float], share: float) -> float:
    cumulated = 0.0
    for place in range(0, len(row), 2):
        cumulated += row[place]
        if share < cumulated:
            return row[place + 1]
    return row[-1]
