"""Which types go together, and what comes of it: the algebra that `sim.language.reading` applies.

A function yields a type, or None where the types do not go together; the words for a complaint are at the end.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sim.language.kinds import DURATION, FLAG, INSTANT, NUMBER, RATE, Kind, Type

if TYPE_CHECKING:
    from collections.abc import Sequence


def is_list(value: Type) -> bool:
    """Whether values of this type are names of a list (a level or a category)."""
    return value.kind in (Kind.LEVEL, Kind.CATEGORY)


def fits(actual: Type, expected: Type) -> bool:
    """Whether a value of type `actual` may stand where `expected` is wanted; a moment may be kept as a number."""
    if actual.instant or expected.instant:
        return actual.kind is expected.kind is Kind.NUMBER and actual.dimension == expected.dimension == 0
    return actual == expected


def common(left: Type, right: Type) -> Type | None:
    """The type of what is either the one or the other: operands of a comparison, of `min`, branches of `if`."""
    if left == right:
        return left
    if left.kind is right.kind is Kind.NUMBER and (left.instant or right.instant):
        other = right if left.instant else left
        return INSTANT if other.dimension in (0, 1) else None
    return None


def common_of_all(types: Sequence[Type]) -> Type | None:
    """`common`, over one or more types."""
    result: Type | None = types[0]
    for other in types[1:]:
        result = common(result, other) if result else None
    return result


def arithmetic(operator: str, left: Type, right: Type) -> Type | None:
    """The type of `left operator right` for `+ - * /`.

    Two moments differ by a duration; any other sum or difference with a moment is a moment again (which goes with
    numbers and with durations); in products a moment is a plain number of days.
    """
    if not left.kind is right.kind is Kind.NUMBER:
        return None
    if operator == "*":
        return replace(NUMBER, dimension=left.dimension + right.dimension)
    if operator == "/":
        return replace(NUMBER, dimension=left.dimension - right.dimension)
    both = common(left, right)
    if both != INSTANT:
        return both
    if left.instant and right.instant:
        return DURATION if operator == "-" else None
    return INSTANT


def per(operand: Type) -> Type | None:
    """The type of `operand per unit`."""
    return replace(NUMBER, dimension=operand.dimension - 1) if operand.kind is Kind.NUMBER else None


def compares(operator: str, operands: Type) -> bool:
    """Whether values of one type compare by `operator`: flags and categories have no order."""
    return operator in ("==", "!=") or operands.kind in (Kind.NUMBER, Kind.LEVEL)


def wanted(expected: Type) -> str:
    """What was expected, in words with an example."""
    if expected == FLAG:
        return "a condition (true or false) was expected"
    if is_list(expected):
        kind = "levels" if expected.kind is Kind.LEVEL else "names"
        return f"one of the {kind} {', '.join(expected.names)} was expected"
    example = {DURATION: " (such as `3 days`)", RATE: " (such as `2 per week`)"}.get(expected, "")
    return f"a {str(expected).partition(' (')[0]}{example} was expected"


def mismatch(actual: Type, expected: Type) -> tuple[str, str]:
    """Code and message for a value of one type where another is wanted."""
    both_numbers = actual.kind is expected.kind is Kind.NUMBER
    return "wrong-unit" if both_numbers else "wrong-type", f"{wanted(expected)}, this is a {actual}"
