"""Each law's inverse CDF: against scipy, monotone on neighbouring draws, within its support; faults in plain words."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from sim.engine import laws
from sim.engine.draws import compiled
from sim.engine.laws import fault, quantile, quantile_at, support
from sim.language.distributions import Family

CELLS = 2**52
Z = 1.6448536269514727
Row = tuple[float, ...]
Law = tuple[Family, Row]


def draw(cell: int) -> float:
    return (cell + 0.5) / CELLS


def draws_over_the_whole_range(count: int) -> list[float]:
    """Draws of all sizes from 1e-12 to 1 - 1e-12."""
    rng = random.Random(6)
    small = [10 ** rng.uniform(-12, -0.3) for _ in range(count)]
    return [1e-12, 0.05, 0.5, 0.95, 1 - 1e-12, *small, *(1 - u for u in small), *(rng.random() for _ in range(count))]


def finite(low: float, high: float) -> st.SearchStrategy[float]:
    return st.floats(low, high, allow_nan=False)


POSITIVE = finite(1e-6, 1e6)
PAIRS = st.tuples(finite(-1e6, 1e6), finite(-1e6, 1e6)).map(sorted).map(tuple)
POSITIVE_PAIRS = st.tuples(POSITIVE, POSITIVE).map(sorted).map(tuple)
TRIPLES = st.tuples(finite(-1e3, 1e3), finite(-1e3, 1e3), finite(-1e3, 1e3)).map(sorted).map(tuple)
SHARES = st.tuples(finite(1e-9, 1 - 1e-9), finite(1e-9, 1 - 1e-9)).map(sorted).map(tuple)


def row_of(shares: Sequence[float], values: Sequence[float]) -> Row:
    return tuple(number for pair in zip(shares, values, strict=True) for number in pair)


@st.composite
def quantile_rows(draws: st.DrawFn) -> Row:
    inner = draws(st.lists(finite(0.001, 0.999), max_size=4, unique=True))
    shares = [0.0, *sorted(inner), 1.0]
    values = draws(st.lists(finite(-1e4, 1e4), min_size=len(shares), max_size=len(shares)))
    return row_of(shares, sorted(values))


@st.composite
def pick_rows(draws: st.DrawFn) -> Row:
    """Choices of rising values, so that a larger draw picks no smaller one."""
    weights = draws(st.lists(st.integers(0, 100), min_size=1, max_size=6).filter(any))
    return row_of([weight / sum(weights) for weight in weights], range(len(weights)))


ARGUMENTS: dict[Family, st.SearchStrategy[Any]] = {
    Family.CERTAIN: st.tuples(finite(-1e6, 1e6)),
    Family.UNIFORM: PAIRS,
    Family.TRIANGULAR: TRIPLES,
    Family.EXPONENTIAL: st.tuples(POSITIVE),
    Family.WEIBULL: st.tuples(POSITIVE, finite(0.1, 20)),
    Family.NORMAL: st.tuples(finite(-1e6, 1e6), finite(0, 1e6)),
    Family.NORMAL_RANGE: PAIRS,
    Family.LOGNORMAL: st.tuples(POSITIVE, finite(0, 5)),
    Family.LOGNORMAL_RANGE: POSITIVE_PAIRS,
    Family.LOGUNIFORM: POSITIVE_PAIRS,
    Family.QUANTILES: quantile_rows(),
    Family.PICK: pick_rows(),
    Family.LOGIT_NORMAL_RANGE: SHARES,
}
LAWS: st.SearchStrategy[Law] = st.sampled_from(sorted(ARGUMENTS)).flatmap(
    lambda family: st.tuples(st.just(family), ARGUMENTS[family])
)


def test_every_law_is_tried_here() -> None:
    assert set(ARGUMENTS) == set(Family)


# -- accuracy ----------------------------------------------------------------------------------------------------------


def lognormal_of_range(low: float, high: float) -> Any:
    return stats.lognorm(s=math.log(high / low) / (2 * Z), scale=math.sqrt(low * high))


def normal_of_range(low: float, high: float) -> Any:
    return stats.norm(loc=(low + high) / 2, scale=(high - low) / (2 * Z))


REFERENCES: list[tuple[Family, Row, Any]] = [
    (Family.UNIFORM, (3.0, 14.0), stats.uniform(3, 11)),
    (Family.TRIANGULAR, (0.0, 3.0, 14.0), stats.triang(3 / 14, 0, 14)),
    (Family.TRIANGULAR, (2.0, 2.0, 9.0), stats.triang(0, 2, 7)),
    (Family.TRIANGULAR, (2.0, 9.0, 9.0), stats.triang(1, 2, 7)),
    (Family.EXPONENTIAL, (4.5,), stats.expon(scale=4.5)),
    (Family.WEIBULL, (10.0, 0.5), stats.weibull_min(0.5, scale=10)),
    (Family.WEIBULL, (10.0, 3.7), stats.weibull_min(3.7, scale=10)),
    (Family.NORMAL, (0.0, 2.0), stats.norm(0, 2)),
    (Family.LOGNORMAL, (6.0, 0.8), stats.lognorm(s=0.8, scale=6)),
    (Family.LOGNORMAL, (6.0, 3.0), stats.lognorm(s=3, scale=6)),
    (Family.LOGNORMAL_RANGE, (3.0, 14.0), lognormal_of_range(3, 14)),
    (Family.LOGNORMAL_RANGE, (0.25, 400.0), lognormal_of_range(0.25, 400)),
    (Family.LOGUNIFORM, (0.5, 2000.0), stats.loguniform(0.5, 2000)),
]


@pytest.mark.parametrize(("family", "arguments", "reference"), REFERENCES)
def test_inverse_cdfs_agree_with_scipy(family: Family, arguments: Row, reference: Any) -> None:
    us = np.array(draws_over_the_whole_range(1500))
    found = np.array([quantile(family, arguments, float(u)) for u in us])
    np.testing.assert_allclose(found, reference.ppf(us), rtol=1e-13, atol=1e-16)


@pytest.mark.parametrize("ends", [(-3.0, 14.0), (5.0, 9.0)])
def test_a_normal_by_its_range_agrees_with_scipy(ends: tuple[float, float]) -> None:
    us = np.array(draws_over_the_whole_range(1500))
    found = np.array([quantile(Family.NORMAL_RANGE, ends, float(u)) for u in us])
    np.testing.assert_allclose(found, normal_of_range(*ends).ppf(us), rtol=1e-13, atol=1e-13)


def test_a_logit_normal_agrees_with_scipy() -> None:
    us = np.array(draws_over_the_whole_range(1500))
    low, high = 0.6, 0.9
    logits = normal_of_range(math.log(low / (1 - low)), math.log(high / (1 - high))).ppf(us)
    found = np.array([quantile(Family.LOGIT_NORMAL_RANGE, (low, high), float(u)) for u in us])
    np.testing.assert_allclose(found, 1 / (1 + np.exp(-logits)), rtol=1e-13)


def test_quantiles_are_linear_between_their_points() -> None:
    row = (0.0, 1.0, 0.5, 6.0, 0.95, 20.0, 1.0, 40.0)
    us = draws_over_the_whole_range(1500)
    found = [quantile(Family.QUANTILES, row, u) for u in us]
    np.testing.assert_allclose(found, np.interp(us, row[::2], row[1::2]), rtol=1e-13)


@pytest.mark.parametrize(
    ("u", "chosen"), [(1e-12, 7.0), (0.599999, 7.0), (0.6, 2.0), (0.6000001, 2.0), (1 - 1e-12, 2.0)]
)
def test_a_pick_is_the_first_value_whose_cumulated_share_exceeds_the_draw(u: float, chosen: float) -> None:
    assert quantile(Family.PICK, (0.0, 5.0, 0.6, 7.0, 0.4, 2.0, 0.0, 9.0), u) == chosen


def test_a_pick_whose_shares_fall_short_of_one_by_rounding_takes_the_last_that_has_a_share() -> None:
    row = (0.5, 1.0, 0.5 - 9e-10, 2.0, 0.0, 3.0)
    assert fault(Family.PICK, row) is None
    assert quantile(Family.PICK, row, 1 - 1e-12) == 2.0


def test_the_ends_of_a_range_are_its_5_and_95_percent_points() -> None:
    for family in (Family.NORMAL_RANGE, Family.LOGNORMAL_RANGE):
        assert quantile(family, (3.0, 14.0), 0.05) == 3.0
        assert quantile(family, (3.0, 14.0), 0.95) == pytest.approx(14.0, rel=1e-14)
    assert quantile(Family.LOGIT_NORMAL_RANGE, (0.6, 0.9), 0.05) == pytest.approx(0.6, rel=1e-15)
    assert quantile(Family.LOGIT_NORMAL_RANGE, (0.6, 0.9), 0.95) == pytest.approx(0.9, rel=1e-14)


# -- monotone, and within the support (R22) ----------------------------------------------------------------------------


def places(family: Family, arguments: Row) -> list[float]:
    """Where the formulas of a law change, as shares."""
    found = [0.0, 1.0, 0.05, 0.075, 0.25, 0.5, 0.925, 1 - 0.7071067811865476, 0.7071067811865476]
    if family is Family.TRIANGULAR and arguments[0] < arguments[2]:
        found.append((arguments[1] - arguments[0]) / (arguments[2] - arguments[0]))
    if family in (Family.QUANTILES, Family.PICK):
        found += arguments[::2]
        found += list(np.cumsum(arguments[::2]))
    return found


@given(LAWS, st.integers(0, CELLS - 1), st.integers(1, CELLS))
def test_a_larger_draw_never_gives_a_smaller_value(law: Law, cell: int, apart: int) -> None:
    family, arguments = law
    assert fault(family, arguments) is None
    values = [quantile(family, arguments, draw(at)) for at in (cell, min(CELLS - 1, cell + apart))]
    assert values[0] <= values[1]


@given(LAWS, st.integers(0, CELLS - 1))
def test_neighbouring_draws_never_fall_at_joints_and_elsewhere(law: Law, cell: int) -> None:
    family, arguments = law
    for centre in [cell, *(int(place * CELLS) for place in places(family, arguments))]:
        near = range(max(0, centre - 12), min(CELLS, centre + 12))
        values = [quantile(family, arguments, draw(at)) for at in near]
        assert all(left <= right for left, right in pairwise(values))


@given(LAWS, st.integers(0, CELLS - 1))
def test_values_stay_within_the_support(law: Law, cell: int) -> None:
    family, arguments = law
    low, high = support(family, arguments)
    assert low <= quantile(family, arguments, draw(cell)) <= high


@given(LAWS)
def test_the_support_is_reached_or_has_no_end(law: Law) -> None:
    family, arguments = law
    low, high = support(family, arguments)
    smallest, largest = quantile(family, arguments, 0.0), quantile(family, arguments, 1.0)
    assert math.isfinite(smallest)
    assert math.isfinite(largest)
    if math.isfinite(high) and family is not Family.LOGIT_NORMAL_RANGE:
        assert smallest == pytest.approx(low, rel=1e-6, abs=1e-4)
        assert largest == pytest.approx(high, rel=1e-6, abs=1e-4)


ROUNDED: list[tuple[Family, Row, float, float]] = [
    (Family.QUANTILES, (0.0, -5.58, 0.5, 0.134, 1.0, 0.134), 0.5, 0.134),
    (Family.TRIANGULAR, (-9.1, 2.29, 4.37), 0.8455827765404603, 2.29),
    (Family.TRIANGULAR, (-3.81, 0.11, 9.97), 0.2844702467343977, 0.11),
    (Family.LOGUNIFORM, (0.55, 3.894), 1.0, 3.894),
    (Family.LOGIT_NORMAL_RANGE, (0.35, 0.35), 0.5, 0.35),
]


@pytest.mark.parametrize(("family", "arguments", "u", "value"), ROUNDED)
def test_no_value_passes_an_end_or_a_joint_by_rounding(family: Family, arguments: Row, u: float, value: float) -> None:
    assert quantile(family, arguments, u) == value


LONGER: list[tuple[Family, Row, Row]] = [
    (Family.UNIFORM, (1.0, 5.0), (1.5, 5.0)),
    (Family.TRIANGULAR, (1.0, 2.0, 5.0), (1.0, 3.0, 5.0)),
    (Family.EXPONENTIAL, (3.0,), (3.5,)),
    (Family.WEIBULL, (3.0, 2.0), (3.5, 2.0)),
    (Family.NORMAL, (3.0, 1.0), (3.5, 1.0)),
    (Family.NORMAL_RANGE, (3.0, 14.0), (4.0, 15.0)),
    (Family.LOGNORMAL, (3.0, 1.0), (3.5, 1.0)),
    (Family.LOGNORMAL_RANGE, (3.0, 14.0), (4.0, 56.0 / 3.0)),
    (Family.LOGUNIFORM, (3.0, 14.0), (3.5, 15.0)),
    (Family.QUANTILES, (0.0, 1.0, 0.5, 6.0, 1.0, 40.0), (0.0, 1.0, 0.5, 7.0, 1.0, 40.0)),
    (Family.LOGIT_NORMAL_RANGE, (0.2, 0.8), (0.3, 0.9)),
]


@pytest.mark.parametrize(("family", "shorter", "longer"), LONGER)
def test_a_longer_law_gives_a_longer_value_on_the_same_draw_r22(family: Family, shorter: Row, longer: Row) -> None:
    us = draws_over_the_whole_range(300)
    pairs = [(quantile(family, shorter, u), quantile(family, longer, u)) for u in us]
    assert all(short <= long for short, long in pairs)
    assert any(short < long for short, long in pairs)


# -- special cases -----------------------------------------------------------------------------------------------------

CONSTANTS: list[tuple[Family, Row]] = [
    (Family.CERTAIN, (0.1,)),
    (Family.UNIFORM, (0.1, 0.1)),
    (Family.TRIANGULAR, (0.1, 0.1, 0.1)),
    (Family.NORMAL, (0.1, 0.0)),
    (Family.NORMAL_RANGE, (0.1, 0.1)),
    (Family.LOGNORMAL, (0.1, 0.0)),
    (Family.LOGNORMAL_RANGE, (0.1, 0.1)),
    (Family.LOGUNIFORM, (0.1, 0.1)),
    (Family.QUANTILES, (0.0, 0.1, 0.3, 0.1, 1.0, 0.1)),
    (Family.PICK, (1.0, 0.1)),
    (Family.LOGIT_NORMAL_RANGE, (0.1, 0.1)),
]


@pytest.mark.parametrize(("family", "arguments"), CONSTANTS)
@pytest.mark.parametrize("u", [1e-12, 0.3, 0.5, 1 - 1e-12])
def test_a_law_without_spread_is_its_value_exactly(family: Family, arguments: Row, u: float) -> None:
    assert fault(family, arguments) is None
    assert support(family, arguments) == (0.1, 0.1)
    assert quantile(family, arguments, u) == 0.1


def test_forced_luck_of_0_or_1_counts_as_the_smallest_or_largest_draw() -> None:
    for family, arguments in (
        (Family.NORMAL, (0.0, 1.0)),
        (Family.EXPONENTIAL, (1.0,)),
        (Family.LOGNORMAL, (1.0, 1.0)),
    ):
        assert quantile(family, arguments, 0.0) == quantile(family, arguments, draw(0))
        assert quantile(family, arguments, 1.0) == quantile(family, arguments, draw(CELLS - 1))


def test_a_law_is_read_out_of_a_long_table() -> None:
    table = (9.0, 9.0, 0.0, 1.0, 0.5, 6.0, 1.0, 40.0, 3.0, 14.0, 9.0)
    assert quantile_at(Family.QUANTILES, table, 2, 6, 0.3) == quantile(Family.QUANTILES, table[2:8], 0.3)
    assert quantile_at(Family.UNIFORM, table, 8, 2, 0.3) == quantile(Family.UNIFORM, (3.0, 14.0), 0.3)


ANY = st.floats(allow_nan=False, allow_infinity=False)


@given(st.sampled_from(sorted(set(Family) - {Family.QUANTILES, Family.PICK})), st.data(), st.floats(0, 1))
def test_whatever_arguments_pass_for_faultless_a_value_comes_out(family: Family, data: st.DataObject, u: float) -> None:
    length = len(laws.ARGUMENTS[family])
    arguments = tuple(sorted(data.draw(st.lists(ANY, min_size=length, max_size=length))))
    if fault(family, arguments) is None:
        assert not math.isnan(quantile(family, arguments, u))
        np.testing.assert_array_equal(
            compiled().quantile(int(family), np.array(arguments), u), quantile(family, arguments, u)
        )


def test_an_unknown_law_is_not_a_number() -> None:
    assert math.isnan(quantile(99, (1.0, 2.0), 0.5))


# -- faults ------------------------------------------------------------------------------------------------------------

FAULTS: list[tuple[int, Row, str]] = [
    (99, (), "there is no law number 99"),
    (Family.UNIFORM, (5.0, 3.0), "the lower end 5 is above the upper end 3"),
    (Family.UNIFORM, (5.0,), "the law takes 2 numbers (lower end, upper end), not 1"),
    (Family.UNIFORM, (-1e308, 1e308), "the ends -1e+308 and 1e+308 are too far apart to reckon with"),
    (Family.CERTAIN, (math.nan,), "the value is not a finite number"),
    (Family.TRIANGULAR, (1.0, 12.0, 10.0), "the most likely value 12 is not between the ends 1 and 10"),
    (Family.TRIANGULAR, (1.0, 0.5, 10.0), "the most likely value 0.5 is not between the ends 1 and 10"),
    (Family.EXPONENTIAL, (0.0,), "the mean 0 is not above 0"),
    (Family.EXPONENTIAL, (math.inf,), "the mean is not a finite number"),
    (Family.WEIBULL, (-1.0, 2.0), "the scale -1 is not above 0"),
    (Family.WEIBULL, (1.0, 0.0), "the shape 0 is not above 0"),
    (Family.NORMAL, (1.0, -2.0), "the standard deviation -2 is below 0"),
    (Family.NORMAL_RANGE, (14.0, 3.0), "the lower end 14 is above the upper end 3"),
    (Family.LOGNORMAL, (0.0, 1.0), "the median 0 is not above 0"),
    (Family.LOGNORMAL, (1.0, -1.0), "the sigma -1 is below 0"),
    (Family.LOGNORMAL_RANGE, (0.0, 3.0), "the lower end 0 is not above 0"),
    (Family.LOGNORMAL_RANGE, (14.0, 3.0), "the lower end 14 is above the upper end 3"),
    (Family.LOGUNIFORM, (-1.0, 3.0), "the lower end -1 is not above 0"),
    (Family.LOGUNIFORM, (1e-200, 1e200), "the ends 1e-200 and 1e+200 are too far apart to reckon with"),
    (Family.LOGIT_NORMAL_RANGE, (0.0, 0.5), "the lower end 0 is not strictly between 0 and 1"),
    (Family.LOGIT_NORMAL_RANGE, (0.5, 1.0), "the upper end 1 is not strictly between 0 and 1"),
    (Family.LOGIT_NORMAL_RANGE, (0.5, 0.4), "the lower end 0.5 is above the upper end 0.4"),
    (Family.PICK, (), "the law has no values"),
    (
        Family.PICK,
        (0.5, 1.0, 0.5),
        "the law takes pairs of a share and a value, and one is left without its other half",
    ),
    (Family.PICK, (0.5, 1.0, 0.4, 2.0), "the shares add up to 90%, not to 100%"),
    (Family.PICK, (1.5, 1.0, -0.5, 2.0), "the share -50% is below 0"),
    (Family.PICK, (math.nan, 1.0), "a share or a value is not a finite number"),
    (Family.QUANTILES, (0.1, 1.0, 1.0, 2.0), "the value at 0% is missing; the first is at 10%"),
    (Family.QUANTILES, (0.0, 1.0, 0.95, 2.0), "the value at 100% is missing; the last is at 95%"),
    (Family.QUANTILES, (0.0, 1.0, 0.5, 2.0, 0.2, 3.0, 1.0, 4.0), "the shares do not rise: 50% is followed by 20%"),
    (Family.QUANTILES, (0.0, 1.0, 0.5, 2.0, 0.5, 3.0, 1.0, 4.0), "the shares do not rise: 50% is followed by 50%"),
    (
        Family.QUANTILES,
        (0.0, 1.0, 0.5, 6.0, 0.95, 3.0, 1.0, 9.0),
        "the values fall: 6 at 50% is followed by 3 at 95%",
    ),
    (Family.QUANTILES, (0.0, -1e308, 1.0, 1e308), "the ends -1e+308 and 1e+308 are too far apart to reckon with"),
]


@pytest.mark.parametrize(("code", "arguments", "told"), FAULTS)
def test_what_cannot_be_is_told_in_plain_words(code: int, arguments: Row, told: str) -> None:
    assert fault(code, arguments) == told


def test_each_law_has_a_number_here() -> None:
    assert {name: getattr(laws, name) for name in Family.__members__} == {f.name: f.value for f in Family}
