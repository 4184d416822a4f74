"""Rollouts from end to end: instants, one after another, each settled in the order of R13 to R16."""

from __future__ import annotations

from math import nan
from typing import Any

from sim.engine import kernel_state as state
from sim.engine import tables_rows as row
from sim.engine.arithmetic import normal_quantile, normal_share
from sim.engine.draws import CHANCE as CHANCE_SLOT
from sim.engine.draws import DELAY as DELAY_SLOT
from sim.engine.kernel_code import evaluate, fail, grown, lowest_bit, set_bit
from sim.engine.kernel_laws import amount_of, drawn_law, value_of_law
from sim.engine.kernel_record import close, fill_grid, write_down
from sim.engine.kernel_state import (
    DUE,
    ERRED,
    FAULT,
    FINE,
    HOLDING,
    HOLDS,
    LIFE,
    LIVES,
    MOST_DECISIONS_IN_AN_INSTANT,
    NOW,
    OUTCOME,
    PENDING,
    PHASE,
    RESTING,
    RISEN,
    RUNNING,
    SPENT,
    TURN,
)
from sim.engine.kernel_trigger import (
    call_listeners,
    cancel,
    count_firing,
    end_decision,
    is_due,
    judge_life,
    set_delay,
    set_hazard,
    set_wake,
)
from sim.engine.kernel_world import assign, clamped, judge_world, next_world_time, refuse_new, typed, wake_world
from sim.engine.philox import uniform
from sim.engine.tables_code import DAY
from sim.engine.tables_rows import ADD_TO, CANCEL, LET, NEVER, NOTHING, NUMBER, SHIFT, TAKE_FROM, WORD
from sim.language.kinds import MICROSECONDS_PER_DAY

CERTAIN_SUM = 1e-9
"""How far the chances of all options together may be from 1 (R34)."""


def roll(  # noqa: PLR0913, PLR0917
    t: Any, n: Any, m: Any, fresh: Any, still: Any, world_keys: Any, numbers: Any, floats: Any, path: Any, grid: Any,
    stop: Any, first: int, last: int, index: int, step: int, worlds: int,
) -> int:  # fmt: skip
    """Rollouts `index`, `index + step` and so on, into the rows from `first` to before `last`.

    Returns the first row not made: before `last` if `stop` was set, or if the paths found no more room. `worlds` 0: one
    world a rollout (R23).
    """
    paths = numbers[first - 1, state.ROW_PATHS] if first > 0 else 0
    for into in range(first, last):
        if stop[0] != 0:
            return into
        for place in range(len(n)):
            n[place] = fresh[place]
        for place in range(len(m)):
            m[place] = still[place]
        n[state.ROW], n[state.INDEX], n[state.PATHS] = into, index, paths
        bear(t, n, m, world_keys, index % worlds if worlds > 0 else index)
        go_on(t, n, m, numbers, floats, path, grid)
        if n[state.FULL] != 0:
            return into
        write_down(t, n, m, numbers, floats, path, grid, paths)
        paths = n[state.PATHS]
        index += step
    return last


def bear(t: Any, n: Any, m: Any, world_keys: Any, world: int) -> None:
    """The parameters of a world, each drawn by its own name (R23), and the state at time 0, within its bounds."""
    for number in range(t[row.COUNT + row.PARAMETERS]):
        parameter = t[row.PARAMETERS] + number * row.PARAMETER_WIDTH
        law, value = drawn_law(t, n, m, t[parameter + row.PARAMETER_AMOUNT])
        if n[FAULT] == FINE and law != NOTHING:
            value = value_of_law(t, n, m, law, tied(t, m, parameter, uniform(world_keys[number], world, 0, DELAY_SLOT)))
        if n[FAULT] == FINE:
            m[t[parameter + row.PARAMETER_CELL]] = typed(t[parameter + row.PARAMETER_KIND], value)
    for number in range(t[row.COUNT + row.VARIABLES]):
        variable = t[row.VARIABLES] + number * row.VARIABLE_WIDTH
        low, high = t[variable + row.VARIABLE_LOW], t[variable + row.VARIABLE_HIGH]
        if n[FAULT] == FINE:
            value = typed(t[variable + row.VARIABLE_KIND], evaluate(t, n, m, t[variable + row.VARIABLE_INITIAL]))
        if n[FAULT] == FINE and t[variable + row.VARIABLE_MINIMUM] != NOTHING:
            m[low] = evaluate(t, n, m, t[variable + row.VARIABLE_MINIMUM])
        if n[FAULT] == FINE and t[variable + row.VARIABLE_MAXIMUM] != NOTHING:
            m[high] = evaluate(t, n, m, t[variable + row.VARIABLE_MAXIMUM])
        if n[FAULT] == FINE:
            m[t[variable + row.VARIABLE_CELL]] = clamped(value, m[low], m[high])
    if n[FAULT] != FINE:
        n[OUTCOME] = ERRED
        forget(t, m)


def tied(t: Any, m: Any, parameter: int, draw: float) -> float:
    """The draw of a parameter, tied to the draws of those that it goes with by a Gaussian copula."""
    count, first = t[parameter + row.PARAMETER_TIES], t[row.TIES] + t[parameter + row.PARAMETER_TIE] * row.TIE_WIDTH
    if count == 0:
        return draw
    m[t[parameter + row.PARAMETER_SCORE]] = normal_quantile(draw)
    if count == 1:
        return draw
    score = 0.0
    for tie in range(first, first + count * row.TIE_WIDTH, row.TIE_WIDTH):
        score += m[t[tie + row.TIE_SHARE]] * m[t[tie + row.TIE_SCORE]]
    return normal_share(score)


def forget(t: Any, m: Any) -> None:
    """Nothing is known of a world that cannot be made (R18)."""
    for number in range(t[row.COUNT + row.PARAMETERS]):
        parameter = t[row.PARAMETERS] + number * row.PARAMETER_WIDTH
        m[t[parameter + row.PARAMETER_CELL]] = nan if t[parameter + row.PARAMETER_KIND] == NUMBER else -1.0
    for number in range(t[row.COUNT + row.VARIABLES]):
        variable = t[row.VARIABLES] + number * row.VARIABLE_WIDTH
        m[t[variable]] = nan if t[variable + row.VARIABLE_KIND] == NUMBER else -1.0


def go_on(t: Any, n: Any, m: Any, numbers: Any, floats: Any, path: Any, grid: Any) -> None:
    """Instants from the next one on, until the end, or until there is none up to `UNTIL`."""
    while n[OUTCOME] == RUNNING and n[state.FULL] == 0:
        now = min(n[state.NEXT_WAKE], n[state.NEXT_WORLD], n[state.NEXT_RECORD], n[state.HORIZON])
        if now > n[state.UNTIL]:
            return
        fill_grid(t, n, m, numbers, floats, grid, now, now)
        n[NOW], n[state.HERE] = now, 0
        m[DAY] = now / MICROSECONDS_PER_DAY
        wakes = t[row.WAKES]
        for number in range(t[row.COUNT + row.TRIGGERS]):
            if n[wakes + number] == now:
                phase = n[LIVES + number * LIFE + PHASE]
                if phase in (HOLDING, RESTING):
                    set_bit(n, t[row.CALLED], number)
        wake_world(t, n, m, now)
        cascade(t, n, m, now)
        if n[FAULT] == FINE:
            close(t, n, m, path, now)
        if n[FAULT] != FINE:
            n[OUTCOME] = ERRED
        n[state.NEXT_WORLD] = next_world_time(t, n, now)


def cascade(t: Any, n: Any, m: Any, now: int) -> None:
    """R15: judge and decide until nothing is due."""
    judge(t, n, m, now)
    wakes = t[row.WAKES]
    while n[FAULT] == FINE:
        soonest = NEVER
        for number in range(wakes, wakes + t[row.COUNT + row.TRIGGERS]):
            soonest = min(soonest, n[number])
        n[state.NEXT_WAKE] = soonest
        if soonest > now:
            return
        number = next_due(t, n, m, now)
        if number == NOTHING:
            miss(t, n, now)
        elif n[FAULT] == FINE:
            decide(t, n, m, number)
            if n[FAULT] == FINE:
                judge(t, n, m, now)


def judge(t: Any, n: Any, m: Any, now: int) -> None:
    """R13: bounds, stored truths and slopes; all conditions on that one state; then rates and delays."""
    n[state.TRIGGER] = NOTHING
    judge_world(t, n, m, now)
    guards, clocks, settled = (
        t[row.WATCHERS] + t[row.GUARDS],
        t[row.WATCHERS] + t[row.CLOCKS],
        t[row.WATCHERS] + t[row.SETTLED],
    )
    for word in range(guards, clocks):
        while n[word] != 0 and n[FAULT] == FINE:
            number = WORD * (word - guards) + lowest_bit(n[word])
            n[word] &= n[word] - 1
            n[state.TRIGGER] = number
            when = t[t[row.TRIGGERS] + number * row.TRIGGER_WIDTH + row.TRIGGER_WHEN]
            holds = 1 if when == NOTHING or evaluate(t, n, m, when) != 0.0 else 0
            if holds != n[LIVES + number * LIFE + HOLDS]:
                n[LIVES + number * LIFE + HOLDS] = holds
                set_bit(n, t[row.CALLED], number)
    if n[FAULT] != FINE:
        return
    for word in range(settled - clocks):
        called = t[row.CALLED] + word
        while n[called] != 0:
            bit = lowest_bit(n[called])
            n[called] &= n[called] - 1
            judge_life(t, n, m, WORD * word + bit, now)
            if n[LIVES + (WORD * word + bit) * LIFE + RISEN] != 0:
                n[clocks + word] |= 1 << bit
    for word in range(clocks, settled):
        while n[word] != 0 and n[FAULT] == FINE:
            number = WORD * (word - clocks) + lowest_bit(n[word])
            n[word] &= n[word] - 1
            n[state.TRIGGER] = number
            if t[t[row.TRIGGERS] + number * row.TRIGGER_WIDTH + row.TRIGGER_RATE] != NOTHING:
                set_hazard(t, n, m, number, now)
            elif n[LIVES + number * LIFE + RISEN] != 0:
                set_delay(t, n, m, number, now)
            n[LIVES + number * LIFE + RISEN] = 0


def next_due(t: Any, n: Any, m: Any, now: int) -> int:
    """R14: of those due, the highest priority, then the first in the file; -1 for none."""
    best, highest, first = NOTHING, 0.0, 0
    for number in range(t[row.COUNT + row.TRIGGERS]):
        if n[t[row.WAKES] + number] > now or not is_due(t, n, number, now) or n[FAULT] != FINE:
            continue
        plan, priority = t[row.TRIGGERS] + number * row.TRIGGER_WIDTH, 0.0
        if t[plan + row.TRIGGER_PRIORITY] != NOTHING:
            n[state.TRIGGER] = number
            priority = evaluate(t, n, m, t[plan + row.TRIGGER_PRIORITY])
        rank = t[plan + row.TRIGGER_RANK]
        if best == NOTHING or priority > highest or (priority == highest and rank < first):
            best, highest, first = number, priority, rank
    return best


def miss(t: Any, n: Any, now: int) -> None:
    """R11: an `at` whose instant has settled without a decision is spent."""
    for number in range(t[row.COUNT + row.TRIGGERS]):
        life = LIVES + number * LIFE
        if n[life + PHASE] == PENDING and n[life + DUE] == now:
            n[life + PHASE], n[life + DUE] = SPENT, NOTHING
            set_wake(t, n, number)


def decide(t: Any, n: Any, m: Any, number: int) -> None:
    """R9, R34: the chance is drawn, and what follows takes effect."""
    plan, life = t[row.TRIGGERS] + number * row.TRIGGER_WIDTH, LIVES + number * LIFE
    n[state.TRIGGER] = number
    if not count_decision(t, n, m, number):
        return
    if t[plan + row.TRIGGER_AT] != 0 and n[life + TURN] == 0:
        n[life + state.RISE], n[life + TURN] = n[NOW], 1
    fires, option = True, NOTHING
    first, count = t[plan + row.TRIGGER_EFFECT], t[plan + row.TRIGGER_EFFECTS]
    if t[plan + row.TRIGGER_OPTIONS] > 0:
        option = choose(t, n, m, plan, life)
        chosen = t[row.OPTIONS] + option * row.OPTION_WIDTH
        first, count = t[chosen + row.OPTION_EFFECT], t[chosen + row.OPTION_EFFECTS]
    elif t[plan + row.TRIGGER_CHANCE] != NOTHING:
        share = checked_share(n, m, evaluate(t, n, m, t[plan + row.TRIGGER_CHANCE]))
        fires = uniform(n[life + state.KEY], n[state.INDEX], n[life + TURN] - 1, CHANCE_SLOT) < share
    if n[FAULT] != FINE:
        return
    said = NOTHING
    if fires:
        said = count_firing(t, n, m, number, option)
    else:
        first, count = t[plan + row.TRIGGER_REGRET], t[plan + row.TRIGGER_REGRETS]
    for effect in range(first, first + count):
        if n[FAULT] == FINE:
            carry_out(t, n, m, effect, life)
    if n[FAULT] == FINE:
        end_decision(t, n, m, number, not fires)
        if fires:
            call_listeners(t, n, said)


def count_decision(t: Any, n: Any, m: Any, number: int) -> bool:
    """R17; whether the decision may be taken."""
    n[state.COUNTED] += 1
    n[t[row.DECIDED] + n[state.HERE]] = number
    n[state.HERE] += 1
    if n[state.HERE] > MOST_DECISIONS_IN_AN_INSTANT:
        fail(n, m, state.ZENO, number, 0.0)
    elif n[state.COUNTED] > n[state.MOST]:
        fail(n, m, state.RUNAWAY, number, 0.0)
    return n[FAULT] == FINE  # type: ignore[no-any-return]


def checked_share(n: Any, m: Any, share: float) -> float:
    """A chance, which is between 0 and 1 or an error (R18)."""
    if not 0.0 <= share <= 1.0:
        fail(n, m, state.CHANCE, 0, share)
    return share


def choose(t: Any, n: Any, m: Any, plan: int, life: int) -> int:
    """R34: one uniform along the cumulated chances, in the order of the file; -1 after an error."""
    first = t[plan + row.TRIGGER_OPTION]
    total, last = 0.0, NOTHING
    for option in range(first, first + t[plan + row.TRIGGER_OPTIONS]):
        chosen = t[row.OPTIONS] + option * row.OPTION_WIDTH
        share = checked_share(n, m, evaluate(t, n, m, t[chosen + row.OPTION_CHANCE]))
        if n[FAULT] != FINE:
            return NOTHING
        m[t[chosen + row.OPTION_SHARE]] = share
        total += share
        last = option if share > 0.0 else last
    if abs(total - 1.0) > CERTAIN_SUM:
        fail(n, m, state.SUM, 0, total)
        return NOTHING
    draw, cumulated = uniform(n[life + state.KEY], n[state.INDEX], n[life + TURN] - 1, CHANCE_SLOT), 0.0
    for option in range(first, first + t[plan + row.TRIGGER_OPTIONS]):
        cumulated += m[t[t[row.OPTIONS] + option * row.OPTION_WIDTH + row.OPTION_SHARE]]
        if draw < cumulated:
            return option
    return last


def carry_out(t: Any, n: Any, m: Any, effect: int, life: int) -> None:
    """One effect of the trigger whose life is given, on the state that the one before it left (R14)."""
    plan = t[row.EFFECTS] + effect * row.EFFECT_WIDTH
    kind, target = t[plan + row.EFFECT_KIND], t[plan + row.EFFECT_VARIABLE]
    if kind == CANCEL:
        if t[plan + row.EFFECT_TRIGGER] != NOTHING:
            cancel(t, n, m, t[plan + row.EFFECT_TRIGGER], n[NOW])
        return
    if kind == SHIFT:
        amount = shifted(t, n, m, plan)
    else:
        amount = amount_of(
            t, n, m, t[plan + row.EFFECT_AMOUNT], n[life + state.KEY], n[state.INDEX], n[life + TURN] - 1,
            t[plan + row.EFFECT_SLOT],
        )  # fmt: skip
    if n[FAULT] != FINE:
        return
    if kind == LET:
        m[t[plan + row.EFFECT_CELL]] = amount
        return
    if kind in (ADD_TO, TAKE_FROM):
        variable = t[row.VARIABLES] + target * row.VARIABLE_WIDTH
        present = m[t[variable]] if t[variable + row.VARIABLE_QUANTITY] == NOTHING else grown(n, m, t[variable])
        amount = present + amount if kind == ADD_TO else present - amount
        if amount - amount != 0.0:
            refuse_new(n, m, amount, effect)
            return
    assign(t, n, m, target, amount, effect)


def shifted(t: Any, n: Any, m: Any, plan: int) -> float:
    """R5: one level up or down, or to a level at least or at most; the ends stop it."""
    variable = t[row.VARIABLES] + t[plan + row.EFFECT_VARIABLE] * row.VARIABLE_WIDTH
    level, upwards = m[t[variable]], t[plan + row.EFFECT_UP] != 0
    if t[plan + row.EFFECT_LIMIT] != NOTHING:
        limit = evaluate(t, n, m, t[plan + row.EFFECT_LIMIT])
        return max(level, limit) if upwards else min(level, limit)
    return min(level + 1.0, float(t[variable + row.VARIABLE_TOP])) if upwards else max(level - 1.0, 0.0)
