"""Tests of `sim.language.trigger_prose`: each form of trigger in one sentence."""

from __future__ import annotations

import pytest

from sim.language.sentences import sentences_of
from sim.language.trigger_prose import TriggerProse, at_once
from tests.scenes import scene

WORLD = """
    parameters:
      pace: {value: 0.5 to 2 per week}
      yearly: {value: 4 per year}
      resolve: {value: 20% to 75%}
      firm: {value: 30%}
    state:
      front: {levels: [inside, border, soil], title: The front}
      truce: {flag: false, title: A truce is in force}
      clashes: {count: 0, title: Border clashes}
    events:
      strike: {at: day 1, title: Baku strikes}
      asked: {TRIGGER}
"""


def told(trigger: str) -> tuple[str, tuple[str, ...]]:
    scenario = scene(WORLD.replace("{TRIGGER}", f"{{{trigger}}}" if "\n" not in trigger else trigger))
    prose = TriggerProse(sentences_of(scenario))
    asked = scenario.triggers["asked"]
    return prose.sentence(asked), prose.details(asked)


FORMS = """
when: truce, then: [clashes += 1]
    When a truce is in force, border clashes go up by 1; this happens once at most.
after: 2 days
    From the start, then after 2 days, it happens, which changes nothing by itself but is counted; this
    happens once at most.
when: truce, for: 2 days, after: 3 to 14 days, then: [raise front]
    When a truce is in force, and this has held for 2 days without a break, then after a further 3 to 14 days
    (9 times out of 10), the front rises by one level; if the condition lapses first, it is called off; this
    happens once at most.
when: truce and clashes > 2, for: 2 days, then: [raise front]
    When a truce is in force and border clashes stand above 2, and all this has held for 2 days without a
    break, the front rises by one level; this happens once at most.
when: truce, after: 2 days, if_it_lapses: proceed, then: [raise front]
    When a truce is in force, then after 2 days, the front rises by one level; once under way it goes ahead
    even if the condition lapses; this happens once at most.
when: truce, chance: 40%, repeat: once, then: [raise front]
    When a truce is in force, with a chance of 40%, the front rises by one level; if the chance goes against
    it, nothing changes, and that is final.
when: truce, chance: 100%, then: [raise front]
    When a truce is in force, the front rises by one level; this happens once at most.
when: truce, chance: resolve, reconsider: 5 days, then: [raise front], failing_that: [lower front]
    When a truce is in force, with an uncertain chance of 20% to 75% (“resolve”), the front rises by one
    level; if the chance goes against it, the front falls by one level, and it is weighed again 5 days later
    if the condition still holds; this happens once at most.
when: truce, chance: firm, repeat: each_time, then: [raise front]
    When a truce is in force, with a chance of 30% (“firm”), the front rises by one level; if the chance goes
    against it, nothing changes; it comes up anew each time the condition comes back.
when: truce, chance: firm / 2, repeat: each_time, then: [raise front]
    When a truce is in force, with a chance of about 15% with the numbers of the start (“firm” divided by 2),
    the front rises by one level; if the chance goes against it, nothing changes; it comes up anew each time
    the condition comes back.
when: truce, repeat: while_it_holds, after: 1 day, cooldown: 7 days, then: [raise front]
    As long as a truce is in force, again and again after 1 day, the front rises by one level; if the
    condition lapses first, it is called off; after each decision it rests for 7 days.
when: truce, priority: 2, then: [raise front]
    When a truce is in force, the front rises by one level; this happens once at most; of several things due
    at one instant the highest priority goes first, and this one has 2.
every: 1 day, when: truce, then: [raise front]
    Every day while a truce is in force, the front rises by one level; the count begins anew when that lapses
    and comes back.
every: 5 to 12 days, then: [raise front]
    Every 5 to 12 days (9 times out of 10), the front rises by one level.
at: 2020-11-10 18:30, when: truce, then: [raise front]
    On 10 November 2020 at 18:30, if a truce is in force, the front rises by one level.
on: strike, after: 1 to 3 days, then: [raise front]
    Each time “Baku strikes” happens, then after 1 to 3 days (9 times out of 10), the front rises by one
    level; one that comes while an earlier one is under way is lost.
on: strike, when: truce, then: [raise front]
    Each time “Baku strikes” happens while a truce is in force, the front rises by one level.
rate: 1 per week, then: [raise front]
    At any time, on average about once in 7 days, the front rises by one level.
when: truce, rate: pace, then: [raise front]
    While a truce is in force, on average about once in 3.5 to 14 days (the uncertain “pace”), the front rises
    by one level.
rate: yearly, then: [raise front]
    At any time, on average about once in 91 days (“yearly”), the front rises by one level.
rate: pace * 2, repeat: once, then: [raise front]
    At any time, on average about once in 3.5 days with the numbers of the start (“pace” times 2), the front
    rises by one level; this happens once at most.
rate: 2 per week if truce else 0.5 per week, then: [raise front]
    At any time, on average about once in 3.5 days if a truce is in force, otherwise about once in 14 days,
    the front rises by one level.
"""
"""Each trigger as the file writes it, and below it the sentence."""


def forms() -> list[tuple[str, str]]:
    found: list[list[str]] = []
    for line in FORMS.strip().splitlines():
        if line.startswith(" "):
            found[-1].append(line.strip())
        else:
            found.append([line])
    return [(trigger, " ".join(words)) for trigger, *words in found]


@pytest.mark.parametrize(("trigger", "sentence"), forms())
def test_each_form_of_trigger(trigger: str, sentence: str) -> None:
    assert told(trigger) == (sentence, ())


def test_options_are_lines_below_the_sentence() -> None:
    sentence, details = told("""
        when: truce
        options:
          - {chance: firm, title: Arms, then: [raise front]}
          - {chance: 1 - firm}
    """)
    assert sentence == "When a truce is in force, one of 2 things follows; this happens once at most."
    assert details == (
        "30% (“firm”): Arms (the front rises by one level)",
        "about 70% with the numbers of the start (1 minus “firm”): option 2 (nothing changes)",
    )


def test_tables_of_cases_are_lines_below_the_sentence() -> None:
    sentence, details = told("""
        when: clashes > 2
        after:
          cases:
            - {if: truce, value: 1 day}
            - {else: 2 to 5 days}
        chance:
          cases:
            - {if: truce, value: firm}
            - {if: front == soil, value: 90%}
            - {else: 10%}
        repeat: once
        then: [raise front]
    """)
    assert sentence == (
        "When border clashes stand above 2, then after a delay that depends on how things stand (see below), with a"
        " chance that depends on how things stand (see below), the front rises by one level; if the chance goes against"
        " it, nothing changes, and that is final; if the condition lapses first, it is called off."
    )
    assert details == (
        "if a truce is in force: 30% (“firm”)",
        "failing that, if the front is “soil”: 90%",
        "otherwise: 10%",
        "if a truce is in force: 1 day",
        "otherwise: 2 to 5 days (9 times out of 10)",
    )


def test_a_delay_of_nothing_is_not_told() -> None:
    assert told("when: truce, after: 0 days, then: [raise front]")[0].startswith("When a truce is in force, the front")
    after = scene(WORLD.replace("{TRIGGER}", "{when: truce, after: 0 days}")).triggers["asked"].after
    assert after is not None
    assert at_once(after)
