from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.analysis.intervals import proportion
from sim.views.wording import Calendar, bound, counted, frequency, interval, natural, percent, titled

START = datetime.fromisoformat("2020-10-31T00:00:00+04:00")


@pytest.mark.parametrize(
    ("p", "told"),
    [(0, "0%"), (1, "100%"), (0.5, "50%"), (0.4237, "42%"), (0.0423, "4.2%"), (0.00999, "1%"), (0.0004, "under 0.1%")],
)
def test_shares_have_two_digits(p: float, told: str) -> None:
    assert percent(p) == told


def test_nothing_that_happened_is_told_as_nothing_and_nothing_uncertain_as_certain() -> None:
    shares = [k / 20_000 for k in range(1, 20_000)]
    assert {percent(p) for p in shares}.isdisjoint({"0%", "100%"})


def test_none_of_ten_thousand_is_told_with_its_bound() -> None:
    share = proportion(0, 10_000)
    assert counted(share) == "0 of 10,000 (at most 0.04%)"
    assert natural(share) == "none of the 10,000"
    assert bound(share.high) == "0.04%"


def test_counts_intervals_and_natural_frequencies() -> None:
    share = proportion(3_104, 10_000)
    assert (counted(share), interval(share), natural(share)) == ("3,104 of 10,000", "30% to 32%", "about 3 in 10")
    assert natural(proportion(50, 50)) == "all 50"


@given(st.floats(0.001, 0.999))
def test_a_natural_frequency_is_near_the_share(p: float) -> None:
    words = frequency(p).removeprefix("all but ").removeprefix("about ").split()
    told = float(words[0]) / float(words[2].replace(",", ""))
    told = 1 - told if frequency(p).startswith("all but") else told
    assert told == pytest.approx(p, abs=0.0251, rel=0.06 if p < 0.09 else 0.4)


def test_a_thing_without_a_title_is_told_by_its_name() -> None:
    assert titled("russia.send_forces", "russia.send_forces") == "Russia send forces"
    assert titled("x", "A title") == "A title"


def test_dates_count_from_the_start() -> None:
    dates = Calendar(START, 120)
    assert dates.date(9.5) == "9 November 2020"
    assert dates.short(9.5) == "9 Nov"
    assert dates.short(80, year=True) == "19 Jan 2021"
    assert Calendar(START, 2).date(0.25) == "31 October 2020 at 06:00"
    assert Calendar(START, 40_000).short(400) == "Dec 2021"


@pytest.mark.parametrize("horizon", [0.01, 0.5, 2, 3.5, 9, 30, 120, 365, 1_000, 4_000, 40_000, 73_000])
def test_ticks_are_few_rise_and_start_at_day_0(horizon: float) -> None:
    ticks = Calendar(START, horizon).ticks()
    days = [day for day, _ in ticks]
    assert 1 <= len(ticks) <= 8
    assert days[0] == 0
    assert days == sorted(set(days))
    assert days[-1] <= horizon
    assert "2020" in ticks[0][1]


def test_a_date_beyond_the_calendar_is_its_end() -> None:
    assert Calendar(START, 1e8).moment(1e8).year == 9999
