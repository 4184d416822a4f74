"""Tests of `sim.language.phrases`: conditions, values and laws inside a sentence."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sim.language.distributions import Amount
from sim.language.kinds import DURATION, FLAG, NUMBER, RATE
from sim.language.phrases import Phrases, joint, phrases_of, stretch_in_words
from sim.language.tree import Expression
from tests.scenes import scene

WORLD = """
    starts: 2020-10-31 00:00+04:00
    horizon: 60 days
    parameters:
      threshold: {value: 3, unit: clashes, title: Clashes before Moscow acts}
      resolve: {value: 60% to 90%, title: Chance that Moscow acts}
      patience: {value: 2 days}
      strikes_count: {value: false, title: "Do strikes count?"}
      kind: {value: x, options: [x, y]}
    state:
      front: {levels: [inside, armenian_border, armenian_soil, beyond], title: Where the fighting is}
      posture: {levels: [mediating, consulting, intervening], title: What Moscow does}
      other: {levels: [mediating, consulting, intervening], title: Ankara's posture}
      aid: {category: [none, arms], title: The kind of aid}
      truce: {flag: false, title: A truce is in force}
      gone: {flag: false, title: The envoy has gone}
      clashes: {count: 0, title: Border clashes}
      deaths: {quantity: 0, unit: people, title: Deaths on both sides}
      toll: {quantity: 0, title: The toll}
    define:
      war: front >= armenian_border and not truce
      open: not truce
      losses: deaths / 2
    events:
      strike: {at: day 1, title: Baku strikes}
      talks: {when: truce, options: [{chance: 50%, title: A deal}, {chance: 50%}], title: The parties talk}
"""

Said = Callable[[str], str]


def condition_of(text: str) -> tuple[Phrases, Expression]:
    scenario = scene(WORLD.replace("      strike:", f"      asked: {{when: '{text}'}}\n      strike:"))
    found = scenario.triggers["asked"].when
    assert found is not None
    return phrases_of(scenario), found


@pytest.mark.parametrize(
    ("condition", "so", "not_so"),
    [
        ("truce", "a truce is in force", "a truce is not in force"),
        ("not truce", "a truce is not in force", "a truce is in force"),
        ("true", "it is always so", "it is never so"),
        ("truce == gone", "that a truce is in force is as true or untrue as that the envoy has gone", None),
        ("truce == false", "a truce is not in force", "a truce is in force"),
        ("strikes_count", "the answer to “Do strikes count?” is yes", "the answer to “Do strikes count?” is no"),
        # levels and categories
        ("posture == consulting", "what Moscow does is “consulting”", "what Moscow does is not “consulting”"),
        ("posture >= intervening", "what Moscow does is “intervening”", "what Moscow does is short of “intervening”"),
        ("posture > consulting", "what Moscow does is “intervening”", "what Moscow does is short of “intervening”"),
        ("posture < consulting", "what Moscow does is “mediating”", "what Moscow does is “consulting” or beyond"),
        (
            "front >= armenian_border",
            "where the fighting is stands at “armenian border” or beyond",
            "where the fighting is stands at “inside”",
        ),
        ("front < armenian_soil", "where the fighting is stands short of “armenian soil”", None),
        ("front != inside", "where the fighting is stands at anything but “inside”", None),
        ("posture >= other", "what Moscow does is level with or beyond Ankara's posture", None),
        (
            "max(posture, other) == intervening",
            "the higher of what Moscow does and Ankara's posture is “intervening”",
            None,
        ),
        ("aid == arms", "the kind of aid is “arms”", "the kind of aid is not “arms”"),
        ("kind == x", "“x” (“kind”) is “x”", None),
        # numbers
        (
            "clashes >= threshold",
            "border clashes stand at 3 (“threshold”) or more",
            "border clashes stand below 3 (“threshold”)",
        ),
        ("3 <= clashes", "border clashes stand at 3 or more", "border clashes stand below 3"),
        (
            "deaths > 5_000",
            "deaths on both sides stand above 5,000 people",
            "deaths on both sides stand at 5,000 people or less",
        ),
        ("toll < 10", "the toll stands below 10", "the toll stands at 10 or more"),
        ("clashes == 2", "border clashes stand at exactly 2", "border clashes stand at anything but 2"),
        ("1 <= clashes < 5", "border clashes stand at 1 or more, and border clashes stand below 5", None),
        ("clashes + toll >= 3", "border clashes plus the toll stands at 3 or more", None),
        ("losses > 2", "“losses” stands above 2", None),
        ("clashes * (1 - resolve) > 1", "border clashes times (1 minus “resolve”) stands above 1", None),
        # time and the past
        (
            "day >= 2020-11-09 18:30",
            "it is 9 November 2020 at 18:30 or later",
            "it is not yet 9 November 2020 at 18:30",
        ),
        ("day < 12", "less than 12 days have passed since the start", "at least 12 days have passed since the start"),
        (
            "ever(truce)",
            "it has at some time been so that a truce is in force",
            "it has never yet been so that a truce is in force",
        ),
        (
            "recently(strike, 7 days)",
            "“Baku strikes” has happened within the last 7 days",
            "“Baku strikes” has not happened within the last 7 days",
        ),
        (
            "recently(truce, patience)",
            "within the last 2 days (“patience”) it has been so that a truce is in force",
            None,
        ),
        ("fired(strike) >= 1", "“Baku strikes” has happened", "“Baku strikes” has not happened"),
        (
            "fired(talks.1) > 2",
            "“A deal” of “The parties talk” has happened more than 2 times",
            "“A deal” of “The parties talk” has happened at most 2 times",
        ),
        ("number_of(truce, gone) >= 1", "at least 1 of these hold (a truce is in force; the envoy has gone)", None),
        # definitions and what joins
        ("war", "“war” holds", "“war” does not hold"),
        ("open", "a truce is not in force", "a truce is in force"),
        (
            "truce and gone",
            "a truce is in force and the envoy has gone",
            "a truce is not in force or the envoy has not gone",
        ),
        (
            "gone and (truce or aid == arms)",
            "the envoy has gone, and either a truce is in force or the kind of aid is “arms”",
            "the envoy has not gone, or both a truce is not in force and the kind of aid is not “arms”",
        ),
        (
            "not (truce or gone)",
            "a truce is not in force and the envoy has not gone",
            "a truce is in force or the envoy has gone",
        ),
        (
            "truce if gone else open",
            "a truce is in force if the envoy has gone, otherwise a truce is not in force",
            None,
        ),
    ],
)
def test_conditions_and_their_denials(condition: str, so: str, not_so: str | None) -> None:
    phrases, found = condition_of(condition)
    assert phrases.condition(found) == so
    if not_so is not None:
        assert phrases.condition(found, so=False) == not_so


def test_what_joins_a_condition() -> None:
    assert [joint(condition_of(text)[1]) for text in ("truce and gone", "truce or gone", "truce", "war")] == [
        "and",
        "or",
        "",
        "",
    ]


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("80%", "80%"),
        ("0.002 * clashes", "0.002 times border clashes"),
        ("min(clashes, toll, 3)", "the smallest of border clashes, the toll and 3"),
        ("-toll", "minus the toll"),
        ("toll - (clashes - 1)", "the toll minus (border clashes minus 1)"),
        ("(2 if truce else 1) * toll", "(2 if a truce is in force, otherwise 1) times the toll"),
        ("abs(toll)", "the size (without its sign) of the toll"),
        ("fired(strike)", "the number of times “Baku strikes” has happened"),
        ("number_of(truce, gone)", "how many of these hold (a truce is in force; the envoy has gone)"),
        ("day", "the number of days since the start"),
        ("threshold", "3 clashes (“threshold”)"),
        ("resolve", "“resolve” (60% to 90%)"),
    ],
)
def test_values(value: str, words: str) -> None:
    asked = f"      asked:\n        at: day 2\n        then:\n          - toll = {value}\n      strike:"
    scenario = scene(WORLD.replace("      strike:", asked))
    effect = next(iter(scenario.triggers["asked"].effects))
    assert phrases_of(scenario).amount(amount_of(effect)) == words


def amount_of(effect: object) -> Amount:
    found: Amount = getattr(effect, "amount")  # noqa: B009
    return found


@pytest.mark.parametrize(
    ("law", "words"),
    [
        ("3 to 14 days", "3 to 14 days"),
        ("6 hours to 3 days", "6 hours to 3 days"),
        ("uniform(1 day, 4 days)", "anything from 1 to 4 days, all equally likely"),
        ("loguniform(1 hour, 4 days)", "anything from 1 hour to 4 days, every doubling equally likely"),
        ("triangular(1 day, 2 days, 5 days)", "1 to 5 days, most likely 2 days"),
        ("exponential(mean=5 days)", "5 days on average, without memory"),
        ("weibull(scale=3 days, shape=1.5)", "a Weibull spread around 3 days (shape 1.5)"),
        ("lognormal(median=6 days, sigma=0.5)", "half the time below 6 days, with a long tail (sigma 0.5)"),
        (
            "quantiles(0%=1 day, 50%=6 days, 95%=20 days, 100%=40 days)",
            "never below 1 day, half the time below 6 days, 95% of the time below 20 days, never above 40 days",
        ),
        ("patience", "2 days (“patience”)"),
        ("2 * patience", "2 times “patience”"),
    ],
)
def test_laws(law: str, words: str) -> None:
    scenario = scene(
        WORLD.replace("      strike:", f"      asked:\n        when: truce\n        after: {law}\n      strike:")
    )
    after = scenario.triggers["asked"].after
    assert after is not None
    assert phrases_of(scenario).amount(after) == words


def test_a_table_of_laws_is_told_case_by_case() -> None:
    cases = "{cases: [{if: truce, value: 1 day}, {else: 2 to 5 days}]}"
    scenario = scene(WORLD.replace("      strike:", f"      asked: {{when: gone, after: {cases}}}\n      strike:"))
    after = scenario.triggers["asked"].after
    assert after is not None
    assert phrases_of(scenario).amount(after) == "1 day if a truce is in force, otherwise 2 to 5 days"


def test_known_values_are_told_by_their_type() -> None:
    scenario = scene(WORLD)
    phrases = phrases_of(scenario)
    assert phrases.known(True, FLAG) == "yes"
    assert phrases.known(2, scenario.variables["posture"].type) == "“intervening”"
    assert phrases.known(5000, NUMBER, "people") == "5,000 people"
    assert phrases.known(2.6437, DURATION, digits=2) == "2.6 days"
    assert phrases.known(0.25, RATE) == "0.25 per day"


def test_a_stretch_names_a_shared_unit_once() -> None:
    assert stretch_in_words("0.1 per week", "3 per week") == "0.1 to 3 per week"
    assert stretch_in_words("1 day", "3 days") == "1 to 3 days"
    assert stretch_in_words("2 hours", "3 days") == "2 hours to 3 days"
    assert stretch_in_words("0%", "100%") == "0% to 100%"
