"""Shares, intervals and dates as people say them.

Judged inputs earn two digits and "fewer than 1 in 1,000", no more.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import floor
from typing import TYPE_CHECKING

from sim.language.words import MONTHS, capitalised, number_in_words, spoken

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.analysis.estimates import Estimates
    from sim.analysis.intervals import Proportion

SMALL = 0.001
"""below this, a share is told by its bound alone"""


def percent(p: float) -> str:
    """A share in per cent, to two digits; never 0 or 100 % when it is not.

    >>> percent(0.4237), percent(0.0423), percent(0.0003), percent(0.9996), percent(0.9949), percent(0.9876)
    ('42%', '4.2%', 'under 0.1%', 'over 99.9%', '99.5%', '99%')
    """
    if 0 < p < SMALL:
        return "under 0.1%"
    if 1 - SMALL < p < 1:
        return "over 99.9%"
    if p > 0.99:
        return f"{100 * p:.3g}%"
    return f"{number_in_words(100 * p, 2)}%"


def bound(p: float) -> str:
    """The end of an interval, to two digits, to one where it is tiny: `0.04%`."""
    return f"{number_in_words(100 * p, 1)}%" if 0 < p < SMALL else percent(p)


def counted(share: Proportion) -> str:
    """`3,712 of 10,000`, and the most that it can be where there was none: `0 of 10,000 (at most 0.04%)`."""
    told = f"{share.k:,} of {share.n:,}"
    return f"{told} (at most {bound(share.high)})" if not share.k else told


def interval(share: Proportion) -> str:
    """The 95 % interval: `36% to 38%`."""
    return f"{bound(share.low)} to {bound(share.high)}"


def natural(share: Proportion) -> str:
    """A share as a natural frequency, to be followed by `rollouts`: `about 3 in 10`, `all 500`, `none of the 500`."""
    if not share.k:
        return f"none of the {share.n:,}"
    if share.k == share.n:
        return f"all {share.n:,}"
    return frequency(share.p)


def frequency(p: float) -> str:
    """A probability strictly between 0 and 1 as a natural frequency.

    >>> frequency(0.31), frequency(0.357), frequency(0.024), frequency(0.0004)
    ('about 3 in 10', 'about 7 in 20', 'about 1 in 42', 'fewer than 1 in 1,000')
    >>> frequency(0.52), frequency(0.76), frequency(0.97), frequency(0.9999)
    ('about 1 in 2', 'about 3 in 4', 'all but about 1 in 33', 'more than 999 in 1,000')
    """
    if p < SMALL:
        return "fewer than 1 in 1,000"
    if p > 1 - SMALL:
        return "more than 999 in 1,000"
    if p < 0.095:
        return f"about 1 in {rough(1 / p)}"
    if p > 0.905:
        return f"all but about 1 in {rough(1 / (1 - p))}"
    tenths, twentieths = round(p * 10), round(p * 20)
    if abs(p - tenths / 10) <= 0.025:
        return "about 1 in 2" if tenths == 5 else f"about {tenths} in 10"
    return {5: "about 1 in 4", 15: "about 3 in 4"}.get(twentieths, f"about {twentieths} in 20")


def titled(name: str, title: str) -> str:
    """The title of a thing, or its name as people say it."""
    return title if title != name else capitalised(spoken(name))


def rough(value: float | None) -> str:
    """A number to two digits, a dash where there is none.

    >>> rough(12346), rough(7.249), rough(5), rough(-0.0312), rough(None)
    ('12,000', '7.2', '5', '-0.031', '–')
    """
    return "–" if value is None else number_in_words(float(f"{value:.2g}"))


def day_in_words(day: float | None) -> str:
    """A number of days, whole from 10 on; a dash where there is none.

    >>> day_in_words(102.4), day_in_words(3.14), day_in_words(None)
    ('102', '3.1', '–')
    """
    if day is None:
        return "–"
    return f"{day:,.0f}" if day >= 10 else number_in_words(day, 2)


def day_number(day: float) -> str:
    """The day that a time falls on, counted from 0; to two digits where it is near the start.

    >>> day_number(25.8), day_number(3.61)
    ('25', '3.6')
    """
    return f"{floor(day):,}" if day >= 10 else number_in_words(day, 2)


@dataclass(frozen=True, slots=True)
class Calendar:
    """Days since the start as dates: `starts` is the instant of day 0, `horizon` in days."""

    starts: datetime
    horizon: float

    def moment(self, day: float) -> datetime:
        """The instant of a day, to the minute; the end of time where it lies beyond the calendar."""
        try:
            return self.starts + timedelta(minutes=round(day * 1440))
        except OverflowError:
            return datetime.max.replace(tzinfo=self.starts.tzinfo)

    def date(self, day: float) -> str:
        """`9 November 2020`, with the time of day where the whole story is a matter of days."""
        moment = self.moment(day)
        clock = f" at {moment:%H:%M}" if self.horizon <= 3 else ""
        return f"{moment.day} {MONTHS[moment.month - 1]} {moment.year}{clock}"

    def short(self, day: float, *, year: bool = False) -> str:
        """`9 Nov`, `9 Nov 2020`; `9 Nov 14:30` in a story of days, `Nov 2020` in one of years."""
        moment = self.moment(day)
        month = MONTHS[moment.month - 1][:3]
        if self.horizon <= 3:
            return (
                f"{moment.day} {month} {moment.year} {moment:%H:%M}" if year else f"{moment.day} {month} {moment:%H:%M}"
            )
        if self.horizon > 1_100:
            return f"{month} {moment.year}"
        return f"{moment.day} {month}" + (f" {moment.year}" if year else "")

    def ticks(self, most: int = 8) -> list[tuple[float, str]]:
        """Round days from the start to the horizon, at most so many, each with its label."""
        step = next((step for step in STEPS if self.horizon / step < most), STEPS[-1])
        days = [step * count for count in range(int(self.horizon / step * (1 + 1e-12)) + 1)]
        return list(zip(days, self.labels(days), strict=True))

    def labels(self, days: Sequence[float]) -> list[str]:
        """Labels in two lines: the date, its year where that is new, and the day; in a story of days time and date."""
        told: list[str] = []
        year = None
        for day in days:
            moment = self.moment(day)
            month = MONTHS[moment.month - 1][:3]
            fresh = f" {moment.year}" if moment.year != year else ""
            if self.horizon <= 3:
                told.append(f"{moment:%H:%M}\n{moment.day} {month}{fresh}")
            elif self.horizon > 1_100:
                told.append(f"{month} {moment.year}\nyear {number_in_words(round(day / 365.25, 1))}")
            else:
                told.append(f"{moment.day} {month}{fresh}\nday {day_number(day)}")
            year = moment.year
        return told


STEPS = (
    1 / 24, 2 / 24, 3 / 24, 6 / 24, 12 / 24, 1, 2, 5, 7, 10, 14, 20, 30, 60, 100, 200,
    365.25, 730.5, 1826.25, 3652.5, 7305, 18262.5, 36525,
)  # fmt: skip
"""days between the ticks of a time axis"""


def calendar(told: Estimates) -> Calendar:
    """The calendar of a run."""
    return Calendar(datetime.fromisoformat(told.starts), told.horizon)
