"""Every scenario that can be drawn checks, explains and runs, and every construct of the language is drawn."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import find, given, settings
from hypothesis import strategies as st

from sim.engine.reference import Reference
from sim.language.builder import build
from sim.language.checking import check
from sim.language.document import read_text
from sim.language.prose import Section, Sentence, explain, sections
from sim.language.scenario import Scenario
from sim.testing.scenario_texts import _LAWS, scenario_texts
from sim.views.story import tell

CONSTRUCTS = (
    '"rate"', '"every"', '"at"', '"on"', '"for"', '"after"', '"if_it_lapses": "proceed"', '"cooldown"', '"reconsider"',
    '"options"', '"failing_that"', '"priority"', '"repeat": "each_time"', '"repeat": "once"', '"at_horizon"',
    '"repeat": "while_it_holds"', '"always"', '"unless"', '"within"', "ever(", "recently(", "number_of(", "fired(",
    "raise ", "lower ", "cancel ", "let ", "pick(", " if ", "1 <= clashes < 4", "losses - supplies", "2 * losses",
)  # fmt: skip
LAWS = (
    "exponential(", "loguniform(", "lognormal(", "quantiles(", "triangular(", "uniform(", "weibull(", " to ", " if ",
)  # fmt: skip


def sentences(section: Section) -> Iterator[Sentence]:
    yield from section.sentences
    for inner in section.sections:
        yield from sentences(inner)


def in_one_line(text: str) -> str:
    return " ".join(text.split())


def stands(text: str, folder: Path) -> None:
    """Nothing is wrong with the file."""
    path = folder / "drawn.yaml"
    path.write_text(text, encoding="utf-8")
    assert [str(complaint) for complaint in check(path) if not complaint.warning] == []


def is_explained(scenario: Scenario) -> None:
    """Every trigger has its sentence, and the text leaves none out."""
    told = in_one_line(explain(scenario))
    of_triggers = {
        sentence.about.partition(":")[2]: sentence
        for sentence in sentences(sections(scenario))
        if sentence.about.startswith("trigger:")
    }
    assert set(of_triggers) == set(scenario.triggers)
    for name, sentence in of_triggers.items():
        assert sentence.text, name
        assert f"{sentence.label}: {in_one_line(sentence.text)}" in told, name
        assert all(in_one_line(detail) in told for detail in sentence.details), name


def runs_and_is_told(scenario: Scenario, index: int) -> None:
    """An error of the scenario is kept in the rollout, never raised (R18)."""
    engine = Reference(scenario)
    rollout = engine.rollout(index)
    assert rollout.outcome in {*scenario.outcomes, "none", "error"}
    assert (rollout.outcome == "error") == (rollout.fault is not None)
    assert 0 <= rollout.end <= scenario.horizon
    assert rollout.outcome != "none" or rollout.end == scenario.horizon
    for name, variable in scenario.variables.items():
        if variable.type.names:
            assert 0 <= int(rollout.final[name]) < len(variable.type.names)
    story = in_one_line(tell(engine.trace(index), scenario))
    assert f"rollout {index}" in story
    assert rollout.fault is None or "stopped with an error" in story


def most_drawn(data: dict[str, Any]) -> int:
    """How many triggers there are."""
    return len(data.get("events", {})) + sum(len(actor.get("triggers", {})) for actor in data["actors"].values())


def test_what_is_drawn_checks_explains_and_runs_and_every_construct_is_drawn(tmp_path: Path) -> None:
    seen: list[str] = []

    @settings(max_examples=50, derandomize=True)
    @given(scenario_texts(6), st.integers(0, 99))
    def each(text: str, index: int) -> None:
        seen.append(text)
        stands(text, tmp_path)
        scenario = build(read_text(text))
        is_explained(scenario)
        runs_and_is_told(scenario, index)

    each()
    assert {construct for construct in CONSTRUCTS if not any(construct in text for text in seen)} == set()
    assert {most_drawn(json.loads(text)) for text in seen} == set(range(2, 7))


@pytest.mark.parametrize("law", LAWS)
def test_every_law_of_a_delay_is_drawn(law: str) -> None:
    assert law in find(_LAWS, lambda drawn: law in drawn, settings=settings(database=None))


def test_no_more_triggers_are_drawn_than_asked_for() -> None:
    @settings(max_examples=5)
    @given(scenario_texts(2))
    def each(text: str) -> None:
        assert most_drawn(json.loads(text)) == 2

    each()
