"""Types as messages say them, and how long a unit of time is."""

import pytest

from sim.language.kinds import DAYS_IN, DURATION, FLAG, INSTANT, MICROSECONDS_PER_DAY, NUMBER, RATE, Kind, Type


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        (FLAG, "flag (true or false)"),
        (NUMBER, "number"),
        (DURATION, "duration"),
        (RATE, "rate (… per day)"),
        (INSTANT, "moment (in days since the start)"),
        (Type(Kind.LEVEL, ("low", "high")), "level (low, high)"),
        (Type(Kind.CATEGORY, ("red", "blue")), "category (red, blue)"),
        (Type(Kind.NUMBER, dimension=2), "number in days to the power 2"),
    ],
)
def test_a_type_in_words(kind: Type, told: str) -> None:
    assert str(kind) == told


def test_units_of_time() -> None:
    assert DAYS_IN["year"] == 12 * DAYS_IN["month"]
    assert DAYS_IN["week"] / DAYS_IN["hour"] == pytest.approx(168)
    assert DAYS_IN["minute"] * MICROSECONDS_PER_DAY == pytest.approx(60e6)


def test_levels_of_other_lists_are_other_types() -> None:
    assert Type(Kind.LEVEL, ("low", "high")) != Type(Kind.LEVEL, ("high", "low"))
