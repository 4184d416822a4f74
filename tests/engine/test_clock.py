"""Time is a whole number of microseconds (R1)."""

from hypothesis import given
from hypothesis import strategies as st

from sim.engine.clock import LONGEST, days, microseconds
from sim.language.kinds import MICROSECONDS_PER_DAY


def test_rounds_to_the_nearest_microsecond() -> None:
    assert microseconds(1.4 / MICROSECONDS_PER_DAY) == 1
    assert microseconds(1.6 / MICROSECONDS_PER_DAY) == 2


def test_a_positive_length_is_never_nothing() -> None:
    assert microseconds(1e-300) == 1
    assert microseconds(0.0) == 0


def test_what_is_beyond_every_horizon_is_one_and_the_same() -> None:
    assert microseconds(1e9) == microseconds(float("inf")) == LONGEST


@given(st.integers(0, 200 * 365 * MICROSECONDS_PER_DAY))
def test_whole_microseconds_survive_the_way_to_days_and_back_for_a_century(count: int) -> None:
    # a double holds 53 bits: 104 years of microseconds are exact, later ones within one
    assert abs(microseconds(days(count)) - count) <= (0 if count < 2**51 else 1)
