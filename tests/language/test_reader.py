"""Tests of `sim.language.reader`: every complaint at once, and what is said of a value of the wrong type."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from sim.errors import Complaint, Place, ScenarioError
from sim.language.kinds import DURATION, FLAG, NUMBER, RATE, Kind, Type
from sim.language.reader import both, each

if TYPE_CHECKING:
    from collections.abc import Callable

FRONT = Type(Kind.LEVEL, ("inside", "border", "soil"))


def failing(column: int) -> int:
    raise ScenarioError([Complaint(Place("f", 1, column), "code", f"complaint {column}")])


def test_each_goes_on_after_a_failure_and_raises_all_complaints() -> None:
    seen = []

    def half(number: int) -> int:
        seen.append(number)
        return failing(number) if number % 2 else number // 2

    assert each(half, [2, 4]) == [1, 2]
    with pytest.raises(ScenarioError) as caught:
        each(half, [3, 2, 1])
    assert [complaint.message for complaint in caught.value.complaints] == ["complaint 1", "complaint 3"]
    assert seen == [2, 4, 3, 2, 1]


def test_both_gives_two_results_or_the_complaints_of_both() -> None:
    assert both(lambda: 1, lambda: "a") == (1, "a")
    with pytest.raises(ScenarioError) as caught:
        both(lambda: failing(1), lambda: failing(2))
    assert len(caught.value.complaints) == 2


def test_all_complaints_of_a_text_are_told_at_once(wrong: Callable[..., str]) -> None:
    text = "deths > 5 and front >= bordr or recently(clahs, 3) and 3 dayz > patience and fired(x) == truce"
    told = wrong(text)
    assert [line for line in told.split("\n") if "error:" in line] == [
        "f:1:1: error: no name `deths` is known here",
        "f:1:24: error: `bordr` is no level of this list (inside, border, soil) and no other name",
        "f:1:42: error: no condition or trigger `clahs` is known",
        "f:1:49: error: a duration (such as `3 days`) was expected, this is a number",
        "f:1:58: error: no unit of time `dayz` is known",
        "f:1:84: error: no trigger `x` is known",
    ]


def test_a_level_beside_a_misspelt_name_is_no_second_mistake(wrong: Callable[..., str]) -> None:
    assert wrong("russia.postur == consulting").count("error:") == 1
    assert wrong("frnt >= soyl").count("error:") == 1
    assert wrong("nowhere >= nothing_known").count("error:") == 1
    assert wrong("clashs >= treshold").count("error:") == 2
    assert wrong("consulting if truce else mediating").count("error:") == 1


@pytest.mark.parametrize(
    ("text", "expected", "message", "hint"),
    [
        ("3", FLAG, "a condition (true or false) was expected, this is a number", ""),
        (
            "clashes",
            FLAG,
            "a condition (true or false) was expected, this is a number",
            "compare it, such as `clashes > 0`",
        ),
        ("front", FLAG, "a condition (true or false) was expected, this is a level (inside, border, soil)", ""),
        ("3", DURATION, "a duration (such as `3 days`) was expected, this is a number", "`3 days`"),
        ("3", RATE, "a rate (such as `2 per week`) was expected, this is a number", "`3 per day`"),
        ("3 days", RATE, "a rate (such as `2 per week`) was expected, this is a duration", ""),
        ("3 days", NUMBER, "a number was expected, this is a duration", ""),
        ("truce", NUMBER, "a number was expected, this is a flag (true or false)", ""),
        ("truce", FRONT, "one of the levels inside, border, soil was expected, this is a flag (true or false)", ""),
        (
            "russia.posture",
            FRONT,
            "one of the levels inside, border, soil was expected, this is a level (mediating, consulting, intervening)",
            "",
        ),
        ("day", DURATION, "a duration (such as `3 days`) was expected, this is a moment (in days since the start)", ""),
    ],
)
def test_a_value_of_the_wrong_type(
    text: str, expected: Type, message: str, hint: str, wrong: Callable[..., str], said: Callable[..., str]
) -> None:
    assert wrong(text, expected) == said(text, text, message, hint)


@pytest.mark.parametrize(("text", "expected"), [("soil", FRONT), ("day", NUMBER), ("2 * 3 days", DURATION)])
def test_a_value_of_the_right_type(text: str, expected: Type, read: Callable[..., Any]) -> None:
    assert str(read(text, expected)) == text


@pytest.mark.parametrize(
    "text",
    [
        "border <= front",
        "inside < front <= soil",
        "max(front, border) == soil",
        "soil == min(border, front)",
        "(soil if truce else front) >= border",
        "front == (border if truce else inside)",
        "russia.posture == turkey.posture",
    ],
)
def test_bare_levels_are_known_wherever_their_list_stands_beside(text: str, read: Callable[..., Any]) -> None:
    assert str(read(text, FLAG)) == text
