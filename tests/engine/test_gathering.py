"""Rollouts in columns say what each rollout says by itself."""

from __future__ import annotations

import numpy as np
import pytest

from sim.engine.cluster import grid_times, simulate
from sim.engine.gathering import joined, names_of
from sim.engine.reference import Reference
from tests.engine.clashes import clashes, failing, part, same, scenario_of, worldless


def test_the_names_that_later_rooms_need() -> None:
    scenario = clashes()
    names = names_of(scenario)
    assert (names.scenario, names.title, names.digest) == ("clashes", "Clashes", scenario.digest)
    assert (names.starts, names.horizon) == ("2021-01-01T00:00:00+00:00", 20.0)
    assert (names.rungs, names.triggers) == (("calm", "war", "all_out"), ("clash", "a.sues"))
    assert (names.outcomes, names.assertions) == (("peace",), ("few_losses",))
    assert names.quantities == ("losses",)
    assert names.variables == {"front": ("far", "near", "here"), "losses": (), "truce": ("false", "true")}
    assert names.parameters == ("pace",), "the uncertain ones"
    assert names.titles == {
        "trigger:clash": "A clash",
        "variable:front": "Where the fighting is",
        "rung:calm": "Calm",
    }
    assert names.units == {"losses": "people", "bar": "people"}


def test_columns_say_what_the_rollouts_say() -> None:
    scenario = clashes()
    many = simulate(scenario, rollouts=30, jobs=1, seed=5, grid=[0, 4.5, 20])
    engine = Reference(scenario, seed=5, grid=grid_times(scenario, [0, 4.5, 20]))
    for index in range(30):
        rollout = engine.rollout(index)
        assert (many["rollout"][index], many["outcome"][index]) == (index, rollout.outcome)
        assert many["fired_clash"][index] == rollout.fired["clash"]
        assert many["parameter_pace"][index] == rollout.parameters["pace"]
        assert many["final_losses"][index] == rollout.final["losses"]
        assert many["final_front"][index] == rollout.final["front"]
        assert many["final_truce"][index] == rollout.final["truce"]
        assert many["top_rung"][index] == many.names.rungs[max(rung for rung, _ in rollout.path)]
        assert tuple(many.on_grid("losses")[index]) == rollout.grid_values["losses"]
        assert tuple(many.on_grid("rung")[index]) == rollout.grid_rungs
        spent = sum(many[f"time_in_{rung}"][index] for rung in many.names.rungs)
        assert spent == pytest.approx(many["end_time"][index], abs=1e-9)
        assert np.isnan(many["first_war"][index]) == all(rung == 0 for rung, _ in rollout.path)
        assert np.isnan(many["first_fired_a.sues"][index]) == (rollout.fired["a.sues"] == 0)
        assert np.isnan(many["violated_few_losses"][index]) == (rollout.violated["few_losses"] is None)
    assert set(many["top_rung"]) == {"calm", "war", "all_out"}
    assert list(many.grid) == [0, 4.5, 20]
    assert not any(many["error"])


def test_times_are_days_since_the_start() -> None:
    scenario = scenario_of(events={"clash": {"at": "day 2.5", "then": ["front = here"]}}, actors={}, outcomes={})
    many = simulate(scenario, rollouts=1, jobs=1)
    assert many["first_fired_clash"][0] == many["first_all_out"][0] == 2.5
    assert np.isnan(many["first_war"][0]), "a rung that is passed over was never reached"
    assert (many["time_in_calm"][0], many["time_in_war"][0], many["time_in_all_out"][0]) == (2.5, 0.0, 17.5)
    assert many.paths == [((0, 0.0), (2, 2.5))]


def test_an_error_is_a_row_like_any_other() -> None:
    """R18."""
    many = simulate(failing(), rollouts=30, jobs=1)
    failed = many["outcome"] == "error"
    assert set(many["error"][~failed]) == {""}
    assert all(told.startswith("division: ") and "(clash, day " in told for told in many["error"][failed])
    assert np.all(many["end_time"][failed] < 20)


def test_a_world_that_cannot_be_made_has_no_rung() -> None:
    """R18: nothing of it is known but that it failed."""
    many = simulate(worldless(), rollouts=20, jobs=1)
    failed = many["outcome"] == "error"
    assert 0 < np.sum(failed) < 20
    assert set(many["top_rung"][failed]) == {""}
    assert np.all(np.isnan(many["first_calm"][failed]))
    assert [path for path, fails in zip(many.paths, failed, strict=True) if fails] == [()] * int(np.sum(failed))
    assert np.all(many.on_grid("rung")[failed] == -1)


def test_worlds_are_shared_in_turn() -> None:
    many = simulate(clashes(), rollouts=12, worlds=4, jobs=1)
    assert list(many["world"]) == [0, 1, 2, 3] * 3
    assert len(set(many["parameter_pace"])) == 4
    assert many.worlds == 4


def test_batches_are_joined_in_order() -> None:
    whole = simulate(failing(), rollouts=40, jobs=1)
    assert whole.faults
    assert same(whole, joined([whole]))
    assert same(whole, joined([part(whole, 0, 15), part(whole, 15, 16), part(whole, 16)]))
    assert not same(whole, joined([part(whole, 15), part(whole, 0, 15)]))
