from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.analysis.tally import Tally, tally

VALUES = st.lists(st.one_of(st.floats(-1e6, 1e6), st.integers(-9, 9).map(float)), min_size=1, max_size=40)


def same(one: Tally, other: Tally) -> bool:
    return (
        one.bits == other.bits and np.array_equal(one.values, other.values) and np.array_equal(one.counts, other.counts)
    )


@given(VALUES, st.integers(0, 100))
def test_with_few_values_a_quantile_is_exact(values: list[float], percent: int) -> None:
    counted = tally(np.array(values), 100)
    assert counted.resolution == 0
    assert counted.quantile(percent) == np.quantile(np.array(values), percent / 100, method="inverted_cdf")


@given(VALUES, VALUES, VALUES, st.integers(1, 12))
def test_merging_in_any_order_gives_the_same(a: list[float], b: list[float], c: list[float], limit: int) -> None:
    one, two, three = (tally(np.array(values), limit) for values in (a, b, c))
    whole = tally(np.array(a + b + c), limit)
    assert same(one.merged(two).merged(three), whole)
    assert same(three.merged(one.merged(two)), whole)
    assert same(two.merged(three).merged(one), whole)


def test_many_values_are_told_to_a_stated_resolution() -> None:
    values = np.random.default_rng(3).lognormal(3, 1, 50_000)
    counted = tally(values, 2_048)
    assert len(counted.values) <= 2_048
    assert counted.n == 50_000
    assert 0 < counted.resolution < 0.005
    for percent in (1, 5, 50, 95, 99):
        true = np.quantile(values, percent / 100, method="inverted_cdf")
        assert counted.quantile(percent) == pytest.approx(true, rel=counted.resolution)


def test_below_zero_works_as_above() -> None:
    values = -np.random.default_rng(4).lognormal(3, 1, 5_000)
    counted = tally(values, 256)
    true = np.quantile(values, 0.25, method="inverted_cdf")
    assert counted.quantile(25) == pytest.approx(true, rel=counted.resolution)


def test_of_no_values_there_is_no_quantile() -> None:
    assert tally(np.zeros(0), 10).quantile(50) is None
