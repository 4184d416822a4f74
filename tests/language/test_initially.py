"""Tests of `sim.language.initially`: what is true at time 0, as the engine finds it."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given

from sim.engine.reference import Reference
from sim.errors import ScenarioError
from sim.language.builder import build, load
from sim.language.document import read_text
from sim.language.initially import depends, rung_at_start, start_of, true_at_start
from sim.testing.scenario_texts import scenario_texts
from tests.scenes import SHIPPED, scene


@pytest.fixture
def world() -> str:
    return """
        parameters:
          threshold: {value: 5}
          share: {value: 20% to 80%}
          base: {value: 100 to 400}
          twice: {value: base * 2}
        state:
          front: {levels: [inside, border, soil], initial: border}
          truce: {flag: false}
          clashes: {count: 5}
          deaths: {quantity: 5, changes: 1 per day}
          supplies: {quantity: base, changes: -1 per day, min: 0}
          full: {quantity: 12, changes: 3 per day, max: 10}
    """


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        ("clashes >= threshold", True),
        ("clashes > threshold", False),
        ("deaths > 5", True),  # R4: it stands at 5 and grows
        ("deaths <= 5", False),
        ("deaths >= 5 + day", True),  # both sides grow alike
        ("full > 10", False),  # R5: its slope counts as 0 at the bound
        ("full >= 10", True),
        ("supplies >= 199", True),  # the middle of 100 to 400 is 200
        ("twice > 399 and twice < 401", True),
        ("share > 49% and share < 51%", True),
        ("day > 0", True),
        ("front >= border and not truce", True),
        ("ever(front == soil)", False),
        ("ever(front == border)", True),
        ("recently(front == border, 1 day)", True),
        ("recently(shot, 1 day)", False),
        ("fired(shot) == 0", True),
        ("number_of(truce, clashes == 5, front == border) == 2", True),
        ("1 <= clashes < 5", False),
        ("max(front, inside) == border", True),
        ("abs(clashes - 8) == 3 and -clashes < 0", True),
        ("(1 if truce else 2) == 2", True),
        ("day >= 2020-11-09", False),
        ("(0.5 per week) * 14 days == 1", True),
    ],
)
def test_conditions_at_the_start(world: str, condition: str, holds: bool) -> None:
    lines = f"{world}\n        events:\n          shot: {{at: day 1}}\n          asked: {{when: '{condition}'}}\n"
    scenario = scene(lines)
    asked = scenario.triggers["asked"].when
    assert asked is not None
    assert start_of(scenario).holds(asked) is holds
    if not depends(asked, scenario):
        assert ("asked" in Reference(scenario, seed=1).trace(0).true_at_start) is holds


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_the_engine_finds_the_same_true_at_the_start(path: Path) -> None:
    scenario = load(path)
    told = [
        name
        for name in true_at_start(scenario)
        if scenario.triggers[name].when is not None and scenario.triggers[name].rate is None
    ]
    assert told == list(Reference(scenario, seed=1).trace(0).true_at_start)


@given(scenario_texts())
def test_the_engine_agrees_on_any_scenario(text: str) -> None:
    scenario = build(read_text(text))
    sure = {name for name, trigger in scenario.triggers.items() if trigger.when and not depends(trigger.when, scenario)}
    told = {name for name in true_at_start(scenario) if name in sure and scenario.triggers[name].rate is None}
    assert told == sure & set(Reference(scenario, seed=1).trace(0).true_at_start)


def test_dated_and_listening_triggers_do_not_rise_at_the_start() -> None:
    scenario = scene("""
        events:
          dated: {at: day 0}
          open: {after: 1 day}
          hazard: {rate: 1 per day}
          listens: {on: dated}
    """)
    assert true_at_start(scenario) == ("open", "hazard")


def test_the_rung_at_the_start() -> None:
    ladder = "[{rung: low}, {rung: middle, when: not alarm}, {rung: top, when: alarm}]"
    lowest = rung_at_start(scene(f"ladder: {ladder}"))
    assert lowest is not None
    assert lowest.name == "middle"
    assert rung_at_start(scene("ladder: [{rung: low, when: alarm}]")) is None


def test_what_rests_on_uncertain_numbers_is_known(world: str) -> None:
    scenario = scene(f"{world}\n        define: {{short: supplies < 10, sure: clashes > threshold}}")
    assert depends(scenario.definitions["short"].meaning, scenario) == ("base",)
    assert depends(scenario.definitions["sure"].meaning, scenario) == ()


def test_the_middle_of_a_choice_is_its_likeliest_name() -> None:
    scenario = scene("""
        parameters:
          kind: {value: "pick(x=30%, y=60%, z=10%)"}
          tail: {value: exponential(mean=10 days)}
          number: {value: "pick(1=30%, 5=70%)"}
    """)
    start = start_of(scenario)
    assert scenario.parameters["kind"].type.names[int(start.parameters["kind"])] == "y"
    assert start.parameters["tail"] == pytest.approx(6.931, abs=0.001)
    assert start.parameters["number"] == 5


def test_what_divides_by_zero_at_the_start_is_told_at_its_place() -> None:
    scenario = scene("""
        state: {none: {count: 0}, alarm: {flag: false}}
        events:
          broken: {when: 1 / none > 3}
    """)
    with pytest.raises(ScenarioError, match=r"scene\.yaml:\d+:\d+: error: the condition of `broken` cannot be told"):
        true_at_start(scenario)
