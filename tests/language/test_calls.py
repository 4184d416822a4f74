"""Tests of `sim.language.calls`: the functions, their arguments, and what is said of wrong ones."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from sim.language.calls import DISTRIBUTIONS, FUNCTIONS
from sim.language.kinds import DURATION, FLAG, NUMBER, Kind
from sim.language.tree import Absolute, Ever, Extreme, Fired, Literal, NumberOf, ParameterRead, Recently, VariableRead

if TYPE_CHECKING:
    from collections.abc import Callable

TRUCE = VariableRead(name="truce", type=FLAG)
WEEK = Literal(value=7.0, text="7 days", type=DURATION)


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("fired(clash)", Fired(trigger="clash")),
        ("fired(intervene)", Fired(trigger="russia.intervene")),
        ("fired(decide.2)", Fired(trigger="russia.decide", option=1)),
        ("ever(truce)", Ever(condition=TRUCE)),
        ("recently(truce, 7 days)", Recently(condition=TRUCE, within=WEEK)),
        ("recently(clash, 7 days)", Recently(trigger="clash", within=WEEK)),
        ("recently(decide.arms, 7 days)", Recently(trigger="russia.decide", option=1, within=WEEK)),
        (
            "recently(clash, patience)",
            Recently(trigger="clash", within=ParameterRead(name="patience", type=DURATION)),
        ),
        ("number_of(truce, not truce)", None),
        ("abs(clashes)", Absolute(operand=VariableRead(name="clashes"))),
        ("abs(patience)", Absolute(operand=ParameterRead(name="patience", type=DURATION), type=DURATION)),
    ],
)
def test_functions(text: str, tree: Any, read: Callable[..., Any]) -> None:
    found = read(text, owner="russia")
    assert found == tree if tree else isinstance(found, NumberOf)


def test_number_of_counts_conditions(read: Callable[..., Any]) -> None:
    found = read("number_of(truce, clashes > 3, front == soil)")
    assert found.type == NUMBER
    assert [condition.type for condition in found.conditions] == [FLAG, FLAG, FLAG]


@pytest.mark.parametrize(
    ("text", "kind", "instant"),
    [
        ("max(clashes, 3, stock)", Kind.NUMBER, False),
        ("min(patience, 3 days)", Kind.NUMBER, False),
        ("min(day, 2020-11-09)", Kind.NUMBER, True),
        ("max(front, border)", Kind.LEVEL, False),
        ("min(russia.posture, turkey.posture)", Kind.LEVEL, False),
    ],
)
def test_extremes(text: str, kind: Kind, instant: bool, read: Callable[..., Any]) -> None:
    found = read(text)
    assert isinstance(found, Extreme)
    assert (found.type.kind, found.type.instant) == (kind, instant)


INSIDE = "a distribution stands as the whole value of a delay, an amount or a parameter, never inside an expression"
NAME_IT = "give it a name: a parameter, or `let` in a list of effects"


@pytest.mark.parametrize(
    ("text", "marked", "message", "hint"),
    [
        ("minn(1, 2)", "minn", "no function or distribution `minn` is known", "did you mean `min`?"),
        ("unifrm(1, 2)", "unifrm", "no function or distribution `unifrm` is known", "did you mean `uniform`?"),
        (
            "pert(1, 2)",
            "pert",
            "no function or distribution `pert` is known",
            "known are " + ", ".join([*FUNCTIONS, *DISTRIBUTIONS]),
        ),
        ("2 * uniform(1, 2)", "uniform(1, 2)", f"`uniform(…)`: {INSIDE}", NAME_IT),
        ("uniform(1, 2)", "uniform(1, 2)", f"`uniform(…)`: {INSIDE}", NAME_IT),
        ("3 to 5", "3 to 5", f"`3 to 5`: {INSIDE}", NAME_IT),
        ("abs(1, 2)", "abs(1, 2)", "`abs` has too many arguments (2)", "`abs(x)`"),
        ("max(1)", "max(1)", "`max` has too few arguments (1)", "`max(a, b, …)`"),
        ("number_of()", "number_of()", "`number_of` has too few arguments (0)", "`number_of(condition, condition, …)`"),
        (
            "recently(truce)",
            "recently(truce)",
            "`recently` has too few arguments (1)",
            "`recently(condition or trigger, 7 days)`",
        ),
        ("fired()", "fired()", "`fired` has too few arguments (0)", "`fired(trigger)`"),
        ("fired(3)", "3", "the name of a trigger was expected", "`fired(russia.intervene) >= 1`"),
        ("abs(truce)", "truce", "`abs` needs a number, this is a flag (true or false)", ""),
        (
            "ever(clashes)",
            "clashes",
            "a condition (true or false) was expected, this is a number",
            "compare it, such as `clashes > 0`",
        ),
        (
            "ever(clash)",
            "clash",
            "`clash` is a trigger, not a value",
            "write `fired(clash) >= 1`, or `recently(clash, 7 days)`",
        ),
        (
            "max(front, 3)",
            "max(front, 3)",
            (
                "`max` takes numbers of one unit or levels of one list, "
                "here it has a level (inside, border, soil) and a number"
            ),
            "",
        ),
        (
            "min(russia.aid, arms) == arms",
            "min(russia.aid, arms)",
            "`min` takes numbers of one unit or levels of one list, here it has a category (undecided, arms, guards)",
            "",
        ),
        (
            "ever(clashes = 5)",
            "clashes = 5",
            "`ever` takes no arguments by name; `=` sets a value, to compare write `==`",
            "",
        ),
        (
            "recently(truse, 1 day)",
            "truse",
            "no condition or trigger `truse` is known",
            "did you mean `truce`?",
        ),
        (
            "recently(clashes, 1 day)",
            "clashes",
            "a condition (true or false) was expected, this is a number",
            "compare it, such as `clashes > 0`",
        ),
        ("recently(clash, 3)", "3", "a duration (such as `3 days`) was expected, this is a number", "`3 days`"),
        (
            "recently(truce, clashes * 1 day)",
            "clashes * 1 day",
            "this duration must be made of literals and parameters alone",
            "",
        ),
    ],
)
def test_calls_that_cannot_stand(
    text: str, marked: str, message: str, hint: str, wrong: Callable[..., str], said: Callable[..., str]
) -> None:
    assert wrong(text) == said(text, marked, message, hint)


def test_a_flag_and_a_trigger_of_one_name_are_told_apart(
    wrong: Callable[..., str], said: Callable[..., str], symbols: Any
) -> None:
    text, owner = "recently(truce, 1 day)", {"triggers": {**symbols.triggers, "truce": ()}}
    message = "`truce` has two meanings here: a value and the trigger `truce`"
    assert wrong(text, **owner) == said(text, "truce", message, "write `recently(truce == true, …)` for the value")
    own = {"triggers": {**symbols.triggers, "russia.truce": ()}, "owner": "russia"}
    message = "`truce` has two meanings here: a value and the trigger `russia.truce`"
    assert wrong(text, **own) == said(text, "truce", message, "write `russia.truce`")
