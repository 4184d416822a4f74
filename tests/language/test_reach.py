"""Tests of `sim.language.reach`: what may be is never less than what is."""

from __future__ import annotations

from math import inf
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.engine.reference import Reference
from sim.language.builder import build, load
from sim.language.checks import warnings
from sim.language.document import read_text
from sim.language.reach import Reach, ceil_of, every, floor_of, joined, reach_of
from sim.language.scenario import Scenario
from sim.testing.scenario_texts import scenario_texts
from tests.scenes import SHIPPED, scene

WORLD = """
    horizon: 30 days
    parameters: {limit: {value: 5}, bold: {value: false}}
    state:
      front: {levels: [inside, border, soil, beyond], initial: border}
      aid: {category: [none, arms, guards]}
      truce: {flag: false}
      stuck: {flag: true}
      clashes: {count: 2, max: 9}
      deaths: {quantity: 10, changes: 5 per day if not truce else 0 per day}
      stock: {quantity: 10, changes: -1 per day, min: 0}
      fixed: {quantity: 7}
      limited: {count: limit}
    events:
      push: {rate: 1 per week, when: front < soil, then: [raise front]}
      help: {rate: 1 per week, then: ["aid = pick(none=50%, arms=50%)"]}
      clash: {rate: 1 per week, then: [clashes += 1.5 to 3]}
      never: {rate: 1 per week, when: front == inside, then: [truce = true]}
      after_never: {on: never}
      unlikely: {at: day 2, chance: 0%, then: [stuck = false]}
"""


@pytest.fixture(scope="module")
def reach() -> Reach:
    return reach_of(scene(WORLD))


def test_values_that_can_come_up(reach: Reach) -> None:
    assert reach.values == {
        "front": {1, 2},  # pushed while below `soil`
        "aid": {0, 1},
        "truce": {0},
        "stuck": {1},
        "clashes": (2.0, 9.0),
        "deaths": (10.0, inf),
        "stock": (0.0, 10.0),
        "fixed": (7.0, 7.0),
        "limited": (-inf, inf),  # a parameter may be set to anything
    }
    assert reach.firing == {"push", "help", "clash"}


@pytest.mark.parametrize(
    ("condition", "truths"),
    [
        ("front == beyond", {False}),
        ("front >= border", {True}),
        ("front == soil", {True, False}),
        ("not truce", {True}),
        ("truce or stuck", {True}),
        ("truce and bold", {False}),
        ("bold", {True, False}),
        ("clashes > 9", {False}),
        ("clashes >= 2", {True}),
        ("clashes + fixed > 16", {False}),
        ("2 * fixed == 14", {True}),
        ("fixed - clashes < -2", {False}),
        ("deaths / 7 > 1", {True}),
        ("abs(clashes - 20) >= 11", {True}),
        ("limited > 1_000_000", {True, False}),
        ("day > 31", {False}),
        ("day < 5", {True, False}),
        ("fired(never) >= 1", {False}),
        ("fired(push) >= 1", {True, False}),
        ("recently(never, 2 days)", {False}),
        ("recently(push, 2 days)", {True, False}),
        ("recently(front == beyond, 2 days)", {False}),
        ("ever(front == beyond)", {False}),
        ("ever(front == soil)", {True, False}),
        ("ever(stuck)", {True}),
        ("number_of(truce, stuck, bold) >= 3", {False}),
        ("number_of(truce, stuck, bold) >= 1", {True}),
        ("max(front, inside) == beyond", {False}),
        ("min(fixed, clashes, 3) > 3", {False}),
        ("(3 if bold else 8) == 9", {False}),
        ("1 <= fixed < 5", {False}),
        ("aid == guards", {False}),
        ("(truce if bold else truce)", {False}),
    ],
)  # fmt: skip
def test_what_conditions_may_come_to(condition: str, truths: set[bool]) -> None:
    scenario = scene(f"{WORLD}      asked: {{when: '{condition}'}}\n")
    asked = scenario.triggers["asked"].when
    assert asked is not None
    assert reach_of(scenario).truths(asked) == truths


def test_what_cannot_rise_is_known(reach: Reach) -> None:
    triggers = reach.scenario.triggers.values()
    assert [trigger.name for trigger in triggers if not reach.may_rise(trigger)] == ["never", "after_never"]


def test_the_past_outlives_what_holds_now() -> None:
    """`ever(x == a)` may be true while `x == b`: what is known of now does not rule it out."""
    scenario = scene("""
        state: {front: {levels: [a, b, c]}}
        events:
          there: {at: day 1, then: [front = b]}
          asked:
            when: front == b and ever(front == a) and not recently(front == a, 1 day)
            then: [front = c]
    """)
    reach = reach_of(scenario)
    assert reach.may_rise(scenario.triggers["asked"])
    assert reach.values["front"] == frozenset({0, 1, 2})


def test_a_condition_that_held_at_the_rise_alone_narrows_nothing() -> None:
    scenario = scene("""
        state: {front: {levels: [a, b, c]}}
        events:
          there: {rate: 1 per week, then: [raise front]}
          late: {when: front == a, after: 2 days, if_it_lapses: proceed, then: [raise front]}
          prompt: {when: front == a, after: 2 days, then: [raise front]}
    """)
    reach = reach_of(scenario)
    assert reach.deciding(scenario.triggers["late"]).values["front"] == frozenset({0, 1, 2})
    assert reach.deciding(scenario.triggers["prompt"]).values["front"] == frozenset({0})


def test_facts_of_cases_count() -> None:
    lines = "events: {asked: {when: alarm}, set: {at: day 1, then: [alarm = true]}}"
    effect = scene(lines).triggers["set"].then[0]
    bare = scene("events: {asked: {when: alarm}}")
    assert not reach_of(bare).may_rise(bare.triggers["asked"])
    assert reach_of(bare, [effect]).may_rise(bare.triggers["asked"])


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_nothing_happens_that_was_called_impossible(path: Path) -> None:
    scenario = load(path)
    reach = reach_of(scenario)
    engine = Reference(scenario, seed=7)
    for index in range(30):
        rollout = engine.rollout(index)
        assert {name for name, fired in rollout.fired.items() if fired} <= reach.firing
        assert [name for name, value in rollout.final.items() if not lies(scenario, reach, name, float(value))] == []


@given(scenario_texts(), st.integers(0, 50))
def test_nothing_happens_in_any_scenario_that_was_called_impossible(text: str, index: int) -> None:
    scenario = build(read_text(text))
    reach = reach_of(scenario)
    rollout = Reference(scenario, seed=3).rollout(index)
    assert {name for name, fired in rollout.fired.items() if fired} <= reach.firing
    assert [name for name, value in rollout.final.items() if not lies(scenario, reach, name, float(value))] == []
    reached = {scenario.ladder[rung].when for rung, _ in rollout.path}
    assert [str(when) for when in reached if not reach.may(when)] == []
    assert [doubt for doubt in warnings(scenario) if not (doubt.warning and doubt.place.line and doubt.message)] == []


def lies(scenario: Scenario, reach: Reach, name: str, value: float) -> bool:
    """Whether a final value lies in what was said to be possible."""
    possible = reach.values[name]
    return int(value) in possible if isinstance(possible, frozenset) else possible[0] <= value <= possible[1]


def test_small_parts() -> None:
    assert joined([(1.0, 2.0), (5.0, 6.0)]) == (1.0, 6.0)
    assert joined([frozenset({1}), frozenset({3})]) == frozenset({1, 3})
    assert (floor_of(1.5), ceil_of(1.5), floor_of(-inf), ceil_of(inf)) == (1.0, 2.0, -inf, inf)
    assert every(scene("").variables["alarm"].type) == {0, 1}
