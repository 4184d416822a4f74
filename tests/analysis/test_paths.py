from __future__ import annotations

from collections import Counter

from sim.analysis.intervals import wilson
from sim.analysis.paths import paths
from tests.analysis.synthetic import rollouts_of


def test_the_most_frequent_paths_come_first_and_the_rest_is_told_too() -> None:
    rollouts = rollouts_of(300)
    counted = Counter(tuple(rollouts.names.rungs[rung] for rung, _ in path) for path in rollouts.paths)
    told = paths(rollouts, most=4)
    assert [path.k for path in told.most_frequent] == [count for _, count in counted.most_common(4)]
    assert all(counted[path.rungs] == path.k for path in told.most_frequent)
    assert told.others.k == 300 - sum(path.k for path in told.most_frequent)
    assert told.distinct == len(counted)
    assert told.cut_after is None


def test_a_path_cut_short_by_an_error_is_no_path() -> None:
    """R18"""
    rollouts = rollouts_of(300, errors=0.4)
    told = paths(rollouts, most=1_000)
    erred = int((rollouts["outcome"] == "error").sum())
    assert sum(path.k for path in told.most_frequent) == 300 - erred
    assert told.others.k == 0
    first = told.most_frequent[0]
    assert (first.p_low_errors, first.p_high_errors) == (first.p, (first.k + erred) / 300)


def test_with_shared_worlds_each_world_counts_as_one_rollout() -> None:
    """R23"""
    told = paths(rollouts_of(300, worlds=10)).most_frequent[0]
    assert (told.low, told.high) == wilson(told.k / 30, 10)


def test_moves_tell_times_and_counts() -> None:
    rollouts = rollouts_of(100, points=13)
    moves = paths(rollouts).moves
    assert [move.since for move in moves] == [0, 20, 40, 60, 80, 100]
    rungs = rollouts.on_grid("rung")
    assert moves[0].k[1][2] == int(((rungs[:, 0] == 1) & (rungs[:, 2] == 2)).sum())
