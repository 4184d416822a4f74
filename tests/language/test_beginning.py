"""Tests of `sim.language.beginning`: the scenario to start from is one that stands."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.engine.reference import Reference
from sim.errors import UsageError
from sim.language.beginning import begin, beginning
from sim.language.builder import build, examine
from sim.language.document import read_text


def test_it_checks_clean_and_gives_its_sources(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    path = begin("harbour-crisis")
    scenario, complaints = examine(path, require_sources=True)
    assert [str(complaint) for complaint in complaints] == []
    assert scenario is not None
    assert (scenario.name, scenario.title) == ("harbour-crisis", "Harbour crisis")
    assert path == Path("harbour-crisis.yaml")


def test_it_runs_and_can_end_in_every_way() -> None:
    engine = Reference(build(read_text(beginning("first"))), seed=1)
    rollouts = [engine.rollout(index) for index in range(200)]
    assert {rollout.outcome for rollout in rollouts} == {"settlement", "stand_off", "none"}
    assert [rollout for rollout in rollouts if rollout.fault or any(rollout.violated.values())] == []
    assert {rung for rollout in rollouts for rung, _ in rollout.path} == {0, 1, 2}


def test_its_comments_name_the_file_and_their_lines_are_short() -> None:
    text = beginning("first", "there/first.yaml")
    assert "flashpoint explain there/first.yaml" in text
    assert max(map(len, text.splitlines())) <= 120
    assert "does not predict what leaders will do" in text


@pytest.mark.parametrize(("name", "near"), [("Two Words", "two-words"), ("a/b", "a-b"), ("-x-", "x")])
def test_a_name_that_cannot_be_is_refused_with_one_that_can(name: str, near: str) -> None:
    with pytest.raises(UsageError, match=rf"cannot name a scenario.*`{near}` would do"):
        beginning(name)
    with pytest.raises(UsageError, match=r"are expected$"):
        beginning("…")


def test_nothing_is_written_over_unless_asked(tmp_path: Path) -> None:
    path = tmp_path / "my_first.yaml"
    assert begin(str(path)) == path
    path.write_text("mine", encoding="utf-8")
    with pytest.raises(UsageError, match="is there already"):
        begin(str(path))
    assert path.read_text(encoding="utf-8") == "mine"
    begin(str(path), force=True)
    assert "scenario: my-first\n" in path.read_text(encoding="utf-8")


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="there is no folder"):
        begin(str(tmp_path / "nowhere" / "first.yaml"))
