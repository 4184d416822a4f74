"""What the kernel judges once an instant is settled (R16), and what it writes down of a rollout."""

from __future__ import annotations

from typing import Any

from sim.engine import kernel_state as state
from sim.engine import tables_rows as row
from sim.engine.clock import microseconds
from sim.engine.kernel_code import evaluate, fail, grown
from sim.engine.kernel_state import ENDED, ERRED, FAULT, FINE, LADDER, RUNNING
from sim.engine.tables_rows import NEVER, NOTHING, NUMBER, WORD
from sim.language.kinds import MICROSECONDS_PER_DAY


def close(t: Any, n: Any, m: Any, path: Any, now: int) -> None:
    """R16: rung, assertions and outcomes, once, on the settled state; of them, what can have changed."""
    first, last = t[row.WATCHERS] + t[row.SETTLED], t[row.WATCHERS] + t[row.WORDS]
    called = n[state.NEXT_RECORD] <= now or now >= n[state.HORIZON]
    for word in range(first, last):
        called = called or n[word] != 0
    if not called:
        return
    n[state.TRIGGER] = NOTHING
    if n[first] & 1:
        enter_rung(t, n, m, path, now)
    for number in range(t[row.COUNT + row.ASSERTIONS]):
        if n[FAULT] == FINE:
            kept = t[row.OBLIGATIONS] + number * state.OBLIGATION
            if is_called(n, first, 1 + number) or 0 <= n[kept + state.UNTIL_WHEN] <= now:
                judge_assertion(t, n, m, number, now)
    found = judge_outcomes(t, n, m, now) if n[FAULT] == FINE else NOTHING
    for word in range(first, last):
        n[word] = 0
    n[state.NEXT_RECORD] = next_record_time(t, n, now)
    n[state.OUTCOME] = found
    if found == NOTHING:
        n[state.OUTCOME] = ENDED if now >= n[state.HORIZON] else RUNNING


def is_called(n: Any, first: int, watcher: int) -> bool:
    """Whether a watcher of the settled state, whose words begin at `first`, is to be judged."""
    return n[first + watcher // WORD] & (1 << (watcher % WORD)) != 0  # type: ignore[no-any-return]


def enter_rung(t: Any, n: Any, m: Any, path: Any, now: int) -> None:
    """R24: the highest rung whose condition holds, written down if it is newly entered."""
    rung = t[row.COUNT + row.LADDER] - 1
    while rung >= 0:
        condition = t[t[row.LADDER] + rung]
        if condition == NOTHING or evaluate(t, n, m, condition) != 0.0:
            break
        rung -= 1
    if n[FAULT] != FINE:
        return
    if rung < 0:
        fail(n, m, LADDER, 0, 0.0)
    elif rung == n[state.RUNG]:
        return
    elif n[state.PATHS] >= len(path):
        n[state.FULL] = 1
    else:
        n[state.RUNG] = rung
        path[n[state.PATHS], 0], path[n[state.PATHS], 1] = rung, now
        n[state.PATHS] += 1


def judge_assertion(t: Any, n: Any, m: Any, number: int, now: int) -> None:
    """R26, R27: whether an assertion is violated on this settled state."""
    plan, kept = t[row.ASSERTIONS] + number * row.ASSERTION_WIDTH, t[row.OBLIGATIONS] + number * state.OBLIGATION
    if t[plan + row.ASSERTION_THEN] != NOTHING:
        broken = judge_obligation(t, n, m, plan, kept, now)
    else:
        if n[kept + state.CAME_UP] == 0:
            occurs = t[plan + row.ASSERTION_OCCURS]
            came_up = occurs == NOTHING or evaluate(t, n, m, occurs) != 0.0
            n[kept + state.CAME_UP] = 1 if came_up and n[FAULT] == FINE else 0
        broken = n[FAULT] == FINE and evaluate(t, n, m, t[plan + row.ASSERTION_CONDITION]) == 0.0
    if broken and n[kept + state.VIOLATED] == NOTHING and n[FAULT] == FINE:
        n[kept + state.VIOLATED] = now


def judge_obligation(t: Any, n: Any, m: Any, plan: int, kept: int, now: int) -> bool:
    """R27: opens at a rise of the condition, closes at `then` until its end, both ends included."""
    holds = evaluate(t, n, m, t[plan + row.ASSERTION_CONDITION]) != 0.0
    opened, ends, broken = n[kept + state.OPENED], n[kept + state.UNTIL_WHEN], False
    if n[FAULT] == FINE and holds and n[kept + state.HELD] == 0 and opened == NOTHING:
        within = t[plan + row.ASSERTION_WITHIN]
        opened, ends = now, now + microseconds(0.0 if within == NOTHING else evaluate(t, n, m, within))
        if n[FAULT] == FINE:
            n[kept + state.CAME_UP] = 1
    if n[FAULT] == FINE and opened != NOTHING:
        answered = evaluate(t, n, m, t[plan + row.ASSERTION_THEN]) != 0.0
        broken = not answered and now >= ends
        if n[FAULT] == FINE and (answered or broken):
            opened, ends = NOTHING, NOTHING
            n[kept + state.DECIDED_IT] = 1
    if n[FAULT] == FINE:
        n[kept + state.HELD] = 1 if holds else 0
        n[kept + state.OPENED], n[kept + state.UNTIL_WHEN] = opened, ends
    return broken


def judge_outcomes(t: Any, n: Any, m: Any, now: int) -> int:
    """R25, R36: the outcome that ends the rollout here, or -1; those of the horizon come last."""
    found, first = NOTHING, t[row.WATCHERS] + t[row.SETTLED]
    for number in range(t[row.COUNT + row.OUTCOMES]):
        plan, end = t[row.OUTCOMES] + number * row.OUTCOME_WIDTH, t[row.ENDS] + number
        called = is_called(n, first, 1 + t[row.COUNT + row.ASSERTIONS] + number) or 0 <= n[end] <= now
        if t[plan + row.OUTCOME_AT_HORIZON] != 0 or not called:
            continue
        holds = evaluate(t, n, m, t[plan + row.OUTCOME_WHEN]) != 0.0
        if n[FAULT] != FINE:
            return NOTHING
        if not holds:
            n[end] = NOTHING
        elif n[end] == NOTHING:
            hold = t[plan + row.OUTCOME_HOLD]
            n[end] = now + microseconds(0.0 if hold == NOTHING else evaluate(t, n, m, hold))
        if holds and found == NOTHING and now >= n[end]:
            found = number
    for number in range(t[row.COUNT + row.OUTCOMES]):
        plan = t[row.OUTCOMES] + number * row.OUTCOME_WIDTH
        if found == NOTHING and now >= n[state.HORIZON] and t[plan + row.OUTCOME_AT_HORIZON] != 0:
            found = number if evaluate(t, n, m, t[plan + row.OUTCOME_WHEN]) != 0.0 else NOTHING
    return found


def next_record_time(t: Any, n: Any, now: int) -> int:
    """The next end of an outcome's hold or of an assertion's window (R16)."""
    soonest = NEVER
    for number in range(t[row.COUNT + row.OUTCOMES]):
        time = n[t[row.ENDS] + number]
        soonest = time if now < time < soonest else soonest
    for number in range(t[row.COUNT + row.ASSERTIONS]):
        time = n[t[row.OBLIGATIONS] + number * state.OBLIGATION + state.UNTIL_WHEN]
        soonest = time if now < time < soonest else soonest
    return soonest


def fill_grid(t: Any, n: Any, m: Any, numbers: Any, floats: Any, grid: Any, until: int, latest: int) -> None:
    """Write down rung and numbers at the grid's times before `until`, as they are at those times, or at `latest` if
    that comes first; looking rewrites nothing (R2).
    """
    points, into = len(grid), n[state.ROW]
    while n[state.GRID] < points and grid[n[state.GRID]] < until:
        point = n[state.GRID]
        time = min(grid[point], latest)
        numbers[into, numbers.shape[1] - points + point] = n[state.RUNG]
        place = t[row.COUNT + row.VARIABLES] + t[row.COUNT + row.PARAMETERS] + point
        for number in range(t[row.COUNT + row.VARIABLES]):
            variable = t[row.VARIABLES] + number * row.VARIABLE_WIDTH
            if t[variable + row.VARIABLE_KIND] == NUMBER:
                cell = t[variable]
                grows = t[variable + row.VARIABLE_QUANTITY] != NOTHING
                floats[into, place] = value_at(m, cell, time) if grows else m[cell]
                place += points
        n[state.GRID] += 1


def value_at(m: Any, cell: int, time: int) -> float:
    """A growing quantity at a time between the last instant and the next."""
    value, slope, since = m[cell], m[cell + 1], int(m[cell + 2])
    return value + slope * ((time - since) / MICROSECONDS_PER_DAY) if slope != 0.0 and time > since else value


def write_down(t: Any, n: Any, m: Any, numbers: Any, floats: Any, path: Any, grid: Any, first: int) -> None:
    """What came of a rollout, in its row; its path begins at `first` of `path`."""
    into, end = n[state.ROW], min(n[state.NOW], n[state.HORIZON])
    fill_grid(t, n, m, numbers, floats, grid, NEVER, end)  # after the end everything stays as it was
    numbers[into, state.ROW_OUTCOME] = ERRED if n[FAULT] != FINE else n[state.OUTCOME]
    numbers[into, state.ROW_FAULT], numbers[into, state.ROW_END] = n[FAULT], end
    numbers[into, state.ROW_PATHS] = n[state.PATHS]
    place = state.ROW_RUNGS
    for rung in range(t[row.COUNT + row.LADDER]):
        numbers[into, place + 2 * rung], numbers[into, place + 2 * rung + 1] = NOTHING, 0
    for entry in range(first, n[state.PATHS]):
        column, begins = place + 2 * path[entry, 0], path[entry, 1]
        if numbers[into, column] == NOTHING:
            numbers[into, column] = begins
        numbers[into, column + 1] += (path[entry + 1, 1] if entry + 1 < n[state.PATHS] else end) - begins
    place += 2 * t[row.COUNT + row.LADDER]
    for number in range(t[row.COUNT + row.TRIGGERS]):
        life = state.LIVES + number * state.LIFE
        numbers[into, place], numbers[into, place + 1] = n[life + state.FIRINGS], n[life + state.FIRST_FIRED]
        place += 2
    for number in range(t[row.COUNT + row.ASSERTIONS]):
        kept = t[row.OBLIGATIONS] + number * state.OBLIGATION
        numbers[into, place], numbers[into, place + 2] = n[kept + state.VIOLATED], n[kept + state.CAME_UP]
        decided = n[kept + state.VIOLATED] != NOTHING if n[FAULT] != FINE else n[kept + state.DECIDED_IT] != 0
        numbers[into, place + 1] = 1 if decided else 0
        place += 3
    place = t[row.COUNT + row.VARIABLES]
    for number in range(place):
        variable = t[row.VARIABLES] + number * row.VARIABLE_WIDTH
        grows = t[variable + row.VARIABLE_QUANTITY] != NOTHING
        floats[into, number] = grown(n, m, t[variable]) if grows else m[t[variable]]
    for number in range(t[row.COUNT + row.PARAMETERS]):
        floats[into, place + number] = m[t[t[row.PARAMETERS] + number * row.PARAMETER_WIDTH]]
