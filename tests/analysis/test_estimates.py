from __future__ import annotations

import json
import math
from typing import Any

import pytest

from sim.analysis.estimates import as_json, estimates, from_json
from sim.engine.cluster import batch, grid_times
from sim.errors import RunFolderError
from tests.analysis.synthetic import names_of, rollouts_of
from tests.scenes import scene

KEYS = {
    "scenario", "digest", "seed", "rollouts", "engine", "outcomes", "rungs", "triggers", "quantities", "paths",
    "assertions", "errors",
}  # fmt: skip


def test_the_json_has_what_is_promised() -> None:
    data = as_json(rollouts_of(60))
    assert set(data) >= KEYS
    for group in ("outcomes", "rungs", "triggers"):
        for share in data[group].values():
            assert set(share) >= {"n", "k", "p", "low", "high", "median", "q25", "q75"}
    for quantity in data["quantities"].values():
        for told in (quantity["end"], quantity["on_grid"]):
            assert set(told) >= {"mean", "sd", "min", "max", "quantiles"}
            assert set(told["quantiles"]) == {"p5", "p25", "p50", "p75", "p95"}
    assert (data["scenario"], data["seed"], data["rollouts"], data["worlds"]) == ("made-up", 1, 60, 60)


@pytest.mark.parametrize("errors", [0.0, 1.0])
def test_json_goes_out_and_comes_back_the_same(errors: float) -> None:
    told = estimates(rollouts_of(50, errors=errors, worlds=5))
    text = json.dumps(as_json(told), allow_nan=False)
    assert from_json(json.loads(text)) == told


def test_every_number_is_one() -> None:
    def numbers(value: Any) -> list[float]:
        if isinstance(value, dict):
            return [number for part in value.values() for number in numbers(part)]
        if isinstance(value, list):
            return [number for part in value for number in numbers(part)]
        return [value] if isinstance(value, float) else []

    found = numbers(as_json(rollouts_of(30, errors=0.5)))
    assert len(found) > 500
    assert all(map(math.isfinite, found))


def test_a_scenario_without_triggers_quantities_or_parameters_can_be_told() -> None:
    names = names_of(triggers=2, quantities=0, parameters=0)
    told = estimates(rollouts_of(10, names=names))
    assert (told.quantities, told.parameters) == ({}, {})


@pytest.mark.parametrize(
    "spoil",
    [
        lambda data: data.pop("outcomes"),
        lambda data: data.update(rollouts="many"),
        lambda data: data["rungs"]["local_war"].pop("k"),
        lambda data: data.update(paths=None),
    ],
)
def test_what_is_no_summary_is_refused(spoil: Any) -> None:
    data = as_json(rollouts_of(5))
    spoil(data)
    with pytest.raises(RunFolderError, match="no summary that flashpoint wrote"):
        from_json(data)


def test_an_error_before_the_first_settled_instant_is_an_outcome_like_any_other() -> None:
    """R18: such a rollout was never on any rung."""
    scenario = scene("""
        parameters: {pace: {value: "uniform(-1, 1)"}}
        events:
          alarm_rises: {rate: pace per day, then: [alarm = true]}
        """)
    told = estimates(batch(scenario, range(20), 1, None, grid_times(scenario, 5)))
    lost = told.outcomes["error"].k
    assert 0 < lost < 20
    calm = told.rungs["calm"]
    assert (calm.k, calm.p_low_errors, calm.p_high_errors) == (20 - lost, (20 - lost) / 20, 1.0)
    assert calm.on == (calm.p,) * 5
    assert from_json(as_json(told)) == told
