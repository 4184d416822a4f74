"""Numbers, shares, durations, rates and moments in plain English, the same on every machine."""

from __future__ import annotations

from datetime import timedelta
from math import floor, isfinite, log10
from typing import TYPE_CHECKING

from sim.language.kinds import DAYS_IN, MICROSECONDS_PER_DAY

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MICROSECONDS_PER_SECOND = 1_000_000


def number_in_words(value: float, digits: int | None = None) -> str:
    """A number with thousands set apart; with `digits`, rounded to so many that count, whole numbers kept whole.

    >>> number_in_words(5000), number_in_words(0.35), number_in_words(2.6437, 2), number_in_words(12345.6, 2)
    ('5,000', '0.35', '2.6', '12,346')
    """
    if digits is None or not isfinite(value) or value == 0:
        return f"{value:,.12g}"
    places = max(0, digits - 1 - floor(log10(abs(value))))
    text = f"{round(value, places):,.{places}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def share_in_words(share: float, digits: int | None = None) -> str:
    """A share in per cent; with `digits`, rounded, but never to a 0 or 100 % that it is not.

    >>> share_in_words(0.8), share_in_words(0.4237, 2), share_in_words(0.9999, 2), share_in_words(0.00004, 2)
    ('80%', '42%', 'over 99.9%', 'under 0.01%')
    """
    if digits is not None and 0 < share < 0.0001:
        return "under 0.01%"
    if digits is not None and 0.9995 <= share < 1:
        return "over 99.9%"
    if digits is not None and 0.99 < share < 1:
        return f"{100 * share:.1f}%"
    return f"{number_in_words(100 * share, digits)}%"


def duration_in_words(days: float, digits: int = 3) -> str:
    """A duration in the unit that suits it.

    >>> duration_in_words(3), duration_in_words(0.5), duration_in_words(2.6437), duration_in_words(1 / 24)
    ('3 days', '12 hours', '2.64 days', '1 hour')
    """
    unit = unit_of_duration(days)
    return counted(days / DAYS_IN[unit], unit, digits)


def unit_of_duration(days: float) -> str:
    """The unit in which a duration is told: minutes, hours and days, beyond three years years."""
    size = abs(days)
    if size >= 3 * DAYS_IN["year"]:
        return "year"
    if size >= 1 or size == 0:
        return "day"
    return "hour" if round(size * 24, 6) >= 1 else "minute"


def counted(amount: float, unit: str, digits: int | None = None) -> str:
    """So many of a unit, in the singular where it is one: `1 day`, `3 days`."""
    number = number_in_words(amount, digits)
    return f"{number} {unit if number in ('1', '-1') else f'{unit}s'}"


def durations_in_words(low: float, high: float, digits: int = 2) -> str:
    """A stretch of durations, the unit named once where both ends share it.

    >>> durations_in_words(1.17, 3.9), durations_in_words(0.25, 3)
    ('1.2 to 3.9 days', '6 hours to 3 days')
    """
    if unit_of_duration(low) == unit_of_duration(high):
        unit = unit_of_duration(high)
        return f"{number_in_words(low / DAYS_IN[unit], digits)} to {counted(high / DAYS_IN[unit], unit, digits)}"
    return f"{duration_in_words(low, digits)} to {duration_in_words(high, digits)}"


def rate_in_words(per_day: float, unit: str = "", digits: int | None = 2) -> str:
    """A rate in times per unit of time; the unit that suits it unless one is given.

    >>> rate_in_words(2 / 7, "week"), rate_in_words(0.01), rate_in_words(3)
    ('2 per week', '0.3 per month', '3 per day')
    """
    unit = unit or unit_of_rate(per_day)
    return f"{number_in_words(per_day * DAYS_IN[unit], digits)} per {unit}"


def unit_of_rate(per_day: float) -> str:
    """The shortest of day, week, month, year in which a rate is not far below 1."""
    suiting = (unit for unit in ("day", "week", "month") if abs(per_day) * DAYS_IN[unit] >= 0.2)
    return next(suiting, "year") if per_day else "day"


def once_in(low: float, high: float | None = None) -> str:
    """How often a rate per day (or one between two) makes a thing happen on average.

    >>> once_in(0.1), once_in(2), once_in(0.1, 0.5)
    ('about once in 10 days', 'about 2 times a day', 'about once in 2 to 10 days')
    >>> once_in(0.5, 3)
    'between once in 2 days and 3 times a day'
    """
    fast = low if high is None else high
    if fast <= 0:
        return "never"
    if low >= 1:
        told = number_in_words(low, 2)
        told = told if high is None else f"{told} to {number_in_words(high, 2)}"
        return "about once a day" if told == "1" else f"about {told} times a day"
    if low <= 0:
        return f"at most about once in {duration_in_words(1 / fast, 2)}"
    if high is None:
        return f"about once in {duration_in_words(1 / low, 2)}"
    if high <= 1:
        return f"about once in {durations_in_words(1 / high, 1 / low)}"
    return f"between once in {duration_in_words(1 / low, 2)} and {number_in_words(high, 2)} times a day"


def moment_in_words(starts: datetime, microseconds: int, *, weekday: bool = False, clock: bool = True) -> str:
    """The calendar date of an instant, counted from `starts`, and its time to the minute unless that is midnight."""
    moment = starts + timedelta(microseconds=microseconds)
    date = f"{moment.day} {MONTHS[moment.month - 1]} {moment.year}"
    told = f"{WEEKDAYS[moment.weekday()]} {date}" if weekday else date
    return f"{told} at {clock_in_words(starts, microseconds)}" if clock and (moment.hour or moment.minute) else told


def clock_in_words(starts: datetime, microseconds: int) -> str:
    """The time of day of an instant, to the minute."""
    moment = starts + timedelta(microseconds=microseconds)
    return f"{moment.hour:02d}:{moment.minute:02d}"


def offset_in_words(starts: datetime) -> str:
    """The offset from universal time that all dates of a scenario share, "" where the file gives none."""
    offset = starts.utcoffset()
    if offset is None:
        return ""
    minutes = round(offset / timedelta(minutes=1))
    sign = "-" if minutes < 0 else "+"
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{sign}{hours}" + (f":{rest:02d}" if rest else "") if minutes else "UTC"


def days_of(microseconds: int) -> float:
    """Microseconds (R1) as days."""
    return microseconds / MICROSECONDS_PER_DAY


def listed(items: Iterable[str], conjunction: str = "and") -> str:
    """Items in a row: `a`, `a and b`, `a, b and c`.

    >>> listed(["a", "b", "c"]), listed(["a, or b", "c"])
    ('a, b and c', 'a, or b, and c')
    """
    *first, last = items
    if not first:
        return last
    heavy = any("," in item or " and " in item or " or " in item for item in (*first, last))
    return f"{', '.join(first)}{',' if heavy else ''} {conjunction} {last}"


def spoken(name: str) -> str:
    """A name of the file as people say it: underscores and dots are spaces."""
    return name.replace("_", " ").replace(".", " ")


def quoted(text: str) -> str:
    """A text in quotation marks."""
    return f"“{text}”"


def capitalised(text: str) -> str:
    """A text with a capital at its beginning; a name in quotation marks stays as it is."""
    return text[:1].upper() + text[1:]


def sentence(text: str) -> str:
    """A text as a sentence: a capital at its beginning, a full stop at its end."""
    ended = text.endswith((".", "!", "?", ".”", "!”", "?”", "…"))
    return capitalised(text) + ("" if ended else ".")
