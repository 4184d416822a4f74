"""The course of one rollout: how an instant is settled, in the order of R13 to R16. SimPy keeps the time, not this."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.engine.clock import days
from sim.engine.draws import CHANCE
from sim.engine.evaluation import EvaluationError, State, finite_amount
from sim.engine.reference_record import Record
from sim.engine.reference_trigger import NO_FORCE, TriggerLife
from sim.engine.reference_world import World
from sim.engine.rollouts import TriggerState
from sim.errors import RolloutFault
from sim.language.scenario import Assign, Let, Shift

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sim.engine.blueprint import Blueprint, EffectPlan, TriggerPlan
    from sim.engine.reference_story import Chronicle
    from sim.engine.rollouts import Value
    from sim.language.scenario import Fact, ForcedLuck

DECISIONS_IN_AN_INSTANT = 1_000
JUDGEMENTS_IN_AN_INSTANT = 10_000
CERTAIN_SUM = 1e-9
"""How far the chances of all options together may be from 1 (R34)."""

Occurrence = tuple[str, int | None]
"""A firing: the trigger, and the option taken (from 0)."""


class Course:
    """Everything that one rollout is made of, between and within its instants.

    `keys` maps a trigger to the key of its draws, `facts` are forced at their times, `luck` replaces draws (a case).
    `outcome` is set when the rollout has ended, `fault` when it met an error of the scenario (R18).
    """

    def __init__(
        self,
        blueprint: Blueprint,
        parameters: dict[str, Value],
        index: int,
        keys: Mapping[str, int],
        grid: Sequence[int] = (),
        facts: Sequence[Fact] = (),
        luck: Mapping[str, ForcedLuck] | None = None,
        chronicle: Chronicle | None = None,
    ) -> None:
        self.blueprint = blueprint
        self.index = index
        self.state = State(now=0, parameters=parameters)
        self.world = World(blueprint, self.state)
        self.record = Record(blueprint, grid)
        self.lives = [
            TriggerLife(plan, _newborn(plan, keys[plan.name]), index, (luck or {}).get(plan.name, NO_FORCE))
            for plan in blueprint.triggers
        ]
        self.state.fired = _never_fired(self.lives)
        self.facts = sorted(zip(facts, blueprint.facts, strict=True), key=lambda pair: pair[0].time)
        self.first_fired: dict[str, int | None] = {plan.name: None for plan in blueprint.triggers}
        self.chronicle = chronicle
        self.decisions = 0
        self.outcome: str | None = None
        self.fault: RolloutFault | None = None
        self.evaluating = ""
        self._decided_here: list[str] = []
        self._judgements_here = 0

    # -- an instant -------------------------------------------------------------------------------------------------

    def settle(self, now: int) -> None:
        """One instant, from the passing of time to the settled state (R13 to R16); sets `outcome` at an end."""
        self.record.fill_grid(self.state, now)
        self.state.now = now
        self._decided_here, self._judgements_here = [], 0
        try:
            self._cascade(now)
            self._close(now)
        except EvaluationError as wrong:
            self.outcome = "error"
            self.fault = RolloutFault(wrong.kind, wrong.message, wrong.place, self.evaluating, days(now), self.index)

    def _cascade(self, now: int) -> None:
        """R15: judge and decide until nothing is due."""
        self._judge("start" if now == 0 else "time", None)
        while self.facts and self.facts[0][0].time <= now:
            self._force(*self.facts.pop(0))
        while (life := self._next_due(now)) is not None:
            self._judge(life.plan.name, self._decide(life))
        for life in self.lives:
            life.miss(now)

    def _judge(self, by: str, occurrence: Occurrence | None) -> None:
        """R13: bounds, stored truths and slopes; all conditions on that one state; then rates and delays."""
        self._judgements_here += 1
        if self._judgements_here > JUDGEMENTS_IN_AN_INSTANT:
            raise self._endless("zeno", f"more than {JUDGEMENTS_IN_AN_INSTANT:,} judgements within one instant")
        self.evaluating = ""
        self.world.judge()
        state = self.state
        truths = [
            life.asks(state.now, occurred=_names(life.plan, occurrence)) and self._holds(life.plan)
            for life in self.lives
        ]
        for life, holds in zip(self.lives, truths, strict=True):
            came_of_it = life.judge(state.now, holds=holds, occurred=_names(life.plan, occurrence))
            if came_of_it and self.chronicle is not None:
                self.chronicle.note(life, state, came_of_it, by)
        for life in self.lives:
            self.evaluating = life.plan.name
            life.set_clock(state)
        if self.chronicle is not None:
            self.chronicle.judged(self.lives, state)

    def _holds(self, plan: TriggerPlan) -> bool:
        self.evaluating = plan.name
        return plan.when is None or bool(plan.when(self.state))

    def _next_due(self, now: int) -> TriggerLife | None:
        """R14: of those due, the highest priority, then the first in the file."""
        due = [life for life in self.lives if life.is_due(now)]
        return min(due, key=lambda life: (-self._priority(life.plan), life.plan.trigger.rank)) if due else None

    def _priority(self, plan: TriggerPlan) -> float:
        self.evaluating = plan.name
        return 0.0 if plan.priority is None else float(plan.priority(self.state))

    # -- decisions --------------------------------------------------------------------------------------------------

    def _decide(self, life: TriggerLife) -> Occurrence | None:
        """R9, R34: the chance is drawn, and what follows takes effect; the firing, if it is one."""
        plan = life.plan
        self.evaluating = plan.name
        self._count_decision(plan)
        life.begin_decision(self.state.now)
        before = self.world.present() if self.chronicle is not None else {}
        option: int | None = None
        if plan.options:
            option = self._choose(life)
            fires, effects = True, plan.options[option].effects
        else:
            fires = self._succeeds(life)
            effects = plan.then if fires else plan.failing_that
        if fires:
            self._count_firing(life, option)
        self._carry_out(effects, life)
        turn = life.turn
        life.end_decision(self.state, failed=not fires)
        if self.chronicle is not None:
            self.chronicle.decided(life, turn, fires=fires, option=option, before=before, world=self.world)
        return (plan.name, option) if fires else None

    def _succeeds(self, life: TriggerLife) -> bool:
        if life.plan.chance is None:
            return True
        return life.luck(CHANCE, life.turn) < self._share(life.plan, float(life.plan.chance(self.state)))

    def _choose(self, life: TriggerLife) -> int:
        """R34: one uniform along the cumulated chances, in the order of the file."""
        chances = [self._share(life.plan, float(option.chance(self.state))) for option in life.plan.options]
        total = 0.0
        for chance in chances:
            total += chance
        if abs(total - 1.0) > CERTAIN_SUM:
            message = f"the chances of the options sum to {total:g}, not to 1"
            raise EvaluationError("chance", message, life.plan.trigger.places.get("options", life.plan.trigger.place))
        draw, cumulated = life.luck(CHANCE, life.turn), 0.0
        for option, chance in enumerate(chances):
            cumulated += chance
            if draw < cumulated:
                return option
        return max(option for option, chance in enumerate(chances) if chance > 0.0)

    def _share(self, plan: TriggerPlan, chance: float) -> float:
        if 0.0 <= chance <= 1.0:
            return chance
        place = plan.trigger.places.get("chance", plan.trigger.place)
        raise EvaluationError("chance", f"a chance of {chance:g} is not between 0 and 1", place)

    def _count_decision(self, plan: TriggerPlan) -> None:
        """R17."""
        self.decisions += 1
        self._decided_here.append(plan.name)
        if len(self._decided_here) > DECISIONS_IN_AN_INSTANT:
            raise self._endless("zeno", f"more than {DECISIONS_IN_AN_INSTANT:,} decisions within one instant")
        limit = self.blueprint.scenario.max_decisions
        if self.decisions > limit:
            raise self._endless("runaway", f"more than {limit:,} decisions in one rollout (`max_decisions`)")

    def _endless(self, kind: str, message: str) -> EvaluationError:
        loop = repeated(self._decided_here)
        trigger = self.blueprint.scenario.triggers[loop[0]] if loop else None
        told = f"{message}: {' → '.join([*loop, loop[0]])}" if loop else message
        self.evaluating = loop[0] if loop else self.evaluating
        return EvaluationError(kind, told, trigger.place if trigger else self.blueprint.scenario.ladder[0].place)

    def _count_firing(self, life: TriggerLife, option: int | None) -> None:
        life.count(option)
        self.world.count_firing(life.plan.name, option)
        if self.first_fired[life.plan.name] is None:
            self.first_fired[life.plan.name] = self.state.now

    def _force(self, fact: Fact, effects: Sequence[EffectPlan]) -> None:
        """A fact of a case: effects, as a trigger of the highest priority would."""
        self.evaluating = "given"
        before = self.world.present() if self.chronicle is not None else {}
        self._carry_out(effects, None)
        if self.chronicle is not None:
            self.chronicle.forced(fact, before, self.world)
        self._judge("given", None)

    def _carry_out(self, effects: Sequence[EffectPlan], life: TriggerLife | None) -> None:
        """Effects from top to bottom, each reading the state that the one before it left (R14)."""
        self.state.lets.clear()
        for plan in effects:
            effect = plan.effect
            if isinstance(effect, Assign):
                self.world.assign(plan, self._assigned(plan, effect, life))
            elif isinstance(effect, Shift):
                self.world.assign(plan, self._shifted(plan, effect))
            elif isinstance(effect, Let):
                self.state.lets[effect.name] = self._amount(plan, effect.slot, life)
            else:
                self._cancel(effect.trigger, life)

    def _assigned(self, plan: EffectPlan, effect: Assign, life: TriggerLife | None) -> Value:
        amount = self._amount(plan, effect.slot, life)
        if effect.operator == "=":
            return amount
        present = self._present(effect.target)
        return finite_amount(present + amount if effect.operator == "+=" else present - amount, effect.place)

    def _amount(self, plan: EffectPlan, slot: int | None, life: TriggerLife | None) -> float:
        if plan.amount is None:
            message = "the effect has no amount"
            raise ValueError(message)
        if slot is None or life is None:
            amount = plan.amount.value(self.state, _no_luck)
        else:
            amount = plan.amount.value(self.state, lambda: life.luck(slot, life.turn))
        return finite_amount(amount, plan.effect.place)

    def _present(self, variable: str) -> float:
        quantities = self.state.quantities
        return self.state.quantity(variable) if variable in quantities else float(self.state.values[variable])

    def _shifted(self, plan: EffectPlan, effect: Shift) -> Value:
        """R5: one level up or down, or to a level at least or at most; the ends stop it."""
        level = int(self.world.value(effect.target))
        if plan.limit is not None:
            limit = int(plan.limit(self.state))
            return max(level, limit) if effect.up else min(level, limit)
        if plan.variable is None:
            message = "the effect moves nothing"
            raise ValueError(message)
        return min(level + 1, len(plan.variable.type.names) - 1) if effect.up else max(level - 1, 0)

    def _cancel(self, trigger: str, deciding: TriggerLife | None) -> None:
        """R35; the trigger that is just deciding has nothing left to call off."""
        for life in self.lives:
            if (
                life is not deciding
                and life.plan.name == trigger
                and life.cancel(self.state.now)
                and self.chronicle is not None
            ):
                self.chronicle.note(life, self.state, "cancelled", self.evaluating)

    # -- the settled state ------------------------------------------------------------------------------------------

    def _close(self, now: int) -> None:
        """R16: rung, assertions and outcomes, once, on the settled state."""
        self.evaluating = ""
        rung = self.record.rung(self.state)
        violated = list(self.record.violations(self.state))
        at_horizon = now >= self.blueprint.scenario.horizon
        self.outcome = self.record.outcome(self.state, at_horizon=at_horizon) or ("none" if at_horizon else None)
        if self.outcome is not None:
            for name in self.state.quantities:
                self.state.quantity(name)
        if self.chronicle is not None:
            self.chronicle.settled(self.state, rung, violated, self.outcome)

    def next_record_time(self) -> int | None:
        """The next instant that the world, the outcomes, the assertions, a fact or the horizon ask for."""
        times = [*self.world.next_times(), *self.record.next_times(), self.blueprint.scenario.horizon]
        times += [fact.time for fact, _ in self.facts[:1]]
        return min((time for time in times if time > self.state.now), default=None)


def repeated(names: Sequence[str]) -> list[str]:
    """The shortest run that the end of `names` repeats, in order; all of the last few when nothing repeats.

    >>> repeated(["x", "a", "b", "a", "b"])
    ['a', 'b']
    """
    for length in range(1, len(names) // 2 + 1):
        if names[-length:] == names[-2 * length : -length]:
            return list(names[-length:])
    return list(names[-5:])


def _newborn(plan: TriggerPlan, key: int) -> TriggerState:
    trigger = plan.trigger
    options = (0,) * len(trigger.options)
    phase = "idle" if trigger.at is None else "pending"
    return TriggerState(phase=phase, armed=True, due=trigger.at, option_firings=options, key=key)


def _never_fired(lives: Sequence[TriggerLife]) -> dict[tuple[str, int | None], int]:
    counted: dict[tuple[str, int | None], int] = {}
    for life in lives:
        counted[life.plan.name, None] = 0
        counted |= {(life.plan.name, option): 0 for option in range(len(life.plan.options))}
    return counted


def _names(plan: TriggerPlan, occurrence: Occurrence | None) -> bool:
    """Whether `on` names what has just fired (R33)."""
    if occurrence is None:
        return False
    fired, option = occurrence
    return any(named.trigger == fired and named.option in (None, option) for named in plan.trigger.on)


def _no_luck() -> float:
    message = "a fact has no luck of its own"
    raise ValueError(message)
