"""Tests of `sim.language.typing_rules`: which types go together, and what comes of it."""

from __future__ import annotations

import pytest

from sim.language import typing_rules
from sim.language.kinds import DURATION, FLAG, INSTANT, NUMBER, RATE, Kind, Type

LEVEL = Type(Kind.LEVEL, ("low", "high"))
OTHER = Type(Kind.LEVEL, ("low", "middle", "high"))
CATEGORY = Type(Kind.CATEGORY, ("low", "high"))
SQUARE = Type(Kind.NUMBER, dimension=2)


@pytest.mark.parametrize(
    ("left", "operator", "right", "expected"),
    [
        (NUMBER, "+", NUMBER, NUMBER),
        (DURATION, "-", DURATION, DURATION),
        (RATE, "+", RATE, RATE),
        (NUMBER, "+", DURATION, None),
        (RATE, "-", NUMBER, None),
        (DURATION, "*", RATE, NUMBER),
        (DURATION, "*", DURATION, SQUARE),
        (NUMBER, "/", DURATION, RATE),
        (DURATION, "/", DURATION, NUMBER),
        (INSTANT, "+", DURATION, INSTANT),
        (NUMBER, "+", INSTANT, INSTANT),
        (INSTANT, "+", INSTANT, None),
        (INSTANT, "-", INSTANT, DURATION),
        (INSTANT, "-", DURATION, INSTANT),
        (NUMBER, "-", INSTANT, INSTANT),
        (INSTANT, "+", RATE, None),
        (INSTANT, "*", RATE, RATE),
        (INSTANT, "/", NUMBER, NUMBER),
        (FLAG, "+", NUMBER, None),
        (NUMBER, "*", LEVEL, None),
    ],
)
def test_arithmetic(left: Type, operator: str, right: Type, expected: Type | None) -> None:
    assert typing_rules.arithmetic(operator, left, right) == expected


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        (FLAG, FLAG, FLAG),
        (LEVEL, LEVEL, LEVEL),
        (LEVEL, OTHER, None),
        (LEVEL, CATEGORY, None),
        (NUMBER, DURATION, None),
        (INSTANT, NUMBER, INSTANT),
        (DURATION, INSTANT, INSTANT),
        (INSTANT, RATE, None),
        (FLAG, NUMBER, None),
    ],
)
def test_common_type(left: Type, right: Type, expected: Type | None) -> None:
    assert typing_rules.common(left, right) == expected
    assert typing_rules.common_of_all([left, right, left]) == expected


@pytest.mark.parametrize(
    ("actual", "expected", "result"),
    [
        (NUMBER, NUMBER, True),
        (INSTANT, NUMBER, True),
        (NUMBER, INSTANT, True),
        (INSTANT, DURATION, False),
        (DURATION, NUMBER, False),
        (FLAG, NUMBER, False),
        (INSTANT, FLAG, False),
        (LEVEL, OTHER, False),
    ],
)
def test_fits(actual: Type, expected: Type, result: bool) -> None:
    assert typing_rules.fits(actual, expected) is result


def test_per_takes_a_power_of_time_away() -> None:
    assert typing_rules.per(NUMBER) == RATE
    assert typing_rules.per(DURATION) == NUMBER
    assert typing_rules.per(INSTANT) == RATE
    assert typing_rules.per(FLAG) is None


def test_what_has_an_order() -> None:
    assert [kind for kind in (FLAG, LEVEL, CATEGORY, NUMBER, INSTANT) if typing_rules.compares(">=", kind)] == [
        LEVEL,
        NUMBER,
        INSTANT,
    ]
    assert typing_rules.compares("==", CATEGORY)


@pytest.mark.parametrize(
    ("actual", "expected", "told"),
    [
        (NUMBER, FLAG, ("wrong-type", "a condition (true or false) was expected, this is a number")),
        (NUMBER, DURATION, ("wrong-unit", "a duration (such as `3 days`) was expected, this is a number")),
        (DURATION, RATE, ("wrong-unit", "a rate (such as `2 per week`) was expected, this is a duration")),
        (RATE, NUMBER, ("wrong-unit", "a number was expected, this is a rate (… per day)")),
        (FLAG, NUMBER, ("wrong-type", "a number was expected, this is a flag (true or false)")),
        (NUMBER, LEVEL, ("wrong-type", "one of the levels low, high was expected, this is a number")),
        (NUMBER, CATEGORY, ("wrong-type", "one of the names low, high was expected, this is a number")),
    ],
)
def test_mismatches_in_words(actual: Type, expected: Type, told: tuple[str, str]) -> None:
    assert typing_rules.mismatch(actual, expected) == told
