"""Tests of `sim.language.operators`: what binds how tightly, what types come of it, and what does not go together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from sim.language.kinds import DURATION, FLAG, INSTANT, NUMBER, RATE, Kind, Type
from sim.language.tree import All, AnyOf, Arithmetic, Chain, Comparison, Conditional, Literal, Not, Per, VariableRead

if TYPE_CHECKING:
    from collections.abc import Callable

TRUCE = VariableRead(name="truce", type=FLAG)
CLASHES = VariableRead(name="clashes")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1 + 2 * 3", 7),
        ("(1 + 2) * 3", 9),
        ("8 - 3 - 2", 3),
        ("8 / 4 / 2", 1),
        ("-2 * -3", 6),
        ("2 - -3", 5),
        ("7 per week + 0", None),
        ("1 if 2 > 1 else 0", 1),
        ("1 if 2 < 1 else 2 if 1 > 2 else 3", 3),
        ("1 < 2 < 3 and not 3 < 2 or 1 > 2", True),
        ("not 1 > 2 == true", None),
        ("14 + 0 per week", 2),
        ("1 if true else 2 + 5", 1),
    ],
)
def test_precedence_is_that_of_python(
    text: str, value: object, read: Callable[..., Any], wrong: Callable[..., str], evaluate: Callable[..., Any]
) -> None:
    if value is None:
        assert "error" in wrong(text)
    else:
        assert evaluate(read(text), {}) == value


def test_not_binds_tighter_than_and_and_looser_than_comparisons(read: Callable[..., Any]) -> None:
    assert read("not truce and clashes > 1") == All(
        operands=(Not(operand=TRUCE), Comparison(operator=">", left=CLASHES, right=Literal(value=1.0, text="1")))
    )
    assert isinstance(read("not clashes > 1").operand, Comparison)


def test_and_binds_tighter_than_or(read: Callable[..., Any]) -> None:
    found = read("truce or bold and truce or bold")
    assert isinstance(found, AnyOf)
    assert [type(operand) for operand in found.operands] == [VariableRead, All, type(read("bold"))]


def test_per_takes_the_whole_sum_before_it(read: Callable[..., Any]) -> None:
    found = read("2 * clashes + 1 per week if truce else 0 per day")
    assert isinstance(found, Conditional)
    assert isinstance(found.value, Per)
    assert isinstance(found.value.operand, Arithmetic)
    assert found.otherwise == Literal(value=0.0, text="0 per day", type=RATE)
    assert read("0.5 * clashes per week > pace").left.type == RATE


def test_a_chain_shares_its_operands(read: Callable[..., Any]) -> None:
    found = read("1 <= clashes < stock")
    assert isinstance(found, Chain)
    assert [str(link) for link in found.links] == ["1 <= clashes", "clashes < stock"]
    assert found.links[0].right == found.links[1].left
    assert isinstance(read("clashes < 2"), Comparison)


@pytest.mark.parametrize(
    ("text", "type_"),
    [
        ("3 days + 2 hours", DURATION),
        ("2 * patience", DURATION),
        ("patience * pace", NUMBER),
        ("clashes / patience", RATE),
        ("1 / 3 days", RATE),
        ("clashes per week", RATE),
        ("3 days per week", NUMBER),
        ("patience * patience", Type(Kind.NUMBER, dimension=2)),
        ("day + 3 days", INSTANT),
        ("2020-11-09 - day", DURATION),
        ("(2020-11-09 - clashes) * 1 day", DURATION),
        ("0.1 * day", NUMBER),
        ("-patience", DURATION),
        ("day if truce else 3 days", INSTANT),
        ("day >= stock", FLAG),
        ("day - stock < 3 days", FLAG),
    ],
)
def test_types_of_arithmetic(text: str, type_: Type, read: Callable[..., Any]) -> None:
    assert read(text).type == type_


NUMBERS = "they do not compare"


@pytest.mark.parametrize(
    ("text", "marked", "message", "hint"),
    [
        (
            "front >= deaths",
            "front >= deaths",
            f"`front` is a level (inside, border, soil), `deaths` is a number: {NUMBERS}",
            "",
        ),
        (
            "truce or front == russia.posture",
            "front == russia.posture",
            (
                "`front` is a level (inside, border, soil), "
                f"`russia.posture` is a level (mediating, consulting, intervening): {NUMBERS}"
            ),
            "",
        ),
        ("patience > 3", "patience > 3", f"`patience` is a duration, `3` is a number: {NUMBERS}", ""),
        ("truce == 1", "truce == 1", f"`truce` is a flag (true or false), `1` is a number: {NUMBERS}", ""),
        (
            "truce < bold",
            "truce < bold",
            "a flag has no order, so `<` does not go with it; only `==` and `!=` do",
            "",
        ),
        (
            "russia.aid >= arms",
            "russia.aid >= arms",
            "a category has no order, so `>=` does not go with it; only `==` and `!=` do",
            "",
        ),
        (
            "deaths + 1 == 5",
            "deaths + 1 == 5",
            "`==` does not go with `deaths`, which moves by itself and has any one value for an instant only",
            "compare it with `>=` or `<=`",
        ),
        (
            "toll != 5",
            "toll != 5",
            "`!=` does not go with `deaths`, which moves by itself and has any one value for an instant only",
            "compare it with `>=` or `<=`",
        ),
        (
            "truce and 2020-11-09 == day",
            "2020-11-09 == day",
            "`==` does not go with `day`, which moves by itself and has any one value for an instant only",
            "compare it with `>=` or `<=`",
        ),
        ("truce + 1", "truce", "`+` needs numbers, `truce` is a flag (true or false)", ""),
        ("2 * front", "front", "`*` needs numbers, `front` is a level (inside, border, soil)", ""),
        ("-truce", "-truce", "`-` needs a number, this is a flag (true or false)", ""),
        ("truce per week", "truce per week", "`per week` needs a number before it, this is a flag (true or false)", ""),
        (
            "patience + 2",
            "patience + 2",
            "`patience` is a duration and `2` a number: `+` does not go with them",
            "",
        ),
        (
            "2 per week + 1",
            "2 per week + 1",
            "`2 per week` is a rate (… per day) and `1` a number: `+` does not go with them",
            "`per` takes all that stands on its left; put rates in brackets: `(2 per week) + …`",
        ),
        (
            "2020-11-09 + day",
            "2020-11-09 + day",
            (
                "`2020-11-09` is a moment (in days since the start) and `day` a moment (in days since the start): "
                "`+` does not go with them"
            ),
            "two moments can be subtracted, not added",
        ),
        ("5 / 0", "0", "this divides by zero", ""),
        ("5 / (2 - 2)", "2 - 2", "this divides by zero", ""),
        (
            "not clashes",
            "clashes",
            "a condition (true or false) was expected, this is a number",
            "compare it, such as `clashes > 0`",
        ),
        (
            "3 if truce else 4 days",
            "3 if truce else 4 days",
            "the two values of `if … else` are of one type, but here a number and a duration",
            "",
        ),
    ],
)
def test_what_does_not_go_together(
    text: str, marked: str, message: str, hint: str, wrong: Callable[..., str], said: Callable[..., str]
) -> None:
    assert wrong(text) == said(text, marked, message, hint)


def test_every_link_of_a_chain_is_judged(wrong: Callable[..., str]) -> None:
    told = wrong("1 < front < 5")
    assert "f:1:1: error: `1` is a number" in told
    assert "f:1:5: error: `front` is a level" in told


def test_flags_compare_with_truth(read: Callable[..., Any]) -> None:
    assert str(read("truce == true and bold != false", FLAG)) == "truce == true and bold != false"


def test_equality_may_look_at_conditions_over_what_grows(read: Callable[..., Any]) -> None:
    assert read("number_of(deaths > 5, day > 3) == 2").type == FLAG
    assert read("(deaths > 5) == truce").type == FLAG


def test_every_node_knows_its_place(read: Callable[..., Any]) -> None:
    text = "(clashes + 1) * 2 >= 3 and not (truce)"
    marked = {text[node.place.column - 1 :][: node.place.width] for node in read(text).walk()}
    assert {text, "clashes + 1", "clashes", "(clashes + 1) * 2", "not (truce)", "truce", "3"} <= marked
    assert read("1").type == NUMBER
