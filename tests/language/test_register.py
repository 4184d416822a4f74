"""Tests of `sim.language.register`: every number with its place and where it comes from."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.language.builder import load
from sim.language.inspection import literals
from sim.language.register import Assumption, as_data, missing_sources, numbers, register
from sim.language.scenario import Scenario
from tests.scenes import FLAGSHIP, SHIPPED, scene

LINES = """
    sources: {book: {title: A book}}
    parameters:
      resolve: {value: 20% to 75%, between: [0%, 100%], title: Resolve, source: book, note: why}
      plain: {value: 3, unit: clashes}
      bold: {value: true, note: judgement}
    state:
      alarm: {flag: false}
      front: {levels: [here, there], initial: there}
      clashes: {count: 4}
      deaths: {quantity: 0, changes: 160 per day, max: 10_000, source: book}
    define: {many: clashes > 7, some: clashes > 0}
    ladder: [{rung: calm}, {rung: high, when: clashes >= 12}]
    events:
      clash:
        when: not many
        rate: {value: 2 per week, note: counted by hand}
        then:
          - clashes += 1
          - let toll = 20 to 120
          - deaths += toll
    actors:
      north:
        triggers:
          act:
            when: clashes >= plain and resolve > 0
            for: 2 days
            after: 3 to 14 days
            chance: resolve
            reconsider: 5 days
            source: book
          choose:
            when: clashes > 20
            note: judgement
            options: [{chance: 40%, title: Yes, note: own reason}, {chance: 60%}]
    outcomes: {over: {when: alarm, for: 30 days}}
    assertions: {soon: {whenever: alarm, then: some, within: 10 days}}
"""


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return scene(LINES)


def line(scenario: Scenario, about: str, key: str) -> Assumption:
    (found,) = [each for each in register(scenario) if (each.about, each.key) == (about, key)]
    return found


def test_the_register_lists_what_is_assumed(scenario: Scenario) -> None:
    assert [f"{each.about} {each.key}: {each.value}" for each in register(scenario)] == [
        "parameter:resolve value: 20% to 75%",
        "parameter:plain value: 3 clashes",
        "parameter:bold value: true",
        "variable:front initial: there",
        "variable:clashes initial: 4",
        "variable:deaths initial: 0",
        "variable:deaths changes: 160 per day",
        "variable:deaths max: 10_000",
        "definition:many define: clashes > 7",
        "rung:high when: clashes >= 12",
        "trigger:clash rate: 2 per week",
        "trigger:clash then: let toll = 20 to 120",
        "trigger:north.act for: 2 days",
        "trigger:north.act reconsider: 5 days",
        "trigger:north.act after: 3 to 14 days",
        "trigger:north.choose when: clashes > 20",
        "trigger:north.choose options.1.chance: 40%",
        "trigger:north.choose options.2.chance: 60%",
        "outcome:over for: 30 days",
        "assertion:soon within: 10 days",
    ]


def test_a_line_tells_range_law_source_reason_and_place(scenario: Scenario) -> None:
    resolve = line(scenario, "parameter:resolve", "value")
    assert (resolve.what, resolve.range, resolve.source, resolve.reason) == ("Resolve", "0% to 100%", "book", "why")
    assert resolve.law == "logit-normal, 20% to 75% (9 times out of 10)"
    assert resolve.place.text.strip().startswith("resolve:")
    assert line(scenario, "trigger:clash", "rate").law == "hazard: waiting times without memory"


def test_what_has_no_source_is_judgement(scenario: Scenario) -> None:
    assert line(scenario, "parameter:plain", "value").source == "judgement"


def test_a_value_cites_its_own_source_before_that_of_its_trigger(scenario: Scenario) -> None:
    assert line(scenario, "trigger:clash", "rate").reason == "counted by hand"
    assert line(scenario, "trigger:north.act", "after").sources == ("book",)
    reasons = [line(scenario, "trigger:north.choose", f"options.{number}.chance").reason for number in (1, 2)]
    assert reasons == ["own reason", "judgement"]


def test_numbers_without_source_or_note_are_complained_of(scenario: Scenario) -> None:
    assert [(each.code, each.message, each.warning) for each in missing_sources(scenario)] == [
        ("no-source", "Plain: 3 clashes has neither a source nor a note", False),
        ("no-source", "Clashes, at the start: 4 has neither a source nor a note", False),
        ("no-source", "Many: clashes > 7 has neither a source nor a note", False),
        ("no-source", "Clash: let toll = 20 to 120 has neither a source nor a note", False),
    ]


def test_the_flagship_gives_a_source_or_a_reason_for_every_number() -> None:
    assert [str(each) for each in missing_sources(load(FLAGSHIP))] == []


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_every_line_has_its_place_and_every_delay_its_line(path: Path) -> None:
    scenario = load(path)
    lines = register(scenario)
    assert all(each.place.line and each.value and each.what for each in lines)
    for name, trigger in scenario.triggers.items():
        keys = {each.key for each in lines if each.about == f"trigger:{name}"}
        assert trigger.after is None or {"after", "every"} & keys or trigger.after.is_certain
        assert trigger.hold is None or not numbers(trigger.hold) or "for" in keys
    parameters = {each.about.partition(":")[2] for each in lines if each.about.startswith("parameter:")}
    assert parameters == set(scenario.parameters)


def test_counting_is_no_assumption() -> None:
    scenario = scene("""
        state: {clashes: {count: 0}}
        events: {clash: {when: clashes >= 1 or 0 < clashes * 100%, then: [clashes += 1]}}
    """)
    when = scenario.triggers["clash"].when
    assert when is not None
    assert [literal.text for literal in literals(when)] == ["1", "0", "100%"]
    assert numbers(when) == ("100%",)


def test_the_register_as_data(scenario: Scenario) -> None:
    data = as_data(scenario)
    assert len(data) == len(register(scenario))
    assert len({tuple(row) for row in data}) == 1
    assert data[0] == {
        "file": "scene.yaml",
        "line": data[0]["line"],
        "about": "parameter:resolve",
        "key": "value",
        "what": "Resolve",
        "value": "20% to 75%",
        "range": "0% to 100%",
        "law": "logit-normal, 20% to 75% (9 times out of 10)",
        "source": "book",
        "reason": "why",
    }
