"""The world between decisions: quantities that grow, truths that are kept, and what an effect writes.

Steps 1 to 4 of the order within an instant (R13); rules R2 to R5, R15 and R36.
"""

from __future__ import annotations

from math import floor, inf
from typing import Any

from sim.engine import kernel_state as state
from sim.engine import tables_rows as row
from sim.engine.clock import microseconds
from sim.engine.kernel_code import change, difference, evaluate, fail, grown, holds_after, later, lowest_bit, set_bit
from sim.engine.kernel_state import COUNTING, FINE, NEW_NAN, NEW_OVERFLOW
from sim.engine.tables_rows import COMPARE, FLAG, LATCH, NAME, NEVER, NOTHING, WORD

WHOLE_NUMBERS_END = 2.0**53
"""Counts are whole numbers below this in magnitude (R5)."""


def wake_world(t: Any, n: Any, m: Any, now: int) -> None:
    """What time alone brings about in the world: bounds are reached, comparisons turn, a `recently` ends."""
    for number in range(t[row.COUNT + row.QUANTITIES]):
        if n[t[row.SNAPS] + number] == now:
            snap(t, n, m, number, now)
    for number in range(t[row.COUNT + row.STORED]):
        truth = t[row.TRUTHS] + number * state.TRUTH
        if n[truth + state.CROSSING] == now or n[truth + state.EXPIRY] == now:
            stored = t[row.STORED] + number * row.STORED_WIDTH
            set_bit(n, t[row.WATCHERS], t[stored + row.STORED_WATCHER])


def snap(t: Any, n: Any, m: Any, number: int, now: int) -> None:
    """R5: a quantity that has reached its bound takes it exactly, and stops."""
    quantity = t[row.QUANTITIES] + number * row.QUANTITY_WIDTH
    cell = t[quantity + row.QUANTITY_CELL]
    bound = t[quantity + row.QUANTITY_HIGH] if m[cell + 1] > 0.0 else t[quantity + row.QUANTITY_LOW]
    m[cell], m[cell + 1], m[cell + 2] = m[bound], 0.0, now
    n[t[row.SNAPS] + number] = NOTHING
    change(t, n, cell)
    set_bit(n, t[row.WATCHERS], t[quantity + row.QUANTITY_WATCHER])


def judge_world(t: Any, n: Any, m: Any, now: int) -> None:
    """What reads nothing growing, then slopes, then the rest; of all of it, what can have changed."""
    watchers = t[row.WATCHERS]
    for word in range(t[row.GUARDS]):
        while n[watchers + word] != 0:
            place = WORD * word + lowest_bit(n[watchers + word])
            n[watchers + word] &= n[watchers + word] - 1
            item = t[t[row.WORLD] + place]
            if item < 0:
                flow(t, n, m, NOTHING - item, now)
            else:
                kind = t[t[row.STORED] + item * row.STORED_WIDTH + row.STORED_KIND]
                if kind == COMPARE:
                    compare(t, n, m, item, now)
                elif kind == LATCH:
                    latch(t, n, m, item)
                else:
                    recall(t, n, m, item, now)
            if n[state.FAULT] != FINE:
                return


def flow(t: Any, n: Any, m: Any, number: int, now: int) -> None:
    """R2 and R5: the slope as the state now has it; 0 while it points out of a bound."""
    quantity = t[row.QUANTITIES] + number * row.QUANTITY_WIDTH
    cell, low, high = t[quantity], m[t[quantity + row.QUANTITY_LOW]], m[t[quantity + row.QUANTITY_HIGH]]
    declared = evaluate(t, n, m, t[quantity + row.QUANTITY_SLOPE])
    if n[state.FAULT] != FINE:
        return
    at_rest = m[cell + 1] == 0.0 or int(m[cell + 2]) == now
    effective = 0.0 if at_rest and points_out(m[cell], declared, low, high) else declared
    if effective != m[cell + 1]:
        value = clamped(grown(n, m, cell), low, high)
        effective = 0.0 if points_out(value, declared, low, high) else declared
        m[cell], m[cell + 1], m[cell + 2] = value, effective, now
        change(t, n, cell)
    if int(m[cell + 2]) == now:
        n[t[row.SNAPS] + number] = reaches(now, m[cell], m[cell + 1], low, high)


def points_out(value: float, slope: float, low: float, high: float) -> bool:
    """Whether a quantity stands at a bound and its slope leads beyond it."""
    if slope > 0.0:
        return high < inf and value >= high
    return slope < 0.0 and low > -inf and value <= low


def reaches(now: int, value: float, slope: float, low: float, high: float) -> int:
    """When a quantity reaches the bound that it moves towards."""
    bound = high if slope > 0.0 else low
    if slope == 0.0 or bound - bound != 0.0:
        return NOTHING
    return later(now, (bound - value) / slope)


def clamped(value: float, low: float, high: float) -> float:
    """A value within bounds (R5)."""
    if value < low:
        return low
    return min(value, high)


def compare(t: Any, n: Any, m: Any, number: int, now: int) -> None:
    """R4: judged anew when something in it has changed, decreed at its own crossing, else kept."""
    stored, truth = t[row.STORED] + number * row.STORED_WIDTH, t[row.TRUTHS] + number * state.TRUTH
    cell = t[stored + row.STORED_CELL]
    if n[truth + state.KNOWN] != 0 and not differs(t, m, stored, False):
        if n[truth + state.CROSSING] == now:
            n[truth + state.CROSSING] = NOTHING
            settle_truth(t, n, m, cell, m[cell] == 0.0)
        return
    evaluate(t, n, m, t[stored + row.STORED_PROGRAM])
    if n[state.FAULT] != FINE:
        return
    differs(t, m, stored, True)
    n[truth + state.KNOWN] = 1
    gap, slope = difference(m, t[stored + row.STORED_LEFT], t[stored + row.STORED_RIGHT])
    n[truth + state.CROSSING] = later(now, -gap / slope) if gap * slope < 0.0 else NOTHING
    settle_truth(t, n, m, cell, holds_after(t[stored + row.STORED_SYMBOL], gap, slope))


def settle_truth(t: Any, n: Any, m: Any, cell: int, holds: bool) -> None:
    """Keep a truth, and tell those who read it if it is new."""
    if (m[cell] != 0.0) != holds:
        m[cell] = 1.0 if holds else 0.0
        change(t, n, cell)


def differs(t: Any, m: Any, stored: int, keep: bool) -> bool:
    """Whether anything that a comparison was last judged on is not what it was; with `keep` it is remembered anew."""
    saved, found = t[row.SAVED] + t[stored + row.STORED_SAVED], False
    first = t[row.INPUTS] + t[stored + row.STORED_INPUT] * row.INPUT_WIDTH
    for place in range(first, first + t[stored + row.STORED_INPUTS] * row.INPUT_WIDTH, row.INPUT_WIDTH):
        for cell in range(t[place], t[place] + (3 if t[place + row.INPUT_GROWS] else 1)):
            found = found or m[saved] != m[cell]
            if keep:
                m[saved] = m[cell]
            saved += 1
    return found


def latch(t: Any, n: Any, m: Any, number: int) -> None:
    """R15: `ever` stays true."""
    stored = t[row.STORED] + number * row.STORED_WIDTH
    cell = t[stored + row.STORED_CELL]
    if m[cell] == 0.0:
        holds = evaluate(t, n, m, t[stored + row.STORED_PROGRAM]) != 0.0
        settle_truth(t, n, m, cell, holds and n[state.FAULT] == FINE)


def recall(t: Any, n: Any, m: Any, number: int, now: int) -> None:
    """R36: true while the condition holds, and until `within` after it last held."""
    stored, truth = t[row.STORED] + number * row.STORED_WIDTH, t[row.TRUTHS] + number * state.TRUTH
    if t[stored + row.STORED_PROGRAM] != NOTHING:
        holds = evaluate(t, n, m, t[stored + row.STORED_PROGRAM]) != 0.0
        if n[state.FAULT] != FINE:
            return
        if holds:
            n[truth + state.EXPIRY] = NOTHING
        elif n[truth + state.RECALLED] != 0:
            n[truth + state.EXPIRY] = now + microseconds(evaluate(t, n, m, t[stored + row.STORED_WITHIN]))
        n[truth + state.RECALLED] = 1 if holds else 0
    holds = n[truth + state.RECALLED] != 0 or now < n[truth + state.EXPIRY]
    settle_truth(t, n, m, t[stored + row.STORED_CELL], holds)


def next_world_time(t: Any, n: Any, now: int) -> int:
    """The next instant at which a bound is reached, a comparison turns or a `recently` ends (R16)."""
    soonest = NEVER
    for number in range(t[row.COUNT + row.QUANTITIES]):
        time = n[t[row.SNAPS] + number]
        soonest = time if now < time < soonest else soonest
    for number in range(t[row.COUNT + row.STORED]):
        truth = t[row.TRUTHS] + number * state.TRUTH
        for column in (state.CROSSING, state.EXPIRY):
            time = n[truth + column]
            soonest = time if now < time < soonest else soonest
    return soonest


def assign(t: Any, n: Any, m: Any, number: int, value: float, effect: int) -> None:
    """A variable's new value: whole if it is a count, and within its bounds (R5)."""
    variable = t[row.VARIABLES] + number * row.VARIABLE_WIDTH
    cell = t[variable + row.VARIABLE_CELL]
    if t[variable + row.VARIABLE_WHOLE] != 0:
        value = whole_number(n, m, value, effect)
        if n[state.FAULT] != FINE:
            return
    value = typed(t[variable + row.VARIABLE_KIND], value)
    value = clamped(value, m[t[variable + row.VARIABLE_LOW]], m[t[variable + row.VARIABLE_HIGH]])
    quantity = t[variable + row.VARIABLE_QUANTITY]
    if quantity != NOTHING:
        m[cell], m[cell + 2] = value, n[state.NOW]
        n[t[row.SNAPS] + quantity] = NOTHING
        change(t, n, cell)
        set_bit(n, t[row.WATCHERS], t[t[row.QUANTITIES] + quantity * row.QUANTITY_WIDTH + row.QUANTITY_WATCHER])
    else:
        changed = m[cell] != value
        m[cell] = value
        if changed:
            change(t, n, cell)


def typed(kind: int, value: float) -> float:
    """A drawn or computed value as its type is kept."""
    if kind == FLAG:
        return 1.0 if value != 0.0 else 0.0
    return float(int(value)) if kind == NAME else value


def whole_number(n: Any, m: Any, value: float, effect: int) -> float:
    """The nearest whole number, halves up (R5)."""
    if value - value != 0.0:
        refuse_new(n, m, value, effect)
        return value
    rounded = float(floor(value + 0.5)) if abs(value) < WHOLE_NUMBERS_END else value
    if abs(rounded) >= WHOLE_NUMBERS_END:
        fail(n, m, COUNTING, effect, value)
    return rounded


def refuse_new(n: Any, m: Any, value: float, effect: int) -> None:
    """A new value that is not finite (R18)."""
    fail(n, m, NEW_NAN if value != value else NEW_OVERFLOW, effect, value)  # noqa: PLR0124
