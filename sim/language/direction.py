"""Which way a condition goes when one of the things that it reads is raised."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.language.inspection import constant
from sim.language.kinds import Kind
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
    from collections.abc import Iterable


def direction(condition: Expression, name: str) -> int | None:
    """Which way `condition` goes as `name` is raised, everything else that it reads being equal.

    Raising means: a larger number, a higher level, a flag becoming true. `name` is the full name of a variable or
    parameter, or "day". A number may be asked about too: its direction is that of its value.

    Returns:
        +1: it can only become truer (greater); -1: only falser (smaller); 0: `name` is not read; None: both may
        happen, or it cannot be told.
    """
    match condition:
        case VariableRead() | ParameterRead():
            if condition.name != name:
                return 0
            return None if condition.type.kind is Kind.CATEGORY else 1
        case Day():
            return 1 if name == "day" else 0
        case Literal() | NamedValue() | Fired():
            return 0
        case LetRead():
            return None
        case DefinitionRead():
            return direction(condition.meaning, name)
        case All() | AnyOf() | Chain() | NumberOf() | Extreme() | Ever() | Recently() | Per():
            return _same(direction(child, name) for child in condition.children)
        case Not() | Negative():
            return _turned(direction(condition.operand, name), -1)
        case Absolute():
            return _turned(direction(condition.operand, name), sign(condition.operand))
        case Comparison():
            return _of_comparison(condition, name)
        case Arithmetic():
            return _of_arithmetic(condition, name)
        case Conditional():
            return _of_conditional(condition, name)
    return None


def _same(found: Iterable[int | None]) -> int | None:
    """The one direction of several, those apart that do not read the name."""
    directions = set(found) - {0}
    return 0 if not directions else directions.pop() if len(directions) == 1 else None


def _turned(found: int | None, by: int | None) -> int | None:
    """A direction seen through something that keeps (+1) or turns (-1) it; None keeps nothing but 0."""
    if found == 0:
        return 0
    return None if found is None or by is None else found * by


def _of_comparison(comparison: Comparison, name: str) -> int | None:
    left, right = direction(comparison.left, name), direction(comparison.right, name)
    if comparison.operator in (">", ">="):
        return _same((left, _turned(right, -1)))
    if comparison.operator in ("<", "<="):
        return _same((_turned(left, -1), right))
    if left == right == 0:
        return 0
    side, found = (comparison.left, right) if left == 0 else (comparison.right, left)
    if 0 not in (left, right):
        return None
    return _turned(found, _end(side) if comparison.operator == "==" else _turned(_end(side), -1))


def _end(side: Expression) -> int | None:
    """+1 if a side of `==` is the top of its kind (`true`, the highest level), -1 if it is the bottom, else None."""
    if isinstance(side, Literal) and isinstance(side.value, bool):
        return 1 if side.value else -1
    if isinstance(side, NamedValue) and side.type.kind is Kind.LEVEL:
        return {0: -1, len(side.type.names) - 1: 1}.get(side.index)
    return None


def _of_arithmetic(node: Arithmetic, name: str) -> int | None:
    left, right = direction(node.left, name), direction(node.right, name)
    if node.operator == "+":
        return _same((left, right))
    if node.operator == "-":
        return _same((left, _turned(right, -1)))
    turned_right = _turned(right, sign(node.left))
    if node.operator == "/":
        turned_right = _turned(turned_right, -1) if sign(node.right) is not None else _turned(right, None)
    return _same((_turned(left, sign(node.right)), turned_right))


def _of_conditional(node: Conditional, name: str) -> int | None:
    branches = _same((direction(node.value, name), direction(node.otherwise, name)))
    switch = direction(node.condition, name)
    if switch == 0:
        return branches
    value, otherwise = constant(node.value), constant(node.otherwise)
    if branches != 0 or value is None or otherwise is None:
        return None
    return _turned(switch, (value > otherwise) - (value < otherwise))


def sign(expression: Expression) -> int | None:
    """+1 if a number is never below 0, -1 if it is never above 0, whatever it reads; None if that cannot be told."""
    value = constant(expression)
    if value is not None:
        return 1 if value >= 0 else -1
    match expression:
        case Fired() | NumberOf() | Absolute():
            return 1
        case DefinitionRead():
            return sign(expression.meaning)
        case Negative():
            return _turned(sign(expression.operand), -1)
        case Per():
            return sign(expression.operand)
        case Arithmetic(operator="*" | "/"):
            return _turned(sign(expression.left), sign(expression.right))
        case Arithmetic(operator="+"):
            return _same((sign(expression.left), sign(expression.right)))
        case Extreme() | Conditional():
            numbers = [child for child in expression.children if child.type.kind is Kind.NUMBER]
            return _same(sign(child) for child in numbers)
        case _:
            return None
