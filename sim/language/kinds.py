"""The types of values: what an expression can be, and which of them go together.

Numbers carry a dimension, the power of time they are measured in: 0 for a plain number (`80%`, `3`, deaths), 1 for a
duration (`3 days`), -1 for a rate (`2 per week`). The unit of time in arithmetic is the day. An *instant* (`day`, a
date) is a number of days since the start; it goes with plain numbers, with durations and with other instants.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Kind(Enum):
    """The families of values."""

    FLAG = "flag"
    LEVEL = "level"
    CATEGORY = "category"
    NUMBER = "number"


@dataclass(frozen=True, slots=True)
class Type:
    """The one type of an expression, known when the file is loaded.

    `names` lists the names of a level (lowest first) or a category; `dimension` is the power of time of a number;
    `instant` marks a moment, counted in days since the start.
    """

    kind: Kind
    names: tuple[str, ...] = ()
    dimension: int = 0
    instant: bool = False

    def __str__(self) -> str:
        """The type in words, as messages say it."""
        if self.kind in (Kind.LEVEL, Kind.CATEGORY):
            return f"{self.kind.value} ({', '.join(self.names)})"
        if self.kind is Kind.FLAG:
            return "flag (true or false)"
        if self.instant:
            return "moment (in days since the start)"
        return {0: "number", 1: "duration", -1: "rate (… per day)"}.get(
            self.dimension, f"number in days to the power {self.dimension}"
        )


FLAG = Type(Kind.FLAG)
NUMBER = Type(Kind.NUMBER)
DURATION = Type(Kind.NUMBER, dimension=1)
RATE = Type(Kind.NUMBER, dimension=-1)
INSTANT = Type(Kind.NUMBER, instant=True)

DAYS_IN = {
    "minute": 1 / 1440,
    "hour": 1 / 24,
    "day": 1.0,
    "week": 7.0,
    "month": 30.4375,
    "year": 365.25,
}
"""How many days a unit of time has; a month is a twelfth of 365.25 days."""

MICROSECONDS_PER_DAY = 86_400_000_000
"""Time is a whole number of microseconds (R1)."""
