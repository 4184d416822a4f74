from __future__ import annotations

from fractions import Fraction
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.analysis.sums import exact_square_sums, exact_sums, mean_of, variance_of

FLOATS = st.floats(-1e300, 1e300, allow_nan=False)
SMALL = st.one_of(st.just(0.0), st.floats(1e-100, 1e100), st.floats(-1e100, -1e-100), st.integers(-5, 5).map(float))
STEPS = 1 << 1074


@given(st.lists(FLOATS, max_size=30))
def test_a_sum_is_that_of_fractions(values: list[float]) -> None:
    (total,) = exact_sums(np.array([values], dtype=np.float64))
    assert Fraction(total, STEPS) == sum(map(Fraction, values), Fraction())


@given(st.lists(SMALL, max_size=30))
def test_a_sum_of_squares_is_that_of_fractions(values: list[float]) -> None:
    squares = exact_square_sums(np.array([values], dtype=np.float64))
    assert squares is not None
    assert Fraction(squares[0], STEPS) == sum((Fraction(value) ** 2 for value in values), Fraction())


def test_a_sum_does_not_depend_on_the_order() -> None:
    rows = np.array(list(permutations([1e16, 1.0, -1e16, 1e-9, 3.0])))
    assert len(set(exact_sums(rows))) == 1
    assert len(set(rows.sum(axis=1).tolist())) > 1


def test_mean_and_variance_survive_a_large_offset() -> None:
    values = 1e9 + np.array([1.0, 2.0, 3.0, 4.0])
    (total,) = exact_sums(values[np.newaxis])
    squares = exact_square_sums(values[np.newaxis])
    assert squares is not None
    assert mean_of(total, 4) == 1e9 + 2.5
    assert variance_of(total, squares[0], 4) == 5 / 3
    assert variance_of(total, squares[0], 1) == 0.0


def test_squares_too_large_for_a_float_are_said_to_be_missing() -> None:
    assert exact_square_sums(np.array([[1e200]])) is None


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_what_is_not_finite_has_no_sum(value: float) -> None:
    with pytest.raises(ValueError, match="finite"):
        exact_sums(np.array([[value]]))
