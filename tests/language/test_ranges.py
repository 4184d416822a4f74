"""Tests of `sim.language.ranges`: the quantiles that are told are those of the draws."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.engine import laws
from sim.language.distributions import Family
from sim.language.ranges import likeliest, quantile

EXAMPLES = {
    Family.CERTAIN: (3.0,),
    Family.UNIFORM: (1.0, 4.0),
    Family.TRIANGULAR: (1.0, 2.0, 9.0),
    Family.EXPONENTIAL: (5.0,),
    Family.WEIBULL: (3.0, 1.5),
    Family.NORMAL: (100.0, 20.0),
    Family.NORMAL_RANGE: (-2.0, 6.0),
    Family.LOGNORMAL: (6.0, 0.5),
    Family.LOGNORMAL_RANGE: (3.0, 14.0),
    Family.LOGUNIFORM: (1.0, 10.0),
    Family.QUANTILES: (0.0, 1.0, 0.5, 6.0, 0.95, 20.0, 1.0, 40.0),
    Family.PICK: (0.7, 0.0, 0.2, 1.0, 0.1, 4.0),
    Family.LOGIT_NORMAL_RANGE: (0.2, 0.75),
}


def test_every_law_has_its_quantiles() -> None:
    assert set(EXAMPLES) == set(Family)


@pytest.mark.parametrize("family", EXAMPLES)
@given(share=st.floats(0.001, 0.999))
def test_quantiles_agree_with_the_draws(family: Family, share: float) -> None:
    arguments = EXAMPLES[family]
    assert quantile(family, arguments, share) == pytest.approx(laws.quantile(family.value, arguments, share), rel=1e-6)


@pytest.mark.parametrize("family", [Family.NORMAL_RANGE, Family.LOGNORMAL_RANGE, Family.LOGIT_NORMAL_RANGE])
def test_a_range_is_its_own_90_percent_interval(family: Family) -> None:
    low, high = EXAMPLES[family]
    assert quantile(family, (low, high), 0.05) == pytest.approx(low)
    assert quantile(family, (low, high), 0.95) == pytest.approx(high)


def test_a_triangle_without_width_is_a_point() -> None:
    assert quantile(Family.TRIANGULAR, (2.0, 2.0, 2.0), 0.3) == 2.0


def test_the_likeliest_choice_is_the_first_of_equals() -> None:
    assert likeliest((0.4, 7.0, 0.2, 8.0, 0.4, 9.0)) == 7.0
