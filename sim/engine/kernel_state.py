"""What the kernel keeps of a rollout while it runs, and where it writes what came of it: flat arrays, made once.

The tables are `t`, the whole numbers of the state `n`, its floats `m` (see `sim.engine.tables_rows`). Times are whole
microseconds, -1 where there is none. `n` begins with the course, the numbers that say where the rollout stands, and
the lives of the triggers; `m` begins with the cells 0, 1, the day, the value that went wrong, and three cells for each
trigger.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from sim.engine import tables_rows as row
from sim.engine.tables_rows import NEVER, NOTHING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.engine.tables import Tables

IDLE, HOLDING, PENDING, RESTING, SPENT = range(5)
PHASES = ("idle", "holding", "pending", "resting", "spent")

RUNNING, ERRED, ENDED = -3, -2, -1
"""In place of an outcome's number: not over yet; ended by an error; over at the horizon without one."""

MOST_DECISIONS_IN_AN_INSTANT = 1_000
"""R17. The limit of judgements in an instant cannot be reached before this one, as each follows a decision."""

(
    FINE, NAN, OVERFLOW, DIVISION, LAW, CHANCE, SUM, RATE, LENGTH, DELAY, NEW_NAN, NEW_OVERFLOW, COUNTING, LADDER,
    ZENO, RUNAWAY,
) = range(16)  # fmt: skip
"""What can go wrong in a rollout (R18). `SITE` says where: an instruction, a law, an effect, or which of `LENGTHS`."""

LENGTHS = ("for", "cooldown", "reconsider")

(
    INDEX, NOW, UNTIL, COUNTED, HERE, ROW, GRID, PATHS, NEXT_WORLD, NEXT_RECORD, NEXT_WAKE, RUNG, OUTCOME, FAULT, SITE,
    TRIGGER, FULL, HORIZON, MOST, LIVES,
) = range(20)  # fmt: skip
"""The course: index of the rollout, time, when to stop, decisions, decisions in this instant, row of the output, points
of the grid filled, entries in paths, next times, rung, outcome, fault, its site, the trigger being evaluated, whether
the paths are full, horizon, most decisions; and where the lives begin."""

(
    PHASE, ARMED, RECONSIDERS, HOLDS, RISEN, OCCURRED, FAMILY, ARGUMENTS, RISE, HELD_UNTIL, DUE, RESTS_UNTIL, SINCE,
    TURN, DECISIONS, FIRINGS, FIRST_FIRED, AHEAD_TURN, KEY, LIFE,
) = range(20)  # fmt: skip
"""A life (see `rollouts.TriggerState`), and its width; `AHEAD_TURN` says of which turn `AHEAD` is the draw."""

CROSSING, EXPIRY, RECALLED, KNOWN, TRUTH = range(5)
"""A stored truth: when it turns, when a `recently` ends, whether it holds now, whether it has been judged; width."""

OPENED, UNTIL_WHEN, VIOLATED, HELD, DECIDED_IT, CAME_UP, OBLIGATION = range(7)
"""An assertion: the open obligation, its end, the first violation, whether the condition held; …; width."""

FAULT_VALUE = 3
REMAINING, RATE_NOW, AHEAD = 4, 5, 6
"""The cells of the first trigger in `m`: what is left of a hazard's draw, its rate, and its next draw; 3 a trigger."""

ROW_OUTCOME, ROW_FAULT, ROW_END, ROW_PATHS, ROW_RUNGS = range(5)
"""The whole numbers of a row of the output: outcome, fault, end, where its path ends in `path`; then for each rung the
first entry and the time in it; for each trigger firings and the first; for each assertion its first violation, whether
it was decided and came up; the rungs on the grid. Its floats: final values, parameters, and numbers on the grid."""


class State(NamedTuple):
    """One rollout on its way; one of these for each thread. `fresh` and `still` are what `n` and `m` begin with."""

    n: Any
    m: Any
    fresh: Any
    still: Any


class Output(NamedTuple):
    """What came of rollouts, a row each: `numbers` and `floats` (see `ROW_RUNGS`), and the paths one after another.

    `grid` holds the times of the time grid; `stop` is set by another thread: end after this rollout.
    """

    numbers: Any
    floats: Any
    path: Any
    """(rung, time) of each entry"""
    grid: Any
    stop: Any


def fresh_state(tables: Tables, keys: Sequence[int]) -> State:
    """A state for rollouts of these tables; `keys` are those of the triggers' draws (R19)."""
    t = tables.whole
    fresh = np.full(int(t[row.DECIDED]) + MOST_DECISIONS_IN_AN_INSTANT + 1, NOTHING, np.int64)
    fresh[:LIVES] = 0
    fresh[[RUNG, TRIGGER]] = NOTHING
    fresh[OUTCOME] = RUNNING
    fresh[[UNTIL, NEXT_WORLD, NEXT_RECORD]] = NEVER
    fresh[HORIZON], fresh[MOST] = tables.scenario.horizon, tables.scenario.max_decisions
    lives = fresh[LIVES : LIVES + LIFE * len(keys)].reshape(-1, LIFE)
    for column in (PHASE, RECONSIDERS, HOLDS, RISEN, OCCURRED, ARGUMENTS, SINCE, TURN, DECISIONS, FIRINGS):
        lives[:, column] = 0
    lives[:, ARMED] = 1
    lives[:, KEY] = np.array(keys, dtype=np.uint64).view(np.int64)
    for number, trigger in enumerate(tables.scenario.triggers.values()):
        if trigger.at is not None:
            lives[number, [PHASE, DUE]] = PENDING, trigger.at
            fresh[t[row.WAKES] + number] = trigger.at
        else:
            fresh[t[row.WAKES] + number] = NEVER
    call_everyone(tables, fresh)
    fresh[t[row.OPTION_FIRINGS] : t[row.TRUTHS]] = 0
    truths = fresh[t[row.TRUTHS] : t[row.SNAPS]].reshape(-1, TRUTH)
    truths[:, [RECALLED, KNOWN]] = 0
    kept = fresh[t[row.OBLIGATIONS] : t[row.DECIDED]].reshape(-1, OBLIGATION)
    kept[:, [HELD, CAME_UP]] = 0
    kept[:, DECIDED_IT] = [assertion.always is not None for assertion in tables.scenario.assertions.values()]
    still = tables.memory.copy()
    still[REMAINING : REMAINING + 3 * len(keys) : 3] = np.nan
    return State(fresh.copy(), still.copy(), fresh, still)


def call_everyone(tables: Tables, n: Any) -> None:
    """Have everything judged in the next judgement, as at the start and after a pause."""
    t = tables.whole
    triggers = len(tables.scenario.triggers)
    settled = 1 + len(tables.scenario.assertions) + len(tables.scenario.outcomes)
    watchers = [int(t[row.WATCHERS] + first) for first in (0, t[row.GUARDS], t[row.CLOCKS], t[row.SETTLED])]
    for first, size in zip(
        [*watchers, int(t[row.CALLED])], (t[row.COUNT + row.WORLD], triggers, triggers, settled, triggers), strict=True
    ):
        for number in range(size):
            word = first + number // row.WORD
            n[word] = max(n[word], 0) | 1 << (number % row.WORD)


def fresh_output(tables: Tables, rows: int, grid: Sequence[int], path_places: int) -> Output:
    """Room for so many rollouts, and for so many entries in their paths together."""
    scenario = tables.scenario
    numbers = ROW_RUNGS + 2 * len(scenario.ladder) + 2 * len(scenario.triggers) + 3 * len(scenario.assertions)
    on_grid = sum(variable.type.kind.value == "number" for variable in scenario.variables.values())
    floats = len(scenario.variables) + len(scenario.parameters) + on_grid * len(grid)
    return Output(
        numbers=np.zeros((rows, numbers + len(grid)), np.int64),
        floats=np.zeros((rows, floats), np.float64),
        path=np.zeros((path_places, 2), np.int64),
        grid=np.array(grid, dtype=np.int64),
        stop=np.zeros(1, np.int64),
    )
