"""Tests of `sim.language.loops`: triggers that never wait (R17), and two writers in one instant (R14)."""

from __future__ import annotations

import pytest

from sim.engine.reference import Reference
from sim.language.loops import loops, rivals, waits
from sim.language.reach import reach_of
from sim.language.scenario import Scenario
from tests.scenes import scene


def looped(scenario: Scenario) -> list[str]:
    return [complaint.message.partition(": ")[2] for complaint in loops(scenario, reach_of(scenario))]


def rivalled(scenario: Scenario) -> list[str]:
    return [complaint.message for complaint in rivals(scenario, reach_of(scenario))]


PING_PONG = """
    state: {light: {flag: true}}
    events:
      off: {when: light, repeat: each_time, then: [light = false]%s}
      on_again: {when: not light, repeat: each_time, then: [light = true]}
"""


def test_two_that_set_one_another_off_are_told_and_do_so() -> None:
    scenario = scene(PING_PONG % "")
    assert looped(scenario) == ["`off` -> `on_again` -> `off`"]
    fault = Reference(scenario, seed=1).rollout(0).fault
    assert fault is not None
    assert fault.kind == "zeno"


@pytest.mark.parametrize("mended", [", after: 1 hour", ", cooldown: 1 hour", ", for: 1 hour"])
def test_a_loop_that_waits_is_none(mended: str) -> None:
    scenario = scene(PING_PONG % mended)
    assert looped(scenario) == []
    assert Reference(scenario, seed=1).rollout(0).fault is None


def test_a_loop_that_somebody_leaves_after_once_is_none() -> None:
    scenario = scene(PING_PONG.replace("off: {when: light, repeat: each_time", "off: {when: light, repeat: once") % "")
    assert looped(scenario) == []
    assert Reference(scenario, seed=1).rollout(0).fault is None


def test_longer_loops_through_definitions_firings_and_occurrences() -> None:
    scenario = scene("""
        state: {step: {levels: [a, b, c]}, tally: {count: 0}}
        define: {at_b: step == b}
        events:
          first: {when: step == a, repeat: each_time, then: [step = b]}
          second: {when: at_b, repeat: each_time, then: [step = c]}
          third: {on: second, then: [step = a]}
          aside: {when: step == c, then: [tally += 1]}
    """)
    assert looped(scenario) == ["`first` -> `second` -> `third` -> `first`"]


def test_an_effect_that_rules_the_next_one_out_makes_no_loop() -> None:
    scenario = scene("""
        state: {step: {levels: [a, b, c]}}
        events:
          first: {when: step == a, repeat: each_time, then: [step = b]}
          second: {when: step == b, repeat: each_time, then: [step = c]}
    """)
    assert looped(scenario) == []


def test_a_trigger_that_works_something_off_by_itself_makes_no_loop() -> None:
    scenario = scene("""
        state: {queue: {count: 0}, light: {flag: false}}
        events:
          arrival: {rate: 1 per day, then: [queue += 3]}
          service: {when: queue > 0, repeat: while_it_holds, then: [queue -= 1]}
          itself: {on: [arrival, itself]}
    """)
    assert looped(scenario) == ["`itself` -> `itself`"]


RIVALS = """
    state: {alarm: {flag: false}, winner: {category: [nobody, first, second]}, score: {count: 0}}
    events:
      starts: {at: day 1, then: [alarm = true]}
      one: {when: alarm%s, then: [winner = first]}
      two: {when: alarm%s, then: [winner = second]}
"""


def test_two_writers_of_one_variable_are_told() -> None:
    (told,) = rivalled(scene(RIVALS % ("", "")))
    assert told == (
        "`one` (line 11) and `two` can both write `winner` in the same instant, with the same priority: the one that"
        " stands first in the file goes first"
    )


@pytest.mark.parametrize(
    ("one", "two"),
    [
        (", priority: 1", ""),
        (", after: 1 to 3 days", ", after: 1 to 3 days"),
        (", after: 1 day", ", after: 2 days"),
        (" and winner == first", " and winner == second"),
        (" and score < 2", " and score >= 2"),
        (", rate: 1 per day", ", rate: 1 per day"),
    ],
)
def test_writers_that_cannot_meet_are_not_told(one: str, two: str) -> None:
    assert rivalled(scene(RIVALS % (one, two))) == []


def test_writers_with_the_same_fixed_delay_meet() -> None:
    assert len(rivalled(scene(RIVALS % (", after: 1 day", ", after: 1 day")))) == 1


def test_writers_of_one_date_or_one_occurrence_meet() -> None:
    lines = """
        state: {winner: {category: [nobody, first, second]}}
        events:
          bell: {rate: 1 per day}
          one: {%s, then: [winner = first]}
          two: {%s, then: [winner = second]}
    """
    assert len(rivalled(scene(lines % ("at: day 2", "at: day 2")))) == 1
    assert rivalled(scene(lines % ("at: day 2", "at: day 3"))) == []
    assert len(rivalled(scene(lines % ("on: bell", "on: bell")))) == 1
    assert rivalled(scene(lines % ("on: bell", "at: day 2"))) == []


def test_writes_whose_order_does_not_matter_are_not_told() -> None:
    lines = RIVALS.replace("winner = first", "score += 1").replace("winner = second", "score -= 2")
    assert rivalled(scene(lines % ("", ""))) == []


def test_what_waits() -> None:
    scenario = scene("""
        events:
          prompt: {when: alarm}
          nothing: {when: alarm, after: 0 days, for: 0 days}
          delayed: {when: alarm, after: 1 day}
          held: {when: alarm, for: 1 day}
          hazard: {rate: 1 per day}
          dated: {at: day 1}
          resting: {when: alarm, repeat: each_time, cooldown: 1 day}
    """)
    assert [trigger.name for trigger in scenario.triggers.values() if not waits(trigger)] == ["prompt", "nothing"]
