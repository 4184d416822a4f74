"""The world between decisions, as the reference engine keeps it: quantities that grow, and truths that are stored.

`World.judge` is steps 1 to 4 of the order within an instant (R13); rules R2 to R5, R15 and R36.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from sim.engine.blueprint import ComparisonPlan, LatchPlan, RecentPlan, typed
from sim.engine.clock import LONGEST, microseconds
from sim.engine.evaluation import EvaluationError, finite_amount, holds_just_after

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sim.engine.blueprint import Blueprint, EffectPlan, QuantityPlan, StoredPlan
    from sim.engine.evaluation import State
    from sim.engine.rollouts import Snapshot, Value

WHOLE_NUMBERS_END = 2.0**53
"""Counts are whole numbers below this in magnitude (R5)."""


class World:
    """The state that expressions read, and when it will next change by itself.

    `snaps` maps a quantity to the time at which it reaches a bound; `crossings` a stored comparison to the time at
    which it turns; `expiries` a `recently` to its end (all in microseconds, None: not in sight).
    """

    def __init__(self, blueprint: Blueprint, state: State) -> None:
        self.blueprint = blueprint
        self.state = state
        stored = len(blueprint.stored)
        self.snaps: dict[str, int | None] = {plan.name: None for plan in blueprint.quantities}
        self.crossings: list[int | None] = [None] * stored
        self.inputs: list[tuple[object, ...] | None] = [None] * stored
        self.slopes = [0.0] * stored
        self.decreed: list[int | None] = [None] * stored
        self.expiries: list[int | None] = [None] * stored
        self.holding = [False] * stored
        state.truths = [False] * stored
        values = blueprint.initial(state.parameters)
        growing = blueprint.evaluator.growing
        state.values = {name: value for name, value in values.items() if name not in growing}
        state.quantities = {name: (float(value), 0.0, state.now) for name, value in values.items() if name in growing}

    # -- R13, steps 1 to 4 ------------------------------------------------------------------------------------------

    def judge(self) -> None:
        """Bounds snap; what reads nothing growing; slopes; comparisons and what else is stored, inner first."""
        for plan in self.blueprint.quantities:
            self._snap(plan)
        self._judge_stored(self.blueprint.still)
        for plan in self.blueprint.quantities:
            self._flow(plan)
        self._judge_stored(self.blueprint.moving)

    def next_times(self) -> Iterator[int]:
        """Every instant at which a bound is reached, a comparison turns or a `recently` ends (R16)."""
        for times in (self.snaps.values(), self.crossings, self.expiries):
            yield from (time for time in times if time is not None and time > self.state.now)

    def _snap(self, plan: QuantityPlan) -> None:
        """R5: a quantity that has reached its bound takes it exactly, and stops."""
        if self.snaps[plan.name] != self.state.now:
            return
        _, slope, _ = self.state.quantities[plan.name]
        bound = plan.maximum if slope > 0.0 else plan.minimum
        if bound is not None:
            self.state.quantities[plan.name] = (float(bound(self.state)), 0.0, self.state.now)
        self.snaps[plan.name] = None

    def _flow(self, plan: QuantityPlan) -> None:
        """R2 and R5: the slope as the state now has it; 0 while it points out of a bound."""
        state = self.state
        declared = float(plan.slope(state))
        value, slope, since = state.quantities[plan.name]
        at_rest = slope == 0.0 or since == state.now
        effective = 0.0 if at_rest and self._points_out(plan, value, declared) else declared
        if effective != slope:
            value = float(self.blueprint.clamped(plan.name, state.quantity(plan.name), state))
            effective = 0.0 if self._points_out(plan, value, declared) else declared
            state.quantities[plan.name] = (value, effective, state.now)
        value, slope, since = state.quantities[plan.name]
        if since == state.now:
            self.snaps[plan.name] = self._reaches_bound(plan, value, slope)

    def _points_out(self, plan: QuantityPlan, value: float, slope: float) -> bool:
        if slope > 0.0:
            return plan.maximum is not None and value >= plan.maximum(self.state)
        return slope < 0.0 and plan.minimum is not None and value <= plan.minimum(self.state)

    def _reaches_bound(self, plan: QuantityPlan, value: float, slope: float) -> int | None:
        bound = plan.maximum if slope > 0.0 else plan.minimum
        if slope == 0.0 or bound is None:
            return None
        return later(self.state.now, (float(bound(self.state)) - value) / slope)

    def _judge_stored(self, plans: Sequence[StoredPlan]) -> None:
        for plan in plans:
            self.state.wrong.pop(plan.index, None)
            try:
                self._judge_one(plan)
            except EvaluationError as wrong:
                self.state.wrong[plan.index] = wrong
                self.inputs[plan.index] = self.crossings[plan.index] = None

    def _judge_one(self, plan: StoredPlan) -> None:
        if isinstance(plan, ComparisonPlan):
            self._compare(plan)
        elif isinstance(plan, LatchPlan):
            self.state.truths[plan.index] = self.state.truths[plan.index] or plan.condition(self.state)
        else:
            self._recall(plan)

    def _compare(self, plan: ComparisonPlan) -> None:
        """R4: judged anew when something in it has changed, decreed at its own crossing, else kept."""
        state, index = self.state, plan.index
        inputs = tuple(read(state) for read in plan.inputs)
        crosses = state.now in (self.crossings[index], self.decreed[index])
        if inputs != self.inputs[index]:
            steepest = abs(self.slopes[index]) if crosses else 0.0
            truth, gap, slope = holds_just_after(plan.operator, plan.left(state), plan.right(state), steepest)
            self.inputs[index] = inputs
            state.truths[index] = truth
            self.slopes[index] = max(slope, steepest, key=abs) if crosses else slope
            self.decreed[index] = state.now if crosses else None
            self.crossings[index] = later(state.now, -gap / slope) if gap * slope < 0.0 else None
        elif self.crossings[index] == state.now:
            state.truths[index] = not state.truths[index]
            self.decreed[index], self.crossings[index] = state.now, None

    def _recall(self, plan: RecentPlan) -> None:
        """R36: true while the condition holds, and until `within` after it last held."""
        state, index = self.state, plan.index
        if plan.condition is not None:
            holds = plan.condition(state)
            if self.holding[index] and not holds:
                self.expiries[index] = state.now + self._within(plan)
            elif holds:
                self.expiries[index] = None
            self.holding[index] = holds
        expiry = self.expiries[index]
        state.truths[index] = self.holding[index] or (expiry is not None and state.now < expiry)

    def _within(self, plan: RecentPlan) -> int:
        return microseconds(plan.within(self.state))

    # -- what decisions do to it ------------------------------------------------------------------------------------

    def count_firing(self, trigger: str, option: int | None) -> None:
        """`fired(trigger)` counts it before its effects run (R9); `recently(trigger)` begins (R36)."""
        self.state.fired[trigger, None] += 1
        if option is not None:
            self.state.fired[trigger, option] += 1
        for plan in self.blueprint.stored:
            if isinstance(plan, RecentPlan) and plan.trigger == trigger and plan.option in (None, option):
                self.expiries[plan.index] = self.state.now + self._within(plan)

    def value(self, name: str) -> Value:
        """The present value of any variable, whatever it is."""
        state = self.state
        return state.looked_at(name) if name in state.quantities else state.values[name]

    def present(self) -> dict[str, Value]:
        """The present value of every variable, in the order of the file."""
        return {name: self.value(name) for name in self.blueprint.scenario.variables}

    def assign(self, plan: EffectPlan, value: Value) -> None:
        """A variable's new value: whole if it is a count, and within its bounds (R5)."""
        variable = plan.variable
        if variable is None:
            message = "the effect writes nothing"
            raise ValueError(message)
        if variable.whole:
            value = whole_number(float(value), plan)
        value = self.blueprint.clamped(variable.name, typed(value, variable.type), self.state)
        if variable.name in self.state.quantities:
            _, slope, _ = self.state.quantities[variable.name]
            self.state.quantities[variable.name] = (float(value), slope, self.state.now)
            self.snaps[variable.name] = None
        else:
            self.state.values[variable.name] = value

    # -- snapshots (R29) --------------------------------------------------------------------------------------------

    def resume(self, snapshot: Snapshot) -> None:
        """Take everything from a snapshot."""
        state, stored = self.state, [str(node) for node in self.blueprint.evaluator.stored]
        state.values = {name: value for name, value in snapshot.values.items() if name not in snapshot.quantities}
        state.quantities = dict(snapshot.quantities)
        state.truths = [snapshot.truths[text][0] for text in stored]
        self.crossings = [snapshot.truths[text][1] for text in stored]
        self.slopes = [snapshot.truths[text][2] for text in stored]
        self.decreed = [None] * len(stored)
        self.inputs = [snapshot.inputs.get(text) for text in stored]
        self.holding = [snapshot.recent.get(text, (False, None))[0] for text in stored]
        self.expiries = [snapshot.recent.get(text, (False, None))[1] for text in stored]
        self.snaps = dict(snapshot.snaps)


def later(now: int, days: float) -> int | None:
    """The time `days` after now, at least a microsecond on; None when it is beyond every horizon (R1)."""
    wait = max(1, microseconds(days))
    return None if wait >= LONGEST else now + wait


def whole_number(value: float, plan: EffectPlan) -> float:
    """The nearest whole number, halves up (R5); an EvaluationError from 2^53 on."""
    below = math.floor(finite_amount(value, plan.effect.place))
    rounded = float(below + (value - below >= 0.5))
    if abs(rounded) >= WHOLE_NUMBERS_END:
        message = f"a count of {value:g} is beyond 2^53"
        raise EvaluationError("overflow", message, plan.effect.place)
    return rounded
