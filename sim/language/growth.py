"""What moves by itself, and where it may stand (R3): growing quantities and `day`, in slopes, rates and conditions.

The `check_` functions yield complaints, one for each term that cannot stand where it does; a term inside a definition
is marked where the definition is read. `linear_form` and `direction` say how a comparison moves.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sim.errors import Complaint, Place
from sim.language import typing_rules
from sim.language.direction import direction
from sim.language.inspection import is_fixed, literals, placed
from sim.language.kinds import NUMBER, Kind
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
    Negative,
    Per,
    Recently,
    VariableRead,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from collections.abc import Set as AbstractSet

__all__ = [
    "LinearForm",
    "check_condition",
    "check_hazard",
    "check_instant",
    "check_slope",
    "direction",
    "linear_form",
    "literals",
    "moving_names",
    "reads_growing",
]


def reads_growing(expression: Expression, growing: AbstractSet[str]) -> bool:
    """Whether a growing quantity or `day` is read anywhere in it: in definitions, `ever` and `recently` too."""
    return any(_moves_itself(node, growing) for node in expression.walk())


def _moves_itself(node: Expression, growing: AbstractSet[str]) -> bool:
    return isinstance(node, Day) or (isinstance(node, VariableRead) and node.name in growing)


def moving_names(expression: Expression, growing: AbstractSet[str]) -> tuple[str, ...]:
    """The growing quantities (and "day") that make the value of a number move between decisions, in reading order.

    Conditions do not move: `number_of(deaths > 5)` and `1 if day > 3 else 2` change by steps.
    """
    return tuple(dict.fromkeys(str(node) for node, _ in _moving(expression, growing)))


def _moving(
    expression: Expression, growing: AbstractSet[str], inside: DefinitionRead | None = None
) -> Iterator[tuple[Expression, Expression]]:
    """The nodes that make a number move, each with the node to mark for it."""
    if _moves_itself(expression, growing):
        yield expression, inside or expression
    if isinstance(expression, DefinitionRead):
        inside = inside or expression
    for child in expression.children:
        if child.type.kind is Kind.NUMBER and expression.type.kind is Kind.NUMBER:
            yield from _moving(child, growing, inside)


# -- what may stand where ------------------------------------------------------------------------------------------


def check_slope(expression: Expression, growing: AbstractSet[str]) -> list[Complaint]:
    """The complaints against a slope (`changes`): it reads nothing that grows, and `day` in comparisons alone."""
    complaints = [
        _complaint(shown, node, "growing", f"a slope must read nothing that grows, and `{node}` grows")
        for node, shown in placed(expression)
        if _moves_itself(node, growing) and not isinstance(node, Day)
    ]
    complaints += [
        _complaint(shown, node, "growing", "a slope must not move by itself; `day` may stand in a comparison alone")
        for node, shown in _moving(expression, growing)
        if isinstance(node, Day)
    ]
    return complaints or check_condition(expression, growing)


def check_hazard(expression: Expression, growing: AbstractSet[str]) -> list[Complaint]:
    """The complaints against a rate: comparisons of anything, but no number that grows, nor `day`."""
    hint = "compare it instead: `0.5 per week if deaths > 5000 else 0.2 per week`"
    return [
        _complaint(shown, node, "growing", f"a rate must not grow by itself, and `{node}` does", hint)
        for node, shown in _moving(expression, growing)
    ] + check_condition(expression, growing)


def check_condition(expression: Expression, growing: AbstractSet[str]) -> list[Complaint]:
    """The complaints against what is watched as time goes on: its comparisons are linear in what moves by itself."""
    complaints: list[Complaint] = []
    for node, shown in placed(expression):
        if isinstance(node, Comparison):
            inside = shown if shown is not node else None
            complaints += _comparison_complaints(node, growing, inside)
    return complaints


def check_instant(expression: Expression, growing: AbstractSet[str]) -> list[Complaint]:
    """The complaints against what is read at one instant (effects, chance, delays, priority): any expression will do.

    But what `ever` and `recently` tell of is watched, and `==` and `!=` never go with what moves.
    """
    complaints: dict[Complaint, None] = {}
    for node, shown in placed(expression):
        inside = shown if shown is not node else None
        if isinstance(node, Comparison):
            complaints |= dict.fromkeys(_equality(node, growing, inside))
        if isinstance(node, Ever | Recently) and (condition := node.children[0]) is not None:
            for watched, mark in placed(condition):
                if isinstance(watched, Comparison):
                    found = _comparison_complaints(watched, growing, inside or (mark if mark is not watched else None))
                    complaints |= dict.fromkeys(found)
    return list(complaints)


def _complaint(shown: Expression, node: Expression, code: str, message: str, hint: str = "") -> Complaint:
    """A complaint about a node, marked where it shows in the text."""
    if shown is not node:
        message = f"`{shown}`: {message}"
    return Complaint(shown.place, code, message, hint)


def equality_complaint(place: Place, operator: str, name: str) -> Complaint:
    """R3: what moves by itself has any one value for an instant only."""
    message = f"`{operator}` does not go with `{name}`, which moves by itself and has any one value for an instant only"
    return Complaint(place, "equality-on-growing", message, "compare it with `>=` or `<=`")


def _equality(comparison: Comparison, growing: AbstractSet[str], inside: Expression | None) -> Iterator[Complaint]:
    """The complaint that `==` or `!=` meets what moves."""
    if comparison.operator in ("==", "!="):
        moving = [*moving_names(comparison.left, growing), *moving_names(comparison.right, growing)]
        if moving:
            yield equality_complaint((inside or comparison).place, comparison.operator, moving[0])


def _comparison_complaints(
    comparison: Comparison, growing: AbstractSet[str], inside: Expression | None
) -> Iterator[Complaint]:
    """Everything that keeps a comparison from being linear in what moves."""
    yield from _equality(comparison, growing, inside)
    sides = (comparison.left, comparison.right)
    if comparison.operator not in ("==", "!=") and any(moving_names(side, growing) for side in sides):
        for side in sides:
            for node, message, hint in _bent(side, comparison, growing):
                yield _complaint(inside or node, node, "not-linear", message, hint)


def _bent(node: Expression, comparison: Comparison, growing: AbstractSet[str]) -> Iterator[tuple[Expression, str, str]]:
    """The terms of a moving comparison that are not linear: the term, what is wrong with it, what to write."""
    moving = moving_names(node, growing)
    if isinstance(node, Extreme | Absolute) and moving:
        name = node.function if isinstance(node, Extreme) else "abs"
        message = f"`{node}`: a comparison cannot look into `{name}` of what moves by itself (`{moving[0]}`)"
        yield node, message, f"write {_and_or_form(node, comparison)}"
        return
    if isinstance(node, Arithmetic):
        if node.operator == "*" and moving_names(node.left, growing) and moving_names(node.right, growing):
            both = " and ".join(f"`{name}`" for name in moving)
            yield node, f"`{node}` multiplies what moves ({both}); a comparison must be linear in it", ""
            return
        if node.operator == "/" and not is_fixed(node.right):
            message = f"`{node}` divides by `{node.right}`; beside what moves, a divisor is a literal or a parameter"
            yield node, message, "multiply the other side instead: `deaths > 0.01 * people`"
            return
    for child in node.children:
        if child.type.kind is Kind.NUMBER and node.type.kind is Kind.NUMBER:
            for term, message, hint in _bent(child, comparison, growing):
                yield (node if isinstance(node, DefinitionRead) else term), message, hint


FLIPPED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}


def _and_or_form(node: Extreme | Absolute, comparison: Comparison) -> str:
    """The same condition without `min`, `max` or `abs`."""
    operator, other = comparison.operator, comparison.right
    if comparison.right == node:
        operator, other = FLIPPED[operator], comparison.left
    elif comparison.left != node:
        return "it with `and` or `or`, one comparison for each"
    upwards = operator.startswith(">")
    if isinstance(node, Absolute):
        joined = "or" if upwards else "and"
        mirrored = Negative(operand=other, type=other.type)
        return f"`{node.operand} {operator} {other} {joined} {node.operand} {FLIPPED[operator]} {mirrored}`"
    joined = "or" if upwards == (node.function == "max") else "and"
    return "`" + f" {joined} ".join(f"{operand} {operator} {other}" for operand in node.operands) + "`"


# -- the linear form of a comparison -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class LinearForm:
    """`left - right` of a comparison, as a constant and a coefficient for each thing that moves by itself.

    `coefficients` is by full name, "day" for the time since the start. All of them are expressions that change by steps
    alone. The comparison holds when the sum of coefficient * value and the constant stands to 0 as `operator` says.
    """

    operator: str
    constant: Expression
    coefficients: Mapping[str, Expression]


ONE = Literal(value=1.0, text="1")
ZERO = Literal(value=0.0, text="0")


def linear_form(comparison: Comparison, growing: AbstractSet[str]) -> LinearForm:
    """The linear form of a comparison.

    Raises:
        ValueError: it is not linear (`check_condition` would have complained).
    """
    left, right = _terms(comparison.left, growing), _terms(comparison.right, growing)
    terms = _added(left, {name: _negated(term) for name, term in right.items()})
    constant = terms.pop("", ZERO)
    return LinearForm(operator=comparison.operator, constant=constant, coefficients=terms)


def _terms(node: Expression, growing: AbstractSet[str]) -> dict[str, Expression]:
    """Coefficients by name; "" is the constant."""
    if not moving_names(node, growing):
        return {"": node}
    match node:
        case VariableRead() | Day():
            return {str(node): ONE}
        case DefinitionRead():
            return _terms(node.meaning, growing)
        case Negative():
            return {name: _negated(term) for name, term in _terms(node.operand, growing).items()}
        case Per():
            return {name: replace(node, operand=term) for name, term in _terms(node.operand, growing).items()}
        case Conditional():
            value, otherwise = _terms(node.value, growing), _terms(node.otherwise, growing)
            return {
                name: replace(node, value=value.get(name, ZERO), otherwise=otherwise.get(name, ZERO))
                for name in dict.fromkeys([*value, *otherwise])
            }
        case Arithmetic():
            return _terms_of_arithmetic(node, growing)
    raise ValueError(f"`{node}` is not linear in what moves by itself")


def _terms_of_arithmetic(node: Arithmetic, growing: AbstractSet[str]) -> dict[str, Expression]:
    if node.operator in "+-":
        left, right = _terms(node.left, growing), _terms(node.right, growing)
        return _added(left, right if node.operator == "+" else {name: _negated(term) for name, term in right.items()})
    moving, still = node.left, node.right
    if node.operator == "*" and moving_names(node.right, growing):
        moving, still = node.right, node.left
    if moving_names(still, growing):
        raise ValueError(f"`{node}` is not linear in what moves by itself")
    return {name: _combined(node.operator, term, still) for name, term in _terms(moving, growing).items()}


def _added(left: dict[str, Expression], right: dict[str, Expression]) -> dict[str, Expression]:
    """Terms added by name."""
    return {
        name: _combined("+", left[name], right[name])
        if name in left and name in right
        else left.get(name) or right[name]
        for name in dict.fromkeys([*left, *right])
    }


def _negated(term: Expression) -> Expression:
    return term.operand if isinstance(term, Negative) else Negative(operand=term, type=term.type)


def _combined(operator: str, left: Expression, right: Expression) -> Expression:
    """`left operator right`, without a factor of 1."""
    if operator == "*" and left == ONE:
        return right
    type_ = typing_rules.arithmetic(operator, left.type, right.type) or NUMBER
    return Arithmetic(operator=operator, left=left, right=right, type=type_)
