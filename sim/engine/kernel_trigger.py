"""The life of a trigger in the kernel: rising, lapsing, waiting, deciding (R6 to R12, R33 to R35)."""

from __future__ import annotations

from math import nan
from typing import Any

from sim.engine import tables_rows as row
from sim.engine.arithmetic import minus_log_of_complement
from sim.engine.clock import LONGEST, microseconds
from sim.engine.draws import DELAY as DELAY_SLOT
from sim.engine.kernel_code import change, evaluate, fail, set_bit
from sim.engine.kernel_laws import drawn_law, law_is_faulty
from sim.engine.kernel_state import (
    AHEAD,
    AHEAD_TURN,
    ARGUMENTS,
    ARMED,
    DECISIONS,
    DELAY,
    DUE,
    EXPIRY,
    FAMILY,
    FAULT,
    FINE,
    FIRINGS,
    FIRST_FIRED,
    HELD_UNTIL,
    HOLDING,
    HOLDS,
    IDLE,
    INDEX,
    KEY,
    LAW,
    LENGTH,
    LIFE,
    LIVES,
    NOW,
    OCCURRED,
    PENDING,
    PHASE,
    RATE,
    RATE_NOW,
    RECONSIDERS,
    REMAINING,
    RESTING,
    RESTS_UNTIL,
    RISE,
    RISEN,
    SINCE,
    SPENT,
    TRUTH,
    TURN,
)
from sim.engine.laws import CERTAIN, quantile_at
from sim.engine.philox import uniform
from sim.engine.tables_rows import NEVER, NOTHING, ONCE, WHILE_IT_HOLDS
from sim.language.kinds import MICROSECONDS_PER_DAY

FOR, COOLDOWN, RECONSIDER = range(3)
"""Places in `LENGTHS`."""


def judge_life(t: Any, n: Any, m: Any, number: int, now: int) -> None:
    """What the present truth of `when`, the time and a firing named by `on` bring about (R13, step 5)."""
    plan, life = t[row.TRIGGERS] + number * row.TRIGGER_WIDTH, LIVES + number * LIFE
    occurred, n[life + OCCURRED], n[life + RISEN] = n[life + OCCURRED], 0, 0
    if n[life + PHASE] == RESTING and NOTHING != n[life + RESTS_UNTIL] <= now:
        wake(n, life, t[plan + row.TRIGGER_REPEAT] == ONCE)
    phase = n[life + PHASE]
    if phase == SPENT or (t[plan + row.TRIGGER_AT] != 0 and n[life + TURN] == 0):
        pass
    elif t[plan + row.TRIGGER_ANSWERS] != 0:
        if phase == IDLE and n[life + RECONSIDERS] != 0:
            occurred, n[life + RECONSIDERS] = 1, 0
        if occurred != 0 and n[life + HOLDS] != 0 and phase == IDLE:
            n[life + RISEN] = 1
    elif n[life + HOLDS] == 0:
        lapse(t, n, m, number, now)
    elif phase == HOLDING:
        if now >= n[life + HELD_UNTIL]:
            n[life + PHASE] = PENDING
    elif phase == RESTING:
        if t[plan + row.TRIGGER_REPEAT] != WHILE_IT_HOLDS and n[life + RECONSIDERS] == 0:
            n[life + ARMED] = 0
    elif phase == IDLE:
        n[life + RISEN] = n[life + ARMED]
    set_wake(t, n, number)


def wake(n: Any, life: int, once: bool) -> None:
    """The end of a cooldown (R10) or of a rest before reconsidering (R35)."""
    n[life + RESTS_UNTIL] = NOTHING
    if n[life + RECONSIDERS] == 0:
        n[life + PHASE] = IDLE
    elif n[life + HOLDS] != 0 or not once:
        n[life + PHASE], n[life + ARMED] = IDLE, 1
    else:
        n[life + PHASE], n[life + RECONSIDERS] = SPENT, 0


def lapse(t: Any, n: Any, m: Any, number: int, now: int) -> None:
    """R7, R8, R12: `when` does not hold."""
    life = LIVES + number * LIFE
    if n[life + ARMED] == 0 or n[life + RECONSIDERS] != 0:
        n[life + ARMED] = 1
        if n[life + PHASE] != RESTING:
            n[life + RECONSIDERS] = 0
    if n[life + PHASE] == PENDING:
        if t[t[row.TRIGGERS] + number * row.TRIGGER_WIDTH + row.TRIGGER_PROCEEDS] != 0:
            return
        m[REMAINING + 3 * number] = what_is_left(n, m, number, now)
    elif n[life + PHASE] != HOLDING:
        return
    n[life + PHASE], n[life + HELD_UNTIL], n[life + DUE] = IDLE, NOTHING, NOTHING


def what_is_left(n: Any, m: Any, number: int, now: int) -> float:
    """R12: what a hazard has not eaten yet; NaN of what is no hazard."""
    remaining = m[REMAINING + 3 * number]
    eaten = m[RATE_NOW + 3 * number] * ((now - n[LIVES + number * LIFE + SINCE]) / MICROSECONDS_PER_DAY)
    if remaining - eaten > 0.0 or remaining != remaining:  # noqa: PLR0124
        return remaining - eaten  # type: ignore[no-any-return]
    return 0.0


def set_wake(t: Any, n: Any, number: int) -> None:
    """When the trigger next does something by itself."""
    life, time = LIVES + number * LIFE, NOTHING
    if n[life + PHASE] == PENDING:
        time = n[life + DUE]
    elif n[life + PHASE] == HOLDING:
        time = n[life + HELD_UNTIL]
    elif n[life + PHASE] == RESTING:
        time = n[life + RESTS_UNTIL]
    n[t[row.WAKES] + number] = NEVER if time == NOTHING else time


def set_hazard(t: Any, n: Any, m: Any, number: int, now: int) -> None:
    """R12: the integral of the rate eats one unit-exponential draw."""
    life, left = LIVES + number * LIFE, m[REMAINING + 3 * number]
    if n[life + RISEN] != 0:
        if left != left:  # noqa: PLR0124
            left = exposure(n, m, number)
        n[life + PHASE], n[life + ARMED], n[life + RECONSIDERS], n[life + RISE] = PENDING, 0, 0, now
        n[life + SINCE], n[life + TURN] = now, n[life + DECISIONS] + 1
        m[REMAINING + 3 * number], m[RATE_NOW + 3 * number] = left, -1.0
    if n[life + PHASE] != PENDING:
        return
    rate = evaluate(t, n, m, t[t[row.TRIGGERS] + number * row.TRIGGER_WIDTH + row.TRIGGER_RATE])
    if rate < 0.0:
        fail(n, m, RATE, number, rate)
    if n[FAULT] != FINE or rate == m[RATE_NOW + 3 * number]:
        return
    if n[life + RISEN] == 0:
        left = what_is_left(n, m, number, now)
    due = NOTHING
    if rate > 0.0:
        wait = max(1, microseconds(left / rate))
        due = NOTHING if wait >= LONGEST else now + wait
    m[REMAINING + 3 * number], m[RATE_NOW + 3 * number] = left, rate
    n[life + SINCE], n[life + DUE] = now, due
    n[t[row.WAKES] + number] = NEVER if due == NOTHING else due


def exposure(n: Any, m: Any, number: int) -> float:
    """The unit-exponential draw of a hazard's next decision; the one after it is made while nobody waits for it."""
    life, cell = LIVES + number * LIFE, AHEAD + 3 * number
    turn = n[life + DECISIONS]
    if n[life + AHEAD_TURN] != turn:
        m[cell] = minus_log_of_complement(uniform(n[life + KEY], n[INDEX], turn, DELAY_SLOT))
    drawn = m[cell]
    n[life + AHEAD_TURN] = turn + 1
    m[cell] = minus_log_of_complement(uniform(n[life + KEY], n[INDEX], turn + 1, DELAY_SLOT))
    return drawn  # type: ignore[no-any-return]


def set_delay(t: Any, n: Any, m: Any, number: int, now: int) -> None:
    """R7, R8: the hold is evaluated and the delay drawn at the rise."""
    plan, life = t[row.TRIGGERS] + number * row.TRIGGER_WIDTH, LIVES + number * LIFE
    hold = length(t, n, m, t[plan + row.TRIGGER_HOLD], FOR)
    family, first, count, wait = CERTAIN, NOTHING, 1, 0.0
    if n[FAULT] == FINE and t[plan + row.TRIGGER_DELAY] != NOTHING:
        law, wait = drawn_law(t, n, m, t[plan + row.TRIGGER_DELAY])
        if n[FAULT] == FINE and law != NOTHING:
            drawn = t[row.LAWS] + law * row.LAW_WIDTH
            family, first, count = t[drawn], t[drawn + row.LAW_ROW], t[drawn + row.LAW_COUNT]
            wait = m[first]
            if family != CERTAIN:
                if law_is_faulty(family, m, first, count):
                    fail(n, m, LAW, law, 0.0)
                draw = uniform(n[life + KEY], n[INDEX], n[life + TURN], DELAY_SLOT)
                wait = quantile_at(family, m, first, count, draw)
        if wait < 0.0:
            fail(n, m, DELAY, number, wait)
    if n[FAULT] != FINE:
        return
    remember(m, t[plan + row.TRIGGER_ARGUMENTS], first, count, wait)
    n[life + PHASE] = HOLDING if hold > 0 else PENDING
    n[life + ARMED], n[life + RECONSIDERS] = 0, 0
    n[life + RISE], n[life + HELD_UNTIL] = now, now + hold
    n[life + DUE] = now + hold + microseconds(wait)
    n[life + FAMILY], n[life + ARGUMENTS] = family, count
    n[life + TURN] += 1
    set_wake(t, n, number)


def remember(m: Any, cell: int, first: int, count: int, wait: float) -> None:
    """Keep the arguments of the law from which the pending delay was drawn, for snapshots (R29, R30)."""
    if first == NOTHING:
        m[cell] = wait
    else:
        for place in range(count):
            m[cell + place] = m[first + place]


def length(t: Any, n: Any, m: Any, program: int, which: int) -> int:
    """A duration in microseconds, 0 where the file gives none; an error when negative (R18)."""
    if program == NOTHING:
        return 0
    duration = evaluate(t, n, m, program)
    if duration < 0.0:
        fail(n, m, LENGTH, which, duration)
    return microseconds(duration)


def is_due(t: Any, n: Any, number: int, now: int) -> bool:
    """Whether it takes part in this choice of who decides (R14); an `at` needs its `when` to hold (R11)."""
    life = LIVES + number * LIFE
    if n[life + PHASE] != PENDING or n[life + DUE] == NOTHING or n[life + DUE] > now:
        return False
    dated = t[t[row.TRIGGERS] + number * row.TRIGGER_WIDTH + row.TRIGGER_AT] != 0
    return n[life + HOLDS] != 0 or not dated or n[life + TURN] > 0


def end_decision(t: Any, n: Any, m: Any, number: int, failed: bool) -> None:
    """R10, R12, R35: what follows a decision."""
    plan, life = t[row.TRIGGERS] + number * row.TRIGGER_WIDTH, LIVES + number * LIFE
    rest = length(t, n, m, t[plan + row.TRIGGER_COOLDOWN], COOLDOWN)
    reconsiders = failed and t[plan + row.TRIGGER_RECONSIDER] != NOTHING
    if n[FAULT] == FINE and reconsiders:
        rest = max(rest, length(t, n, m, t[plan + row.TRIGGER_RECONSIDER], RECONSIDER))
    if n[FAULT] != FINE:
        return
    rests = rest > 0 or reconsiders
    if not reconsiders and t[plan + row.TRIGGER_REPEAT] == ONCE:
        n[life + PHASE] = SPENT
    else:
        n[life + PHASE] = RESTING if rests else IDLE
    n[life + ARMED] = 1 if t[plan + row.TRIGGER_REPEAT] == WHILE_IT_HOLDS else 0
    n[life + RECONSIDERS] = 1 if reconsiders else 0
    n[life + RESTS_UNTIL] = n[NOW] + rest if rests else NOTHING
    n[life + HELD_UNTIL], n[life + DUE], m[REMAINING + 3 * number] = NOTHING, NOTHING, nan
    n[life + DECISIONS] += 1
    set_wake(t, n, number)
    set_bit(n, t[row.CALLED], number)


def cancel(t: Any, n: Any, m: Any, number: int, now: int) -> None:
    """R35: a pending or holding trigger becomes idle and needs a new rise of `when`."""
    plan, life = t[row.TRIGGERS] + number * row.TRIGGER_WIDTH, LIVES + number * LIFE
    if n[life + PHASE] != PENDING and n[life + PHASE] != HOLDING:
        return
    m[REMAINING + 3 * number] = what_is_left(n, m, number, now)
    n[life + PHASE] = SPENT if t[plan + row.TRIGGER_AT] != 0 and n[life + TURN] == 0 else IDLE
    n[life + ARMED], n[life + HELD_UNTIL], n[life + DUE] = 0, NOTHING, NOTHING
    set_wake(t, n, number)
    set_bit(n, t[row.CALLED], number)


def count_firing(t: Any, n: Any, m: Any, number: int, option: int) -> int:
    """R9, R34, R36: a firing is counted before its effects. Returns its row among the happenings (option -1: none)."""
    plan, life = t[row.TRIGGERS] + number * row.TRIGGER_WIDTH, LIVES + number * LIFE
    n[life + FIRINGS] += 1
    m[t[plan + row.TRIGGER_FIRED]] = n[life + FIRINGS]
    change(t, n, t[plan + row.TRIGGER_FIRED])
    happening = t[plan + row.TRIGGER_HAPPENING]
    if option != NOTHING:
        chosen = t[row.OPTIONS] + option * row.OPTION_WIDTH
        n[t[row.OPTION_FIRINGS] + option] += 1
        m[t[chosen + row.OPTION_FIRED]] = n[t[row.OPTION_FIRINGS] + option]
        change(t, n, t[chosen + row.OPTION_FIRED])
        happening = t[chosen + row.OPTION_HAPPENING]
    said = t[row.HAPPENINGS] + happening * row.HAPPENING_WIDTH
    first = t[row.RECALLS] + t[said + row.HAPPENING_RECALL]
    for place in range(first, first + t[said + row.HAPPENING_RECALLS]):
        stored = t[row.STORED] + t[place] * row.STORED_WIDTH
        lasts = microseconds(evaluate(t, n, m, t[stored + row.STORED_WITHIN]))
        n[t[row.TRUTHS] + t[place] * TRUTH + EXPIRY] = n[NOW] + lasts
        set_bit(n, t[row.WATCHERS], t[stored + row.STORED_WATCHER])
    if n[life + FIRST_FIRED] == NOTHING:
        n[life + FIRST_FIRED] = n[NOW]
    return said  # type: ignore[no-any-return]


def call_listeners(t: Any, n: Any, said: int) -> None:
    """R33: those who name the firing in `on` hear of it in the judgement that follows."""
    first = t[row.LISTENERS] + t[said + row.HAPPENING_LISTENER]
    for place in range(first, first + t[said + row.HAPPENING_LISTENERS]):
        n[LIVES + t[place] * LIFE + OCCURRED] = 1
        set_bit(n, t[row.CALLED], t[place])
