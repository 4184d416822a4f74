"""Tests of `sim.language.words`: numbers, durations, rates and moments in plain English."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.language.words import (
    capitalised,
    clock_in_words,
    counted,
    duration_in_words,
    durations_in_words,
    listed,
    moment_in_words,
    number_in_words,
    offset_in_words,
    once_in,
    rate_in_words,
    sentence,
    share_in_words,
    spoken,
)

STARTS = datetime(2020, 10, 31, tzinfo=timezone(timedelta(hours=4)))
HOUR = 3_600_000_000


@pytest.mark.parametrize(
    ("value", "digits", "words"),
    [
        (5000, None, "5,000"),
        (0.1, None, "0.1"),
        (1e12, None, "1e+12"),
        (0, 2, "0"),
        (0.004567, 2, "0.0046"),
        (99.96, 3, "100"),
        (-1234.5, 2, "-1,234"),
        (float("inf"), 2, "inf"),
    ],
)
def test_numbers(value: float, digits: int | None, words: str) -> None:
    assert number_in_words(value, digits) == words


@given(st.floats(1e-6, 1e9), st.integers(1, 6))
def test_a_rounded_number_is_near_the_number(value: float, digits: int) -> None:
    told = float(number_in_words(value, digits).replace(",", ""))
    assert abs(told - value) <= 0.5000001 * 10 ** (len(str(int(value))) if value >= 1 else 0) * 10 ** (1 - digits)
    assert abs(told - value) <= value * 10 ** (1 - digits)


@given(st.floats(0, 1, exclude_min=True, exclude_max=True))
def test_what_is_possible_is_never_told_as_impossible_or_certain(share: float) -> None:
    assert share_in_words(share, 2) not in ("0%", "100%", "100.0%")


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (0, "0 days"),
        (1, "1 day"),
        (7, "7 days"),
        (1 / 24, "1 hour"),
        (1.5 / 24, "1.5 hours"),
        (10 / 1440, "10 minutes"),
        (1 / 1440, "1 minute"),
        (120, "120 days"),
        (3652.5, "10 years"),
    ],
)
def test_durations(days: float, words: str) -> None:
    assert duration_in_words(days) == words


def test_a_stretch_names_its_unit_once_where_it_can() -> None:
    assert durations_in_words(3, 14) == "3 to 14 days"
    assert durations_in_words(10 / 1440, 1) == "10 minutes to 1 day"


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        (0.1, None, "about once in 10 days"),
        (1, None, "about once a day"),
        (24, None, "about 24 times a day"),
        (0, None, "never"),
        (0, 0.1, "at most about once in 10 days"),
        (1.2, 3, "about 1.2 to 3 times a day"),
        (0.5, 3, "between once in 2 days and 3 times a day"),
    ],
)
def test_how_often(low: float, high: float | None, words: str) -> None:
    assert once_in(low, high) == words


def test_a_rate_is_told_in_a_unit_that_suits_it() -> None:
    assert rate_in_words(2 / 7, "week") == "2 per week"
    assert rate_in_words(2 / 7) == "0.29 per day"
    assert rate_in_words(1 / 365.25) == "1 per year"
    assert rate_in_words(0) == "0 per day"


def test_dates_carry_the_offset_of_the_start() -> None:
    assert moment_in_words(STARTS, 0) == "31 October 2020"
    assert moment_in_words(STARTS, 9 * HOUR, weekday=True) == "Saturday 31 October 2020 at 09:00"
    assert moment_in_words(STARTS, 25 * HOUR, clock=False) == "1 November 2020"
    assert clock_in_words(STARTS, 25 * HOUR + 59_000_000) == "01:00"
    assert offset_in_words(STARTS) == "UTC+4"
    assert offset_in_words(STARTS.replace(tzinfo=timezone(-timedelta(hours=3, minutes=30)))) == "UTC-3:30"
    assert offset_in_words(STARTS.replace(tzinfo=UTC)) == "UTC"


def test_rows() -> None:
    assert listed(["a"]) == "a"
    assert listed(["a", "b", "c"], "or") == "a, b or c"
    assert listed(["a and b", "c"]) == "a and b, and c"


def test_sentences() -> None:
    assert sentence("it rains") == "It rains."
    assert sentence("“calm” holds") == "“calm” holds."
    assert sentence("does it?") == "Does it?"
    assert capitalised("") == ""
    assert spoken("russia.aid_flights") == "russia aid flights"
    assert counted(1, "day") == "1 day"
    assert counted(0.5, "day") == "0.5 days"
