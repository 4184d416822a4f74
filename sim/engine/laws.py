"""What one uniform draw becomes under a law: the inverse CDFs, all monotone (R22) and of plain arithmetic (R20).

A law is a number (`Family`) and a flat row of numbers, its arguments in the order that `Family` names; so both engines,
the tables and the snapshots hold it alike. The quantiles trust their arguments: `fault` says beforehand whether they
can stand. The same source serves Python and the fast engine (`sim.engine.draws.compiled`).
"""

from __future__ import annotations

from itertools import pairwise
from math import fsum, inf, isfinite, ldexp, nan, sqrt
from typing import TYPE_CHECKING

from sim.engine.arithmetic import exponential, logarithm, minus_log_of_complement, normal_quantile, power
from sim.language.distributions import Family

if TYPE_CHECKING:
    from collections.abc import Sequence

CERTAIN = Family.CERTAIN.value
UNIFORM = Family.UNIFORM.value
TRIANGULAR = Family.TRIANGULAR.value
EXPONENTIAL = Family.EXPONENTIAL.value
WEIBULL = Family.WEIBULL.value
NORMAL = Family.NORMAL.value
NORMAL_RANGE = Family.NORMAL_RANGE.value
LOGNORMAL = Family.LOGNORMAL.value
LOGNORMAL_RANGE = Family.LOGNORMAL_RANGE.value
LOGUNIFORM = Family.LOGUNIFORM.value
QUANTILES = Family.QUANTILES.value
PICK = Family.PICK.value
LOGIT_NORMAL_RANGE = Family.LOGIT_NORMAL_RANGE.value

Z95 = -normal_quantile(0.05)
"""the 95 % point of the standard normal law (1.6449)"""
SMALLEST_DRAW = ldexp(1.0, -53)
LARGEST_DRAW = 1.0 - SMALLEST_DRAW


def quantile(code: int, arguments: Sequence[float], u: float) -> float:
    """The value below which the law `code` with its `arguments` lies with probability `u`.

    A `u` beyond the draws' own smallest and largest (2^-53 and its complement; only forced luck can be 0 or 1) counts
    as these, so that no law without an end yields infinity. An unknown code yields NaN, which no rollout accepts (R18).
    """
    return quantile_at(code, arguments, 0, len(arguments), u)


def quantile_at(code: int, table: Sequence[float], first: int, count: int, u: float) -> float:
    """`quantile` of the law whose `count` arguments begin at `first` of a long flat `table`."""
    if u < SMALLEST_DRAW:
        u = SMALLEST_DRAW
    elif u > LARGEST_DRAW:
        u = LARGEST_DRAW
    if code == PICK:
        return pick(table, first, count, u)
    if code == QUANTILES:
        return piecewise_linear(table, first, count, u)
    low = table[first]
    if code == CERTAIN:
        return low
    if code == EXPONENTIAL:
        return low * minus_log_of_complement(u)
    high = table[first + 1]
    if code == TRIANGULAR:
        return triangular(low, high, table[first + 2], u)
    return quantile_of_two(code, low, high, u)


def quantile_of_two(code: int, first: float, second: float, u: float) -> float:
    """The quantile of a law that has two arguments."""
    if code == LOGNORMAL_RANGE:
        return first * exponential(range_weight(u) * logarithm(second / first))
    if code == UNIFORM:
        return between(first, second, u)
    if code == NORMAL_RANGE:
        return first + (second - first) * range_weight(u)
    if code == NORMAL:
        return first + second * normal_quantile(u)
    if code == LOGNORMAL:
        return first * exponential(second * normal_quantile(u))
    if code == WEIBULL:
        return first * power(minus_log_of_complement(u), 1.0 / second)
    if code == LOGUNIFORM:
        return log_between(first, second, u)
    if code == LOGIT_NORMAL_RANGE:
        return logit_normal(first, second, u)
    return nan


def range_weight(u: float) -> float:
    """Where the normal quantile of `u` lies between its 5 % point (0, exactly) and its 95 % point (1).

    A law given by a 90 % range lies that share of the way from one end to the other, on its own scale.
    """
    return (normal_quantile(u) + Z95) / (Z95 + Z95)


def between(low: float, high: float, weight: float) -> float:
    """The point a share `weight` (0 to 1) of the way from `low` to `high`, never beyond `high` by rounding."""
    return min(high, low + (high - low) * weight)


def log_between(low: float, high: float, weight: float) -> float:
    """As `between`, on a logarithmic scale; `low` is above 0."""
    return min(high, low * exponential(weight * logarithm(high / low)))


def triangular(low: float, mode: float, high: float, u: float) -> float:
    """The triangular law: each side of its mode is a square root, and neither passes the mode by rounding."""
    width = high - low
    if width <= 0.0:
        return low
    if u * width <= mode - low:
        return min(mode, low + width * sqrt(u * ((mode - low) / width)))
    return max(mode, high - width * sqrt((1.0 - u) * ((high - mode) / width)))


def logit_normal(low: float, high: float, u: float) -> float:
    """A share whose log-odds are normal, by its 5 % and 95 % points; it stays within 0 to 1."""
    if low == high:
        return low
    span = logarithm(high / low) - logarithm((1.0 - high) / (1.0 - low))
    odds_against = ((1.0 - low) / low) * exponential(-(range_weight(u) * span))
    return 1.0 / (1.0 + odds_against)


def piecewise_linear(table: Sequence[float], first: int, count: int, u: float) -> float:
    """The law through given quantiles: share, value, share, value, …, linear between two neighbours."""
    last = first + count - 2
    right = first + 2
    while right < last and table[right] < u:
        right += 2
    share = table[right - 2]
    return between(table[right - 1], table[right + 1], (u - share) / (table[right] - share))


def pick(table: Sequence[float], first: int, count: int, u: float) -> float:
    """The first value whose cumulated share exceeds `u`; where rounding leaves none, the last that has a share."""
    chosen = nan
    cumulated = 0.0
    for at in range(first, first + count, 2):
        if table[at] > 0.0:
            chosen = table[at + 1]
            cumulated += table[at]
            if u < cumulated:
                break
    return chosen


def support(code: int, arguments: Sequence[float]) -> tuple[float, float]:
    """The smallest and the largest value that the law can come near to, infinite where it has no end."""
    first = arguments[0]
    last = arguments[-1]
    if code == PICK:
        values = [value for share, value in zip(arguments[::2], arguments[1::2], strict=True) if share > 0.0]
        return min(values), max(values)
    if code == QUANTILES:
        return arguments[1], last
    if code in (CERTAIN, UNIFORM, TRIANGULAR, LOGUNIFORM):
        return first, last
    if code in (NORMAL, LOGNORMAL):
        constant = last == 0.0
    else:
        constant = code in (NORMAL_RANGE, LOGNORMAL_RANGE, LOGIT_NORMAL_RANGE) and first == last
    if constant:
        return first, first
    if code in (NORMAL, NORMAL_RANGE):
        return -inf, inf
    return 0.0, 1.0 if code == LOGIT_NORMAL_RANGE else inf


ARGUMENTS = {
    CERTAIN: ("value",),
    UNIFORM: ("lower end", "upper end"),
    TRIANGULAR: ("lower end", "most likely value", "upper end"),
    EXPONENTIAL: ("mean",),
    WEIBULL: ("scale", "shape"),
    NORMAL: ("mean", "standard deviation"),
    NORMAL_RANGE: ("lower end", "upper end"),
    LOGNORMAL: ("median", "sigma"),
    LOGNORMAL_RANGE: ("lower end", "upper end"),
    LOGUNIFORM: ("lower end", "upper end"),
    LOGIT_NORMAL_RANGE: ("lower end", "upper end"),
}
"""What messages call the arguments of a law; QUANTILES and PICK take a row of any length."""
ABOVE_ZERO = {
    EXPONENTIAL: ("mean",),
    WEIBULL: ("scale", "shape"),
    LOGNORMAL: ("median",),
    LOGNORMAL_RANGE: ("lower end",),
    LOGUNIFORM: ("lower end",),
}
NOT_BELOW_ZERO = {NORMAL: ("standard deviation",), LOGNORMAL: ("sigma",)}
SHARES_TOLERANCE = 1e-9


def fault(code: int, arguments: Sequence[float]) -> str | None:
    """Why the law cannot have these arguments, in words for an error message; None when it can.

    Equal ends, a standard deviation or a sigma of 0 can stand: the law is then a constant.

    >>> fault(Family.UNIFORM, (5.0, 3.0))
    'the lower end 5 is above the upper end 3'
    """
    if code in (QUANTILES, PICK):
        return row_fault(code, arguments)
    if code not in ARGUMENTS:
        return f"there is no law number {code}"
    names = ARGUMENTS[code]
    if len(arguments) != len(names):
        return f"the law takes {len(names)} numbers ({', '.join(names)}), not {len(arguments)}"
    given = dict(zip(names, arguments, strict=True))
    for name, value in given.items():
        if not isfinite(value):
            return f"the {name} is not a finite number"
        if name in ABOVE_ZERO.get(code, ()) and value <= 0.0:
            return f"the {name} {told(value)} is not above 0"
        if name in NOT_BELOW_ZERO.get(code, ()) and value < 0.0:
            return f"the {name} {told(value)} is below 0"
        if code == LOGIT_NORMAL_RANGE and not 0.0 < value < 1.0:
            return f"the {name} {told(value)} is not strictly between 0 and 1"
    return order_fault(code, given) if "upper end" in given else None


def order_fault(code: int, given: dict[str, float]) -> str | None:
    """Why the ends of a law, and what lies between them, cannot be as they are."""
    low, high = given["lower end"], given["upper end"]
    if low > high:
        return f"the lower end {told(low)} is above the upper end {told(high)}"
    mode = given.get("most likely value", low)
    if not low <= mode <= high:
        return f"the most likely value {told(mode)} is not between the ends {told(low)} and {told(high)}"
    ratio = high / low if code in (LOGNORMAL_RANGE, LOGUNIFORM, LOGIT_NORMAL_RANGE) else 1.0
    if not (isfinite(high - low) and isfinite(ratio)):
        return f"the ends {told(low)} and {told(high)} are too far apart to reckon with"
    return None


def row_fault(code: int, row: Sequence[float]) -> str | None:
    """Why a row share, value, share, value, … cannot be one of quantiles or of choices."""
    shares, values = row[::2], row[1::2]
    if len(shares) != len(values):
        return "the law takes pairs of a share and a value, and one is left without its other half"
    if not shares:
        return "the law has no values"
    if not all(isfinite(number) for number in row):
        return "a share or a value is not a finite number"
    return pick_fault(shares) if code == PICK else quantiles_fault(shares, values)


def pick_fault(shares: Sequence[float]) -> str | None:
    """Why choices cannot have these shares."""
    for share in shares:
        if share < 0.0:
            return f"the share {told_share(share)} is below 0"
    total = fsum(shares)
    if abs(total - 1.0) > SHARES_TOLERANCE:
        return f"the shares add up to {told_share(total)}, not to 100%"
    return None


def quantiles_fault(shares: Sequence[float], values: Sequence[float]) -> str | None:
    """Why a law cannot have these values at these shares."""
    if shares[0] != 0.0:
        return f"the value at 0% is missing; the first is at {told_share(shares[0])}"
    if shares[-1] != 1.0:
        return f"the value at 100% is missing; the last is at {told_share(shares[-1])}"
    for (share, value), (next_share, next_value) in pairwise(zip(shares, values, strict=True)):
        if share >= next_share:
            return f"the shares do not rise: {told_share(share)} is followed by {told_share(next_share)}"
        if value > next_value:
            return (
                f"the values fall: {told(value)} at {told_share(share)} is followed by"
                f" {told(next_value)} at {told_share(next_share)}"
            )
    if not isfinite(values[-1] - values[0]):
        return f"the ends {told(values[0])} and {told(values[-1])} are too far apart to reckon with"
    return None


def told(value: float) -> str:
    """A number as a message shows it: `5`, not `5.0`."""
    return f"{value:.12g}"


def told_share(share: float) -> str:
    """A share as a message shows it: `95%`."""
    return f"{100.0 * share:.12g}%"
