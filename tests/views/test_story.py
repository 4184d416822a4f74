"""Tests of `sim.views.story`: a rollout told day by day. (Every form is also told word for word beside its case.)"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.engine.reference import Reference
from sim.engine.rollouts import NearMiss, Trace
from sim.language.builder import build, load
from sim.language.document import read_text
from sim.language.scenario import ForcedLuck, Scenario
from sim.testing.scenario_texts import scenario_texts
from sim.views.story import tell
from tests.scenes import FLAGSHIP, SHIPPED, scene


def story(scenario: Scenario, *, rollout: int = 0, luck: dict[str, ForcedLuck] | None = None) -> str:
    return tell(Reference(scenario, seed=1, luck=luck).trace(rollout), scenario)


def flat(text: str) -> str:
    return " ".join(text.split())


def days(text: str) -> str:
    """What is told between the opening and the end."""
    return text.partition("\n\n")[2].partition("\n\n")[2].partition("The end\n")[0].strip()


NORTH = """
    starts: 2030-03-01 00:00+02:00
    horizon: 20 days
    state:
      alarm: {flag: false, title: The alarm has gone off}
      incidents: {count: 0, title: Incidents at sea}
    ladder:
      - {rung: calm, title: Calm}
      - {rung: alert, when: alarm, title: An alert}
    events:
      rings: {at: 2030-03-03 06:00, then: [alarm = true], title: A bell rings}
      stops: {at: day 12, then: [alarm = false], title: The bell stops}
    actors:
      north:
        title: Northland
        state: {posture: {levels: [resting, ready, out], title: Northland's navy}}
        triggers:
          sails: {when: alarm, for: 2 days, after: 1 to 3 days, then: [posture = out], title: The navy sails}
"""


def test_a_story_is_told_day_by_day_with_dates_and_causes() -> None:
    told = story(scene(NORTH), luck={"north.sails": ForcedLuck(delay=(0.5,))})
    assert told.startswith("A scene\n=======\n\nSeed 1, rollout 0. From 1 March 2030 to 21 March 2030 at the latest;")
    assert "It is not a forecast, and says nothing about what leaders will do." in flat(told)
    assert days(told).splitlines() == [
        "Friday 1 March 2030, day 0",
        "  00:00 The rung is “Calm”.",
        "",
        "Sunday 3 March 2030, day 2",
        "  06:00 A bell rings. The alarm has now gone off.",
        "        Under way: “The navy sails”, since the alarm has gone off. It must hold without a break",
        "        until 5 March at 06:00 and is to be decided on 6 March at 23:34.",
        "        The ladder: up to “An alert”.",
        "",
        "Wednesday 6 March 2030, day 5",
        "  23:34 The navy sails. Northland's navy goes from “resting” to “out”.",
        "",
        "Wednesday 13 March 2030, day 12",
        "  00:00 The bell stops. It is no longer so that the alarm has gone off.",
        "        The ladder: down to “Calm”.",
    ]
    assert told.endswith("\nTo read it again: flashpoint narrate scene.yaml --seed 1 --rollout 0\n")


def test_a_lapse_says_which_clause_turned_and_how_near_it_came() -> None:
    told = flat(story(scene(NORTH.replace("stops: {at: day 12", "stops: {at: day 3"))))
    assert "Called off: “The navy sails”, since the alarm has not gone off." in told
    assert (
        "What was nearly reached - “The navy sails”: its condition held for 18 hours of the 2 days that it needs."
        in told
        or "its condition held for 0.75 of the 2 days that it needs." in told
    )


def test_a_refusal_says_when_it_is_weighed_again() -> None:
    scenario = scene(f"""{NORTH}
          protests:
            when: alarm
            after: 1 day
            chance: 40%
            failing_that: [incidents += 1]
            reconsider: 3 days
            title: Northland protests
    """)
    told = flat(story(scenario, luck={"north.protests": ForcedLuck(chance=(0.9, 0.1))}))
    assert (
        "06:00 Decided against: “Northland protests”. Incidents at sea go from 0 to 1. It may be weighed again 3 days"
        " later."
    ) in told
    assert "Weighed again: “Northland protests”. It is to be decided on 8 March at 06:00." in told
    assert "Friday 8 March 2030, day 7 06:00 Northland protests." in told


def test_what_decides_at_once_is_told_once_with_its_reason() -> None:
    told = flat(
        story(scene(f"{NORTH}          wakes: {{when: alarm, then: [raise posture], title: The navy wakes}}\n"))
    )
    assert "The navy wakes, since the alarm has gone off. Northland's navy goes from “resting” to “ready”." in told
    assert told.count("The navy wakes") == 1


def test_occasions_that_are_lost_say_why() -> None:
    scenario = scene("""
        horizon: 6 days
        events: {bell: {every: 1 day, title: A bell}}
        actors:
          north:
            triggers:
              slow: {on: bell, after: 36 hours, title: Slow}
              tired: {on: bell, cooldown: 36 hours, title: Tired}
    """)
    told = flat(story(scenario))
    assert "Passed over: “Slow”, since an earlier occasion is still under way." in told
    assert "Passed over: “Tired”, since it rests." in told
    assert "Under way: “Slow”, set off by this. It is to be decided on 2 November at 12:00." in told


def test_an_option_is_told_by_its_title() -> None:
    scenario = scene(f"""{NORTH}
          choose:
            when: alarm
            after: 1 day
            title: Northland decides
            options: [{{chance: 50%, title: A complaint}}, {{chance: 50%, title: Silence, then: [incidents += 2]}}]
    """)
    told = flat(story(scenario, luck={"north.choose": ForcedLuck(chance=(0.7,))}))
    assert "Northland decides. Silence. Incidents at sea go from 0 to 2." in told


def test_what_comes_round_again_and_again_is_told_together() -> None:
    lines = """
        horizon: 30 days
        state: {deaths: {count: 100, title: Deaths}, alarm: {flag: false}}
        ladder: [{rung: calm, title: Calm}, {rung: war, when: alarm, title: War}]
        events:
          rings: {at: day 5.5, then: [alarm = true], title: War breaks out}
          toll: {every: PERIOD, then: [deaths += 10], title: Another day}
    """
    told = flat(story(scene(lines.replace("PERIOD", "1 day"))))
    assert "12:00 War breaks out. “alarm” holds from now on." in told
    assert (
        "Meanwhile, 5 times since 1 November: Another day. Deaths go from 100 to 150. The ladder: up to “War”." in told
    )
    assert "00:00 Meanwhile, 25 times since 6 November: Another day. Deaths go from 150 to 400." in told
    assert told.count("Another day") == 3  # and once that it is under way
    assert flat(story(scene(lines.replace("PERIOD", "3 days")))).count("00:00 Another day. Deaths go") == 10


def test_a_violation_is_told_where_it_comes_and_at_the_end() -> None:
    lines = f"{NORTH}    assertions: {{quiet: {{always: not alarm, title: The alarm never goes off}}}}\n"
    told = flat(story(scene(lines)))
    assert "VIOLATED: “The alarm never goes off”. This must hold in every rollout, and here it does not." in told
    assert "VIOLATED on 3 March 2030 at 06:00: “The alarm never goes off”." in told


def test_the_end_names_outcome_date_and_rungs() -> None:
    lines = f"{NORTH}    outcomes: {{over: {{when: alarm, for: 3 days, title: Three days of alarm}}}}\n"
    told = flat(story(scene(lines)))
    assert "The end Three days of alarm. This outcome is reached on 6 March 2030 at 06:00, after 5.25 days." in told
    assert "The rungs, one after another: “Calm” from day 0, “An alert” from day 2.25." in told
    assert "No outcome is reached before the horizon, on 21 March 2030, after 20 days." in flat(story(scene(NORTH)))


def test_a_ladder_that_moves_often_is_summed_up() -> None:
    scenario = scene("""
        horizon: 30 days
        events: {on_off: {every: 1 day, then: [alarm = not alarm]}}
        ladder: [{rung: calm, title: Calm}, {rung: alert, when: alarm, title: Alert}]
    """)
    assert "The ladder moved 30 times; the highest rung was “Alert”, first on day 1." in flat(story(scenario))


def test_an_error_is_told_with_its_place() -> None:
    scenario = scene("state: {none: {count: 0}}\nevents: {breaks: {at: day 2, then: [none = 1 / none]}}")
    told = flat(story(scenario))
    assert "The rollout stopped with an error on 2 November 2020, after 2 days: `1 / none` divides by zero." in told
    assert "This stands at scene.yaml:8:44. The rungs" in told


def test_uncertain_numbers_are_told_as_this_world_drew_them() -> None:
    scenario = scene("""
        parameters:
          pace: {value: 0.3 to 1.2 per week, title: How often they collide}
          resolve: {value: 20% to 70%, title: Chance that it acts}
          time: {value: 1 to 5 days, title: How long it takes}
          size: {value: 100 to 900, unit: men, title: How many come}
          mood: {value: "pick(calm=50%, angry=50%)", title: The mood}
          sure: {value: 3}
        events: {asked: {rate: pace, chance: resolve}}
    """)
    trace = Reference(scenario, seed=1).trace(0)
    drawn = {"pace": 0.05, "resolve": 0.4237, "time": 2.6437, "size": 432.1, "mood": 1, "sure": 3.0}
    told = tell(replace(trace, rollout=replace(trace.rollout, parameters=drawn)), scenario)
    assert told.split("\n\n")[2].splitlines() == [
        "The uncertain numbers, as they are in this world",
        "  0.35 per week  How often they collide",
        "            42%  Chance that it acts",
        "       2.6 days  How long it takes",
        "        432 men  How many come",
        "        “angry”  The mood",
    ]


@pytest.fixture(scope="module")
def bare() -> tuple[Scenario, Trace]:
    scenario = scene("""
        parameters: {limit: {value: 5}}
        state: {clashes: {count: 0, title: Border clashes}, stock: {quantity: 9, unit: kg, title: The stock}}
        events:
          many: {when: clashes >= limit, title: Many}
          flipped: {when: 5 <= clashes, title: Flipped}
          empty: {when: stock < 2, title: Empty}
          dated: {when: day >= 40, title: Dated}
          other: {when: clashes > 7, title: Other}
    """)
    return scenario, Reference(scenario, seed=1).trace(0)


@pytest.mark.parametrize(
    ("trigger", "kind", "reached", "needed", "words"),
    [
        ("many", "held", 2.6, 3, "“Many”: its condition held for 2.6 of the 3 days that it needs."),
        ("many", "held", 0.25, 0.5, "“Many”: its condition held for 6 hours of the 12 hours that it needs."),
        ("many", "held", 2.999999, 3, "“Many”: its condition held for all but a moment of the 3 days that it needs."),
        ("many", "pending", 1.5, 5, "“Many”: it had waited 1.5 of the 5 days when the story ended."),
        ("many", "threshold", 4, 5, "“Many”: border clashes never came nearer than 4, and 5 or more is needed."),
        ("flipped", "threshold", 5, 4, "“Flipped”: border clashes never came nearer than 4, and 5 or more is needed."),
        ("empty", "threshold", 3, 2, "“Empty”: the stock never came nearer than 3 kg, and less than 2 kg is needed."),
        ("dated", "threshold", 30, 40, "“Dated”: day 30 came, and day 40 is needed."),
        ("other", "threshold", 4, 7, "“Other”: border clashes never came nearer than 4, and more than 7 is needed."),
    ],
)  # fmt: skip
def test_near_misses(
    bare: tuple[Scenario, Trace], trigger: str, kind: str, reached: float, needed: float, words: str
) -> None:
    scenario, trace = bare
    clause = scenario.triggers[trigger].when if kind == "threshold" else None
    told = tell(replace(trace, near_misses=(NearMiss(trigger, kind, reached, needed, clause),)), scenario)
    assert f"What was nearly reached - {words} The end" in flat(told)


def test_a_wait_of_nothing_is_no_near_miss(bare: tuple[Scenario, Trace]) -> None:
    scenario, trace = bare
    told = tell(replace(trace, near_misses=(NearMiss("many", "pending", 0, 0),)), scenario)
    assert "What was nearly reached" not in told


def test_the_command_at_its_end_repeats_it() -> None:
    scenario = load(FLAGSHIP, set={"patience": "5"}, disable=["iran"], horizon="20 days")
    trace = Reference(scenario, seed=9, worlds=4).trace(6)
    last = tell(trace, scenario, worlds=4).splitlines()[-1]
    assert last.startswith("To read it again: flashpoint narrate ")
    assert last.endswith("--seed 9 --rollout 6 --worlds 4 --set patience=5 --disable iran --horizon '20 days'")
    assert tell(trace, scenario, command="my command").endswith("To read it again: my command\n")


@given(scenario_texts(), st.integers(0, 50))
def test_any_rollout_of_any_scenario_can_be_told(text: str, rollout: int) -> None:
    scenario = build(read_text(text))
    told = story(scenario, rollout=rollout)
    assert told == story(scenario, rollout=rollout)
    assert [line for line in told.splitlines()[:-1] if len(line) > 100] == []


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_every_story_fits_a_page_and_is_the_same_each_time(path: Path) -> None:
    scenario = load(path)
    for rollout in range(3):
        told = story(scenario, rollout=rollout)
        assert [line for line in told.splitlines()[:-1] if len(line) > 100] == []
        assert told == story(load(path), rollout=rollout)
        assert "\n  The rungs, one after" in told or "\n  The ladder moved" in told
