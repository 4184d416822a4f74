"""The interpreter of the tables' register code (`sim.engine.tables_code`), and the smallest tools of the kernel.

Written in the part of Python that Numba compiles; `sim.engine.kernel_compiled` does so.
"""

from __future__ import annotations

from math import nan
from typing import Any

from sim.engine import kernel_state as state
from sim.engine import tables_rows as row
from sim.engine.clock import LONGEST, microseconds
from sim.engine.kernel_state import DIVISION, FINE, NAN, OVERFLOW
from sim.engine.tables_code import (
    ABSOLUTE,
    ADD,
    ADD_LINES,
    AT_LEAST,
    AT_LEAST_AFTER,
    AT_MOST,
    COPY,
    COPY_LINE,
    DAY,
    DAY_LINE,
    DIVIDE,
    DIVIDE_LINES,
    EQUAL,
    EQUAL_AFTER,
    GROWN,
    GROWN_LINE,
    JUMP,
    JUMP_IF,
    JUMP_UNLESS,
    LESS,
    MAXIMUM,
    MINIMUM,
    MORE,
    MULTIPLY,
    MULTIPLY_LINES,
    NEGATE,
    NEGATE_LINE,
    NOT,
    PER,
    RETURN,
    STILL_LINE,
    SUBTRACT,
    SUBTRACT_LINES,
    UNEQUAL,
)
from sim.engine.tables_rows import NOTHING, WORD
from sim.language.kinds import MICROSECONDS_PER_DAY

RELATIVE_TOLERANCE = 1e-9
MICROSECOND = 1.0 / MICROSECONDS_PER_DAY
"""In days."""


def lowest_bit(word: Any) -> Any:
    """The place of the lowest bit that is set; compiled, an instruction of the machine."""
    return (word & -word).bit_length() - 1


def set_bit(words: Any, first: int, number: int) -> None:
    """Set a bit of the words that begin at `first`."""
    words[first + number // WORD] |= 1 << (number % WORD)


def fail(n: Any, m: Any, fault: int, site: int, value: float) -> None:
    """Note an error of the scenario (R18): the first one counts."""
    if n[state.FAULT] == FINE:
        n[state.FAULT], n[state.SITE], m[state.FAULT_VALUE] = fault, site, value


def refuse(n: Any, m: Any, value: float, site: int) -> None:
    """A number that is not finite."""
    fail(n, m, NAN if value != value else OVERFLOW, site, value)  # noqa: PLR0124


def evaluate(t: Any, n: Any, m: Any, start: int) -> float:  # noqa: C901, PLR0912
    """The value that a program returns; NaN, and a fault in the course, when it meets an error."""
    at = start
    while True:
        operation, to, a, b = t[at], t[at + 1], t[at + 2], t[at + 3]
        at += 4
        if operation == RETURN:
            return m[a]
        if operation == ADD:
            m[to] = m[a] + m[b]
        elif operation == MULTIPLY:
            m[to] = m[a] * m[b]
        elif operation == SUBTRACT:
            m[to] = m[a] - m[b]
        elif operation == JUMP_UNLESS:
            at = to if m[a] == 0.0 else at
            continue
        elif operation == JUMP_IF:
            at = to if m[a] != 0.0 else at
            continue
        elif operation == JUMP:
            at = to
            continue
        elif operation == DIVIDE:
            if m[b] == 0.0:
                fail(n, m, DIVISION, at - 4, 0.0)
                return nan
            m[to] = m[a] / m[b]
        else:
            if operation == COPY:
                m[to] = m[a]
            elif operation == LESS:
                m[to] = m[a] < m[b]
            elif operation == AT_MOST:
                m[to] = m[a] <= m[b]
            elif operation == MORE:
                m[to] = m[a] > m[b]
            elif operation == AT_LEAST:
                m[to] = m[a] >= m[b]
            elif operation == EQUAL:
                m[to] = m[a] == m[b]
            elif operation == UNEQUAL:
                m[to] = m[a] != m[b]
            elif operation == NOT:
                m[to] = m[a] == 0.0
            elif operation == PER:
                m[to] = m[a] / m[b]
            elif not rarer(n, m, operation, to, a, b):
                value = walk(n, m, at - 4, operation, to, a, b)
                if value - value != 0.0:
                    refuse(n, m, value, at - 4)
                    return nan
            continue
        value = m[to]
        if value - value != 0.0:
            refuse(n, m, value, at - 4)
            return nan


def rarer(n: Any, m: Any, operation: int, to: int, a: int, b: int) -> bool:
    """An operation on single cells that is seldom met; whether it was one."""
    if operation == NEGATE:
        m[to] = -m[a]
    elif operation == ABSOLUTE:
        m[to] = abs(m[a])
    elif operation == MINIMUM:
        m[to] = min(m[a], m[b])
    elif operation == MAXIMUM:
        m[to] = max(m[a], m[b])
    elif operation == GROWN:
        m[to] = grown(n, m, a)
    elif operation >= AT_LEAST_AFTER:
        m[to] = judged_after(n, m, operation, a, b)
    else:
        return False
    return True


def grown(n: Any, m: Any, cell: int) -> float:
    """The present value of a growing quantity, whose value, slope and since when are in a row (R2)."""
    value, slope = m[cell], m[cell + 1]
    elapsed = n[state.NOW] - int(m[cell + 2])
    return value if elapsed == 0 or slope == 0.0 else value + slope * (elapsed / MICROSECONDS_PER_DAY)


def walk(n: Any, m: Any, site: int, operation: int, to: int, a: int, b: int) -> float:
    """An operation on lines (R4). What is looked at for being finite is returned, 0 where nothing is."""
    if operation == GROWN_LINE:
        m[to] = grown(n, m, a)
        m[to + 1] = m[a + 1]
        m[to + 2] = abs(m[to])
    elif operation == DAY_LINE:
        m[to], m[to + 1], m[to + 2] = m[DAY], 1.0, m[DAY]
    elif operation == STILL_LINE:
        m[to], m[to + 1], m[to + 2] = m[a], 0.0, abs(m[a])
    elif operation == COPY_LINE:
        m[to], m[to + 1], m[to + 2] = m[a], m[a + 1], m[a + 2]
    elif operation == NEGATE_LINE:
        m[to], m[to + 1], m[to + 2] = -m[a], -m[a + 1], m[a + 2]
    elif operation in (ADD_LINES, SUBTRACT_LINES):
        sign = 1.0 if operation == ADD_LINES else -1.0
        m[to] = m[a] + sign * m[b]
        m[to + 1] = m[a + 1] + sign * m[b + 1]
        m[to + 2] = m[a + 2] + m[b + 2]
        return m[to]  # type: ignore[no-any-return]
    elif operation == MULTIPLY_LINES:
        slope = m[a + 1] * m[b] if m[b + 1] == 0.0 else m[a] * m[b + 1]
        m[to] = m[a] * m[b]
        m[to + 1] = slope
        m[to + 2] = m[a + 2] * m[b + 2]
        return m[to]  # type: ignore[no-any-return]
    elif operation == DIVIDE_LINES:
        if m[b] == 0.0:
            fail(n, m, DIVISION, site, 0.0)
            return nan
        m[to] = m[a] / m[b]
        m[to + 1] = m[a + 1] / m[b]
        m[to + 2] = m[a + 2] / abs(m[b])
        return m[to]  # type: ignore[no-any-return]
    return 0.0


def judged_after(n: Any, m: Any, operation: int, a: int, b: int) -> bool:
    """Two lines compared on the spot, just after now (R4)."""
    gap, slope = difference(m, a, b)
    if operation >= EQUAL_AFTER:
        return (gap == 0.0) == (operation == EQUAL_AFTER)
    return holds_after(operation - AT_LEAST_AFTER, gap, slope)


def difference(m: Any, a: int, b: int) -> tuple[float, float]:
    """The gap between two lines, 0 within tolerance, and its slope (R4)."""
    gap, slope = m[a] - m[b], m[a + 1] - m[b + 1]
    if abs(gap) <= RELATIVE_TOLERANCE * (m[a + 2] + m[b + 2]) + abs(slope) * MICROSECOND:
        gap = 0.0
    return gap, slope


def holds_after(symbol: int, gap: float, slope: float) -> bool:
    """Whether the gap is, just after now, at least 0 (symbol 0), more (1), at most (2), less (3)."""
    if symbol in (0, 3):
        return (gap > 0.0 or (gap == 0.0 and slope >= 0.0)) == (symbol == 0)
    return (gap > 0.0 or (gap == 0.0 and slope > 0.0)) == (symbol == 1)


def later(now: int, days: float) -> int:
    """The time so many days after now, at least a microsecond on; none when it is beyond every horizon (R1)."""
    wait = max(1, microseconds(days))
    return NOTHING if wait >= LONGEST else now + wait


def change(t: Any, n: Any, cell: int) -> None:
    """Call those who read a cell that has changed."""
    span = t[row.SPANS] + cell
    for place in range(t[span], t[span + 1]):
        mark = t[row.MARKS] + place * row.MARK_WIDTH
        n[t[row.WATCHERS] + t[mark + row.MARK_WORD]] |= t[mark + row.MARK_BITS]
