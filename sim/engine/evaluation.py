"""Expressions made callable, for the reference engine: each node of the tree becomes a small Python function.

Numbers are floats throughout; durations are days, rates per day. The functions read a `State` and change nothing.
Comparisons over growing quantities or `day` are read from the state where they are stored (R4) and judged on the spot
elsewhere; `line` walks an expression once for its value, its slope per day and the sum of its terms' magnitudes.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast

from sim.errors import NOWHERE, FlashpointError, Place
from sim.language import tree
from sim.language.kinds import DAYS_IN, MICROSECONDS_PER_DAY, Kind

if TYPE_CHECKING:
    from sim.engine.rollouts import Value

Line = tuple[float, float, float]
"""Value, slope per day, and sum of the magnitudes of the terms."""

RELATIVE_TOLERANCE = 1e-9
MICROSECOND = 1.0 / MICROSECONDS_PER_DAY
"""In days."""


class EvaluationError(FlashpointError):
    """An expression cannot be evaluated here and now (R18); the engine adds trigger, time and rollout."""

    def __init__(self, kind: str, message: str, place: Place) -> None:
        super().__init__(message)
        self.kind = kind
        self.message = message
        self.place = place


@dataclass(slots=True)
class State:
    """What expressions read. `now` is in microseconds; `quantities` holds (value, slope per day, since) (R2)."""

    now: int
    parameters: dict[str, Value]
    values: dict[str, Value] = field(default_factory=dict)
    quantities: dict[str, tuple[float, float, int]] = field(default_factory=dict)
    fired: dict[tuple[str, int | None], int] = field(default_factory=dict)
    truths: list[bool] = field(default_factory=list)
    """stored comparisons, `ever` latches and `recently`s, by their index in `Evaluator.stored`"""
    lets: dict[str, float] = field(default_factory=dict)
    wrong: dict[int, EvaluationError] = field(default_factory=dict)
    """stored truths that cannot be judged just now: an error for whoever reads them, and for nobody else (R18)"""

    def quantity(self, name: str) -> float:
        """The present value of a growing quantity; an EvaluationError when it has grown beyond all numbers (R18)."""
        value = self.looked_at(name)
        if math.isfinite(value):
            return value
        raise EvaluationError("overflow", f"`{name}` has become too large for a number", NOWHERE)

    def looked_at(self, name: str) -> float:
        """The present value of a growing quantity, whatever it is."""
        value, slope, since = self.quantities[name]
        if since == self.now or slope == 0.0:
            return value
        return value + slope * ((self.now - since) / MICROSECONDS_PER_DAY)


Evaluate = Callable[[State], Any]

COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def holds_just_after(symbol: str, left: Line, right: Line, steepest: float = 0.0) -> tuple[bool, float, float]:
    """Truth of `left symbol right` just after now (R4), with g = left - right (0.0 within tolerance) and its slope.

    `steepest` is the slope with which g came to its own crossing, if it is there now: a microsecond's growth counts as
    nothing by the steeper of the two.
    """
    gap = left[0] - right[0]
    slope = left[1] - right[1]
    if abs(gap) <= RELATIVE_TOLERANCE * (left[2] + right[2]) + max(abs(slope), steepest) * MICROSECOND:
        gap = 0.0
    if symbol in (">=", "<"):
        above = gap > 0.0 or (gap == 0.0 and slope >= 0.0)
        return above == (symbol == ">="), gap, slope
    above = gap > 0.0 or (gap == 0.0 and slope > 0.0)
    return above == (symbol == ">"), gap, slope


def finite(value: float, node: tree.Expression) -> float:
    """The value of `node`, or an EvaluationError when it is not a finite number (R18)."""
    return value if math.isfinite(value) else _refuse(value, f"`{node}`", node.place)


def finite_amount(value: float, place: Place) -> float:
    """A variable's new value, or an EvaluationError when it is not a finite number (R18)."""
    return value if math.isfinite(value) else _refuse(value, "the new value", place)


def _refuse(value: float, what: str, place: Place) -> float:
    kind, told = ("nan", "is not a number") if math.isnan(value) else ("overflow", "is too large for a number")
    raise EvaluationError(kind, f"{what} {told}", place)


class Evaluator:
    """Makes functions of the expressions of one scenario.

    A *watched* expression (a condition, slope, rate or rung) looks its stored truths up in the state; an *instant* one
    (an effect, chance, delay or priority) judges comparisons on the spot. `stored` lists the nodes whose truth is kept,
    inner ones before outer ones: the position is the index in `State.truths`.
    """

    def __init__(self, growing: frozenset[str]) -> None:
        self.growing = growing
        self.stored: list[tree.Expression] = []
        self._index: dict[tree.Expression, int] = {}

    def moves(self, node: tree.Expression) -> bool:
        """Whether a term of a number moves by itself: it reads a growing quantity or `day`."""
        return any(
            isinstance(part, tree.Day) or (isinstance(part, tree.VariableRead) and part.name in self.growing)
            for part in terms(node)
        )

    def is_stored(self, node: tree.Expression) -> bool:
        """Whether the truth of the node is stored when it is watched (R4, R15, R36)."""
        if isinstance(node, tree.Comparison):
            return self.moves(node.left) or self.moves(node.right)
        return isinstance(node, tree.Ever | tree.Recently)

    def index(self, node: tree.Expression) -> int:
        """The place of a stored node in `State.truths`; what is inside of it is stored before it."""
        if node not in self._index:
            for child in node.children:
                self.watched(child)
            self._index[node] = len(self.stored)
            self.stored.append(node)
        return self._index[node]

    def watched(self, node: tree.Expression) -> Evaluate:
        """The function of an expression whose truth is followed through time."""
        if self.is_stored(node):
            return _looked_up(self.index(node))
        return _leaf(node, self.growing) or _compound(node, self.watched)

    def instant(self, node: tree.Expression) -> Evaluate:
        """The function of an expression that is read at one instant (R3)."""
        if isinstance(node, tree.Ever | tree.Recently):
            return _looked_up(self.index(node))
        if isinstance(node, tree.Comparison) and self.is_stored(node):
            return self._judged_now(node)
        return _leaf(node, self.growing) or _compound(node, self.instant)

    def _judged_now(self, node: tree.Comparison) -> Evaluate:
        symbol = node.operator
        try:
            left, right = self.line(node.left, self.instant), self.line(node.right, self.instant)
        except NotLinearError:
            compare, low, high = COMPARE[symbol], self.instant(node.left), self.instant(node.right)
            return lambda state: compare(low(state), high(state))
        if symbol in ("==", "!="):
            return lambda state: (holds_just_after(">=", left(state), right(state))[1] == 0.0) == (symbol == "==")
        return lambda state: holds_just_after(symbol, left(state), right(state))[0]

    def line(self, node: tree.Expression, inner: Callable[[tree.Expression], Evaluate]) -> Callable[[State], Line]:
        """The function that walks a linear expression once (R4); NotLinearError where it is not linear.

        `inner` makes the functions of what stands still in it, and of its conditions.
        """
        if isinstance(node, tree.DefinitionRead):
            return self.line(node.meaning, inner)
        if not self.moves(node):
            return _still_line(inner(node))
        if isinstance(node, tree.VariableRead):
            return _growing_line(node.name)
        if isinstance(node, tree.Day):
            return _day_line
        if isinstance(node, tree.Negative):
            return _negative_line(self.line(node.operand, inner))
        if isinstance(node, tree.Per):
            days = DAYS_IN[node.unit]
            return _product_line(self.line(node.operand, inner), lambda _: (days, 0.0, days), node, "/")
        if isinstance(node, tree.Conditional):
            condition, value, otherwise = (
                inner(node.condition),
                self.line(node.value, inner),
                self.line(node.otherwise, inner),
            )
            return lambda state: value(state) if condition(state) else otherwise(state)
        if isinstance(node, tree.Arithmetic):
            return self._arithmetic_line(node, inner)
        raise NotLinearError(str(node))

    def _arithmetic_line(
        self, node: tree.Arithmetic, inner: Callable[[tree.Expression], Evaluate]
    ) -> Callable[[State], Line]:
        if self.moves(node.right) and (node.operator == "/" or (node.operator == "*" and self.moves(node.left))):
            raise NotLinearError(str(node))
        left, right = self.line(node.left, inner), self.line(node.right, inner)
        if node.operator in "+-":
            return _sum_line(left, right, 1.0 if node.operator == "+" else -1.0, node)
        return _product_line(left, right, node, node.operator)


class NotLinearError(FlashpointError):
    """The expression is not linear in what grows; the builder allows it only where a value is read at one instant."""


def terms(node: tree.Expression) -> list[tree.Expression]:
    """The nodes that make up a number: all below `node`, but not through conditions, whose truth is judged apart."""
    if isinstance(node, tree.Conditional):
        below: tuple[tree.Expression, ...] = (node.value, node.otherwise)
    elif isinstance(node, tree.NumberOf) or node.type.kind is Kind.FLAG:
        below = ()
    else:
        below = node.children
    return [node, *(part for child in below for part in terms(child))]


def _looked_up(index: int) -> Evaluate:
    def looked_up(state: State) -> bool:
        if state.wrong and index in state.wrong:
            raise state.wrong[index]
        return state.truths[index]

    return looked_up


def _day_line(state: State) -> Line:
    day = state.now / MICROSECONDS_PER_DAY
    return day, 1.0, day


def _leaf(node: tree.Expression, growing: frozenset[str]) -> Evaluate | None:
    """The function of a node without operands, or None."""
    if isinstance(node, tree.Literal):
        value = node.value if isinstance(node.value, bool) else float(node.value)
        return lambda _: value
    if isinstance(node, tree.NamedValue):
        index = node.index
        return lambda _: index
    if isinstance(node, tree.VariableRead):
        return _variable(node.name, grows=node.name in growing)
    if isinstance(node, tree.ParameterRead):
        parameter = node.name
        return lambda state: state.parameters[parameter]
    if isinstance(node, tree.LetRead):
        let = node.name
        return lambda state: state.lets[let]
    if isinstance(node, tree.Day):
        return lambda state: state.now / MICROSECONDS_PER_DAY
    if isinstance(node, tree.Fired):
        counted = (node.trigger, node.option)
        return lambda state: float(state.fired.get(counted, 0))  # a trigger switched off never fires
    return None


def _variable(name: str, *, grows: bool) -> Evaluate:
    if grows:
        return lambda state: state.quantity(name)
    return lambda state: state.values[name]


def _compound(node: tree.Expression, inner: Callable[[tree.Expression], Evaluate]) -> Evaluate:
    """The function of a node with operands, from the functions of its operands."""
    if isinstance(node, tree.DefinitionRead):
        return inner(node.meaning)
    if isinstance(node, tree.Comparison):
        compare, left, right = COMPARE[node.operator], inner(node.left), inner(node.right)
        return lambda state: compare(left(state), right(state))
    if isinstance(node, tree.Not):
        negated = inner(node.operand)
        return lambda state: not negated(state)
    if isinstance(node, tree.All | tree.Chain):
        return _all([inner(child) for child in node.children])
    if isinstance(node, tree.AnyOf):
        return _any([inner(child) for child in node.children])
    if isinstance(node, tree.Conditional):
        condition, value, otherwise = inner(node.condition), inner(node.value), inner(node.otherwise)
        return lambda state: value(state) if condition(state) else otherwise(state)
    return _number(node, inner)


def _number(node: tree.Expression, inner: Callable[[tree.Expression], Evaluate]) -> Evaluate:
    if isinstance(node, tree.Arithmetic):
        return _arithmetic(node, inner(node.left), inner(node.right))
    if isinstance(node, tree.Per):
        operand, days = inner(node.operand), DAYS_IN[node.unit]
        return lambda state: operand(state) / days
    if isinstance(node, tree.Negative):
        negated = inner(node.operand)
        return lambda state: -negated(state)
    if isinstance(node, tree.Absolute):
        absolute = inner(node.operand)
        return lambda state: abs(absolute(state))
    if isinstance(node, tree.Extreme):
        choose = min if node.function == "min" else max
        operands = [inner(child) for child in node.operands]
        return lambda state: choose([operand(state) for operand in operands])
    if isinstance(node, tree.NumberOf):
        conditions = [inner(child) for child in node.conditions]
        return lambda state: float(sum(1 for condition in conditions if condition(state)))
    message = f"no meaning for {type(node).__name__}"
    raise TypeError(message)


def _all(operands: list[Evaluate]) -> Evaluate:
    def every(state: State) -> bool:
        for operand in operands:  # noqa: SIM110 - a generator would cost a third of the engine's time
            if not operand(state):
                return False
        return True

    return every


def _any(operands: list[Evaluate]) -> Evaluate:
    def some(state: State) -> bool:
        for operand in operands:  # noqa: SIM110 - as above
            if operand(state):
                return True
        return False

    return some


def _arithmetic(node: tree.Arithmetic, left: Evaluate, right: Evaluate) -> Evaluate:
    symbol = node.operator
    if symbol == "+":
        return lambda state: finite(left(state) + right(state), node)
    if symbol == "-":
        return lambda state: finite(left(state) - right(state), node)
    if symbol == "*":
        return lambda state: finite(left(state) * right(state), node)

    def divide(state: State) -> float:
        over = left(state)
        return finite(over / divisor(right(state), node), node)

    return divide


def divisor(value: float, node: tree.Expression) -> float:
    """The value, or an EvaluationError when it is zero (R18)."""
    if value == 0.0:
        raise EvaluationError("division", f"`{node}` divides by zero", node.place)
    return value


def _growing_line(name: str) -> Callable[[State], Line]:
    def line(state: State) -> Line:
        value = state.quantity(name)
        return value, state.quantities[name][1], abs(value)

    return line


def _still_line(function: Evaluate) -> Callable[[State], Line]:
    def line(state: State) -> Line:
        value = cast("float", function(state))
        return value, 0.0, abs(value)

    return line


def _negative_line(operand: Callable[[State], Line]) -> Callable[[State], Line]:
    def line(state: State) -> Line:
        value, slope, magnitude = operand(state)
        return -value, -slope, magnitude

    return line


def _sum_line(
    left: Callable[[State], Line], right: Callable[[State], Line], sign: float, node: tree.Expression
) -> Callable[[State], Line]:
    def line(state: State) -> Line:
        first, second = left(state), right(state)
        return finite(first[0] + sign * second[0], node), first[1] + sign * second[1], first[2] + second[2]

    return line


def _product_line(
    left: Callable[[State], Line], right: Callable[[State], Line], node: tree.Expression, symbol: str
) -> Callable[[State], Line]:
    """The line of a product or quotient of which at most one side moves."""

    def times(state: State) -> Line:
        first, second = left(state), right(state)
        slope = first[1] * second[0] if second[1] == 0.0 else first[0] * second[1]
        return finite(first[0] * second[0], node), slope, first[2] * second[2]

    def over(state: State) -> Line:
        first, second = left(state), right(state)
        by = divisor(second[0], node)
        return finite(first[0] / by, node), first[1] / by, first[2] / abs(by)

    return times if symbol == "*" else over
