"""How things stand at time 0, said without running: the truth of conditions in the first instant.

Uncertain parameters stand at the middle of their law (a choice among names at its likeliest), so what is said here may
differ in a world whose draw lies elsewhere; `depends` tells which uncertain numbers a condition reads. Comparisons are
judged just after time 0, as R4 has it: a quantity that stands at its threshold and grows has passed it.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from sim.errors import Complaint, ScenarioError
from sim.language.distributions import Amount, Family, Law, LawCases
from sim.language.kinds import DAYS_IN, MICROSECONDS_PER_DAY, Kind
from sim.language.ranges import likeliest, quantile
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
    LetRead,
    Literal,
    NamedValue,
    Negative,
    Not,
    NumberOf,
    ParameterRead,
    Per,
    Recently,
    VariableRead,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sim.errors import Place
    from sim.language.scenario import Rung, Scenario, Variable

TOLERANCE = 1e-9


class Line(NamedTuple):
    """A number in the first instant: its value, its slope per day, and the summed magnitudes of its terms (R4)."""

    value: float
    slope: float = 0.0
    size: float = 0.0


@dataclass(frozen=True, slots=True)
class Start:
    """The first instant of a scenario. `parameters` and `values` map names to numbers: a flag is 0 or 1, a level or
    category the index of its name. A `Start` is made by `start_of`.
    """

    scenario: Scenario
    parameters: Mapping[str, float] = field(default_factory=dict)
    values: Mapping[str, float] = field(default_factory=dict)

    def holds(self, condition: Expression) -> bool:
        """Whether a condition is true in the first instant.

        Raises:
            ArithmeticError: it divides by zero there, or overflows.
        """
        match condition:
            case Not():
                return not self.holds(condition.operand)
            case All():
                return all(self.holds(operand) for operand in condition.operands)
            case Chain():
                return all(self.holds(link) for link in condition.links)
            case AnyOf():
                return any(self.holds(operand) for operand in condition.operands)
            case Comparison():
                return self._compares(condition)
            case Ever() | DefinitionRead() if condition.type.kind is Kind.FLAG:
                return self.holds(condition.children[0])
            case Recently():
                return condition.condition is not None and self.holds(condition.condition)
            case _:
                return bool(self.value(condition))

    def value(self, expression: Expression) -> float:
        """The value of an expression at time 0 (of a condition: 1 or 0).

        Raises:
            ArithmeticError: it divides by zero, or overflows.
        """
        return self.line(expression).value

    def line(self, expression: Expression) -> Line:
        """Value, slope and size of an expression at time 0."""
        match expression:
            case Literal():
                return _constant(float(expression.value))
            case NamedValue():
                return _constant(float(expression.index))
            case ParameterRead():
                return _constant(self.parameters[expression.name])
            case VariableRead():
                value = self.values[expression.name]
                return Line(value, self._slope(self.scenario.variables[expression.name]), abs(value))
            case DefinitionRead() if expression.type.kind is not Kind.FLAG:
                return self.line(expression.meaning)
            case Day():
                return Line(0.0, 1.0, 0.0)
            case Fired() | LetRead():
                return _constant(0.0)
            case NumberOf():
                return _constant(float(sum(map(self.holds, expression.conditions))))
            case Conditional():
                return self.line(expression.value if self.holds(expression.condition) else expression.otherwise)
            case Negative() | Per() | Absolute() | Extreme() | Arithmetic():
                return self._reckoned(expression)
            case _:
                return _constant(float(self.holds(expression)))

    def _reckoned(self, expression: Expression) -> Line:
        """What arithmetic makes of its operands; a slope is right wherever R3 lets it be read."""
        lines = [self.line(child) for child in expression.children]
        first, last = lines[0], lines[-1]
        match expression:
            case Negative():
                return Line(-first.value, -first.slope, first.size)
            case Per():
                days = DAYS_IN[expression.unit]
                return Line(first.value / days, first.slope / days, first.size / days)
            case Absolute():
                return first if first.value >= 0 else Line(-first.value, -first.slope, first.size)
            case Extreme():
                return (max if expression.function == "max" else min)(lines, key=lambda line: line.value)
            case Arithmetic(operator="*"):
                slope = first.slope * last.value + first.value * last.slope
                return Line(first.value * last.value, slope, first.size * last.size)
            case Arithmetic(operator="/"):
                return Line(first.value / last.value, first.slope / last.value, first.size / abs(last.value))
            case Arithmetic(operator="-"):
                return Line(first.value - last.value, first.slope - last.slope, first.size + last.size)
            case _:
                return Line(first.value + last.value, first.slope + last.slope, first.size + last.size)

    def _slope(self, variable: Variable) -> float:
        """How fast a variable grows at time 0, per day; a bound that it stands at stops it (R5)."""
        if variable.changes is None:
            return 0.0
        slope = self.value(variable.changes)
        value = self.values[variable.name]
        stopped_below = slope < 0 and variable.minimum is not None and value <= self.value(variable.minimum)
        stopped_above = slope > 0 and variable.maximum is not None and value >= self.value(variable.maximum)
        return 0.0 if stopped_below or stopped_above else slope

    def _compares(self, comparison: Comparison) -> bool:
        """A comparison just after time 0 (R4)."""
        left, right = self.line(comparison.left), self.line(comparison.right)
        gap, slope = left.value - right.value, left.slope - right.slope
        if comparison.operator in ("==", "!="):
            return (gap == 0) == (comparison.operator == "==")
        near = (
            TOLERANCE * (left.size + right.size) + abs(slope) / MICROSECONDS_PER_DAY if self._moves(comparison) else 0.0
        )
        zero = abs(gap) <= near
        if comparison.operator in (">=", "<"):
            reached = slope >= 0 if zero else gap > 0
            return reached == (comparison.operator == ">=")
        passed = slope > 0 if zero else gap > 0
        return passed == (comparison.operator == ">")

    def _moves(self, comparison: Comparison) -> bool:
        """Whether a side reads what moves by itself; only then a comparison has a tolerance (R4)."""
        return any(
            isinstance(node, Day) or (isinstance(node, VariableRead) and self.scenario.variables[node.name].grows)
            for node in comparison.walk()
        )

    def middle(self, amount: Amount) -> float:
        """The middle of a law whose arguments are read at time 0; of a choice among names its likeliest."""
        law = self.law(amount)
        arguments = [self.value(argument) for argument in law.arguments]
        if law.family is Family.PICK and law.type.kind is not Kind.NUMBER:
            return likeliest(arguments)
        return quantile(law.family, arguments, 0.5)

    def range(self, law: Law) -> tuple[float, float]:
        """The 5 % and 95 % points of a law whose arguments are read at time 0."""
        arguments = [self.value(argument) for argument in law.arguments]
        return quantile(law.family, arguments, 0.05), quantile(law.family, arguments, 0.95)

    def law(self, amount: Amount) -> Law:
        """The law itself, or of a table of cases the one that holds at time 0."""
        if isinstance(amount, LawCases):
            return next((law for condition, law in amount.branches if self.holds(condition)), amount.otherwise)
        return amount


def _constant(value: float) -> Line:
    return Line(value, 0.0, abs(value))


def start_of(scenario: Scenario) -> Start:
    """The first instant of a scenario.

    Raises:
        ScenarioError: a parameter or an initial value has no value there (it divides by zero, or overflows).
    """
    parameters: dict[str, float] = {}
    before = Start(scenario, parameters)
    for name, parameter in scenario.parameters.items():
        with told_at(parameter.place, f"the parameter `{name}`"):
            parameters[name] = before.middle(parameter.law)
    values: dict[str, float] = {}
    for name, variable in scenario.variables.items():
        with told_at(variable.place, f"the initial value of `{name}`"):
            values[name] = _bounded(before, variable)
    return Start(scenario, parameters, values)


@contextmanager
def told_at(place: Place, what: str) -> Iterator[None]:
    """What has no value at time 0 is told as a complaint about the file.

    Raises:
        ScenarioError: the arithmetic inside cannot be done.
    """
    try:
        yield
    except ArithmeticError as error:
        message = f"{what} cannot be told at the start: {error}"
        raise ScenarioError([Complaint(place, "no-value", message)]) from error


def _bounded(start: Start, variable: Variable) -> float:
    """The initial value, clamped to its bounds (R5)."""
    value = start.value(variable.initial)
    if variable.minimum is not None:
        value = max(value, start.value(variable.minimum))
    if variable.maximum is not None:
        value = min(value, start.value(variable.maximum))
    return value


def true_at_start(scenario: Scenario) -> tuple[str, ...]:
    """Triggers whose condition holds at time 0, so that they rise there (R6), in the order of the file.

    A trigger without a condition counts, unless it waits for a date or for another trigger.

    Raises:
        ScenarioError: a condition has no value there.
    """
    start = start_of(scenario)
    found = []
    for name, trigger in scenario.triggers.items():
        if trigger.at is None and not trigger.on:
            with told_at(trigger.place, f"the condition of `{name}`"):
                if trigger.when is None or start.holds(trigger.when):
                    found.append(name)
    return tuple(found)


def rung_at_start(scenario: Scenario) -> Rung | None:
    """The rung at time 0 (R24), None if none holds.

    Raises:
        ScenarioError: a condition has no value there.
    """
    start = start_of(scenario)
    for rung in reversed(scenario.ladder):
        with told_at(rung.place, f"the condition of the rung `{rung.name}`"):
            if rung.when is None or start.holds(rung.when):
                return rung
    return None


def depends(expression: Expression, scenario: Scenario) -> tuple[str, ...]:
    """The uncertain parameters that an expression reads, through definitions and initial values too."""
    return tuple(name for name in _parameters(expression, scenario) if not scenario.parameters[name].law.is_certain)


def _parameters(expression: Expression, scenario: Scenario) -> dict[str, None]:
    found: dict[str, None] = {}
    for node in expression.walk():
        if isinstance(node, VariableRead):
            found |= _parameters(scenario.variables[node.name].initial, scenario)
        if isinstance(node, ParameterRead):
            found[node.name] = None
            laws = scenario.parameters[node.name].law
            for law in [laws] if isinstance(laws, Law) else [laws.otherwise, *(law for _, law in laws.branches)]:
                for argument in law.arguments:
                    found |= _parameters(argument, scenario)
    return found
