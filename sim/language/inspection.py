"""Plain questions about a typed tree: what it reads, what it is made of, what it comes to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.language.kinds import DAYS_IN
from sim.language.tree import (
    All,
    Arithmetic,
    DefinitionRead,
    Expression,
    Fired,
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


def read_names(expression: Expression) -> frozenset[str]:
    """Full names of the variables, parameters and triggers that an expression reads, through definitions too."""
    found = set()
    for node in expression.walk():
        if isinstance(node, VariableRead | ParameterRead):
            found.add(node.name)
        if isinstance(node, Fired | Recently) and node.trigger:
            found.add(node.trigger)
    return frozenset(found)


def conjuncts(expression: Expression) -> tuple[Expression, ...]:
    """The conditions that must all hold for this one: the operands of its outermost `and`, through definitions."""
    if isinstance(expression, All):
        return tuple(part for operand in expression.operands for part in conjuncts(operand))
    if isinstance(expression, DefinitionRead):
        parts = conjuncts(expression.meaning)
        return parts if len(parts) > 1 else (expression,)
    return (expression,)


def literals(expression: Expression) -> tuple[Literal, ...]:
    """Every literal that the text of this expression writes, from left to right; what `define` writes is not in it."""
    if isinstance(expression, Literal):
        return (expression,)
    if isinstance(expression, DefinitionRead):
        return ()
    found = [literal for child in expression.children for literal in literals(child)]
    return tuple(sorted(found, key=lambda literal: (literal.place.line, literal.place.column)))


def placed(expression: Expression, inside: DefinitionRead | None = None) -> Iterator[tuple[Expression, Expression]]:
    """Every node, with the node to mark in the text for it: itself, or the outermost definition that it is part of."""
    yield expression, inside or expression
    if isinstance(expression, DefinitionRead):
        inside = inside or expression
    for child in expression.children:
        yield from placed(child, inside)


def is_fixed(expression: Expression) -> bool:
    """Whether an expression keeps its value through a rollout: it is made of literals and parameters alone."""
    if isinstance(expression, Recently) and expression.trigger:
        return False
    if expression.children:
        return all(is_fixed(child) for child in expression.children)
    return isinstance(expression, Literal | ParameterRead | NamedValue)


def constant(expression: Expression) -> float | None:
    """The number that an expression made of literals comes to, or None where it cannot be told."""
    match expression:
        case Literal():
            return None if isinstance(expression.value, bool) else expression.value
        case Negative():
            value = constant(expression.operand)
            return None if value is None else -value
        case Per():
            value = constant(expression.operand)
            return None if value is None else value / DAYS_IN[expression.unit]
        case Arithmetic():
            return _folded(expression.operator, constant(expression.left), constant(expression.right))
        case DefinitionRead():
            return constant(expression.meaning)
        case _:
            return None


def _folded(operator: str, left: float | None, right: float | None) -> float | None:
    """`left operator right`, if both are known and it has a value."""
    if left is None or right is None or (operator == "/" and right == 0):
        return None
    if operator == "/":
        return left / right
    return {"+": left + right, "-": left - right, "*": left * right}[operator]


def extent(expression: Expression) -> tuple[int, int]:
    """Depth and number of nodes of a tree, everything that definitions stand for counted each time it is read."""
    known: dict[int, tuple[int, int]] = {}

    def measured(node: Expression) -> tuple[int, int]:
        if id(node) not in known:
            below = [measured(child) for child in node.children]
            deepest = max((depth for depth, _ in below), default=0)
            known[id(node)] = (1 + deepest, 1 + sum(size for _, size in below))
        return known[id(node)]

    return measured(expression)
