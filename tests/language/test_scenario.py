"""A scenario says in one line what it is, and knows what in it is uncertain and what grows."""

from sim.language.builder import build
from sim.language.document import read_text

TEXT = """flashpoint: 1
scenario: small
title: Small
starts: 2021-01-01
horizon: 10 days
parameters: {pace: {value: 1 to 9 per week}, bar: {value: 3}}
state: {losses: {quantity: 5, changes: 2 per day}, alarm: {flag: true}}
ladder: [{rung: calm}]
events: {clash: {rate: pace, then: [let toll = 1 to 3, losses += toll], chance: 50%, failing_that: [alarm = false]}}
actors: {a: {triggers: {picks: {at: day 2, options: [{chance: 90%, then: [cancel clash]}, {chance: 10%}]}}}}
"""


def test_one_line_for_a_scenario() -> None:
    told = str(build(read_text(TEXT)))
    assert told == "small: Small (10 days; 1 actors, 2 triggers, 2 variables, 2 parameters, 1 rungs)"


def test_what_is_uncertain_and_what_grows() -> None:
    scenario = build(read_text(TEXT))
    assert scenario.uncertain == ("pace",)
    assert [name for name, variable in scenario.variables.items() if variable.grows] == ["losses"]


def test_effects_stand_in_the_order_of_the_text() -> None:
    scenario = build(read_text(TEXT))
    assert [type(effect).__name__ for effect in scenario.triggers["clash"].effects] == ["Let", "Assign", "Assign"]
    assert [type(effect).__name__ for effect in scenario.triggers["a.picks"].effects] == ["Cancel"]
