"""A small scenario with something of every kind of column in it, and what it means that two runs are the same."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import numpy as np

from sim.engine.rollouts import Rollouts
from sim.language.builder import build
from sim.language.document import read_text
from sim.language.scenario import Scenario

CLASHES: dict[str, Any] = {
    "flashpoint": 1,
    "scenario": "clashes",
    "title": "Clashes",
    "starts": "2021-01-01",
    "horizon": "20 days",
    "parameters": {"pace": {"value": "0.05 to 0.4 per day"}, "bar": {"value": 50, "unit": "people"}},
    "state": {
        "front": {"levels": ["far", "near", "here"], "title": "Where the fighting is"},
        "losses": {"quantity": 10, "changes": "2 per day", "unit": "people"},
        "truce": {"flag": False},
    },
    "ladder": [
        {"rung": "calm", "title": "Calm"},
        {"rung": "war", "when": "front >= near"},
        {"rung": "all_out", "when": "front >= here"},
    ],
    "events": {"clash": {"rate": "pace", "then": ["raise front", "losses += 1 to 5"], "title": "A clash"}},
    "actors": {
        "a": {"triggers": {"sues": {"when": "front >= here", "after": "1 to 9 days", "then": ["truce = true"]}}}
    },
    "outcomes": {"peace": {"when": "truce"}},
    "assertions": {"few_losses": {"always": "losses < bar"}},
}


def scenario_of(**changes: Any) -> Scenario:
    """The scenario of clashes with other entries at the top of the file."""
    return build(read_text(json.dumps(CLASHES | changes), "clashes.yaml"))


def clashes() -> Scenario:
    """The scenario as it is."""
    return scenario_of()


def failing() -> Scenario:
    """Clashes of which the third divides by zero."""
    return scenario_of(events={"clash": {"rate": "pace", "then": ["losses += 1 / (3 - fired(clash))", "raise front"]}})


def worldless() -> Scenario:
    """A scenario of which about every second world cannot be made."""
    return scenario_of(
        parameters={
            "pace": {"value": "0.1 per day"},
            "edge": {"value": "uniform(0, 4)"},
            "bar": {"value": "uniform(2, edge)"},
        }
    )


def same(left: Rollouts, right: Rollouts) -> bool:
    """Whether two runs hold the same rows, to the last bit."""
    columns = all(
        np.array_equal(left[name], right[name], equal_nan=left[name].dtype.kind == "f") for name in left.columns
    )
    grids = all(np.array_equal(left.on_grid(name), right.on_grid(name)) for name in left.on_grid_values)
    return columns and grids and list(left.paths) == list(right.paths) and left.faults == right.faults


def part(many: Rollouts, start: int, stop: int | None = None) -> Rollouts:
    """Some rows of a run, as a run."""
    rows = {int(rollout) for rollout in many["rollout"][start:stop]}
    return replace(
        many,
        faults=tuple(fault for fault in many.faults if fault.rollout in rows),
        columns={name: array[start:stop] for name, array in many.columns.items()},
        on_grid_values={name: array[start:stop] for name, array in many.on_grid_values.items()},
        paths=many.paths[start:stop],
    )
