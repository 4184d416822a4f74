"""Many rollouts are the same however the work is shared out (R31), and land in columns and in one file."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from sim.engine import cluster
from sim.engine.cluster import chunks, grid_times, simulate
from sim.engine.gathering import joined
from sim.engine.parquet import RolloutsFile, read_rows
from sim.engine.reference import Reference
from sim.engine.rollouts import Rollouts
from sim.errors import RunFolderError, UsageError
from sim.language.builder import build
from sim.language.document import read_text
from sim.language.scenario import Scenario

CLASHES = {
    "flashpoint": 1,
    "scenario": "clashes",
    "title": "Clashes",
    "starts": "2021-01-01",
    "horizon": "20 days",
    "parameters": {"pace": {"value": "0.2 to 0.6 per day"}},
    "state": {"front": {"levels": ["far", "near", "here"]}, "losses": {"quantity": 10, "changes": "2 per day"}},
    "ladder": [
        {"rung": "calm"},
        {"rung": "war", "when": "front >= near"},
        {"rung": "all_out", "when": "front >= here"},
    ],
    "events": {"clash": {"rate": "pace", "then": ["raise front", "losses += 1 to 5"]}},
    "actors": {"a": {"triggers": {"sues": {"when": "front >= here", "after": "1 to 9 days", "then": ["lower front"]}}}},
    "outcomes": {"peace": {"when": "fired(a.sues) >= 1"}},
    "assertions": {"few_losses": {"always": "losses < 50"}},
}


def clashes() -> Scenario:
    return build(read_text(json.dumps(CLASHES)))


def same(left: Rollouts, right: Rollouts) -> bool:
    columns = all(
        np.array_equal(left[name], right[name], equal_nan=left[name].dtype.kind == "f") for name in left.columns
    )
    grids = all(np.array_equal(left.on_grid(name), right.on_grid(name)) for name in left.on_grid_values)
    return columns and grids and list(left.paths) == list(right.paths) and left.faults == right.faults


def test_the_same_for_any_number_of_jobs_and_any_chunking(monkeypatch: pytest.MonkeyPatch) -> None:
    one = simulate(clashes(), rollouts=60, jobs=1)
    assert same(one, simulate(clashes(), rollouts=60, jobs=2))
    monkeypatch.setattr(cluster, "BATCH", 7)
    monkeypatch.setattr(cluster, "CHUNK", 20)
    parts = list(chunks(clashes(), rollouts=60, jobs=1))
    assert [len(part) for part in parts] == [21, 21, 18]
    assert same(one, joined(parts))


def test_columns_say_what_the_rollouts_say() -> None:
    scenario = clashes()
    many = simulate(scenario, rollouts=30, jobs=1, seed=5, grid=[0, 4.5, 20])
    engine = Reference(scenario, seed=5, grid=grid_times(scenario, [0, 4.5, 20]))
    for index in range(30):
        rollout = engine.rollout(index)
        assert many["outcome"][index] == rollout.outcome
        assert many["fired_clash"][index] == rollout.fired["clash"]
        assert many["parameter_pace"][index] == rollout.parameters["pace"]
        assert many["final_losses"][index] == rollout.final["losses"]
        assert many["final_front"][index] == rollout.final["front"]
        assert tuple(many.on_grid("losses")[index]) == rollout.grid_values["losses"]
        assert tuple(many.on_grid("rung")[index]) == rollout.grid_rungs
        spent = sum(many[f"time_in_{rung}"][index] for rung in many.names.rungs)
        assert spent == pytest.approx(many["end_time"][index], abs=1e-9)
        assert np.isnan(many["first_war"][index]) == all(rung == 0 for rung, _ in rollout.path)
    assert set(many["top_rung"]) <= {"calm", "war", "all_out"}


def test_worlds_are_shared_in_turn() -> None:
    many = simulate(clashes(), rollouts=12, worlds=4, jobs=1)
    assert list(many["world"]) == [0, 1, 2, 3] * 3
    assert len(set(many["parameter_pace"])) == 4


def test_progress_hears_of_every_rollout() -> None:
    heard: list[int] = []
    list(chunks(clashes(), rollouts=60, jobs=1, progress=heard.append))
    assert sum(heard) == 60


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"rollouts": 0}, "`rollouts` must be"),
        ({"rollouts": 5, "jobs": 0}, "`jobs` must be"),
        ({"rollouts": 5, "worlds": -1}, "`worlds` must be"),
        ({"rollouts": 5, "engine": "warp"}, "no engine `warp`"),
        ({"rollouts": 5, "grid": 1}, "at least 2 points"),
        ({"rollouts": 5, "grid": [3.0, 1.0]}, "must rise"),
        ({"rollouts": 5, "grid": [0.0, 21.0]}, "horizon"),
    ],
)
def test_numbers_that_make_no_sense_are_refused(asked: dict[str, object], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        simulate(clashes(), **asked)  # type: ignore[arg-type]


def test_one_file_however_it_was_cut(tmp_path: Path) -> None:
    whole, parts = RolloutsFile(tmp_path / "whole.parquet"), RolloutsFile(tmp_path / "parts.parquet")
    many = simulate(clashes(), rollouts=40, jobs=1)
    whole.write(many)
    whole.close()
    first, second = simulate(clashes(), rollouts=25, jobs=1), simulate(clashes(), rollouts=40, jobs=1)
    parts.write(first)
    parts.write(_from(second, 25))
    parts.close()
    assert read_rows(tmp_path / "whole.parquet") == read_rows(tmp_path / "parts.parquet")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["parts.parquet", "whole.parquet"]
    rows = read_rows(tmp_path / "whole.parquet", "rollout, outcome, first_war, final_front, path")
    for index, (rollout, outcome, first_war, front, path) in enumerate(rows):
        assert (rollout, outcome) == (index, many["outcome"][index])
        assert first_war is None if np.isnan(many["first_war"][index]) else first_war == many["first_war"][index]
        assert front == ["far", "near", "here"][many["final_front"][index]]
        assert [(step["rung"], step["day"]) for step in path] == [
            (many.names.rungs[rung], day) for rung, day in many.paths[index]
        ]


def _from(many: Rollouts, start: int) -> Rollouts:
    from dataclasses import replace

    return replace(
        many,
        columns={name: array[start:] for name, array in many.columns.items()},
        on_grid_values={name: array[start:] for name, array in many.on_grid_values.items()},
        paths=many.paths[start:],
    )


def test_nothing_to_write_is_said(tmp_path: Path) -> None:
    with pytest.raises(RunFolderError, match="nothing to write"):
        RolloutsFile(tmp_path / "empty.parquet").close()
    with pytest.raises(RunFolderError, match="no rollouts at"):
        read_rows(tmp_path / "absent.parquet")


def test_an_unknown_column_names_the_nearest() -> None:
    many = simulate(clashes(), rollouts=2, jobs=1)
    with pytest.raises(KeyError, match="fired_clash"):
        many["fired_clsh"]
