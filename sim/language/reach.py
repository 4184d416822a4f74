"""What a scenario can come to at all, found without running it: an over-estimate that errs on one side alone.

Every variable has a set of values (or an interval) that holds at least all that it can ever have, whatever the luck and
whatever the parameters: what these sets leave no room for is certain never to happen. What they leave room for may be
impossible all the same. (The method is interval analysis by abstract interpretation: Cousot and Cousot, 1977.)
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import product
from math import ceil, floor, inf, isnan
from typing import TYPE_CHECKING

from sim.language.distributions import Amount, Family, Law, LawCases
from sim.language.inspection import conjuncts, constant
from sim.language.kinds import DAYS_IN, MICROSECONDS_PER_DAY, Kind, Type
from sim.language.scenario import Assign, Lapse, Shift
from sim.language.tree import (
    Absolute,
    All,
    AnyOf,
    Arithmetic,
    Chain,
    Comparison,
    Conditional,
    Day,
    DefinitionRead,
    Ever,
    Expression,
    Extreme,
    Fired,
    Literal,
    NamedValue,
    Negative,
    Not,
    NumberOf,
    Per,
    Recently,
    VariableRead,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from sim.language.scenario import Effect, Scenario, Trigger, Variable

Names = frozenset[int]
"""Possible values of a flag (0, 1), level or category (indices)."""
Interval = tuple[float, float]
"""Possible values of a number, both ends included."""
Possible = Names | Interval

ANY: Interval = (-inf, inf)
BOTH = frozenset({True, False})
PATIENCE = 4
"""So many rounds an interval may widen step by step; then its end is taken to be infinite."""


@dataclass(frozen=True, slots=True)
class Reach:
    """What may be: the possible values of each variable, and the triggers that may fire. Made by `reach_of`."""

    scenario: Scenario
    values: Mapping[str, Possible]
    firing: frozenset[str] = field(default_factory=frozenset)
    whole: Reach | None = None
    """of a part of what may be (while something holds): the whole, since `ever` and `recently` tell of the past"""

    # -- conditions ----------------------------------------------------------------------------------------------------

    def truths(self, node: Expression) -> frozenset[bool]:
        """The truth values that a condition may have."""
        match node:
            case Literal():
                return frozenset({bool(node.value)})
            case Not():
                return frozenset(not truth for truth in self.truths(node.operand))
            case All() | Chain():
                return _all(map(self.truths, node.children))
            case AnyOf():
                return frozenset(not truth for truth in _all(map(self._falsehoods, node.operands)))
            case Comparison():
                return self._compared(node)
            case DefinitionRead():
                return self.truths(node.meaning)
            case Recently(condition=None):
                return BOTH if node.trigger in self.firing else frozenset({False})
            case Ever() | Recently():
                past = (self.whole or self).truths(node.children[0])
                return (past & {True}) | (self.truths(node.children[0]) & {False})
            case Conditional():
                return frozenset(
                    truth
                    for holds in self.truths(node.condition)
                    for truth in self.truths(node.value if holds else node.otherwise)
                )
            case VariableRead():
                return frozenset(bool(value) for value in self.names(node))
            case _:
                return BOTH

    def _falsehoods(self, node: Expression) -> frozenset[bool]:
        return frozenset(not truth for truth in self.truths(node))

    def may(self, condition: Expression | None) -> bool:
        """Whether a condition (none: always true) may ever be true."""
        return condition is None or True in self.truths(condition)

    def _compared(self, node: Comparison) -> frozenset[bool]:
        if node.left.type.kind is Kind.NUMBER:
            return _ordered(node.operator, self.number(node.left), self.number(node.right))
        pairs = product(self.names(node.left), self.names(node.right))
        return frozenset(_holds(node.operator, left, right) for left, right in pairs)

    # -- values --------------------------------------------------------------------------------------------------------

    def names(self, node: Expression) -> Names:
        """The values that a flag, level or category may have."""
        match node:
            case NamedValue():
                return frozenset({node.index})
            case VariableRead():
                value = self.values[node.name]
                return value if isinstance(value, frozenset) else every(node.type)
            case DefinitionRead() if node.type.kind is not Kind.FLAG:
                return self.names(node.meaning)
            case Conditional() if node.type.kind is not Kind.FLAG:
                return self.names(node.value) | self.names(node.otherwise)
            case Extreme():
                pick = max if node.function == "max" else min
                return frozenset(pick(values) for values in product(*map(self.names, node.operands)))
            case _ if node.type.kind is Kind.FLAG:
                return frozenset(int(truth) for truth in self.truths(node))
            case _:
                return every(node.type)

    def number(self, node: Expression) -> Interval:
        """The interval in which a number lies."""
        match node:
            case Literal():
                return float(node.value), float(node.value)
            case VariableRead():
                value = self.values[node.name]
                return ANY if isinstance(value, frozenset) else value
            case Day():
                return 0.0, self.scenario.horizon / MICROSECONDS_PER_DAY
            case Fired():
                return (0.0, inf) if node.trigger in self.firing else (0.0, 0.0)
            case NumberOf():
                truths = [self.truths(condition) for condition in node.conditions]
                return float(sum(False not in each for each in truths)), float(sum(True in each for each in truths))
            case DefinitionRead():
                return self.number(node.meaning)
            case Conditional():
                return _hull([self.number(node.value), self.number(node.otherwise)])
            case Extreme():
                pick = max if node.function == "max" else min
                ends = [self.number(operand) for operand in node.operands]
                return pick(low for low, _ in ends), pick(high for _, high in ends)
            case Negative() | Per() | Absolute() | Arithmetic():
                return self._reckoned(node)
            case _:
                return ANY

    def _reckoned(self, node: Expression) -> Interval:
        ends = [self.number(child) for child in node.children]
        (low, high), last = ends[0], ends[-1]
        match node:
            case Negative():
                return -high, -low
            case Per():
                return low / DAYS_IN[node.unit], high / DAYS_IN[node.unit]
            case Absolute():
                return (0.0 if low <= 0 <= high else min(abs(low), abs(high))), max(abs(low), abs(high))
            case Arithmetic(operator="+"):
                return low + last[0], high + last[1]
            case Arithmetic(operator="-"):
                return low - last[1], high - last[0]
            case Arithmetic(operator="*"):
                return _products((low, high), last)
            case Arithmetic() if not last[0] <= 0 <= last[1]:
                return _products((low, high), (1 / last[1], 1 / last[0]))
            case _:
                return ANY

    def amount(self, amount: Amount, kind: Type) -> Possible:
        """The values that an amount may have."""
        if isinstance(amount, LawCases):
            branches = [self.amount(law, kind) for law in (*(law for _, law in amount.branches), amount.otherwise)]
            return joined(branches)
        if kind.kind is not Kind.NUMBER:
            if amount.family is Family.PICK:
                return frozenset[int]().union(*map(self.names, amount.arguments[1::2]))
            return self.names(amount.arguments[0])
        return self._support(amount)

    def _support(self, law: Law) -> Interval:
        ends = [self.number(argument) for argument in law.arguments]
        match law.family:
            case Family.CERTAIN:
                return ends[0]
            case Family.UNIFORM | Family.TRIANGULAR | Family.LOGUNIFORM:
                return ends[0][0], ends[-1][1]
            case Family.QUANTILES | Family.PICK:
                return _hull(ends[1::2])
            case Family.NORMAL | Family.NORMAL_RANGE:
                return ANY
            case Family.LOGIT_NORMAL_RANGE:
                return 0.0, 1.0
            case _:
                return 0.0, inf

    # -- effects -------------------------------------------------------------------------------------------------------

    def after(self, effects: Sequence[Effect]) -> Reach:
        """What may be once these effects have been carried out, from top to bottom."""
        found = self
        for effect in effects:
            if isinstance(effect, Assign | Shift):
                value = found.written(effect)
                found = found.holding(effect.target, value)
        return found

    def written(self, effect: Assign | Shift) -> Possible:
        """The values that an effect may leave its variable with."""
        variable, before = self.scenario.variables[effect.target], self.values[effect.target]
        if isinstance(effect, Shift):
            last = len(variable.type.names) - 1
            levels = before if isinstance(before, frozenset) else every(variable.type)
            if effect.limit is None:
                return frozenset(min(level + 1, last) if effect.up else max(level - 1, 0) for level in levels)
            pick = max if effect.up else min
            return frozenset(pick(pair) for pair in product(levels, self.names(effect.limit)))
        amount = self.amount(effect.amount, variable.type)
        if isinstance(amount, frozenset) or isinstance(before, frozenset):
            return amount
        low, high = (floor_of(amount[0]), ceil_of(amount[1])) if variable.whole else amount
        if effect.operator == "+=":
            low, high = before[0] + low, before[1] + high
        if effect.operator == "-=":
            low, high = before[0] - high, before[1] - low
        return self.bounded(variable, (low, high))

    def bounded(self, variable: Variable, value: Interval) -> Interval:
        """An interval within the bounds of a variable, as far as they are known (R5)."""
        low, high = (-inf if isnan(value[0]) else value[0]), (inf if isnan(value[1]) else value[1])
        if variable.minimum is not None:
            least = self.number(variable.minimum)
            low, high = max(low, least[0]), max(high, least[0])
        if variable.maximum is not None:
            most = self.number(variable.maximum)
            low, high = min(low, most[1]), min(high, most[1])
        return low, high

    def where(self, condition: Expression | None) -> Reach:
        """What may be while a condition holds: variables without values that by themselves rule it out."""
        if condition is None:
            return self
        found = self
        for part in conjuncts(condition):
            found = found._compared_with_literal(part)
        read = {node.name for node in condition.walk() if isinstance(node, VariableRead)}
        for name in sorted(read):
            values = found.values[name]
            if isinstance(values, frozenset):
                fitting = {value for value in values if found.holding(name, frozenset({value})).may(condition)}
                found = found.holding(name, frozenset(fitting))
        return found

    def _compared_with_literal(self, part: Expression) -> Reach:
        """The same, with a number narrowed by a comparison with a literal that holds."""
        if not isinstance(part, Comparison) or not isinstance(part.left, VariableRead):
            return self
        value, limit = self.values[part.left.name], constant(part.right)
        if isinstance(value, frozenset) or limit is None or part.operator == "!=":
            return self
        low = limit if part.operator in ("==", ">=", ">") else -inf
        high = limit if part.operator in ("==", "<=", "<") else inf
        return self.holding(part.left.name, (max(value[0], low), min(value[1], high)))

    def deciding(self, trigger: Trigger) -> Reach:
        """What may be when a trigger decides: its condition holds, unless that only had to be at the rise (R8, R33)."""
        judged_at_rise = trigger.on or trigger.if_it_lapses is Lapse.PROCEED
        return self if judged_at_rise else self.where(trigger.when)

    def holding(self, name: str, value: Possible) -> Reach:
        """The same, with one variable known to have one of these values."""
        return replace(self, values={**self.values, name: value}, whole=self.whole or self)

    def may_rise(self, trigger: Trigger) -> bool:
        """Whether a trigger may ever rise."""
        heard = not trigger.on or any(each.trigger in self.firing for each in trigger.on)
        return heard and self.may(trigger.when)


def reach_of(scenario: Scenario, given: Sequence[Effect] = ()) -> Reach:
    """Everything that a scenario may come to: sets that hold its start and are closed under its triggers.

    `given` are effects that may come from outside at any time, as the facts of cases do.
    """
    reach = Reach(scenario, {name: _first(variable, scenario) for name, variable in scenario.variables.items()})
    rounds = 0
    while True:
        further = _further(reach, given)
        if rounds >= PATIENCE:
            further = replace(
                further, values={name: _widened(reach.values[name], value) for name, value in further.values.items()}
            )
        if (further.values, further.firing) == (reach.values, reach.firing):
            return reach
        reach, rounds = further, rounds + 1


def _first(variable: Variable, scenario: Scenario) -> Possible:
    """The values that a variable may have at the start."""
    start = Reach(scenario, {})
    value = start.amount(Law(family=Family.CERTAIN, arguments=(variable.initial,)), variable.type)
    return value if isinstance(value, frozenset) else start.bounded(variable, value)


def _further(reach: Reach, given: Sequence[Effect]) -> Reach:
    """One round: everything that may rise has its effects, everything that may grow grows."""
    values: dict[str, Possible] = dict(reach.values)
    firing = set(reach.firing)
    for effect in given:
        if isinstance(effect, Assign | Shift):
            values[effect.target] = joined([values[effect.target], reach.written(effect)])
    for trigger in reach.scenario.triggers.values():
        if not reach.may_rise(trigger):
            continue
        if trigger.chance is None or constant(trigger.chance) != 0:
            firing.add(trigger.name)
        for effects in results(trigger):
            state = reach.deciding(trigger)
            for effect in effects:
                state = state.after([effect])
                if isinstance(effect, Assign | Shift):
                    values[effect.target] = joined([values[effect.target], state.values[effect.target]])
    for name, variable in reach.scenario.variables.items():
        value = values[name]
        if variable.changes is not None and not isinstance(value, frozenset):
            low, high = reach.number(variable.changes)
            grown = (-inf if low < 0 else value[0], inf if high > 0 else value[1])
            values[name] = reach.bounded(variable, grown)
    return Reach(reach.scenario, values, frozenset(firing))


def results(trigger: Trigger) -> Iterator[Sequence[Effect]]:
    """The lists of effects of which a decision carries out one."""
    if trigger.options:
        yield from (option.effects for option in trigger.options)
        return
    if trigger.chance is None or constant(trigger.chance) != 0:
        yield trigger.then
    if trigger.chance is not None and constant(trigger.chance) != 1:
        yield trigger.failing_that


def every(kind: Type) -> Names:
    """All values of a flag, level or category."""
    return frozenset(range(2 if kind.kind is Kind.FLAG else len(kind.names)))


def joined(values: Sequence[Possible]) -> Possible:
    """Values that may be one or the other."""
    names = [value for value in values if isinstance(value, frozenset)]
    intervals = [value for value in values if not isinstance(value, frozenset)]
    return _hull(intervals) if intervals else frozenset[int]().union(*names)


def floor_of(value: float) -> float:
    """The whole number at or below."""
    return value if value in (inf, -inf) else float(floor(value))


def ceil_of(value: float) -> float:
    """The whole number at or above."""
    return value if value in (inf, -inf) else float(ceil(value))


def _widened(before: Possible, now: Possible) -> Possible:
    """An interval whose ends that still move are taken to be infinite, so that the search ends."""
    if isinstance(before, frozenset) or isinstance(now, frozenset):
        return now
    return (now[0] if now[0] >= before[0] else -inf), (now[1] if now[1] <= before[1] else inf)


def _hull(intervals: Sequence[Interval]) -> Interval:
    return min(low for low, _ in intervals), max(high for _, high in intervals)


def _products(left: Interval, right: Interval) -> Interval:
    ends = [one * other for one in left for other in right]
    return ANY if any(map(isnan, ends)) else (min(ends), max(ends))


def _all(truths: Iterable[frozenset[bool]]) -> frozenset[bool]:
    """What `and` may come to."""
    each = list(truths)
    found = {True} if all(True in one for one in each) else set()
    return frozenset(found | ({False} if any(False in one for one in each) else set()))


def _holds(operator: str, left: float, right: float) -> bool:
    match operator:
        case "==":
            return left == right
        case "!=":
            return left != right
        case "<":
            return left < right
        case "<=":
            return left <= right
        case ">":
            return left > right
        case _:
            return left >= right


def _ordered(operator: str, left: Interval, right: Interval) -> frozenset[bool]:
    """What a comparison of two numbers may come to."""
    overlap = left[0] <= right[1] and right[0] <= left[1]
    same_point = left[0] == left[1] == right[0] == right[1]
    if operator in ("==", "!="):
        equal = frozenset({True} if same_point else BOTH if overlap else {False})
        return equal if operator == "==" else frozenset(not truth for truth in equal)
    if operator in ("<", ">="):
        less = {_ for _, may in ((True, left[0] < right[1]), (False, left[1] >= right[0])) if may}
        return frozenset(less) if operator == "<" else frozenset(not truth for truth in less)
    more = {_ for _, may in ((True, left[1] > right[0]), (False, left[0] <= right[1])) if may}
    return frozenset(more) if operator == ">" else frozenset(not truth for truth in more)
