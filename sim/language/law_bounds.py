"""What can be said of a law without drawing from it: its sign, the order of its arguments, whether it makes a delay."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.errors import Complaint, ScenarioError
from sim.language.distributions import Family, Law, LawCases
from sim.language.inspection import constant
from sim.language.tree import Arithmetic, Expression, ParameterRead, Per

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sim.language.distributions import Amount
    from sim.language.grammar import Node
    from sim.language.reader import Reader


def sign(expression: Expression, signs: Mapping[str, int]) -> int | None:
    """+1 if an expression is always above 0, -1 if it never is, None if that is not known.

    `signs` tells it of parameters.
    """
    value = constant(expression)
    if value is not None:
        return 1 if value > 0 else -1
    match expression:
        case ParameterRead(name=name):
            return signs.get(name)
        case Per(operand=operand):
            return sign(operand, signs)
        case Arithmetic(operator="*" | "/" | "+", left=left, right=right):
            return 1 if sign(left, signs) == sign(right, signs) == 1 else None
        case _:
            return None


def sign_of_law(law: Amount, signs: Mapping[str, int]) -> int | None:
    """`sign` of what a law yields, so that a later `A to B` may read a parameter that has this law."""
    if isinstance(law, LawCases):
        found = {sign_of_law(branch, signs) for branch in (*(law for _, law in law.branches), law.otherwise)}
        return found.pop() if len(found) == 1 else None
    if law.family is Family.CERTAIN:
        return sign(law.arguments[0], signs)
    if law.family in (Family.NORMAL, Family.NORMAL_RANGE):
        return None
    if law.family in (Family.UNIFORM, Family.TRIANGULAR):
        return 1 if sign(law.arguments[0], signs) == 1 else None
    if law.family in (Family.QUANTILES, Family.PICK):
        return 1 if all(sign(value, signs) == 1 for value in law.arguments[1::2]) else None
    return 1


def check_order(reader: Reader, node: Node, told: Sequence[str], values: Sequence[Expression]) -> None:
    """Raise the complaint that ends with known values are not in order; `told` says each in words."""
    for i in range(1, len(values)):
        low, high = constant(values[i - 1]), constant(values[i])
        if low is not None and high is not None and low >= high:
            relation = "is above" if low > high else "equals"
            raise reader.passage.wrong(node, "bounds", f"{told[i - 1]} {relation} {told[i]}")


def check_arguments(reader: Reader, node: Node, law: Law, names: tuple[str, ...]) -> None:
    """Raise the complaint that arguments of known value make no law."""
    if law.family in (Family.UNIFORM, Family.LOGUNIFORM, Family.LOGNORMAL_RANGE):
        ends = [f"`{name}` ({value})" for name, value in zip(names, law.arguments, strict=True)]
        check_order(reader, node, ends, law.arguments)
    if law.family is Family.TRIANGULAR:
        low, mode, high = (constant(value) for value in law.arguments)
        ordered = all(a is None or b is None or a <= b for a, b in ((low, mode), (mode, high)))
        if not ordered or (low is not None and high is not None and low >= high):
            raise reader.passage.wrong(node, "bounds", "`triangular` needs low, mode and high in rising order")
    above_zero = {"p5", "median", "sigma", "sd", "scale", "shape"}
    if law.family is Family.LOGUNIFORM:
        above_zero.add("low")
    if law.family is Family.EXPONENTIAL:
        above_zero.add("mean")
    for name, value in zip(names, law.arguments, strict=True):
        known = constant(value)
        if name in above_zero and known is not None and known <= 0:
            raise ScenarioError([Complaint(value.place, "bounds", f"`{name}` must be above 0, here it is `{value}`")])


def check_delay(law: Amount) -> list[Complaint]:
    """The complaints against a law where a delay stands (R22): it must never be negative.

    Arguments of known value are judged; a normal is refused whatever its arguments.
    """
    if isinstance(law, LawCases):
        laws = [*(branch for _, branch in law.branches), law.otherwise]
        return [complaint for branch in laws for complaint in check_delay(branch)]
    hint = "`uniform(0 days, 10 days)` stays at 0 or above"
    if law.family in (Family.NORMAL, Family.NORMAL_RANGE):
        message = "a delay is never negative, and a normal distribution can be"
        return [Complaint(law.place, "negative-delay", message, hint)]
    first = {Family.CERTAIN: 0, Family.UNIFORM: 0, Family.TRIANGULAR: 0, Family.QUANTILES: 1}.get(law.family)
    lowest = constant(law.arguments[first]) if first is not None else None
    if lowest is not None and lowest < 0:
        return [Complaint(law.place, "negative-delay", "a delay is never negative, and this can be", hint)]
    return []
