"""What is judged and written down once an instant is settled (R16): rung, assertions, outcomes, the time grid."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sim.engine.clock import microseconds
from sim.engine.evaluation import EvaluationError
from sim.language.kinds import MICROSECONDS_PER_DAY

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sim.engine.blueprint import AssertionPlan, Blueprint
    from sim.engine.evaluation import State
    from sim.engine.rollouts import Snapshot


NO_RUNG = -1
"""Stands on the grid for a rollout that met an error before its first settled instant."""


@dataclass(slots=True)
class Record:
    """The settled side of one rollout. Times in microseconds.

    `holds` maps an outcome whose condition holds to the end of its `for`; `obligations` an assertion to (whether its
    condition held at the last settled state, when the open obligation opened, when it ends).
    """

    blueprint: Blueprint
    grid: Sequence[int]
    path: list[tuple[int, int]] = field(default_factory=list)
    holds: dict[str, int | None] = field(default_factory=dict)
    obligations: dict[str, tuple[bool, int | None, int | None]] = field(default_factory=dict)
    violated: dict[str, int | None] = field(default_factory=dict)
    decided: dict[str, bool] = field(default_factory=dict)
    occurred: dict[str, bool] = field(default_factory=dict)
    grid_rungs: list[int] = field(default_factory=list)
    grid_values: dict[str, list[float]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Begin with nothing judged."""
        scenario = self.blueprint.scenario
        self.holds = dict.fromkeys(scenario.outcomes)
        self.violated = dict.fromkeys(scenario.assertions)
        self.decided = {name: assertion.always is not None for name, assertion in scenario.assertions.items()}
        self.occurred = dict.fromkeys(scenario.assertions, False)
        self.obligations = {
            name: (False, None, None)
            for name, assertion in scenario.assertions.items()
            if assertion.whenever is not None
        }
        self.grid_values = {
            name: [] for name, variable in scenario.variables.items() if variable.type.kind.value == "number"
        }

    def rung(self, state: State) -> int | None:
        """The highest rung whose condition holds (R24); its index if it is newly entered, else None."""
        for index in range(len(self.blueprint.ladder) - 1, -1, -1):
            condition = self.blueprint.ladder[index]
            if condition is None or condition(state):
                if self.path and self.path[-1][0] == index:
                    return None
                self.path.append((index, state.now))
                return index
        raise EvaluationError("ladder", "no rung of the ladder holds", self.blueprint.scenario.ladder[0].place)

    def violations(self, state: State) -> Iterator[str]:
        """The assertions that are violated for the first time on this settled state (R26, R27)."""
        for plan in self.blueprint.assertions:
            name = plan.assertion.name
            broken = self._always(plan, state) if plan.then is None else self._whenever(plan, state)
            if broken and self.violated[name] is None:
                self.violated[name] = state.now
                yield name

    def _always(self, plan: AssertionPlan, state: State) -> bool:
        name = plan.assertion.name
        self.occurred[name] = self.occurred[name] or plan.occurs is None or bool(plan.occurs(state))
        return not plan.condition(state)

    def _whenever(self, plan: AssertionPlan, state: State) -> bool:
        """R27: opens at a rise of the condition, closes at `then` until its end, both ends included."""
        name = plan.assertion.name
        held, opened, ends = self.obligations[name]
        holds = bool(plan.condition(state))
        if holds and not held and opened is None:
            within = 0.0 if plan.within is None else float(plan.within(state))
            opened, ends = state.now, state.now + microseconds(within)
            self.occurred[name] = True
        broken = False
        if opened is not None and ends is not None:
            answered = plan.then is not None and bool(plan.then(state))
            broken = not answered and state.now >= ends
            if answered or broken:
                opened = ends = None
                self.decided[name] = True
        self.obligations[name] = (holds, opened, ends)
        return broken

    def outcome(self, state: State, *, at_horizon: bool) -> str | None:
        """The outcome that ends the rollout here, if one does (R25); those of the horizon come last (R36)."""
        ended = None
        for plan in self.blueprint.outcomes:
            name = plan.outcome.name
            if plan.outcome.at_horizon:
                continue
            if not plan.when(state):
                self.holds[name] = None
                continue
            ends = self.holds[name]
            if ends is None:
                ends = state.now + (0 if plan.hold is None else microseconds(float(plan.hold(state))))
                self.holds[name] = ends
            if ended is None and state.now >= ends:
                ended = name
        if ended is None and at_horizon:
            late = (plan for plan in self.blueprint.outcomes if plan.outcome.at_horizon)
            ended = next((plan.outcome.name for plan in late if plan.when(state)), None)
        return ended

    def next_times(self) -> Iterator[int]:
        """Every end of an outcome's hold and of an assertion's window (R16)."""
        yield from (ends for ends in self.holds.values() if ends is not None)
        yield from (ends for _, _, ends in self.obligations.values() if ends is not None)

    def fill_grid(self, state: State, until: int) -> None:
        """Write down rung and quantities at the grid's times before `until`; looking rewrites nothing (R2)."""
        while len(self.grid_rungs) < len(self.grid) and self.grid[len(self.grid_rungs)] < until:
            self._note(state, self.grid[len(self.grid_rungs)])

    def freeze_grid(self, state: State) -> None:
        """After the end, which is now, everything stays as it was."""
        while len(self.grid_rungs) < len(self.grid):
            self._note(state, state.now)

    def _note(self, state: State, time: int) -> None:
        """The next place of the grid: the rung (NO_RUNG before any), and every count and quantity at `time`."""
        self.grid_rungs.append(self.path[-1][0] if self.path else NO_RUNG)
        for name, values in self.grid_values.items():
            if name in state.quantities:
                value, slope, since = state.quantities[name]
                elapsed = (time - since) / MICROSECONDS_PER_DAY if time > since else 0.0
                values.append(value + slope * elapsed if slope else value)
            else:
                values.append(float(state.values[name]))

    def resume(self, snapshot: Snapshot) -> None:
        """Take everything from a snapshot (R29)."""
        self.path = list(snapshot.path)
        self.holds = dict(snapshot.holds)
        self.obligations = dict(snapshot.obligations)
        self.violated = dict(snapshot.violated)
        self.decided = dict(snapshot.decided)
        self.occurred = dict(snapshot.occurred)
        self.grid_rungs = list(snapshot.grid_rungs)
        self.grid_values = {name: list(values) for name, values in snapshot.grid_values.items()}
