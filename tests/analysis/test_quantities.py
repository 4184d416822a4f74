from __future__ import annotations

import numpy as np
import pytest

from sim.analysis.quantities import final_values, parameters, quantities
from tests.analysis.synthetic import rollouts_of

ROLLOUTS = rollouts_of(200, errors=0.2)
SOUND = ROLLOUTS["outcome"] != "error"


def test_a_quantity_is_told_at_the_end_and_on_the_grid_of_rollouts_without_error() -> None:
    told = quantities(ROLLOUTS)["deaths"]
    values = ROLLOUTS.on_grid("deaths")[SOUND]
    assert (told.title, told.unit, told.end.n) == ("Deaths on both sides", "people", int(SOUND.sum()))
    assert told.end.mean == pytest.approx(values[:, -1].mean())
    assert told.on_grid is not None
    assert told.on_grid.mean == pytest.approx(values.mean(axis=0).tolist())
    assert told.on_grid.sd == pytest.approx(values.std(axis=0, ddof=1).tolist())
    expected = np.quantile(values, 0.95, axis=0, method="inverted_cdf")
    assert told.on_grid.quantiles.p95 == pytest.approx(expected.tolist())
    assert told.on_grid.max == pytest.approx(values.max(axis=0).tolist())


def test_values_with_names_are_counted_at_the_end() -> None:
    told = final_values(ROLLOUTS)["aid"]
    assert list(told.k) == ["undecided", "arms", "border_guards"]
    assert sum(told.k.values()) == told.n == int(SOUND.sum())
    assert told.k["arms"] == int((ROLLOUTS["final_aid"][SOUND] == 1).sum())


def test_uncertain_parameters_are_told_as_drawn() -> None:
    told = parameters(ROLLOUTS)["parameter_1"]
    assert told.drawn.mean == pytest.approx(ROLLOUTS["parameter_parameter_1"].mean())


def test_where_every_rollout_erred_nothing_is_told_on_the_grid() -> None:
    """R18"""
    chunk = rollouts_of(3)
    chunk["outcome"][:] = "error"
    told = quantities(chunk)["deaths"]
    assert (told.end.n, told.end.mean, told.on_grid) == (0, None, None)
