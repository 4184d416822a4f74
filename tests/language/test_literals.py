"""Tests of `sim.language.literals`: numbers, percentages, durations and dates."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.language.expressions import parse_expression
from sim.language.kinds import DURATION, INSTANT, NUMBER, RATE, Type
from sim.language.tree import Literal

if TYPE_CHECKING:
    from collections.abc import Callable

    from sim.language.expressions import Symbols


@pytest.mark.parametrize(
    ("text", "type_", "value"),
    [
        ("3", NUMBER, 3.0),
        ("2.5", NUMBER, 2.5),
        ("0.25", NUMBER, 0.25),
        ("5_000", NUMBER, 5000.0),
        ("1_000_000.25", NUMBER, 1000000.25),
        ("1e3", NUMBER, 1000.0),
        ("2.5e-3", NUMBER, 0.0025),
        ("80%", NUMBER, 0.8),
        ("1e-99999999999999999999", NUMBER, 0.0),
        ("0.1%", NUMBER, 0.001),
        ("130%", NUMBER, 1.3),
        ("30 minutes", DURATION, 30 / 1440),
        ("6 hours", DURATION, 0.25),
        ("1 day", DURATION, 1.0),
        ("2 weeks", DURATION, 14.0),
        ("1 month", DURATION, 30.4375),
        ("2 years", DURATION, 730.5),
        ("2 per week", RATE, 2 / 7),
        ("50% per day", RATE, 0.5),
        ("3 per hour", RATE, 72.0),
        ("2020-10-31", INSTANT, 0.0),
        ("2020-11-09", INSTANT, 9.0),
        ("2020-11-09 18:30", INSTANT, 9 + 18.5 / 24),
        ("2020-10-01", INSTANT, -30.0),
    ],
)
def test_what_a_literal_is(text: str, type_: Type, value: float, read: Callable[..., Any]) -> None:
    literal = read(text)
    assert literal == Literal(value=literal.value, text=text, type=type_)
    assert literal.value == pytest.approx(value, rel=1e-15)


@pytest.mark.parametrize(("hours", "days"), [(6, 0.25), (12, 0.5), (36, 1.5), (3, 0.125)])
def test_whole_parts_of_a_day_are_exact(hours: int, days: float, read: Callable[..., Any]) -> None:
    assert read(f"{hours} hours").value == days


def test_dates_are_in_the_offset_of_the_start(read: Callable[..., Any]) -> None:
    starts = datetime(2020, 10, 31, 6, tzinfo=timezone(timedelta(hours=-5)))
    assert read("2020-10-31", starts=starts).value == -0.25
    assert read("2020-11-01 06:00", starts=starts).value == 1.0


def test_a_date_is_never_a_subtraction(read: Callable[..., Any]) -> None:
    assert read("2020-11-09") != read("2020 - 11 - 09".replace("09", "9"))
    assert str(read("day >= 2020-11-09 - 3 days")) == "day >= 2020-11-09 - 3 days"


@pytest.mark.parametrize(
    ("text", "marked", "message", "hint"),
    [
        ("3 dayz", "dayz", "no unit of time `dayz` is known", "did you mean `days`?"),
        (
            "3 lightyears",
            "lightyears",
            "no unit of time `lightyears` is known",
            "did you mean `years`?",
        ),
        (
            "3 apples",
            "apples",
            "no unit of time `apples` is known",
            "units are minutes, hours, days, weeks, months, years",
        ),
        ("3 per weeks", "weeks", "no unit of time `weeks` is known", "did you mean `week`?"),
        ("1 + 1e999", "1e999", "`1e999` is larger than any number here (1.8e308)", ""),
        ("1e308 years", "1e308", "`1e308 years` is longer than any duration here", ""),
        ("max(5,000, 3)", "000", "`000`: a number does not begin with 0", "thousands are written `5_000`"),
        (
            "day > 2020-02-30",
            "2020-02-30",
            "there is no date `2020-02-30`",
            "dates are written `2020-11-09` or `2020-11-09 18:30`",
        ),
        (
            "day > 2020-11-9",
            "2020-11-9",
            "there is no date `2020-11-9`",
            "dates are written `2020-11-09` or `2020-11-09 18:30`",
        ),
        (
            "day > 2020-11-09 6:00",
            "2020-11-09 6:00",
            "there is no date `2020-11-09 6:00`",
            "dates are written `2020-11-09` or `2020-11-09 18:30`",
        ),
        (
            "day > 2020-11-09 18:30+04:00",
            "2020-11-09 18:30+04:00",
            "`2020-11-09 18:30+04:00`: dates carry no offset of their own",
            "leave the offset out: that of `starts` (+0400) holds",
        ),
    ],
)
def test_literals_that_cannot_stand(
    text: str, marked: str, message: str, hint: str, wrong: Callable[..., str], said: Callable[..., str]
) -> None:
    assert wrong(text) == said(text, marked, message, hint)


@given(value=st.floats(0, 1e300), unit=st.sampled_from(["", "%", " days", " per week"]))
def test_any_number_can_be_written(value: float, unit: str, symbols: Symbols, at: Callable[..., Any]) -> None:
    text = f"{value!r}{unit}".replace("+", "")
    literal = parse_expression(text, at(text), symbols)
    scale = {"": 1, "%": 0.01, " days": 1, " per week": 1 / 7}[unit]
    assert isinstance(literal, Literal)
    assert literal.value == pytest.approx(value * scale, rel=1e-12)
