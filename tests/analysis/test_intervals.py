from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.analysis.intervals import between_worlds, clustered, exact, proportion, wilson
from sim.errors import UsageError

# Computed elsewhere, from beta quantiles and from Wilson's formula.
KNOWN = {
    (0, 10): ((0.0, 0.3084971078187607), (0.0, 0.2775327998628892)),
    (1, 20): ((0.0012650894979498038, 0.24873276277202777), (0.008881448800795402, 0.23613119344674205)),
    (10, 100): ((0.04900468922148595, 0.17622259774002266), (0.0552291370606751, 0.17436566150491345)),
    (3, 1000): ((0.0006190999316495713, 0.008742023238478303), (0.0010207838811386186, 0.008783014053503173)),
}


@pytest.mark.parametrize(("k", "n"), KNOWN)
def test_intervals_are_the_published_ones(k: int, n: int) -> None:
    clopper_pearson, score = KNOWN[k, n]
    assert exact(k, n) == pytest.approx(clopper_pearson, abs=1e-12)
    assert wilson(k, n) == pytest.approx(score, abs=1e-12)


def test_none_of_ten_thousand_has_an_upper_bound() -> None:
    share = proportion(0, 10_000)
    assert (share.p, share.low) == (0.0, 0.0)
    assert share.high == pytest.approx(0.000384, abs=1e-6)


@given(st.integers(1, 10_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_an_interval_holds_its_share_and_mirrors(pair: tuple[int, int]) -> None:
    k, n = pair
    low, high = wilson(k, n)
    assert 0 <= low <= k / n <= high <= 1
    assert wilson(n - k, n) == pytest.approx((1 - high, 1 - low), abs=1e-12)


def test_wilson_covers_the_truth_about_as_often_as_it_says() -> None:
    chance = np.random.default_rng(1)
    for truth in (0.02, 0.3):
        hits = [wilson(k, 400) for k in chance.binomial(400, truth, 2_000).tolist()]
        covered = np.mean([low <= truth <= high for low, high in hits])
        assert 0.93 <= covered <= 0.98


def test_errors_bracket_a_share() -> None:
    """R18: counted as all-no and as all-yes."""
    share = proportion(30, 100, errors=10, in_errors=4)
    assert (share.p, share.p_low_errors, share.p_high_errors) == (0.3, 0.26, 0.36)
    sound = proportion(30, 100)
    assert (sound.p_low_errors, sound.p_high_errors) == (0.3, 0.3)


@pytest.mark.parametrize(("k", "n"), [(0, 0), (3, 2), (-1, 2)])
def test_what_is_no_share_is_refused(k: int, n: int) -> None:
    with pytest.raises(UsageError, match="is no share"):
        proportion(k, n)


def test_worlds_that_differ_widen_the_interval() -> None:
    """R23: rollouts of one world are alike, so they say less than as many independent ones."""
    sizes = np.full(50, 200)
    alike = np.full(50, 60)
    apart = np.where(np.arange(50) < 15, 200, 0)
    assert clustered(apart, sizes) == pytest.approx(wilson(15, 50, 2.0096), abs=0.01)
    low, high = clustered(alike, sizes)
    assert high - low == pytest.approx(np.subtract(*wilson(3_000, 10_000)[::-1]), rel=0.05)


def test_the_interval_between_worlds_covers_the_truth() -> None:
    chance = np.random.default_rng(2)
    covered = plain = 0
    for _ in range(600):
        hits = chance.binomial(50, chance.beta(2, 6, 30))
        low, high = clustered(hits, np.full(30, 50))
        covered += low <= 0.25 <= high
        low, high = wilson(int(hits.sum()), 1_500)
        plain += low <= 0.25 <= high
    assert 0.92 <= covered / 600 <= 0.985
    assert plain / 600 < 0.7


def test_no_hit_in_any_world_says_no_more_than_so_many_worlds() -> None:
    low, high = clustered(np.zeros(20, dtype=np.int64), np.full(20, 500))
    assert low == 0
    assert high > wilson(0, 20)[1]


def test_one_world_says_nothing_of_others() -> None:
    assert clustered(np.array([3]), np.array([10])) == (0.0, 1.0)


def test_how_much_comes_from_not_knowing() -> None:
    """A beta-binomial's intraclass correlation is 1 / (a + b + 1): 1/3 for the uniform, 1/8 for Beta(2, 5)."""
    generator = np.random.default_rng(7)
    sizes = np.full(4_000, 20)
    for a, b in ((1.0, 1.0), (2.0, 5.0)):
        hits = generator.binomial(20, generator.beta(a, b, 4_000))
        assert between_worlds(hits, sizes) == pytest.approx(1 / (a + b + 1), abs=0.02)
    luck_alone = between_worlds(generator.binomial(20, 0.3, 4_000), sizes)
    assert luck_alone is not None
    assert luck_alone < 0.01
    assert between_worlds(np.array([20, 0, 20, 0]), np.full(4, 20)) == 1.0


@pytest.mark.parametrize(("hits", "sizes"), [([0, 0], [5, 5]), ([1, 0], [1, 1]), ([3], [9]), ([], [])])
def test_where_nothing_shows_nothing_is_told(hits: list[int], sizes: list[int]) -> None:
    assert between_worlds(np.array(hits, dtype=np.int64), np.array(sizes, dtype=np.int64)) is None
