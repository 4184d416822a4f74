"""A scenario made callable for the reference engine: every expression a function of the `State`, in the rules' order.

Made once for a scenario and shared by all its rollouts; nothing here changes while a rollout runs.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.engine.arithmetic import normal_quantile, normal_share
from sim.engine.evaluation import Evaluate, EvaluationError, Evaluator, Line, State
from sim.engine.laws import fault, quantile
from sim.language import tree
from sim.language.correlations import factor, independent
from sim.language.distributions import Amount, Family, Law, LawCases
from sim.language.kinds import Kind, Type
from sim.language.scenario import (
    Assertion,
    Assign,
    Cancel,
    Fact,
    Let,
    Option,
    Outcome,
    Scenario,
    Shift,
    Trigger,
    Variable,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sim.engine.rollouts import Value
    from sim.errors import Place

DrawnLaw = tuple[int, tuple[float, ...]]
"""A law's family and its evaluated arguments."""


@dataclass(frozen=True, slots=True)
class AmountPlan:
    """An amount that may be drawn: `law` evaluates its arguments, `place` is where it stands."""

    law: Callable[[State], DrawnLaw]
    place: Place
    certain: bool

    def value(self, state: State, uniform: Callable[[], float]) -> float:
        """The amount; `uniform` is asked for its draw only if the amount is random."""
        family, arguments = self.law(state)
        if family == Family.CERTAIN:
            return arguments[0]
        return quantile(family, arguments, uniform())


@dataclass(frozen=True, slots=True)
class QuantityPlan:
    """A growing quantity: its slope and its bounds (R2, R5)."""

    name: str
    slope: Evaluate
    minimum: Evaluate | None
    maximum: Evaluate | None


@dataclass(frozen=True, slots=True)
class ComparisonPlan:
    """A stored comparison (R4): the lines of its sides, and what must change for it to be judged anew."""

    index: int
    operator: str
    left: Callable[[State], Line]
    right: Callable[[State], Line]
    inputs: tuple[Callable[[State], object], ...]


@dataclass(frozen=True, slots=True)
class LatchPlan:
    """A stored `ever` (R15)."""

    index: int
    condition: Evaluate


@dataclass(frozen=True, slots=True)
class RecentPlan:
    """A stored `recently` (R36): of a condition, or of the firings of a trigger or option."""

    index: int
    within: Evaluate
    condition: Evaluate | None
    trigger: str | None
    option: int | None


StoredPlan = ComparisonPlan | LatchPlan | RecentPlan


@dataclass(frozen=True, slots=True)
class EffectPlan:
    """One effect with its amount or level made callable, and the variable that it writes."""

    effect: Assign | Shift | Let | Cancel
    amount: AmountPlan | None = None
    limit: Evaluate | None = None
    variable: Variable | None = None


@dataclass(frozen=True, slots=True)
class OptionPlan:
    """One option of a decision (R34)."""

    option: Option
    chance: Evaluate
    effects: tuple[EffectPlan, ...]


@dataclass(frozen=True, slots=True)
class TriggerPlan:
    """A trigger with its conditions and numbers made callable; None: the file does not give it."""

    trigger: Trigger
    when: Evaluate | None
    hold: Evaluate | None
    delay: AmountPlan | None
    rate: Evaluate | None
    chance: Evaluate | None
    priority: Evaluate | None
    cooldown: Evaluate | None
    reconsider: Evaluate | None
    then: tuple[EffectPlan, ...]
    failing_that: tuple[EffectPlan, ...]
    options: tuple[OptionPlan, ...]

    @property
    def name(self) -> str:
        """The trigger's full name."""
        return self.trigger.name


@dataclass(frozen=True, slots=True)
class OutcomePlan:
    """An outcome (R25, R36)."""

    outcome: Outcome
    when: Evaluate
    hold: Evaluate | None


@dataclass(frozen=True, slots=True)
class AssertionPlan:
    """An assertion (R26, R27): `condition` is what must always hold, or what opens an obligation."""

    assertion: Assertion
    condition: Evaluate
    occurs: Evaluate | None
    then: Evaluate | None
    within: Evaluate | None


class Blueprint:
    """The whole scenario, callable, with the facts and conditions of a case beside it.

    Attributes list the plans in the order of the file.
    """

    def __init__(
        self, scenario: Scenario, facts: Sequence[Fact] = (), conditions: Sequence[tree.Expression] = ()
    ) -> None:
        self.scenario = scenario
        growing = frozenset(name for name, variable in scenario.variables.items() if variable.grows)
        self.evaluator = Evaluator(growing)
        self.laws = {name: self.amount(parameter.law) for name, parameter in scenario.parameters.items()}
        self.factor = factor(scenario.correlated, list(scenario.parameters)) or {}
        self.bounds = {name: self._bounds(variable) for name, variable in scenario.variables.items()}
        self.triggers = tuple(self._trigger(trigger) for trigger in scenario.triggers.values())
        self.quantities = tuple(
            self._quantity(scenario.variables[name]) for name in scenario.variables if name in growing
        )
        self.ladder = tuple(
            None if rung.when is None else self.evaluator.watched(rung.when) for rung in scenario.ladder
        )
        self.outcomes = tuple(self._outcome(outcome) for outcome in scenario.outcomes.values())
        self.assertions = tuple(self._assertion(assertion) for assertion in scenario.assertions.values())
        self.facts = tuple(self.effects(fact.effects) for fact in facts)
        self.conditions = tuple(self.evaluator.instant(condition) for condition in conditions)
        self.stored = tuple(self._stored(index, node) for index, node in enumerate(self.evaluator.stored))
        still = frozenset(index for index, node in enumerate(self.evaluator.stored) if not self._reads_growing(node))
        self.still = tuple(plan for plan in self.stored if plan.index in still)
        """stored truths that read nothing growing: judged before the slopes (R13)"""
        self.moving = tuple(plan for plan in self.stored if plan.index not in still)

    def effects(self, effects: Sequence[Assign | Shift | Let | Cancel]) -> tuple[EffectPlan, ...]:
        """Effects made callable (those of a trigger, or facts of a case)."""
        return tuple(self._effect(effect) for effect in effects)

    def initial(self, parameters: dict[str, Value]) -> dict[str, Value]:
        """The value of every variable at time 0, with bounds applied, in one world."""
        state = State(now=0, parameters=parameters)
        values: dict[str, Value] = {}
        for name, variable in self.scenario.variables.items():
            self._check_bounds(name, state)
            value = self.evaluator.instant(variable.initial)(state)
            values[name] = self.clamped(name, typed(value, variable.type), state)
        return values

    def _check_bounds(self, name: str, state: State) -> None:
        """R5: an EvaluationError where, in this world, a variable's `min` is above its `max`."""
        low, high = self.bounds[name]
        if low is not None and high is not None and low(state) > high(state):
            message = f"`min` of `{name}` ({low(state):g}) is above its `max` ({high(state):g})"
            raise EvaluationError("bounds", message, self.scenario.variables[name].place)

    def clamped(self, name: str, value: Value, state: State) -> Value:
        """The value within the variable's bounds (R5)."""
        low, high = self.bounds[name]
        if low is not None and value < low(state):
            return float(low(state))
        if high is not None and value > high(state):
            return float(high(state))
        return value

    def parameters(self, uniform: Callable[[str], float]) -> dict[str, Value]:
        """The parameters of one world; `uniform` gives the draw of an uncertain parameter by its name (R23)."""
        state = State(now=0, parameters={})
        scores: dict[str, float] = {}
        for name, parameter in self.scenario.parameters.items():
            value = self.laws[name].value(state, lambda name=name: self._correlated(name, uniform(name), scores))  # type: ignore[misc]
            state.parameters[name] = typed(value, parameter.type)
        return state.parameters

    def _correlated(self, name: str, draw: float, scores: dict[str, float]) -> float:
        """The draw of a parameter, tied to the draws of those that it goes with by a Gaussian copula."""
        if name not in self.factor:
            return draw
        scores[name] = normal_quantile(draw)
        if independent(self.factor, name):
            return draw
        score = 0.0
        for other, share in self.factor[name]:
            score += share * scores[other]
        return normal_share(score)

    def amount(self, amount: Amount) -> AmountPlan:
        """An amount made callable; its law's arguments are checked each time (R18)."""
        if isinstance(amount, LawCases):
            branches = [(self.evaluator.instant(condition), self._law(law)) for condition, law in amount.branches]
            otherwise = self._law(amount.otherwise)

            def chosen(state: State) -> DrawnLaw:
                return next((law(state) for condition, law in branches if condition(state)), None) or otherwise(state)

            return AmountPlan(chosen, amount.place, amount.is_certain)
        return AmountPlan(self._law(amount), amount.place, amount.is_certain)

    def _law(self, law: Law) -> Callable[[State], DrawnLaw]:
        functions = [self.evaluator.instant(argument) for argument in law.arguments]
        family = int(law.family)
        if law.is_certain:
            return lambda state: (family, (functions[0](state),))

        def evaluated(state: State) -> DrawnLaw:
            arguments = tuple(float(function(state)) for function in functions)
            wrong = fault(family, arguments)
            if wrong:
                raise EvaluationError("law", f"`{law}` cannot be drawn from: {wrong}", law.place)
            return family, arguments

        return evaluated

    def _instant(self, node: tree.Expression | None) -> Evaluate | None:
        return None if node is None else self.evaluator.instant(node)

    def _watched(self, node: tree.Expression | None) -> Evaluate | None:
        return None if node is None else self.evaluator.watched(node)

    def _bounds(self, variable: Variable) -> tuple[Evaluate | None, Evaluate | None]:
        return self._instant(variable.minimum), self._instant(variable.maximum)

    def _quantity(self, variable: Variable) -> QuantityPlan:
        if variable.changes is None:
            message = f"{variable.name} does not grow"
            raise ValueError(message)
        low, high = self.bounds[variable.name]
        return QuantityPlan(variable.name, self.evaluator.watched(variable.changes), low, high)

    def _trigger(self, trigger: Trigger) -> TriggerPlan:
        return TriggerPlan(
            trigger=trigger,
            when=self._watched(trigger.when),
            hold=self._instant(trigger.hold),
            delay=None if trigger.after is None else self.amount(trigger.after),
            rate=self._watched(trigger.rate),
            chance=self._instant(trigger.chance),
            priority=self._instant(trigger.priority),
            cooldown=self._instant(trigger.cooldown),
            reconsider=self._instant(trigger.reconsider),
            then=self.effects(trigger.then),
            failing_that=self.effects(trigger.failing_that),
            options=tuple(
                OptionPlan(option, self.evaluator.instant(option.chance), self.effects(option.effects))
                for option in trigger.options
            ),
        )

    def _effect(self, effect: Assign | Shift | Let | Cancel) -> EffectPlan:
        if isinstance(effect, Assign):
            return EffectPlan(
                effect, amount=self.amount(effect.amount), variable=self.scenario.variables[effect.target]
            )
        if isinstance(effect, Shift):
            return EffectPlan(
                effect, limit=self._instant(effect.limit), variable=self.scenario.variables[effect.target]
            )
        if isinstance(effect, Let):
            return EffectPlan(effect, amount=self.amount(effect.amount))
        return EffectPlan(effect)

    def _outcome(self, outcome: Outcome) -> OutcomePlan:
        return OutcomePlan(outcome, self.evaluator.watched(outcome.when), self._instant(outcome.hold))

    def _assertion(self, assertion: Assertion) -> AssertionPlan:
        condition = assertion.always if assertion.always is not None else assertion.whenever
        if condition is None:
            message = f"assertion {assertion.name} says nothing"
            raise ValueError(message)
        return AssertionPlan(
            assertion,
            self.evaluator.watched(condition),
            self._watched(assertion.never or assertion.whenever),
            self._watched(assertion.then),
            self._instant(assertion.within),
        )

    def _stored(self, index: int, node: tree.Expression) -> StoredPlan:
        if isinstance(node, tree.Comparison):
            watched = self.evaluator.watched
            inputs = tuple(self._input(part) for part in inputs_of(node, self.evaluator))
            left, right = self.evaluator.line(node.left, watched), self.evaluator.line(node.right, watched)
            return ComparisonPlan(index, node.operator, left, right, inputs)
        if isinstance(node, tree.Ever):
            return LatchPlan(index, self.evaluator.watched(node.condition))
        if isinstance(node, tree.Recently):
            within = self.evaluator.instant(node.within)
            return RecentPlan(index, within, self._watched(node.condition), node.trigger, node.option)
        message = f"{node} is not stored"
        raise TypeError(message)

    def _input(self, node: tree.Expression) -> Callable[[State], object]:
        if isinstance(node, tree.VariableRead) and node.name in self.evaluator.growing:
            name = node.name
            return lambda state: state.quantities[name]
        return self.evaluator.watched(node)

    def _reads_growing(self, node: tree.Expression) -> bool:
        growing = self.evaluator.growing
        return any(isinstance(part, tree.VariableRead) and part.name in growing for part in node.walk())


def typed(value: Value, kind: Type) -> Value:
    """A drawn or computed value in the form that its type is kept in (see `rollouts.Value`)."""
    if kind.kind is Kind.FLAG:
        return bool(value)
    return float(value) if kind.kind is Kind.NUMBER else int(value)


def inputs_of(node: tree.Comparison, evaluator: Evaluator) -> list[tree.Expression]:
    """What a stored comparison is judged on (R4): variables, counts of firings, and truths stored inside of it."""
    found: list[tree.Expression] = []

    def visit(part: tree.Expression) -> None:
        if evaluator.is_stored(part) or isinstance(part, tree.VariableRead | tree.Fired):
            found.append(part)
            return
        for child in part.children:
            visit(child)

    visit(node.left)
    visit(node.right)
    return found


def clauses(condition: tree.Expression) -> tuple[tree.Expression, ...]:
    """The clauses of a condition: what its outermost `and` joins, through names of `define`."""
    if isinstance(condition, tree.DefinitionRead):
        meant = clauses(condition.meaning)
        return meant if len(meant) > 1 else (condition,)
    if isinstance(condition, tree.All):
        return tuple(clause for operand in condition.operands for clause in clauses(operand))
    return (condition,)
