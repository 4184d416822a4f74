"""A run, shown: figures in two kinds, the register as a table, and the report, over what was there."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from pathlib import Path

import pytest

from sim.analysis.estimates import Estimates, estimates
from sim.engine.cluster import simulate
from sim.language.register import as_data
from sim.language.scenario import Scenario
from sim.views import presentation
from sim.views.plots import drawings
from sim.views.presentation import present_run, register_csv
from tests.scenes import FLAGSHIP, scene

TEXT = """
sources:
  ministry: {title: "Statement, of the ministry"}
  envoy: {title: What the envoy said}
parameters:
  resolve: {value: 20% to 60%, between: [0%, 100%], source: [ministry, envoy], note: 'so it is "said", twice'}
state: {clashes: {count: 0}}
ladder: [{rung: calm, title: Calm}, {rung: war, when: clashes >= 1, title: War}]
events: {clash: {rate: 2 per week, chance: resolve, then: [clashes += 1], note: "judgement: who knows"}}
"""


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return scene(TEXT)


@pytest.fixture(scope="module")
def told(scenario: Scenario) -> Estimates:
    return estimates(simulate(scenario, rollouts=20, jobs=1))


def test_every_figure_is_there_as_a_picture_and_as_a_drawing(
    tmp_path: Path, scenario: Scenario, told: Estimates
) -> None:
    present_run(tmp_path, scenario, told, {})
    names = {path.stem for path in (tmp_path / "figures").iterdir()}
    assert {"outcomes", "rungs", "triggers", "paths"} <= names
    for name in names:
        assert (tmp_path / "figures" / f"{name}.svg").read_text(encoding="utf-8").lstrip().startswith(("<?xml", "<svg"))
        assert (tmp_path / "figures" / f"{name}.png").read_bytes().startswith(b"\x89PNG")
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert page.lstrip().lower().startswith("<!doctype html>")
    assert "Statement, of the ministry" in page


def test_what_was_there_is_written_over(
    tmp_path: Path, scenario: Scenario, told: Estimates, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawing = replace(next(iter(drawings(told))), name="only")
    monkeypatch.setattr(presentation, "drawings", lambda _: [drawing])
    present_run(tmp_path, scenario, told, {"command": "before"})
    for name in ("report.html", "register.csv", "figures/only.svg"):
        (tmp_path / name).write_text("stale", encoding="utf-8")
    present_run(tmp_path, scenario, told, {"command": "flashpoint run caf\udce9.yaml"})
    assert "caf\\udce9.yaml" in (tmp_path / "report.html").read_text(encoding="utf-8")
    assert (tmp_path / "figures" / "only.svg").read_text(encoding="utf-8") == drawing.svg
    assert (tmp_path / "register.csv").read_text(encoding="utf-8") == register_csv(scenario)


def test_the_register_is_a_table_that_any_program_reads(scenario: Scenario) -> None:
    rows = list(csv.DictReader(io.StringIO(register_csv(scenario))))
    lines = as_data(scenario)
    assert len(rows) == len(lines)
    assert list(rows[0]) == list(lines[0])
    resolve, clash = rows
    assert (resolve["source"], resolve["reason"]) == ("ministry, envoy", 'so it is "said", twice')
    assert (clash["source"], clash["reason"]) == ("judgement", "judgement: who knows")
    assert rows == [{name: str(value) for name, value in line.items()} for line in lines]


def test_the_register_of_the_flagship_has_a_line_for_each_assumption() -> None:
    from sim.language.builder import load

    flagship = load(FLAGSHIP)
    rows = list(csv.DictReader(io.StringIO(register_csv(flagship))))
    assert len(rows) == len(as_data(flagship)) > len(flagship.parameters)


def test_a_scenario_without_assumptions_has_an_empty_register() -> None:
    assert register_csv(scene("horizon: 9 days")) == ""
