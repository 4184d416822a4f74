"""Tests of `sim.language.sentences`: laws with their ranges, effects, outcomes, assertions, numbers, states."""

from __future__ import annotations

import pytest

from sim.language.sentences import Sentences, is_share, sentences_of, unit_of_rate
from tests.scenes import scene

WORLD = """
    parameters:
      pace: {value: 0.5 to 2 per week, between: [0.1 per week, 4 per week], title: How often Baku pushes}
      patience: {value: "uniform(1 day, 6 days)"}
      mood: {value: "pick(calm=70%, angry=30%)"}
      shares: {value: "uniform(20%, 40%)"}
      threshold: {value: 3, unit: clashes, between: [1, 10]}
      counts: {value: true, title: "Do strikes count?"}
      kind: {value: x, options: [x, y]}
    state:
      front: {levels: [inside, border, soil], title: The front}
      aid: {category: [none, arms, guards], title: The kind of aid}
      truce: {flag: true, title: A truce is in force}
      clashes: {count: 2, min: 0, title: Border clashes}
      deaths: {quantity: 5_000, changes: 160 per day if not truce else 0 per day, unit: people, title: The toll}
      forces: {levels: [home, field], title: The forces}
    events:
      strike: {at: day 1, title: Baku strikes}
"""


@pytest.fixture(scope="module")
def told() -> Sentences:
    return sentences_of(scene(WORLD))


def effects_of(*lines: str) -> tuple[Sentences, list[str]]:
    listed = "".join(f"          - {line}\n" for line in lines)
    scenario = scene(f"{WORLD}      asked:\n        at: day 2\n        then:\n{listed}")
    sentences = sentences_of(scenario)
    return sentences, [sentences.effect(effect) for effect in scenario.triggers["asked"].then]


@pytest.mark.parametrize(
    ("law", "words"),
    [
        ("3 to 14 days", "3 to 14 days (9 times out of 10)"),
        ("10 minutes to 24 hours", "10 minutes to 24 hours (9 times out of 10)"),
        (
            "uniform(1 day, 4 days)",
            "1.1 to 3.8 days (9 times out of 10; anything from 1 to 4 days, all equally likely)",
        ),
        ("exponential(mean=10 days)", "12 hours to 30 days (9 times out of 10; 10 days on average, without memory)"),
        ("patience", "1.2 to 5.8 days (9 times out of 10, the uncertain “patience”)"),
        ("2 days", "2 days"),
    ],
)
def test_delays_have_their_range(law: str, words: str) -> None:
    scenario = scene(f"{WORLD}      asked:\n        when: not truce\n        after: {law}\n")
    after = scenario.triggers["asked"].after
    assert after is not None
    assert sentences_of(scenario).law(after) == words


def test_ranges_keep_the_unit_in_which_they_are_written(told: Sentences) -> None:
    laws = {name: parameter.law for name, parameter in told.scenario.parameters.items()}
    assert told.law(laws["pace"]) == "0.5 to 2 per week (9 times out of 10)"
    assert told.law(laws["shares"]) == "21% to 39% (9 times out of 10; anything from 20% to 40%, all equally likely)"
    assert told.law(laws["mood"]) == "“calm” (70%) or “angry” (30%)"
    assert [is_share(told.start.law(laws[name])) for name in ("pace", "shares")] == [False, True]
    assert unit_of_rate(told.start.law(laws["pace"]).arguments) == "week"
    assert unit_of_rate(()) == "day"


@pytest.mark.parametrize(
    ("effect", "words"),
    [
        ("front = soil", "the front becomes “soil”"),
        ("raise front", "the front rises by one level"),
        ("raise front to border", "the front rises to “border” unless it is there or beyond already"),
        ("lower forces to home", "the forces fall to “home” unless they are there or below already"),
        ("clashes += 1", "border clashes go up by 1"),
        ("clashes -= 2 to 5", "border clashes go down by 2 to 5 (9 times out of 10)"),
        ("deaths = 0", "the toll becomes 0"),
        ("truce = true", "a truce is now in force"),
        ("truce = false", "it is no longer so that a truce is in force"),
        ("truce = front == soil", "whether a truce is in force is set anew: yes if the front is “soil”"),
        ("let loss = 20 to 120", "a number “loss” is drawn: 20 to 120 (9 times out of 10)"),
        ("cancel strike", "“Baku strikes” is called off if it is on its way"),
        ("aid = pick(arms=40%, guards=60%)", "the kind of aid becomes “arms” (40%) or “guards” (60%)"),
    ],
)
def test_effects(effect: str, words: str) -> None:
    assert effects_of(effect)[1] == [words]


def test_several_effects_are_told_in_their_order() -> None:
    told, _ = effects_of("front = soil", "clashes += 1")
    assert (
        told.effects(told.scenario.triggers["asked"].then) == "the front becomes “soil” and border clashes go up by 1"
    )
    told, _ = effects_of("let loss = 20 to 120", "deaths += loss")
    assert told.effects(told.scenario.triggers["asked"].then).endswith(
        "(9 times out of 10), then the toll goes up by “loss”"
    )
    assert told.effects(()) == "nothing changes"


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("pace", "0.5 to 2 per week (9 times out of 10); anything from 0.1 to 4 per week is plausible."),
        ("threshold", "3 clashes; anything from 1 to 10 is plausible."),
        ("counts", "Yes."),
        ("kind", "“x”; to choose from are “x” and “y”."),
    ],
)
def test_numbers(told: Sentences, name: str, words: str) -> None:
    assert told.parameter(told.scenario.parameters[name]) == words


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("front", "The front is “inside” (of “inside”, “border” and “soil”, lowest first)."),
        ("aid", "The kind of aid is “none” (or “arms” or “guards”)."),
        ("truce", "A truce is in force."),
        ("clashes", "Border clashes stand at 2, never below 0."),
        (
            "deaths",
            "The toll stands at 5,000 people, changing by 160 per day if a truce is not in force, otherwise 0 per day.",
        ),
    ],
)
def test_states_at_the_start(told: Sentences, name: str, words: str) -> None:
    assert told.initial(told.scenario.variables[name]) == words


def test_outcomes_and_assertions() -> None:
    scenario = scene(f"""{WORLD}
    outcomes:
      now: {{when: front == soil}}
      held: {{when: truce, for: 30 days}}
      last: {{at_horizon: not truce}}
    assertions:
      always: {{always: deaths >= 5000}}
      never: {{never: front == soil, unless: clashes >= 1}}
      plain: {{never: front == soil}}
      answered: {{whenever: front == soil, then: truce, within: 10 days}}
    """)
    told = sentences_of(scenario)
    assert [told.outcome(outcome) for outcome in scenario.outcomes.values()] == [
        "As soon as the front is “soil”.",
        "As soon as a truce is in force, and this has held for 30 days without a break.",
        "At the horizon, if no other outcome came before and a truce is not in force.",
    ]
    assert [told.assertion(assertion) for assertion in scenario.assertions.values()] == [
        "At every moment the toll stands at 5,000 people or more.",
        (
            "At no moment may it be so that the front is “soil”, unless border clashes stand at 1 or more, then or at"
            " some time before."
        ),
        "At no moment may it be so that the front is “soil”.",
        "Whenever it becomes so that the front is “soil”, it must be so within 10 days that a truce is in force.",
    ]
