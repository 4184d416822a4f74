"""What leaves the engine room: one rollout told (Trace), one rollout counted (Rollout), many (Rollouts), and one
stopped in the middle (Snapshot). Nothing here knows how a rollout is made.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from sim.errors import RolloutFault
    from sim.language.tree import Expression

Value = float | int | bool
"""A variable's value: a flag is a bool, a level or category an index, a count or quantity a float."""


class What(Enum):
    """The kinds of happening in a trace."""

    ROSE = "rose"
    LAPSED = "lapsed"
    FIRED = "fired"
    REFUSED = "refused"
    LOST = "lost"
    """an occurrence of `on` while the trigger was pending or cooling (R33)"""
    CANCELLED = "cancelled"
    FACT = "fact"
    RUNG = "rung"
    VIOLATED = "violated"
    OUTCOME = "outcome"


@dataclass(frozen=True, slots=True)
class Cause:
    """Why something rose or lapsed: the clauses of its condition that turned, and what turned them.

    `by` is the full name of the decision just carried out, "time" when a quantity, a date or a delay did it, "start"
    at time 0.
    """

    clauses: tuple[Expression, ...] = ()
    by: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """A variable's value before and after a decision."""

    variable: str
    before: Value
    after: Value


@dataclass(frozen=True, slots=True)
class Happening:
    """One line of a trace. What two engines must agree on takes part in equality; what serves the telling does not.

    `time` in microseconds; `turn` counts the trigger's rises from 0; `due` is when a risen trigger will decide
    (microseconds; None for a hazard); `option` the one taken, counted from 0; `instant_order` the place among the
    happenings of its instant.
    """

    time: int
    what: What
    name: str
    turn: int = 0
    due: int | None = None
    option: int | None = None
    holds_until: int | None = field(default=None, compare=False)
    cause: Cause = field(default=Cause(), compare=False)
    changes: tuple[Change, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class NearMiss:
    """How near a trigger that never rose, or never decided, came.

    `kind` is "held" (longest hold against `for`, both in days), "threshold" (`clause` is the comparison: nearest value
    of its left side against the right side), or "pending" (days still to wait at the end).
    """

    trigger: str
    kind: str
    reached: float
    needed: float
    clause: Expression | None = None


@dataclass(frozen=True, slots=True)
class Rollout:
    """One rollout, counted. Times in microseconds; None: never.

    `path` is the sequence of rungs with the time of entry (R24); `outcome` is "none" at the horizon and "error" when
    `fault` is set. `violated` maps an assertion to the instant of its first violation; `decided` tells whether the
    rollout decided it, `occurred` whether its condition (`whenever`, `never`) came up at all (R28). `grid_rungs` and
    `grid_values` hold the rung's index and each quantity at the grid's times; after the end they stay as they were.
    """

    index: int
    world: int
    outcome: str
    end: int
    path: tuple[tuple[int, int], ...]
    """(rung index, entry time)"""
    fired: Mapping[str, int]
    first_fired: Mapping[str, int | None]
    final: Mapping[str, Value]
    parameters: Mapping[str, Value]
    violated: Mapping[str, int | None]
    decided: Mapping[str, bool]
    occurred: Mapping[str, bool]
    grid_rungs: tuple[int, ...] = ()
    grid_values: Mapping[str, tuple[float, ...]] = field(default_factory=dict)
    fault: RolloutFault | None = None


@dataclass(frozen=True, slots=True)
class Trace:
    """One rollout, told: everything that happened, in order, and how it ended."""

    seed: int
    rollout: Rollout
    happenings: tuple[Happening, ...]
    initial: Mapping[str, Value]
    true_at_start: tuple[str, ...] = ()
    near_misses: tuple[NearMiss, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TriggerState:
    """Where one trigger stands (R6 to R12, R33 to R35). Times in microseconds, None: not set.

    `phase` is idle, holding, pending, resting (cooling, or waiting to reconsider) or spent. `armed` tells that it may
    rise as soon as `when` holds: a true `when` that has been used up disarms it until `when` falls. `law` and
    `arguments` are the delay's law as drawn, for `rekey` (R30); `rate`, `remaining`, `since` a hazard's (R12).
    """

    phase: str
    armed: bool
    rise: int | None = None
    held_until: int | None = None
    due: int | None = None
    law: int | None = None
    arguments: tuple[float, ...] = ()
    remaining: float | None = None
    rate: float = 0.0
    since: int = 0
    rests_until: int | None = None
    reconsiders: bool = False
    turn: int = 0
    decisions: int = 0
    firings: int = 0
    option_firings: tuple[int, ...] = ()
    key: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """The whole state of a rollout after a settled instant (R29), as plain data.

    `quantities` maps a growing variable to (value, slope, since), `snaps` to the time at which it reaches a bound.
    `truths` maps the printed form of each stored comparison, `ever` and `recently` to (truth, crossing time, slope),
    `inputs` to what a comparison was last judged on (R4), `recent` each `recently` to (holding now, expiry or None).
    `holds` maps an outcome to the end of its `for`; `obligations` an assertion to (condition held, opening time, end).
    """

    scenario: str
    digest: str
    seed: int
    rollout: int
    world: int
    time: int
    parameters: Mapping[str, Value]
    values: Mapping[str, Value]
    quantities: Mapping[str, tuple[float, float, int]]
    truths: Mapping[str, tuple[bool, int | None, float]]
    inputs: Mapping[str, tuple[Any, ...] | None]
    recent: Mapping[str, tuple[bool, int | None]]
    snaps: Mapping[str, int | None]
    triggers: Mapping[str, TriggerState]
    holds: Mapping[str, int | None]
    obligations: Mapping[str, tuple[bool, int | None, int | None]]
    violated: Mapping[str, int | None]
    decided: Mapping[str, bool]
    occurred: Mapping[str, bool]
    first_fired: Mapping[str, int | None]
    path: tuple[tuple[int, int], ...]
    decisions: int = 0
    grid_rungs: tuple[int, ...] = ()
    grid_values: Mapping[str, tuple[float, ...]] = field(default_factory=dict)
    outcome: str | None = None
    """set when the rollout had already ended"""
    fault: RolloutFault | None = None
    """what it met, when it ended in an error (R18)"""


@dataclass(frozen=True, slots=True)
class Names:
    """The names that a room after the engine needs, so that it need not reach back (order as in the file)."""

    scenario: str
    title: str
    digest: str
    starts: str
    """ISO instant of time 0, with its offset"""
    horizon: float
    """days"""
    rungs: tuple[str, ...]
    triggers: tuple[str, ...]
    outcomes: tuple[str, ...]
    """those of the file; every table adds `none`, and `error` where there is one"""
    assertions: tuple[str, ...]
    quantities: tuple[str, ...]
    """counts and quantities"""
    variables: Mapping[str, tuple[str, ...]]
    """every variable; level and category names, () for numbers, ("false", "true") for flags"""
    parameters: tuple[str, ...]
    """the uncertain ones"""
    titles: Mapping[str, str] = field(default_factory=dict)
    """titles by name of rung, trigger, outcome, variable, parameter, assertion: `rung:strikes`, `trigger:x.y`, …"""
    units: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Rollouts:
    """Many rollouts as columns, one row a rollout, in the order of their index.

    `rollouts["end_time"]` gives a column as an array: days for times (NaN: never), names for `outcome` and `top_rung`,
    numbers for counts and finals (the index of a level or category), "" or a message for `error`. Columns: see
    docs/results. `rollouts.on_grid("deaths")` has shape (rollouts, grid times); `rollouts.on_grid("rung")` holds
    indices of `names.rungs`. `paths` holds, per rollout, ((rung index, day), …).
    """

    names: Names
    seed: int
    worlds: int
    """number of worlds; as many as rollouts by default (R23)"""
    engine: str
    columns: Mapping[str, NDArray[Any]]
    paths: Sequence[tuple[tuple[int, float], ...]]
    grid: NDArray[np.float64]
    """days"""
    on_grid_values: Mapping[str, NDArray[Any]]
    faults: tuple[RolloutFault, ...] = ()

    def __len__(self) -> int:
        """How many rollouts."""
        return len(self.columns["rollout"])

    def __getitem__(self, column: str) -> NDArray[Any]:
        """A column by name; KeyError names the nearest one."""
        from sim.errors import nearest

        if column not in self.columns:
            hint = nearest(column, self.columns)
            message = f"no column `{column}`" + (f"; {hint}" if hint else "")
            raise KeyError(message)
        return self.columns[column]

    def on_grid(self, name: str) -> NDArray[Any]:
        """The rung's index (`rung`) or a quantity at the grid's times: shape (rollouts, grid times)."""
        return self.on_grid_values[name]
