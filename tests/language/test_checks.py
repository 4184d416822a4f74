"""Tests of `sim.language.checks`: what is doubtful about a scenario that can run."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.language.builder import load
from sim.language.checks import expressions, provenances, warnings
from sim.language.scenario import Scenario
from tests.scenes import SHIPPED, scene


def told(scenario: Scenario) -> list[tuple[str, str, str]]:
    """Code, message and hint of each warning."""
    assert all(complaint.warning and complaint.place.line for complaint in warnings(scenario))
    return [(complaint.code, complaint.message, complaint.hint) for complaint in warnings(scenario)]


def codes(lines: str) -> list[str]:
    return [code for code, _, _ in told(scene(lines))]


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_the_scenarios_that_come_with_flashpoint_are_above_doubt(path: Path) -> None:
    assert [str(complaint) for complaint in warnings(load(path))] == []


USED = """
    state: {alarm: {flag: false}, front: {levels: [inside, border, soil], title: The front}}
    events:
      rings: {rate: 1 per week, then: [alarm = true]}
      moves: {when: alarm, then: [raise front to border]}
"""


def test_what_can_never_happen_is_told_with_its_reason() -> None:
    scenario = scene(f"""{USED}
      landing: {{when: alarm and front == soil, title: They land}}
      echo: {{on: landing}}
    ladder:
      - {{rung: calm}}
      - {{rung: border, when: front >= border}}
      - {{rung: landed, when: alarm and front >= soil}}
    outcomes:
      over: {{when: front > border}}
    assertions:
      answered: {{whenever: fired(landing) >= 1, then: alarm, within: 2 days}}
    """)
    only = "`front` can only be: inside, border"
    assert [(code, message.partition(", whatever")[0], hint) for code, message, hint in told(scenario)] == [
        ("never-rises", "`landing` can never rise: `front == soil` is never true", only),
        ("never-rises", "`echo` can never rise: `landing` can never fire", ""),
        ("unreachable-rung", "the rung `landed` can never hold: `front >= soil` is never true", only),
        ("unreachable-outcome", "the outcome `over` can never hold: `front > border` is never true", only),
        (
            "empty-assertion",
            "the `whenever` of the assertion `answered` can never hold: `fired(landing) >= 1` is never true",
            "`landing` can never fire",
        ),
    ]


def test_the_caret_stands_at_the_part_that_is_never_true() -> None:
    scenario = scene(f"{USED}      landing: {{when: alarm and front == soil, title: They land}}\n")
    (complaint,) = warnings(scenario)
    start = complaint.place.column - 1
    assert complaint.place.text[start : start + complaint.place.width] == "front == soil"


def test_a_switch_that_is_off_is_not_called_impossible() -> None:
    assert codes("""
        parameters: {bold: {value: false}, limit: {value: 100}}
        state: {clashes: {count: 0}}
        events:
          clash: {rate: 1 per day, then: [clashes += 1]}
          acts: {when: bold and clashes > limit}
    """) == []  # fmt: skip


def test_numbers_and_flags_that_cannot_come_up() -> None:
    scenario = scene("""
        state: {alarm: {flag: false}, stock: {quantity: 10, changes: -1 per day, min: 0}}
        events: {full: {when: stock > 20}, rung: {when: alarm}}
    """)
    assert [hint for _, _, hint in told(scenario)] == ["`stock` lies between 0 and 10", "`alarm` is always false"]


def test_holds_longer_than_the_scenario() -> None:
    scenario = scene(f"""{USED}
      waits: {{when: alarm, for: 40 days}}
    outcomes: {{over: {{when: alarm, for: 31 days}}}}
    """)
    assert [(code, message) for code, message, _ in told(scenario)] == [
        ("longer-than-horizon", "`waits` must hold for 40 days, longer than the whole scenario (30 days)"),
        ("longer-than-horizon", "`over` must hold for 31 days, longer than the whole scenario (30 days)"),
    ]


def test_a_start_without_a_rung_or_with_an_end() -> None:
    lines = f"{USED}    ladder: [{{rung: low, when: alarm}}, {{rung: high, when: front == border}}]\n"
    assert codes(lines) == ["no-rung"]
    assert codes(f"{USED}    outcomes: {{over: {{when: not alarm}}}}\n") == ["ends-at-once"]
    assert codes(f"{USED}    outcomes: {{over: {{when: not alarm, for: 2 days}}}}\n") == []
    assert codes(f"{USED}    outcomes: {{over: {{at_horizon: not alarm}}}}\n") == []


def test_what_rests_on_an_uncertain_number_is_not_told_of_the_start() -> None:
    lines = """
        parameters: {level: {value: 1 to 5}}
        state: {clashes: {count: 9}}
        events: {clash: {rate: 1 per day, then: [clashes += 1]}}
        outcomes: {over: {when: clashes > level}}
    """
    assert codes(lines) == []
    assert codes(lines.replace("1 to 5", "3")) == ["ends-at-once"]


@pytest.mark.parametrize(
    ("rest", "warned"),
    [
        ("chance: 40%", True),
        ("chance: 40%, repeat: once", False),
        ("chance: 40%, reconsider: 2 days", False),
        ("chance: 100%", False),
        ("after: 1 day", False),
    ],
)
def test_a_refusal_that_is_final_by_default(rest: str, warned: bool) -> None:
    assert codes(f"{USED}      acts: {{when: alarm, {rest}}}\n") == ["refusal-unsaid"] * warned


def test_forms_that_try_again_by_themselves_say_enough() -> None:
    assert codes(f"""{USED}
      hazard: {{rate: 1 per week, chance: 40%}}
      round: {{every: 2 days, chance: 40%}}
      dated: {{at: day 3, chance: 40%}}
      listens: {{on: rings, chance: 40%}}
    """) == []  # fmt: skip


def test_what_is_never_used() -> None:
    scenario = scene(f"""
    sources: {{cited: {{title: A}}, idle: {{title: B}}}}
    parameters:
      used: {{value: 2 days, source: cited}}
      spare: {{value: 1}}
      inner: {{value: 3}}
      outer: {{value: inner to 9}}
    define: {{read: alarm, unread: not alarm}}
    {USED.replace("state: {", "state: {idle: {flag: false}, ")}
      acts: {{when: read and fired(rings) < outer, after: used}}
    """)
    assert [(code, message) for code, message, _ in told(scenario)] == [
        ("unused-source", "nothing cites the source `idle`"),
        ("unused-parameter", "nothing reads the parameter `spare`"),
        ("unused-definition", "nothing reads the definition `unread`"),
        ("unused-state", "nothing reads or changes the state `idle`"),
    ]


def test_numbers_beyond_what_they_call_plausible() -> None:
    scenario = scene(f"""
    parameters:
      plain: {{value: 12, between: [1, 10]}}
      wide: {{value: 1 to 20 days, between: [2 days, 30 days]}}
      fine: {{value: 60% to 90%, between: [20%, 100%]}}
    {USED}
      acts: {{when: alarm and fired(rings) > plain, after: wide, chance: fine, repeat: once}}
    """)
    assert [(code, message) for code, message, _ in told(scenario)] == [
        ("outside-range", "`plain`: the value 12 goes beyond what it calls plausible, 1 to 10"),
        ("outside-range", "`wide`: the 90 % range of 1 to 20 days goes beyond what it calls plausible, 2 to 30 days"),
    ]


def test_loops_and_rivals_are_among_the_warnings() -> None:
    assert sorted(codes("""
        state: {light: {flag: true}}
        events:
          off: {when: light, repeat: each_time, then: [light = false]}
          on_again: {when: not light, repeat: each_time, then: [light = true]}
          dated: {at: day 1, then: [light = true]}
          rival: {at: day 1, then: [light = false]}
    """)) == ["same-instant", "undelayed-loop"]  # fmt: skip


def test_what_has_no_value_at_the_start_is_an_error() -> None:
    found = warnings(scene("state: {none: {count: 0}}\nladder: [{rung: low}, {rung: high, when: 1 / none > 3}]"))
    assert [(complaint.code, complaint.warning) for complaint in found if complaint.code != "unused-state"] == [
        ("no-value", False)
    ]


def test_everything_that_is_read_or_cited_is_looked_at() -> None:
    scenario = scene(f"""
    sources: {{book: {{title: A}}}}
    {USED}
      acts:
        when: {{value: alarm, source: book}}
        after: {{cases: [{{if: front == soil, value: 1 day}}, {{else: 2 to 5 days}}]}}
        then: [raise front to soil]
    """)
    assert "front == soil" in {str(expression) for expression in expressions(scenario)}
    assert ("book",) in {provenance.sources for provenance in provenances(scenario)}
