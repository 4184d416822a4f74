"""The command that tells a rollout again does tell that rollout again (R18, R28)."""

from __future__ import annotations

import json
import shlex
from pathlib import Path
from typing import Any

import pytest

from sim import cli
from sim.engine.reference import Reference
from sim.engine.replay import replay_command
from sim.language.builder import build, load
from sim.language.document import read_text
from sim.views.story import tell
from tests.engine.clashes import CLASHES

VARIANTS = {"brief": {"set": {"front": "near"}, "disable": ["a.sues"]}}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "it's clashes.yaml"
    path.write_text(json.dumps(CLASHES | {"variants": VARIANTS}), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("changes", "worlds"),
    [
        ({}, None),
        ({}, 2),
        ({"variant": "brief"}, None),
        ({"set": {"pace": "0.5 to 2 per day", "truce": "false"}, "horizon": "9 days"}, None),
        ({"set": {"bar": "7"}, "disable": ["clash", "a"], "variant": "brief", "horizon": "60 days"}, 3),
    ],
)
def test_the_command_tells_the_same_rollout(
    file: Path, changes: dict[str, Any], worlds: int | None, capsys: pytest.CaptureFixture[str]
) -> None:
    scenario = load(file, **changes)
    command = replay_command(scenario, seed=4, rollout=5, worlds=worlds)
    program, *arguments = shlex.split(command)
    assert (program, arguments[0]) == ("flashpoint", "narrate")
    assert cli.main(arguments) == 0
    story = tell(Reference(scenario, seed=4, worlds=worlds).trace(5), scenario, worlds=worlds)
    assert capsys.readouterr().out.strip() == story.strip()


def test_what_is_not_changed_is_not_said() -> None:
    scenario = build(read_text(json.dumps(CLASHES), "clashes.yaml"))
    assert replay_command(scenario, 1, 0) == "flashpoint narrate clashes.yaml --seed 1 --rollout 0"
