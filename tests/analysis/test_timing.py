from __future__ import annotations

import numpy as np
import pytest

from sim.analysis.intervals import wilson
from sim.analysis.timing import rungs, triggers
from tests.analysis.synthetic import rollouts_of

ROLLOUTS = rollouts_of(250)
RUNGS = rungs(ROLLOUTS)
TRIGGERS = triggers(ROLLOUTS)


def test_a_rung_tells_who_reached_it_and_when() -> None:
    first = ROLLOUTS["first_border_war"]
    there = first[~np.isnan(first)]
    told = RUNGS["border_war"]
    assert (told.k, told.n) == (len(there), 250)
    assert told.median == np.quantile(there, 0.5, method="inverted_cdf")
    assert told.never.k == 250 - told.k
    assert (told.never.low, told.never.high) == pytest.approx(wilson(told.never.k, 250))


def test_time_on_a_rung_is_told_of_all_and_of_those_that_reached_it() -> None:
    spent = ROLLOUTS["time_in_border_war"]
    told = RUNGS["border_war"]
    assert told.mean_days == pytest.approx(spent.mean())
    assert told.days_if_reached == pytest.approx(spent[~np.isnan(ROLLOUTS["first_border_war"])].mean())


def test_every_rollout_has_one_highest_rung() -> None:
    assert sum(rung.highest.k for rung in RUNGS.values()) == 250


def test_cumulative_incidence_rises_to_the_share_that_reached_it() -> None:
    for rung in RUNGS.values():
        assert list(rung.reached_by.k) == sorted(rung.reached_by.k)
        assert rung.reached_by.k[-1] == rung.k
        assert (rung.reached_by.low[-1], rung.reached_by.high[-1]) == (rung.low, rung.high)


def test_at_or_above_falls_from_rung_to_rung_and_adds_up() -> None:
    table = np.array([rung.at_or_above.k for rung in RUNGS.values()])
    assert (table[0] == 250).all()
    assert (np.diff(table, axis=0) <= 0).all()
    assert np.allclose(sum(np.array(rung.on) for rung in RUNGS.values()), 1)
    assert np.array_equal(table[3], (ROLLOUTS.on_grid("rung") >= 3).sum(axis=0))


def test_a_rung_nobody_reached_is_told_as_such() -> None:
    told = RUNGS["great_power_clash"]
    assert (told.k, told.median, told.days_if_reached, told.mean_days) == (0, None, None, 0.0)
    assert told.high > 0


def test_a_trigger_tells_how_often_and_when_it_fired() -> None:
    name = "actor_1.trigger_1"
    first, count = ROLLOUTS[f"first_fired_{name}"], ROLLOUTS[f"fired_{name}"]
    told = TRIGGERS[name]
    assert told.k == int((count > 0).sum())
    assert told.mean_firings == pytest.approx(count.mean())
    assert told.max_firings == count.max()
    assert told.q75 == np.quantile(first[~np.isnan(first)], 0.75, method="inverted_cdf")
    assert told.fired_by[-1] == told.p
    assert told.fired_by[3] == (first <= ROLLOUTS.grid[3]).mean()


def test_fewer_worlds_than_rollouts_widen_every_interval() -> None:
    """R23"""
    shared = rungs(rollouts_of(300, worlds=5))["cross_border"]
    low, high = wilson(shared.k, shared.n)
    assert shared.high - shared.low > high - low
    assert shared.at_or_above.high[-1] - shared.at_or_above.low[-1] > 0
