"""Tests of `sim.language.printing`: what is printed parses to the same tree, with no bracket too many."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.language.expressions import parse_amount, parse_expression
from sim.language.kinds import DURATION, FLAG, INSTANT, NUMBER, RATE
from sim.testing.strategies import expressions

if TYPE_CHECKING:
    from collections.abc import Callable

    from sim.errors import Place
    from sim.language.expressions import Symbols
    from sim.language.kinds import Type


@given(data=st.data(), type_=st.sampled_from([FLAG, NUMBER, DURATION, RATE, INSTANT]))
def test_printed_expressions_parse_to_themselves(
    data: st.DataObject, type_: Type, symbols: Symbols, at: Callable[[str], Place]
) -> None:
    expression = data.draw(expressions(symbols, type_))
    text = str(expression)
    parsed = parse_expression(text, at(text), symbols)
    assert parsed == expression
    assert str(parsed) == text


@pytest.mark.parametrize(
    "text",
    [
        "a if not truce else b",
        "not (truce and bold) and truce",
        "(truce and bold) and truce",
        "truce and (bold or truce)",
        "truce and bold or truce",
        "1 - (2 - 3) - 4",
        "2 * (3 + 4) / (5 * 6)",
        "-(1 + 2) * -3",
        "0.5 * deaths per week",
        "(2 per week) * 3",
        "2 per week - (1 per day)",
        "clashes > (3 if truce else 4)",
        "(1 < 2) == truce",
        "1 <= clashes < 5",
        "day >= 2020-11-09 18:30",
        "front >= front.border",
        "fired(russia.decide.2) >= 1",
        "recently(clash, patience)",
    ],
)
def test_texts_with_every_bracket_needed_print_as_written(text: str, read: Callable[..., Any]) -> None:
    wanted = text.replace("a if", "1 if").replace("else b", "else 2")
    assert str(read(wanted)) == wanted


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("((truce))", "truce"),
        ("(1 * 2) + (3)", "1 * 2 + 3"),
        ("clashes>3 and(not truce)", "clashes > 3 and not truce"),
        ("3   days", "3 days"),
        ("80 %", "80%"),
        ("posture == consulting", "russia.posture == consulting"),
        ("fired(decide.arms)", "fired(russia.decide.2)"),
        ("2020-11-09T18:30", "2020-11-09 18:30"),
    ],
)
def test_printing_says_it_in_one_way(text: str, printed: str, read: Callable[..., Any]) -> None:
    expression = read(text, owner="russia")
    assert str(expression) == printed
    assert read(printed) == expression


@pytest.mark.parametrize(
    "text",
    [
        "clashes + 1",
        "uniform(0 days, 10 days)",
        "triangular(1, 2, 5)",
        "exponential(mean=3 days)",
        "weibull(scale=3 days, shape=1.5)",
        "normal(mean=clashes, sd=20)",
        "-5 to 10",
        "lognormal(median=6 days, sigma=0.5)",
        "lognormal(p5=patience, p95=2 * patience)",
        "loguniform(1 day, 10 days)",
        "quantiles(0%=1 day, 50%=6 days, 95%=20 days, 100%=40 days)",
        "pick(none=60%, arms=40%)",
        "pick(-1=60%, 2=resolve)",
        "60% to 90%",
    ],
)
def test_laws_print_as_written(text: str, read: Callable[..., Any]) -> None:
    law = read(text, parse=parse_amount)
    assert str(law) == text
    assert law.text == text


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("3 to 14 days", "lognormal(p5=3 days, p95=14 days)"),
        ("0.5 to 2 per week", "lognormal(p5=0.5 per week, p95=2 per week)"),
        ("-5 to -2 days", "-5 days to -2 days"),
    ],
)
def test_ranges_print_in_a_form_that_parses_to_them(text: str, printed: str, read: Callable[..., Any]) -> None:
    law = read(text, parse=parse_amount)
    assert str(law) == printed
    assert read(printed, parse=parse_amount) == law
