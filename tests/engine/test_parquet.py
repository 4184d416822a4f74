"""Rollouts on disk: one file however the work was cut, one row a rollout, names where a person reads."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sim.engine.cluster import simulate
from sim.engine.parquet import RolloutsFile, metadata_of, read_rows
from sim.engine.rollouts import Rollouts
from sim.errors import RunFolderError
from tests.engine.clashes import clashes, failing, part, worldless


def written(path: Path, *chunks: Rollouts) -> Path:
    file = RolloutsFile(path)
    for chunk in chunks:
        file.write(chunk)
    file.close()
    return path


def test_one_file_however_it_was_cut(tmp_path: Path) -> None:
    many = simulate(clashes(), rollouts=40, jobs=1)
    whole = written(tmp_path / "whole.parquet", many)
    parts = written(tmp_path / "parts.parquet", part(many, 0, 25), part(many, 25, 26), part(many, 26))
    assert read_rows(whole) == read_rows(parts)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["parts.parquet", "whole.parquet"]


def test_a_row_reads_as_a_person_would_say_it(tmp_path: Path) -> None:
    many = simulate(clashes(), rollouts=40, jobs=1)
    path = written(tmp_path / "rows.parquet", many)
    rows = read_rows(path, 'rollout, outcome, first_war, final_front, final_truce, "fired_a.sues", path')
    assert len(rows) == 40
    for index, (rollout, outcome, first_war, front, truce, sued, steps) in enumerate(rows):
        assert (rollout, outcome, sued) == (index, many["outcome"][index], many["fired_a.sues"][index])
        assert first_war is None if np.isnan(many["first_war"][index]) else first_war == many["first_war"][index]
        assert front == ["far", "near", "here"][many["final_front"][index]]
        assert truce == ["false", "true"][many["final_truce"][index]]
        assert [(step["rung"], step["day"]) for step in steps] == [
            (many.names.rungs[rung], day) for rung, day in many.paths[index]
        ]
    assert {front for _, _, _, front, *_ in rows} == {"far", "near", "here"}


def test_every_column_is_there_to_the_last_bit(tmp_path: Path) -> None:
    many = simulate(clashes(), rollouts=20, jobs=1)
    path = written(tmp_path / "rows.parquet", many)
    for name, array in many.columns.items():
        kept = [value for (value,) in read_rows(path, f'"{name}"')]
        if array.dtype.kind == "f":
            assert kept == [None if np.isnan(value) else value for value in array], name
        elif not name.startswith("final_"):
            assert kept == array.tolist(), name


def test_the_file_says_what_made_it(tmp_path: Path) -> None:
    many = simulate(clashes(), rollouts=5, jobs=1, seed=9)
    written(tmp_path / "rows.parquet", many)
    assert metadata_of(many) == {
        "scenario": "clashes",
        "digest": many.names.digest,
        "seed": "9",
        "starts": "2021-01-01T00:00:00+00:00",
    }
    told = (tmp_path / "rows.parquet").read_bytes()
    assert all(value.encode() in told for value in metadata_of(many).values())


def test_errors_are_rows_and_those_without_a_path_too(tmp_path: Path) -> None:
    failed = written(tmp_path / "failed.parquet", simulate(failing(), rollouts=20, jobs=1))
    assert {outcome for (outcome,) in read_rows(failed, "outcome")} == {"error", "none", "peace"}
    many = simulate(worldless(), rollouts=20, jobs=1)
    rows = read_rows(written(tmp_path / "worldless.parquet", many), "outcome, path IS NULL")
    assert {("error", True), ("none", False)} <= set(rows)
    assert all((outcome == "error") == pathless for outcome, pathless in rows)
    first = next(index for index, outcome in enumerate(many["outcome"]) if outcome == "error")
    alone = written(tmp_path / "alone.parquet", part(many, first, first + 1))
    assert read_rows(alone, "rollout, path") == [(first, None)]


@pytest.mark.parametrize("name", ["it's.parquet", "a b [1] {x}.parquet", "what?.parquet", "ü*.parquet"])
def test_the_path_may_hold_any_character(tmp_path: Path, name: str) -> None:
    many = simulate(clashes(), rollouts=4, jobs=1)
    (tmp_path / "a b 1 x.parquet").write_bytes(b"something else")
    assert len(read_rows(written(tmp_path / name, part(many, 0, 2), part(many, 2)))) == 4


def test_nothing_to_write_is_said(tmp_path: Path) -> None:
    with pytest.raises(RunFolderError, match="nothing to write"):
        RolloutsFile(tmp_path / "empty.parquet").close()
    with pytest.raises(RunFolderError, match="no rollouts at"):
        read_rows(tmp_path / "absent.parquet")
