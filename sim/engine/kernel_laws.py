"""Laws as the kernel draws from them: their arguments computed, looked at, and turned into an amount."""

from __future__ import annotations

from math import nan
from typing import Any

from sim.engine import kernel_state as state
from sim.engine import tables_rows as row
from sim.engine.kernel_code import evaluate, fail
from sim.engine.kernel_state import FINE, LAW
from sim.engine.laws import (
    CERTAIN,
    EXPONENTIAL,
    LOGIT_NORMAL_RANGE,
    LOGNORMAL,
    LOGNORMAL_RANGE,
    LOGUNIFORM,
    NORMAL,
    PICK,
    QUANTILES,
    SHARES_TOLERANCE,
    TRIANGULAR,
    WEIBULL,
    quantile_at,
)
from sim.engine.philox import uniform
from sim.engine.tables_rows import NOTHING


def drawn_law(t: Any, n: Any, m: Any, amount: int) -> tuple[int, float]:
    """The law that an amount is drawn from, its arguments computed, or -1 and the value of a certain amount."""
    value = evaluate(t, n, m, t[t[row.AMOUNTS] + amount * row.AMOUNT_WIDTH + row.AMOUNT_PROGRAM])
    if t[t[row.AMOUNTS] + amount * row.AMOUNT_WIDTH + row.AMOUNT_RANDOM] == 0 or n[state.FAULT] != FINE:
        return NOTHING, value
    return int(value), 0.0


def amount_of(t: Any, n: Any, m: Any, amount: int, key: int, index: int, turn: int, slot: int) -> float:
    """The value of an amount, drawn where it is random (R19)."""
    law, value = drawn_law(t, n, m, amount)
    if law == NOTHING or n[state.FAULT] != FINE:
        return value
    return value_of_law(t, n, m, law, uniform(key, index, turn, slot))


def value_of_law(t: Any, n: Any, m: Any, law: int, draw: float) -> float:
    """What a law whose arguments stand in their cells makes of a draw."""
    drawn = t[row.LAWS] + law * row.LAW_WIDTH
    family, first, count = t[drawn + row.LAW_FAMILY], t[drawn + row.LAW_ROW], t[drawn + row.LAW_COUNT]
    if family == CERTAIN:
        return m[first]  # type: ignore[no-any-return]
    if law_is_faulty(family, m, first, count):
        fail(n, m, LAW, law, 0.0)
        return nan
    return quantile_at(family, m, first, count, draw)


def law_is_faulty(family: int, m: Any, first: int, count: int) -> bool:
    """Whether a law cannot have these arguments; `laws.fault` says why."""
    for place in range(first, first + count):
        if m[place] - m[place] != 0.0:
            return True
    if family == PICK:
        return pick_is_faulty(m, first, count)
    if family == QUANTILES:
        return quantiles_are_faulty(m, first, count)
    low = m[first]
    if family == EXPONENTIAL:
        return low <= 0.0  # type: ignore[no-any-return]
    high = m[first + 1]
    if family == WEIBULL:
        return low <= 0.0 or high <= 0.0
    if family in (NORMAL, LOGNORMAL):
        return high < 0.0 or (family == LOGNORMAL and low <= 0.0)
    return ends_are_faulty(family, m, first)


def ends_are_faulty(family: int, m: Any, first: int) -> bool:
    """Whether the ends of a law, or what lies between them, cannot be as they are."""
    low = m[first]
    mode, high = low, m[first + 1]
    if family == TRIANGULAR:
        mode, high = high, m[first + 2]
    if low > high or not low <= mode <= high:
        return True
    if family in (LOGNORMAL_RANGE, LOGUNIFORM) and low <= 0.0:
        return True
    if family == LOGIT_NORMAL_RANGE and not (0.0 < low < 1.0 and 0.0 < high < 1.0):
        return True
    if family in (LOGNORMAL_RANGE, LOGUNIFORM, LOGIT_NORMAL_RANGE):
        ratio = high / low
        if ratio - ratio != 0.0:
            return True
    width = high - low
    return width - width != 0.0  # type: ignore[no-any-return]


def pick_is_faulty(m: Any, first: int, count: int) -> bool:
    """Whether choices cannot have these shares. They are summed with what each addition rounds off (Knuth's two-sum),
    so that the sum is the nearest double to the exact one.
    """
    total, rest = 0.0, 0.0
    for place in range(first, first + count, 2):
        share = m[place]
        if share < 0.0:
            return True
        summed = total + share
        taken = summed - total
        rest += (total - (summed - taken)) + (share - taken)
        total = summed
    return abs((total + rest) - 1.0) > SHARES_TOLERANCE


def quantiles_are_faulty(m: Any, first: int, count: int) -> bool:
    """Whether a law cannot have these values at these shares."""
    last = first + count - 2
    if m[first] != 0.0 or m[last] != 1.0:
        return True
    for place in range(first, last, 2):
        if m[place] >= m[place + 2] or m[place + 1] > m[place + 3]:
            return True
    width = m[last + 1] - m[first + 1]
    return width - width != 0.0  # type: ignore[no-any-return]
