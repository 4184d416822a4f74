"""What moves by itself, and where it may stand (R3): growing quantities and `day`, in slopes, rates and conditions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.errors import Complaint
from sim.language.kinds import DAYS_IN, FLAG, Kind
from sim.language.tree import (
    Absolute,
    Arithmetic,
    Comparison,
    Conditional,
    Day,
    DefinitionRead,
    Ever,
    Expression,
    Extreme,
    Literal,
    NamedValue,
    Negative,
    ParameterRead,
    Per,
    Recently,
    VariableRead,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Set as AbstractSet


def reads_growing(expression: Expression, growing: AbstractSet[str]) -> bool:
    """Whether a growing quantity or `day` is read anywhere in it: in definitions, `ever` and `recently` too."""
    return any(_is_growing(node, growing) for node in expression.walk())


def _is_growing(node: Expression, growing: AbstractSet[str]) -> bool:
    return isinstance(node, Day) or (isinstance(node, VariableRead) and node.name in growing)


def moving_names(expression: Expression, growing: AbstractSet[str]) -> tuple[str, ...]:
    """The growing quantities (and "day") that make the value of a number move between decisions, in reading order.

    Conditions do not move: `number_of(deaths > 5)` and `1 if day > 3 else 2` change by steps.
    """
    found = dict.fromkeys(_moving(expression, growing))
    return tuple(found)


def _moving(expression: Expression, growing: AbstractSet[str]) -> Iterator[str]:
    if isinstance(expression, VariableRead) and expression.name in growing:
        yield expression.name
    if isinstance(expression, Day):
        yield "day"
    for child in expression.children:
        if child.type.kind is Kind.NUMBER and not isinstance(expression, Recently | Comparison):
            yield from _moving(child, growing)


def constant(expression: Expression) -> float | None:
    """The value of an expression made of literals, or None where it cannot be told."""
    match expression:
        case Literal(value=value) if not isinstance(value, bool):
            return value
        case Negative(operand=operand):
            value = constant(operand)
            return None if value is None else -value
        case Per(operand=operand, unit=unit):
            value = constant(operand)
            return None if value is None else value / DAYS_IN[unit]
        case Arithmetic(operator=operator, left=left, right=right):
            return _folded(operator, constant(left), constant(right))
        case DefinitionRead(meaning=meaning):
            return constant(meaning)
        case _:
            return None


def _folded(operator: str, left: float | None, right: float | None) -> float | None:
    """`left operator right`, if both are known and it has a value."""
    if left is None or right is None or (operator == "/" and right == 0):
        return None
    if operator == "/":
        return left / right
    return {"+": left + right, "-": left - right, "*": left * right}[operator]
