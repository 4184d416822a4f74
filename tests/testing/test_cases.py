"""Cases are run and judged: each kind of expectation, met and not met, and what is said of each that is not."""

from __future__ import annotations

from textwrap import indent

import pytest

from sim.language.cases import cases_of
from sim.language.scenario import Case
from sim.testing.cases import JUDGES, run_case
from tests.scenes import scene

STORY = """\
horizon: 10 days
state: {alarm: {flag: true}, clashes: {count: 0}, deaths: {quantity: 0, changes: 2 per day}}
ladder: [{rung: calm}, {rung: war, when: clashes >= 2}]
events:
  bell: {at: day 1, then: [clashes += 1]}
  knock: {every: 2 days, then: [clashes += 1]}
actors:
  a:
    triggers:
      acts: {when: alarm, after: 3 days, then: [alarm = false]}
      balks: {when: clashes >= 1, chance: 0%}
      wavers: {when: alarm, after: 5 days}
      waits: {when: clashes >= 1, after: 20 days}
      sleeps: {when: clashes > 100}
outcomes: {settled: {when: day >= 10 and not alarm}}
assertions: {few: {always: clashes < 3}, some: {always: clashes < 300}}
"""
FAULTY = "horizon: 9 days\nstate: {x: {count: 0}}\nevents: {splits: {at: day 2, then: [x = 1 / x]}}\n"


def case(expect: str, story: str = STORY, more: str = "") -> Case:
    """The story with one case of these expectations."""
    lines = f"  - case: tried\n    expect:\n{indent(expect, '      ')}\n{indent(more, '    ')}"
    (found,) = cases_of(scene(f"{story}cases:\n{lines}\n"))
    return found


def failures(expect: str, story: str = STORY, more: str = "") -> list[str]:
    """What is said of the expectations that are not met, without their place."""
    result = run_case(case(expect, story, more))
    assert result.passed == (not result.failures)
    return [str(failure).partition(" expected ")[2] for failure in result.failures]


@pytest.mark.parametrize(
    "expect",
    [
        "a.acts: fires",
        "a.acts: {fires: day 3}",
        "a.acts: {fires: day 2 .. day 4}",
        "knock: {fires: day 6}",
        "a.acts: {fires: 2020-11-03}",
        "a.sleeps: never",
        "a.balks: never",
        "knock: at most 5",
        "knock: 5 times",
        "a.acts: 1 time",
        "a.balks: refuses",
        "a.balks: {refuses: day 1}",
        "a.wavers: lapses",
        "a.wavers: {lapses: day 3}",
        "a.wavers: rises",
        "a.wavers: {rises: day 0}",
        "a.waits: pending",
        "outcome: settled",
        "rung: war",
        "rung at day 2: war",
        "rung at day 1.9: calm",
        "few: violates",
        "few: {violates: day 4}",
        "violates: few",
        "some: holds",
        "holds: some",
        "alarm at day 2.9: true",
        "alarm at day 3: false",
        "clashes at day 4: 3",
        "deaths at day 4.5: 9",
        "deaths at day 4.5: 8 .. 9.5",
        "clashes + 1 at 2020-11-04: 4",
        "a.acts: [fires, rises, 1 time]",
    ],
)
def test_an_expectation_is_met(expect: str) -> None:
    assert failures(expect) == []


@pytest.mark.parametrize(
    ("expect", "told"),
    [
        ("a.sleeps: fires", "a.sleeps: fires; it never fired"),
        ("a.acts: {fires: day 4 .. day 5}", "a.acts: fires day 4 .. day 5; it did on day 3"),
        ("knock: {fires: day 5}", "knock: fires day 5; it did on day 2, day 4, day 6, day 8, day 10"),
        ("a.sleeps: {fires: day 5}", "a.sleeps: fires day 5; it never did"),
        ("a.acts: never", "a.acts: never; it did on day 3"),
        ("bell: at most 0", "bell: at most 0; it fired 1 time, on day 1"),
        ("knock: 4 times", "knock: 4 times; it fired 5 times, on day 2, day 4, day 6, day 8, day 10"),
        ("a.sleeps: 2 times", "a.sleeps: 2 times; it never fired"),
        ("a.acts: refuses", "a.acts: refuses; it never did"),
        ("a.balks: {refuses: day 2}", "a.balks: refuses day 2; it did on day 1"),
        ("a.acts: lapses", "a.acts: lapses; it never did"),
        ("a.wavers: {lapses: day 4}", "a.wavers: lapses day 4; it did on day 3"),
        ("a.sleeps: rises", "a.sleeps: rises; it never did"),
        ("a.acts: {rises: day 1}", "a.acts: rises day 1; it did on day 0"),
        ("a.acts: pending", "a.acts: pending; the last that is known of it: fired"),
        ("a.wavers: pending", "a.wavers: pending; the last that is known of it: lapsed"),
        ("a.sleeps: pending", "a.sleeps: pending; the last that is known of it: nothing"),
        ("outcome: none", "outcome: none; the outcome was settled on day 10"),
        ("rung: calm", "rung: calm; the rung was war"),
        ("rung at day 2: calm", "rung at day 2: calm; the rung was war"),
        ("some: violates", "some: violates; it was not violated"),
        ("few: {violates: day 1 .. day 3}", "few: violates day 1 .. day 3; it was violated on day 4"),
        ("few: holds", "few: holds; it was violated on day 4"),
        ("holds: few", "holds: few; it was violated on day 4"),
        ("error: division", "error: division; the rollout ended without an error"),
        ("alarm at day 2: false", "alarm = false; it does not hold on day 2"),
        ("clashes at day 3.5: 3", "clashes = 3; it does not hold on day 3.5"),
        ("deaths at day 4: 9 .. 12", "deaths = 9 .. 12; it does not hold on day 4"),
    ],
)
def test_an_expectation_that_is_not_met_says_what_was_seen(expect: str, told: str) -> None:
    assert failures(expect) == [told]


def test_every_kind_of_expectation_has_its_judge() -> None:
    kinds = {
        expected.kind
        for expect in ("a.acts: [fires, never, at most 1, 1 time, refuses, lapses, rises, pending]",
                       "outcome: none", "rung: calm", "few: violates", "few: holds", "error: x")
        for expected in case(expect).expect
    }  # fmt: skip
    assert kinds == set(JUDGES)


def test_all_that_is_not_met_is_told_with_its_place() -> None:
    result = run_case(case("a.acts: never\nbell: fires\noutcome: none"))
    assert [failure.expectation.place.marked for failure in result.failures] == ["a.acts", "outcome"]
    assert str(result.failures[0]).startswith("scene.yaml:")
    assert not result.passed
    assert result.trace.rollout.outcome == "settled"


def test_an_error_may_be_what_is_expected() -> None:
    """R18: by its kind or by its words."""
    assert failures("error: division", FAULTY) == []
    assert failures("error: divides by zero", FAULTY) == []
    (told,) = failures("error: overflow", FAULTY)
    assert told.startswith("error: overflow; the error was: division: ")
    assert failures("outcome: none", FAULTY) == ["outcome: none; the outcome was error on day 2"]


def test_facts_luck_seed_and_rollout_of_a_case_are_used() -> None:
    story = STORY.replace("after: 3 days", "after: 2 to 20 days")
    assert failures("a.acts: {fires: day 2}", story, "luck: {a.acts: {delay: 4%}}") != []
    assert failures("a.acts: {fires: day 1.9 .. day 2}", story, "luck: {a.acts: {delay: 4.5%}}") == []
    assert failures("a.acts: never", story, "without: [a]\nluck: {a.acts: {delay: 5%}}") == []
    fact = "given: {day 1.5: {then: [clashes = 200]}}"
    assert failures("few: {violates: day 1.5}\na.sleeps: {fires: day 1.5}", STORY, fact) == []
    rolls = {str(run_case(case("bell: fires", story, f"rollout: {index}")).trace.happenings) for index in range(4)}
    seeds = {str(run_case(case("bell: fires", story, f"seed: {seed}")).trace.happenings) for seed in range(4)}
    assert (len(rolls), len(seeds)) == (4, 4)


def test_a_case_is_run_the_same_way_each_time() -> None:
    one = case("a.acts: fires")
    assert run_case(one) == run_case(one)
