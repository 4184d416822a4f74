"""Tests of `sim.language.growth`: what may grow with what (R3), and how a comparison moves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from sim.language.expressions import parse_expression
from sim.language.growth import (
    check_condition,
    check_hazard,
    check_instant,
    check_slope,
    linear_form,
    literals,
    moving_names,
    reads_growing,
)
from sim.language.kinds import FLAG, INSTANT, NUMBER, RATE
from sim.language.tree import Arithmetic, Comparison, Day
from sim.testing.strategies import expressions

if TYPE_CHECKING:
    from collections.abc import Callable

    from sim.language.expressions import Symbols

    Told = Callable[..., list[str]]


@pytest.fixture(scope="module")
def told(read: Callable[..., Any], symbols: Symbols) -> Told:
    """`told(check, text)`: each complaint of a check, as a person reads it."""

    def telling(check: Callable[..., Any], text: str, growing: frozenset[str] | None = None) -> list[str]:
        # Parsed as if nothing grew, so that the checks themselves have something to say about `==`.
        expression = read(text, growing=frozenset())
        return [str(complaint) for complaint in check(expression, symbols.growing if growing is None else growing)]

    return telling


@pytest.mark.parametrize(
    ("text", "reads", "moves"),
    [
        ("clashes + 1", False, ()),
        ("deaths + day", True, ("deaths", "day")),
        ("toll", True, ("deaths",)),
        ("1 if deaths > 5 else 2", True, ()),
        ("deaths if truce else clashes", True, ("deaths",)),
        ("number_of(deaths > 5, truce)", True, ()),
        ("ever(deaths > 5)", True, ()),
        ("recently(supplies > 5, 1 day)", True, ()),
        ("fired(clash) * threshold", False, ()),
    ],
)
def test_reading_what_grows_and_moving_differ(
    text: str, reads: bool, moves: tuple[str, ...], read: Callable[..., Any], symbols: Symbols
) -> None:
    expression = read(text)
    assert reads_growing(expression, symbols.growing) is reads
    assert moving_names(expression, symbols.growing) == moves


@pytest.mark.parametrize(
    "text",
    [
        "160 per day if not truce else 0 per day",
        "clashes * stock per week + pace",
        "pace if day >= 2020-11-09 else 2 * pace",
        "pace if ever(fighting) else 0 per day",
        "pace if recently(clash, patience) else 0 per day",
    ],
)
def test_slopes_that_may_stand(text: str, told: Told) -> None:
    assert told(check_slope, text) == []


def test_a_slope_reads_nothing_that_grows(told: Told, said: Callable[..., str]) -> None:
    text = "pace if ever(deaths > 5) else supplies per day"
    assert told(check_slope, text) == [
        said(text, "deaths", "a slope must read nothing that grows, and `deaths` grows"),
        said(text, "supplies", "a slope must read nothing that grows, and `supplies` grows"),
    ]


def test_a_growing_term_inside_a_definition_is_marked_where_it_is_read(told: Told, said: Callable[..., str]) -> None:
    message = "`toll`: a slope must read nothing that grows, and `deaths` grows"
    assert told(check_slope, "toll per week") == [said("toll per week", "toll", message)]


def test_a_slope_does_not_move_with_the_day(told: Told, said: Callable[..., str]) -> None:
    message = "a slope must not move by itself; `day` may stand in a comparison alone"
    assert told(check_slope, "2 * day per week") == [said("2 * day per week", "day", message)]


def test_a_slope_compares_the_day_in_a_linear_way(told: Told) -> None:
    (complaint,) = told(check_slope, "pace if day * day > 9 else 2 * pace")
    assert "`day * day` multiplies what moves (`day`)" in complaint


def test_a_rate_compares_what_grows_but_does_not_grow(told: Told, said: Callable[..., str]) -> None:
    assert told(check_hazard, "pace if deaths > 5_000 and day > 3 else 2 * pace") == []
    text, hint = (
        "(0.001 * deaths + day) per week",
        ("compare it instead: `0.5 per week if deaths > 5000 else 0.2 per week`"),
    )
    assert told(check_hazard, text) == [
        said(text, "deaths", "a rate must not grow by itself, and `deaths` does", hint),
        said(text, "day", "a rate must not grow by itself, and `day` does", hint),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "2 * deaths - supplies / 3 > stock * clashes",
        "deaths / threshold > 0.5 + day",
        "(deaths if truce else supplies) >= 100",
        "deaths > (5_000 if day > 3 else 6_000)",
        "max(clashes, stock) > 3",
        "toll >= 5",
        "clashes == 3 and front != soil",
        "0.5 * deaths per week > pace",
        "stock / clashes > 3",
    ],
)
def test_conditions_that_may_stand(text: str, told: Told) -> None:
    assert told(check_condition, text) == []


@pytest.mark.parametrize(
    ("text", "marked", "message", "hint"),
    [
        (
            "deaths * supplies > 5",
            "deaths * supplies",
            "`deaths * supplies` multiplies what moves (`deaths` and `supplies`); a comparison must be linear in it",
            "",
        ),
        (
            "deaths / clashes > 5",
            "deaths / clashes",
            "`deaths / clashes` divides by `clashes`; beside what moves, a divisor is a literal or a parameter",
            "multiply the other side instead: `deaths > 0.01 * people`",
        ),
        (
            "100 / deaths < 5",
            "100 / deaths",
            "`100 / deaths` divides by `deaths`; beside what moves, a divisor is a literal or a parameter",
            "multiply the other side instead: `deaths > 0.01 * people`",
        ),
        (
            "max(deaths, 3, supplies) > 5",
            "max(deaths, 3, supplies)",
            "`max(deaths, 3, supplies)`: a comparison cannot look into `max` of what moves by itself (`deaths`)",
            "write `deaths > 5 or 3 > 5 or supplies > 5`",
        ),
        (
            "5 <= min(deaths, clashes)",
            "min(deaths, clashes)",
            "`min(deaths, clashes)`: a comparison cannot look into `min` of what moves by itself (`deaths`)",
            "write `deaths >= 5 and clashes >= 5`",
        ),
        (
            "abs(deaths - stock) < 5",
            "abs(deaths - stock)",
            "`abs(deaths - stock)`: a comparison cannot look into `abs` of what moves by itself (`deaths`)",
            "write `deaths - stock < 5 and deaths - stock > -5`",
        ),
        (
            "2 * max(deaths, 3) > 5",
            "max(deaths, 3)",
            "`max(deaths, 3)`: a comparison cannot look into `max` of what moves by itself (`deaths`)",
            "write it with `and` or `or`, one comparison for each",
        ),
        (
            "deaths == 5",
            "deaths == 5",
            "`==` does not go with `deaths`, which moves by itself and has any one value for an instant only",
            "compare it with `>=` or `<=`",
        ),
        (
            "not ever(3 != supplies)",
            "3 != supplies",
            "`!=` does not go with `supplies`, which moves by itself and has any one value for an instant only",
            "compare it with `>=` or `<=`",
        ),
    ],
)
def test_conditions_that_bend(
    text: str, marked: str, message: str, hint: str, told: Told, said: Callable[..., str]
) -> None:
    assert told(check_condition, text) == [said(text, marked, message, hint)]


def test_all_bent_terms_are_told(told: Told) -> None:
    assert len(told(check_condition, "deaths * day > abs(supplies) or max(deaths, 2) < 3")) == 3


def test_a_value_read_at_one_instant_may_be_anything_but_equal_to_what_moves(told: Told) -> None:
    assert told(check_instant, "deaths * supplies / max(day, clashes)") == []
    assert told(check_instant, "1 if deaths * day > 3 else 2") == []
    assert len(told(check_instant, "1 if deaths == 3 else 2")) == 1


def test_what_ever_and_recently_tell_of_is_watched_wherever_they_stand(told: Told) -> None:
    (complaint,) = told(check_instant, "1 if ever(recently(deaths * day > 3, 1 day)) else 2")
    assert "`deaths * day` multiplies" in complaint


def test_linear_form_of_a_comparison(read: Callable[..., Any], symbols: Symbols) -> None:
    form = linear_form(read("2 * deaths - supplies / threshold + 3 >= clashes - day"), symbols.growing)
    assert form.operator == ">="
    assert {name: str(term) for name, term in form.coefficients.items()} == {
        "deaths": "2",
        "supplies": "-(1 / threshold)",
        "day": "1",
    }
    assert str(form.constant) == "3 + -clashes"


def test_linear_form_looks_through_definitions_and_branches(read: Callable[..., Any], symbols: Symbols) -> None:
    form = linear_form(read("(toll if truce else 5) > 3"), symbols.growing)
    assert {name: str(term) for name, term in form.coefficients.items()} == {"deaths": "1 / 1_000 if truce else 0"}
    assert str(form.constant) == "(0 if truce else 5) + -3"


def test_linear_form_of_a_bent_comparison_is_refused(read: Callable[..., Any], symbols: Symbols) -> None:
    for text in ("deaths * supplies > 1", "1 / deaths > 2", "abs(deaths) > 2"):
        with pytest.raises(ValueError, match="not linear in what moves"):
            linear_form(read(text), symbols.growing)


@given(data=st.data())
def test_linear_form_comes_to_the_same_difference(
    data: st.DataObject, symbols: Symbols, worlds: st.SearchStrategy[dict[str, Any]], evaluate: Callable[..., Any]
) -> None:
    left = Arithmetic(operator="-", left=data.draw(expressions(symbols, NUMBER)), right=Day(), type=INSTANT)
    comparison = Comparison(operator=">", left=left, right=data.draw(expressions(symbols, INSTANT)))
    assume(not check_condition(comparison, symbols.growing))
    world = data.draw(worlds)
    form = linear_form(comparison, symbols.growing)
    try:
        difference = evaluate(comparison.left, world) - evaluate(comparison.right, world)
        terms = [evaluate(term, world) * world[name] for name, term in form.coefficients.items()]
        total = evaluate(form.constant, world) + sum(terms)
    except ZeroDivisionError:
        assume(False)
    assert total == pytest.approx(difference, rel=1e-9, abs=1e-6)


def test_literals_know_their_span(read: Callable[..., Any], symbols: Symbols, at: Callable[..., Any]) -> None:
    text = "5_000 * pace if clashes >= 3 and fighting else 2 per week"
    found = literals(parse_expression(text, at(text), symbols, RATE))
    assert [literal.text for literal in found] == ["5_000", "3", "2 per week"]
    assert [text[place.column - 1 :][: place.width] for place in (literal.place for literal in found)] == [
        "5_000",
        "3",
        "2 per week",
    ]
    assert literals(read("fighting", FLAG)) == ()
