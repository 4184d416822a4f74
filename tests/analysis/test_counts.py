from __future__ import annotations

import numpy as np

from sim.analysis.counts import MOST_GROUPS, basis
from sim.analysis.intervals import wilson
from tests.analysis.synthetic import names_of, rollouts_of


def test_hits_are_counted_in_all_and_among_those_that_erred() -> None:
    rollouts = rollouts_of(200, errors=0.3)
    whole = basis(rollouts)
    hits = np.stack([rollouts["rollout"] % 2 == 0, np.ones(200, dtype=np.bool_)], axis=1)
    counted = whole.counted(hits)
    assert counted.k.tolist() == [100, 200]
    erred = int((rollouts["outcome"] == "error").sum())
    assert erred > 10
    assert counted.in_errors[1] == erred


def test_worlds_matter_only_where_something_is_drawn_per_world() -> None:
    """R23"""
    assert basis(rollouts_of(50, worlds=5, names=names_of(parameters=0))).groups == 0
    assert basis(rollouts_of(50, worlds=5)).groups == 5
    assert basis(rollouts_of(50)).groups == 0


def test_the_worlds_of_a_chunk_add_up() -> None:
    rollouts = rollouts_of(50, worlds=7)
    counted = basis(rollouts).counted(np.ones(50, dtype=np.bool_))
    assert counted.by_world.tolist() == np.bincount(np.arange(50) % 7).tolist()


def test_very_many_worlds_are_put_into_groups() -> None:
    rollouts = rollouts_of(30, worlds=5_000)
    assert basis(rollouts).groups == MOST_GROUPS


def test_from_the_top_adds_what_lies_above() -> None:
    rollouts = rollouts_of(40, worlds=4)
    rung = rollouts["rollout"] % 3
    counted = basis(rollouts).counted(rung[:, np.newaxis] == np.arange(4)).from_the_top(3)
    assert counted.k.tolist() == [40, 26, 13]
    assert counted.by_world.sum(axis=0).tolist() == [40, 26, 13]


def test_shared_worlds_change_the_interval_alone() -> None:
    rollouts = rollouts_of(60, worlds=6)
    whole = basis(rollouts)
    everyone = whole.counted(np.ones(60, dtype=np.bool_))
    hits = whole.counted(rollouts["world"] < 3)
    plain, shared = hits.proportion((), everyone), hits.proportion((), everyone, shared=True)
    assert (plain.low, plain.high) == wilson(30, 60)
    assert plain.k == shared.k == 30
    assert shared.low < plain.low
    assert shared.high > plain.high
