"""The verbs as functions: each says what the command of that name says."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

import sim
from sim.engine.rollouts import Rollouts
from sim.errors import ScenarioError, UsageError
from sim.language.scenario import Scenario

TEXT = """\
flashpoint: 1
scenario: two-sides
title: Two sides
starts: 2030-03-01
horizon: 30 days
parameters:
  resolve: {value: 50%, between: [0%, 100%], title: How resolved the north is}
state:
  exercise: {flag: false}
ladder:
  - {rung: calm, title: Calm}
  - {rung: alert, when: north.ready, title: The north is ready}
events:
  exercise_begins: {at: day 3, then: [exercise = true]}
actors:
  north:
    state:
      ready: {flag: false}
    triggers:
      call_up: {when: exercise, after: 1 to 4 days, chance: resolve, then: [ready = true]}
variants:
  firm: {set: {resolve: 100%}, title: A firm north}
cases:
  - case: called_up
    luck: {north.call_up: {delay: 50%, chance: 10%}}
    expect: {north.call_up: {fires: day 4 .. day 6}}
  - case: held_back
    luck: {north.call_up: {chance: 90%}}
    expect: {north.call_up: fires}
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    written = tmp_path / "two_sides.yaml"
    written.write_text(TEXT, encoding="utf-8")
    return written


@pytest.fixture
def scenario(path: Path) -> Scenario:
    return sim.load(path)


def alerts(rollouts: Rollouts) -> int:
    return int(np.sum(rollouts["top_rung"] == "alert"))


def test_narrate_tells_one_rollout_the_same_way_each_time(scenario: Scenario) -> None:
    told = sim.narrate(scenario, seed=7, rollout=3)
    assert "2030" in told
    assert told == sim.narrate(scenario, seed=7, rollout=3)
    assert told != sim.narrate(scenario, seed=7, rollout=4)


@pytest.mark.parametrize(("wrong", "named"), [({"rollout": -1}, "rollout"), ({"worlds": 0}, "worlds")])
def test_narrate_refuses_a_rollout_that_cannot_be(scenario: Scenario, wrong: dict[str, int], named: str) -> None:
    with pytest.raises(UsageError, match=f"`{named}` is"):
        sim.narrate(scenario, **wrong)


def test_simulate_takes_the_changes_that_the_command_takes(scenario: Scenario) -> None:
    assert 0 < alerts(sim.simulate(scenario, rollouts=40, jobs=1)) < 40
    assert alerts(sim.simulate(scenario, rollouts=40, jobs=1, set={"resolve": 1})) == 40
    assert alerts(sim.simulate(scenario, rollouts=40, jobs=1, variant="firm")) == 40
    assert alerts(sim.simulate(scenario, rollouts=40, jobs=1, disable=["north.call_up"])) == 0
    assert alerts(sim.simulate(scenario, rollouts=40, jobs=1, horizon="3 days")) == 0


def test_simulate_reads_flags_of_python_as_flags_of_a_file(scenario: Scenario) -> None:
    rollouts = sim.simulate(scenario, rollouts=3, jobs=1, set={"north.ready": True})
    assert list(rollouts["top_rung"]) == ["alert"] * 3
    assert list(rollouts["first_alert"]) == [0.0] * 3


def test_simulate_names_the_parameter_that_was_meant(scenario: Scenario) -> None:
    with pytest.raises(ScenarioError, match="resolve"):
        sim.simulate(scenario, rollouts=3, set={"resolv": 1})


def test_replay_runs_each_case_and_says_which_fails(path: Path) -> None:
    results = {result.case.name: result for result in sim.replay(path)}
    assert results["called_up"].passed
    assert not results["held_back"].passed
    assert "north.call_up" in str(results["held_back"].failures[0])


def test_run_writes_a_folder_and_report_makes_its_page_again(scenario: Scenario, tmp_path: Path) -> None:
    made = sim.run(scenario, rollouts=30, jobs=1, out=tmp_path / "run")
    summary = json.loads((made.folder / "summary.json").read_text(encoding="utf-8"))
    assert summary["rollouts"] == 30
    page = made.folder / "report.html"
    first = page.read_text(encoding="utf-8")
    page.unlink()
    assert sim.report(made.folder) == page
    assert page.read_text(encoding="utf-8") == first
