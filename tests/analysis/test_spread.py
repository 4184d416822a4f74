from __future__ import annotations

import numpy as np
import pytest

from sim.analysis.spread import spread, spreads


def test_a_distribution_is_what_numpy_says() -> None:
    values = np.random.default_rng(5).gamma(2, 30, 1_000)
    told = spread(values).distribution()
    assert told.n == 1_000
    assert told.mean == pytest.approx(values.mean(), rel=1e-14)
    assert told.sd == pytest.approx(values.std(ddof=1), rel=1e-12)
    assert (told.min, told.max) == (values.min(), values.max())
    assert told.quantiles.p95 == np.quantile(values, 0.95, method="inverted_cdf")
    assert told.resolution == 0


def test_a_quantile_never_leaves_what_came() -> None:
    values = np.array([5.0, 5.3, 5.9])
    counted = spread(values, limit=1)
    assert counted.quantile(5) == 5.0 or 5.0 <= (counted.quantile(5) or 0) <= 5.9
    assert counted.quantile(95) is not None
    assert 5.0 <= (counted.quantile(95) or 0) <= 5.9


def test_of_nothing_there_is_nothing_to_tell() -> None:
    told = spread(np.zeros(0)).distribution()
    assert (told.n, told.mean, told.sd, told.min, told.max, told.quantiles.p50) == (0, None, None, None, None, None)


def test_one_value_does_not_vary() -> None:
    told = spread(np.array([7.0])).distribution()
    assert (told.mean, told.sd, told.min, told.max) == (7.0, 0.0, 7.0, 7.0)


def test_rows_are_told_apart() -> None:
    table = np.array([[1.0, 2.0], [10.0, 30.0]])
    assert [row.distribution().mean for row in spreads(table)] == [1.5, 20.0]


def test_merging_with_nothing_changes_nothing() -> None:
    values, nothing = spread(np.array([1.0, 4.0])), spread(np.zeros(0))
    assert values.merged(nothing).distribution() == values.distribution() == nothing.merged(values).distribution()


def test_where_a_square_is_too_large_there_is_no_standard_deviation() -> None:
    told = spread(np.array([1e200, 2e200])).merged(spread(np.array([1.0]))).distribution()
    assert told.sd is None
    assert told.mean == pytest.approx(1e200)
