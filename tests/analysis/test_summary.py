from __future__ import annotations

from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.analysis.estimates import as_json
from sim.analysis.summary import layers, merged, summarise
from sim.errors import UsageError
from tests.analysis.synthetic import names_of, rollouts_of, taken

SMALL = names_of(triggers=4, quantities=2)


@given(
    cuts=st.lists(st.integers(0, 60), max_size=4),
    order=st.randoms(use_true_random=False),
    worlds=st.sampled_from([0, 7]),
    scattered=st.booleans(),
)
@settings(max_examples=25)
def test_merging_chunks_in_any_order_gives_the_same_figures(
    cuts: list[int], order: Random, worlds: int, scattered: bool
) -> None:
    """R31, and more: not even the chunks need be the same."""
    rollouts = rollouts_of(60, worlds=worlds, errors=0.2, points=5, names=SMALL)
    rows = np.array(order.sample(range(60), 60)) if scattered else np.arange(60)
    parts = [part for part in np.split(rows, sorted(cuts)) if len(part)]
    order.shuffle(parts)
    assert as_json(merged(summarise(taken(rollouts, part)) for part in parts)) == as_json(summarise(rollouts))


def test_the_rollouts_are_counted() -> None:
    rollouts = rollouts_of(120, errors=0.2)
    summary = summarise(rollouts)
    assert summary.rollouts == 120
    assert not summary.shared_worlds
    assert int(summary.outcomes.k.sum()) == 120
    assert summary.faults.n == int(summary.everyone.in_errors) == int((rollouts["outcome"] == "error").sum())


def test_from_its_error_on_a_rollout_is_on_no_rung() -> None:
    """R18"""
    rollouts = rollouts_of(200, errors=0.5)
    summary = summarise(rollouts)
    assert (summary.on_rung.k.sum(axis=0) == 200).all()
    erred = np.sort(rollouts["end_time"][rollouts["outcome"] == "error"])
    assert summary.on_rung.k[-1].tolist() == np.searchsorted(erred, rollouts.grid, side="right").tolist()


def test_moves_between_layers_start_and_end_with_everyone() -> None:
    summary = summarise(rollouts_of(80, points=50))
    assert (summary.moves.sum(axis=(1, 2)) == 80).all()
    assert (summary.moves[1:].sum(axis=2) == summary.moves[:-1].sum(axis=1)).all()


def test_layers_reach_from_end_to_end() -> None:
    assert layers(100)[0] == 0
    assert layers(100)[-1] == 99
    assert layers(3) == [0, 1, 2]
    assert layers(0) == []


def test_a_quantity_that_was_not_asked_for_is_told_at_the_end_alone() -> None:
    rollouts = rollouts_of(30)
    rollouts.on_grid_values.pop("clashes")  # type: ignore[attr-defined]
    summary = summarise(rollouts)
    assert summary.quantities_on_grid[1] == ()
    assert summary.quantities[1].n == 30


def test_runs_that_differ_are_not_merged() -> None:
    one, other = summarise(rollouts_of(20, seed=1)), summarise(rollouts_of(20, seed=2))
    with pytest.raises(UsageError, match="the seed differ"):
        one.merged(other)
    with pytest.raises(UsageError, match="grids differ"):
        one.merged(summarise(rollouts_of(20, points=9)))
    with pytest.raises(UsageError, match="no summary to merge"):
        merged([])
