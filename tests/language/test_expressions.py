"""Tests of `sim.language.expressions`: the face of the expression language."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sim.errors import ScenarioError
from sim.language.expressions import (
    Symbols,
    names_in,
    parse_amount,
    parse_date,
    parse_duration_microseconds,
    parse_effect,
    parse_expression,
)
from sim.language.kinds import FLAG, NUMBER, RATE

if TYPE_CHECKING:
    from collections.abc import Callable

    from sim.errors import Complaint

DAY = 86_400_000_000
MOMENT = "a date (`2020-11-10`, `2020-11-10 06:00`), `day 12` or a duration (`12 days`) was expected"


def test_the_examples_of_the_language_are_read(read: Callable[..., Any]) -> None:
    assert str(read("160 per day if not truce else 0 per day", RATE)) == "160 per day if not truce else 0 per day"
    text = "clashes >= threshold and front >= border and not truce"
    assert str(read(text, FLAG)) == text
    assert str(read("not truce and recently(russia.intervene, 7 days)", FLAG)).startswith("not truce")


@pytest.mark.parametrize(
    ("text", "microseconds"),
    [
        ("2020-11-10", 10 * DAY),
        ("2020-11-10 06:00", 10 * DAY + DAY // 4),
        ("2020-10-30", -DAY),
        ("day 12", 12 * DAY),
        ("day 0.5", DAY // 2),
        ("12 days", 12 * DAY),
        ("1.5 hours", 5_400_000_000),
        ("1 month", 2_629_800_000_000),
        ("0.1 days", 8_640_000_000),
        ("0 days", 0),
        ("1e-12 days", 1),
        ("200 years", 200 * 31_557_600_000_000),
    ],
)
def test_moments_are_whole_microseconds(text: str, microseconds: int, symbols: Symbols, at: Callable[..., Any]) -> None:
    assert parse_date(text, at(text), symbols) == microseconds
    assert parse_duration_microseconds(text, at(text), symbols) == microseconds


def test_a_moment_counts_from_the_start_in_its_offset(symbols: Symbols, at: Callable[..., Any]) -> None:
    starts = datetime(2020, 10, 31, 18, 30, tzinfo=timezone(timedelta(hours=4)))
    assert parse_date("2020-11-01", at("2020-11-01"), replace(symbols, starts=starts)) == 19_800_000_000


@pytest.mark.parametrize(
    ("text", "marked", "message", "hint"),
    [
        ("12", "12", f"{MOMENT}, this is `12`", ""),
        ("tomorrow", "tomorrow", f"{MOMENT}, this is `tomorrow`", ""),
        ("days 12", "days 12", f"{MOMENT}, this is `days 12`", ""),
        ("12 days - 1 hour", "12 days - 1 hour", f"{MOMENT}, this is `12 days - 1 hour`", ""),
        ("201 years", "201 years", "`201 years` is more than 200 years, the longest time there is", ""),
        ("1e308 years", "1e308 years", "`1e308 years` is more than 200 years, the longest time there is", ""),
        ("12 dayz", "dayz", "no unit of time `dayz` is known", "did you mean `days`?"),
        (
            "2020-13-01",
            "2020-13-01",
            "there is no date `2020-13-01`",
            "dates are written `2020-11-09` or `2020-11-09 18:30`",
        ),
    ],
)
def test_moments_that_cannot_stand(
    text: str, marked: str, message: str, hint: str, symbols: Symbols, at: Callable[..., Any], said: Callable[..., str]
) -> None:
    with pytest.raises(ScenarioError) as caught:
        parse_date(text, at(text), symbols)
    assert str(caught.value) == said(text, marked, message, hint)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("front >= border and not truce", {"front", "border", "truce"}),
        ("max(a, b.c) + 3 days * d per week", {"a", "b.c", "d"}),
        ("fired(x.y.2) > 1 and ever(day > 3)", {"x.y.2", "day"}),
        ("lognormal(p5=low, p95=high)", {"low", "high"}),
        ("low to high", {"low", "high"}),
        ("pick(none=60%, arms=share)", {"share"}),
        ("true if x else false", {"true", "x", "false"}),
    ],
)
def test_names_in_a_text_before_any_typing(text: str, names: set[str], at: Callable[..., Any]) -> None:
    assert names_in(text, at(text)) == names


def test_names_in_a_text_that_is_no_expression(at: Callable[..., Any]) -> None:
    with pytest.raises(ScenarioError, match="a value was expected"):
        names_in("truce and", at("truce and"))


@pytest.mark.parametrize(("links", "told"), [(120, "this is nested 1"), (14, "this has 16,38")])
def test_definitions_cannot_hide_what_is_too_deep_or_too_large(
    links: int, told: str, symbols: Symbols, at: Callable[..., Any]
) -> None:
    joined = "{0} and truce" if links > 100 else "{0} and {0}"

    def define_all() -> None:
        definitions = {"d0": parse_expression("truce", at("truce"), symbols)}
        for i in range(links):
            text = joined.format(f"d{i}")
            definitions[f"d{i + 1}"] = parse_expression(text, at(text), replace(symbols, definitions=definitions))

    with pytest.raises(ScenarioError, match=f"with its definitions {told}"):
        define_all()


def test_laws_and_effects_are_bounded_as_well(symbols: Symbols, at: Callable[..., Any]) -> None:
    inner = parse_expression("1" + " + 1" * 90, at(""), symbols)
    deep = replace(symbols, definitions={"deep": inner})
    text = "uniform(0, 1" + " + 1" * 20 + " + (1 + (1 + (1 + (1 + (1 + (1 + (1 + (1 + deep)))))))))"
    for parse in (
        lambda: parse_amount(text, at(text), deep),
        lambda: parse_effect(f"clashes = {text}", at(f"clashes = {text}"), deep, 16),
    ):
        with pytest.raises(ScenarioError, match="with its definitions this is nested"):
            parse()


WORDS = ["truce", "clashes", "front", "border", "day", "and", "or", "not", "if", "else", "per", "to", "3", "5%"]
MARKS = [
    "(",
    ")",
    ",",
    "+",
    "-",
    "*",
    "/",
    "<",
    ">=",
    "==",
    "=",
    "days",
    "week",
    "2020-11-09",
    "max",
    "uniform",
    "pick",
]


@given(text=st.lists(st.sampled_from(WORDS + MARKS), max_size=12).map(" ".join) | st.text(max_size=30))
@example(text="((((")
@example(text="max(=1)")
@example(text="pick(=)")
@example(text="\x00")
@example(text="1 to")
def test_any_text_is_read_or_complained_about(text: str, symbols: Symbols, at: Callable[..., Any]) -> None:
    for parse in (
        lambda: parse_expression(text, at(text), symbols, FLAG),
        lambda: parse_amount(text, at(text), symbols, NUMBER),
        lambda: parse_effect(text, at(text), symbols, 16),
        lambda: parse_date(text, at(text), symbols),
    ):
        complaints = complaints_of(parse)
        assert complaints is None or complaints
        assert all(complaint.message and complaint.place.column >= 1 for complaint in complaints or ())


def complaints_of(parse: Callable[[], object]) -> tuple[Complaint, ...] | None:
    try:
        parse()
    except ScenarioError as error:
        return error.complaints
    return None
