"""Tests of `sim.language.triggers`: every form of trigger, its defaults, and what does not go together."""

from __future__ import annotations

import pytest

from sim.language.distributions import Family, Law
from sim.language.scenario import Lapse, Occurrence, Repeat, Trigger
from tests.language.slips import SMALL, Slip, codes, edited, scenario, slips, told

DAY = 86_400_000_000


@pytest.mark.parametrize("slip", slips("triggers"))
def test_each_slip_is_told_word_for_word(slip: Slip) -> None:
    assert told(slip.text) == slip.told


def with_event(entry: str) -> str:
    """The small scenario with one more event."""
    return edited(("  clash:\n", f"  other: {entry}\n  clash:\n"))


def event(entry: str) -> Trigger:
    return scenario(with_event(entry)).triggers["other"]


def test_a_plain_trigger() -> None:
    found = scenario(SMALL).triggers["russia.intervene"]
    assert (found.owner, found.luck, found.repeat, found.if_it_lapses) == (
        "russia",
        "russia.intervene",
        Repeat.ONCE,
        Lapse.STAND_DOWN,
    )
    assert str(found.when) == "clashes >= bar and war"
    assert str(found.hold) == "2 days"
    assert isinstance(found.after, Law)
    assert found.after.family is Family.LOGNORMAL_RANGE
    assert str(found.chance) == "resolve"
    assert len(found.then) == len(found.failing_that) == 1
    assert found.stated == {"when", "for", "after", "chance", "then", "failing_that"}
    assert found.places["for"].marked == "2 days"
    assert found.place.marked == "intervene"


@pytest.mark.parametrize(
    ("entry", "repeat"),
    [
        ("{when: truce}", Repeat.ONCE),
        ("{when: truce, rate: 2 per week}", Repeat.WHILE_IT_HOLDS),
        ("{when: truce, rate: 2 per week, repeat: once}", Repeat.ONCE),
        ("{every: 2 days}", Repeat.WHILE_IT_HOLDS),
        ("{on: clash}", Repeat.EACH_TIME),
        ("{on: clash, repeat: once}", Repeat.ONCE),
        ("{at: day 3}", Repeat.ONCE),
        ("{when: truce, repeat: each_time}", Repeat.EACH_TIME),
    ],
)
def test_what_follows_a_decision_where_the_file_does_not_say(entry: str, repeat: Repeat) -> None:
    """R10, R11, R12, R33."""
    assert event(entry).repeat is repeat


def test_every_is_a_delay_that_repeats() -> None:
    """R11."""
    found = event("{every: 5 to 10 days, if_it_lapses: proceed}")
    assert found.periodic
    assert isinstance(found.after, Law)
    assert found.if_it_lapses is Lapse.PROCEED


@pytest.mark.parametrize(
    ("text", "time"),
    [("day 3", 3 * DAY), ("2021-01-03", 2 * DAY), ("2021-01-01 06:00", DAY // 4), ("day 30", 30 * DAY), ("day 0", 0)],
)
def test_at_names_an_instant(text: str, time: int) -> None:
    assert event(f"{{at: {text}}}").at == time


def test_on_names_triggers_and_options() -> None:
    """R33, R34: options by name or by number from 1."""
    found = event("{on: [clash, russia.agree.arms, russia.agree.1]}").on
    assert found == (
        Occurrence(trigger="clash"),
        Occurrence(trigger="russia.agree", option=1),
        Occurrence(trigger="russia.agree", option=0),
    )


def test_inside_an_actor_its_own_names_stand_bare() -> None:
    text = edited(("        when: posture >= consulting", "        on: intervene\n        when: posture >= consulting"))
    found = scenario(text).triggers["russia.agree"]
    assert found.on == (Occurrence(trigger="russia.intervene"),)
    assert str(found.when) == "russia.posture >= consulting"


def test_options_have_names_chances_and_effects() -> None:
    """R34."""
    nothing, arms = scenario(SMALL).triggers["russia.agree"].options
    assert (nothing.name, str(nothing.chance), nothing.effects) == ("nothing", "40%", ())
    assert (arms.name, len(arms.effects)) == ("arms", 1)


def test_chances_that_are_not_written_out_are_summed_in_the_rollout() -> None:
    assert codes(edited(("{chance: 40%, name", "{chance: resolve, name"))) == []


def test_rank_is_the_order_of_the_lines_and_not_of_the_sections() -> None:
    """R14."""
    head, events, rest = SMALL.partition("events:\n")
    block, _, rest = rest.partition("\nactors:\n")
    actors, _, rest = rest.partition("\noutcomes:\n")
    turned = f"{head}actors:\n{actors}\n{events}{block}\noutcomes:\n{rest}"
    assert list(scenario(SMALL).triggers) == ["clash", "russia.intervene", "russia.agree"]
    assert list(scenario(turned).triggers) == ["russia.intervene", "russia.agree", "clash"]
    assert [trigger.rank for trigger in scenario(turned).triggers.values()] == [0, 1, 2]


@pytest.mark.parametrize(
    "entry",
    [
        "{when: not truce, repeat: while_it_holds, then: [truce = true]}",
        "{when: front < soil, repeat: while_it_holds, then: [raise front]}",
        "{when: fired(other) < 3, repeat: while_it_holds}",
        "{when: clashes < 3, repeat: while_it_holds, chance: 50%, failing_that: [clashes += 1]}",
        "{when: truce, repeat: while_it_holds, cooldown: 2 days}",
        "{when: truce, repeat: while_it_holds, for: 1 day}",
    ],
)
def test_what_ends_its_own_condition_or_takes_time_may_repeat_while_it_holds(entry: str) -> None:
    """R10."""
    assert codes(with_event(entry)) == []


@pytest.mark.parametrize(
    "entry",
    [
        "{repeat: while_it_holds}",
        "{repeat: while_it_holds, then: [clashes += 1]}",
        "{when: truce, repeat: while_it_holds, then: [clashes += 1]}",
    ],
)
def test_what_would_never_end_within_one_instant_is_refused(entry: str) -> None:
    """R10."""
    assert [code for code, _ in codes(with_event(entry))] == ["endless"]


PAIRS = [
    ("at", "for"),
    ("at", "after"),
    ("at", "rate"),
    ("at", "every"),
    ("every", "for"),
    ("every", "after"),
    ("every", "rate"),
    ("rate", "for"),
    ("rate", "after"),
    ("rate", "if_it_lapses"),
    ("on", "for"),
    ("on", "rate"),
    ("on", "every"),
    ("on", "at"),
    ("on", "if_it_lapses"),
    ("options", "chance"),
    ("options", "then"),
    ("options", "failing_that"),
]
VALUES = {
    "at": "day 3",
    "for": "1 day",
    "after": "1 day",
    "rate": "1 per day",
    "every": "1 day",
    "on": "clash",
    "if_it_lapses": "proceed",
    "options": "[{chance: 40%}, {chance: 60%}]",
    "chance": "50%",
    "then": "[truce = true]",
    "failing_that": "[truce = true]",
}


@pytest.mark.parametrize(("key", "other"), PAIRS)
def test_keys_that_exclude_one_another(key: str, other: str) -> None:
    """R11, R12, R33, R34."""
    text = with_event(f"{{{key}: {VALUES[key]}, {other}: {VALUES[other]}}}")
    assert ("excluded-key", other) in codes(text)


def test_a_delay_is_never_negative_by_the_parameter_that_it_reads() -> None:
    """R22."""
    text = edited(
        ("patience: {value: 3 days,", "patience: {value: 'normal(mean=3 days, sd=1 day)',"),
        ("after: 1 to 5 days", "after: patience"),
    )
    assert codes(text) == [("negative-delay", "patience")]
    assert "the parameter `patience` can be" in told(text)


def test_a_renamed_trigger_may_keep_its_luck() -> None:
    """R19."""
    assert event("{when: truce, luck: former.name}").luck == "former.name"
