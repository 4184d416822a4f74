"""The chronicle of one rollout: what happened, why, and what was nearly reached. It only watches."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sim.engine.blueprint import clauses
from sim.engine.clock import days
from sim.engine.evaluation import EvaluationError
from sim.engine.rollouts import Cause, Change, Happening, NearMiss, Trace, Value, What
from sim.language import tree
from sim.language.kinds import Kind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sim.engine.blueprint import Blueprint, TriggerPlan
    from sim.engine.evaluation import Evaluate, State
    from sim.engine.reference_course import Course
    from sim.engine.reference_trigger import TriggerLife
    from sim.engine.reference_world import World
    from sim.engine.rollouts import Rollout
    from sim.language.scenario import Fact


@dataclass(slots=True)
class Approach:
    """How near a threshold of a condition has come: the smallest gap so far, and the values there."""

    clause: tree.Comparison
    left: Evaluate
    right: Evaluate
    gap: float | None = None
    reached: float = 0.0
    needed: float = 0.0

    def look(self, state: State) -> None:
        """Note the present distance if it is the smallest so far."""
        try:
            left, right = float(self.left(state)), float(self.right(state))
        except EvaluationError:
            return
        gap = max(0.0, right - left if self.clause.operator in (">", ">=") else left - right)
        if self.gap is None or gap < self.gap:
            self.gap, self.reached, self.needed = gap, left, right


class Chronicle:
    """Gathers the happenings of one rollout in order; `trace` gives them out at the end."""

    def __init__(self, blueprint: Blueprint) -> None:
        self.blueprint = blueprint
        self.happenings: list[Happening] = []
        self.true_at_start: list[str] = []
        self._clauses = {plan.name: self._clauses_of(plan) for plan in blueprint.triggers}
        self._truths: dict[str, list[bool]] = {name: [False] * len(found) for name, found in self._clauses.items()}
        self._risen: list[tuple[int, TriggerLife]] = []
        self._longest_hold: dict[str, int] = {}
        self._approaches = {plan.name: self._approaches_of(plan) for plan in blueprint.triggers}

    # -- what the course tells ----------------------------------------------------------------------------------------

    def note(self, life: TriggerLife, state: State, came_of_it: str, by: str) -> None:
        """A rise, lapse, lost occurrence or cancellation, in the judgement that follows `by`."""
        name = life.plan.name
        if came_of_it == "lapsed" and life.state.rise is not None:
            self._longest_hold[name] = max(self._longest_hold.get(name, 0), state.now - life.state.rise)
        if came_of_it == "rose" and life.plan.rate is not None:
            return
        if came_of_it == "rose":
            self._risen.append((len(self.happenings), life))
            if state.now == 0 and by == "start" and life.plan.when is not None:
                self.true_at_start.append(name)
        turned = came_of_it == "rose"
        found = tuple(
            clause
            for (clause, holds), before in zip(self._clauses[name], self._truths[name], strict=True)
            if _truth(holds, state) == turned and before != turned
        )
        cause = Cause(() if came_of_it in ("lost", "cancelled") else found, by)
        self.happenings.append(Happening(state.now, What(came_of_it), name, max(0, life.turn), cause=cause))

    def judged(self, lives: Sequence[TriggerLife], state: State) -> None:
        """The end of a judgement: delays are drawn, and every clause has its truth."""
        for place, life in self._risen:
            self.happenings[place] = replace(
                self.happenings[place], turn=life.turn, due=life.state.due, holds_until=life.state.held_until
            )
        self._risen.clear()
        for life in lives:
            name = life.plan.name
            self._truths[name] = [_truth(holds, state) for _, holds in self._clauses[name]]
            if not life.state.decisions:
                for approach in self._approaches[name]:
                    approach.look(state)

    def decided(
        self,
        life: TriggerLife,
        turn: int,
        *,
        fires: bool,
        option: int | None,
        before: Mapping[str, Value],
        world: World,
    ) -> None:
        """A decision, after its effects."""
        what = What.FIRED if fires else What.REFUSED
        changes = changed(before, world.present())
        self.happenings.append(Happening(world.state.now, what, life.plan.name, turn, option=option, changes=changes))

    def forced(self, fact: Fact, before: Mapping[str, Value], world: World) -> None:
        """A fact of a case, after its effects."""
        changes = changed(before, world.present())
        self.happenings.append(Happening(world.state.now, What.FACT, fact.title, changes=changes))

    def settled(self, state: State, rung: int | None, violated: Sequence[str], outcome: str | None) -> None:
        """The settled state: a new rung, violations, an end."""
        scenario = self.blueprint.scenario
        if rung is not None:
            self.happenings.append(Happening(state.now, What.RUNG, scenario.ladder[rung].name))
        self.happenings += [Happening(state.now, What.VIOLATED, name) for name in violated]
        if outcome is not None:
            self.happenings.append(Happening(state.now, What.OUTCOME, outcome))

    # -- what it gives out --------------------------------------------------------------------------------------------

    def trace(self, course: Course, rollout: Rollout, seed: int, initial: Mapping[str, Value]) -> Trace:
        """Everything, in order, with what was nearly reached."""
        misses = tuple(miss for life in course.lives for miss in self._near_misses(life, course.state))
        return Trace(seed, rollout, tuple(self.happenings), initial, tuple(self.true_at_start), misses)

    def _near_misses(self, life: TriggerLife, state: State) -> list[NearMiss]:
        """Of a trigger that never decided: what is pending, its longest hold, or its nearest thresholds."""
        name, own = life.plan.name, life.state
        if own.decisions or own.phase == "spent":
            return []
        if own.phase == "pending" and own.due is not None and life.plan.rate is None and own.rise is not None:
            return [NearMiss(name, "pending", days(state.now - own.rise), days(own.due - own.rise))]
        longest = self._longest_hold.get(name, 0)
        if own.phase == "holding" and own.rise is not None:
            longest = max(longest, state.now - own.rise)
        needed = _length(life.plan.hold, state)
        if longest and needed is not None:
            return [NearMiss(name, "held", days(longest), needed)]
        found = []
        for approach in self._approaches[name]:
            approach.look(state)
            if own.turn == 0 and approach.gap:
                found.append(NearMiss(name, "threshold", approach.reached, approach.needed, approach.clause))
        return found

    def _clauses_of(self, plan: TriggerPlan) -> list[tuple[tree.Expression, Evaluate]]:
        when = plan.trigger.when
        return [] if when is None else [(clause, self.blueprint.evaluator.watched(clause)) for clause in clauses(when)]

    def _approaches_of(self, plan: TriggerPlan) -> list[Approach]:
        if plan.trigger.when is None or plan.trigger.at is not None:
            return []
        evaluator = self.blueprint.evaluator
        return [
            Approach(clause, evaluator.instant(clause.left), evaluator.instant(clause.right))
            for clause in map(_meant, clauses(plan.trigger.when))
            if isinstance(clause, tree.Comparison)
            and clause.operator not in ("==", "!=")
            and clause.left.type.kind is Kind.NUMBER
        ]


def _truth(holds: Evaluate, state: State) -> bool:
    """The truth of a clause by itself; false where it cannot be judged, which the whole condition may never have to."""
    try:
        return bool(holds(state))
    except EvaluationError:
        return False


def _length(hold: Evaluate | None, state: State) -> float | None:
    """How long a trigger's `for` would be now, in days; None where there is none, or it cannot be told."""
    try:
        return None if hold is None else float(hold(state))
    except EvaluationError:
        return None


def _meant(clause: tree.Expression) -> tree.Expression:
    """The expression behind a name of `define`."""
    return _meant(clause.meaning) if isinstance(clause, tree.DefinitionRead) else clause


def changed(before: Mapping[str, Value], after: Mapping[str, Value]) -> tuple[Change, ...]:
    """The variables whose values differ, in the order of the file."""
    return tuple(Change(name, before[name], after[name]) for name in before if before[name] != after[name])
