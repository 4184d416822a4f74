"""Tests of `sim.language.prose`: `explain` leaves nothing out, and says what the rules want said."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given

from sim.language.builder import adjusted, build, load
from sim.language.document import read_text
from sim.language.lexicon import lexicon_of
from sim.language.prose import (
    Section,
    Sentence,
    condition_in_words,
    date_in_words,
    duration_in_words,
    effect_in_words,
    explain,
    law_in_words,
    sections,
)
from sim.language.scenario import Scenario
from sim.testing.scenario_texts import scenario_texts
from tests.scenes import FLAGSHIP, SHIPPED, scene


@pytest.fixture(scope="module")
def flagship() -> Scenario:
    return load(FLAGSHIP)


def sentences(section: Section) -> Iterator[Sentence]:
    yield from section.sentences
    for inner in section.sections:
        yield from sentences(inner)


def joined(text: str) -> str:
    return " ".join(text.casefold().split())


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_explain_mentions_everything(path: Path) -> None:
    scenario = load(path)
    lexicon, text = lexicon_of(scenario), joined(explain(scenario))
    named = {
        *(lexicon.actor(name) for name in scenario.actors),
        *(lexicon.trigger(name) for name in scenario.triggers),
        *(item.title or lexicon.named(name) for name, item in scenario.parameters.items()),
        *(item.title or lexicon.named(name) for name, item in scenario.outcomes.items()),
        *(item.title or lexicon.named(name) for name, item in scenario.assertions.items()),
        *(item.title or lexicon.named(name) for name, item in scenario.variants.items()),
        *(rung.title or lexicon.named(rung.name) for rung in scenario.ladder),
        *(lexicon.named(name) for name in (*scenario.definitions, *scenario.base_rates, *scenario.parameters)),
        *(source.title for source in scenario.sources.values()),
        *scenario.sources,
        *(option.title for trigger in scenario.triggers.values() for option in trigger.options),
    }
    assert {name for name in named if joined(name) not in text} == set()


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_each_thing_has_one_statement_with_its_sources(path: Path) -> None:
    scenario = load(path)
    about = [said.about for said in sentences(sections(scenario))]
    for kind, things in {
        "actor": scenario.actors,
        "variable": scenario.variables,
        "trigger": scenario.triggers,
        "parameter": scenario.parameters,
        "rung": {rung.name: rung for rung in scenario.ladder},
        "outcome": scenario.outcomes,
        "assertion": scenario.assertions,
        "definition": scenario.definitions,
        "source": scenario.sources,
        "variant": scenario.variants,
        "base_rate": scenario.base_rates,
    }.items():
        assert [name for name in things if about.count(f"{kind}:{name}") != 1] == []
    cited = {said.about: said.sources for said in sentences(sections(scenario))}
    for name, trigger in scenario.triggers.items():
        assert set(trigger.provenance.sources) <= set(cited[f"trigger:{name}"])


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_a_trigger_is_one_sentence(path: Path) -> None:
    told = [said for said in sentences(sections(load(path))) if said.about.startswith("trigger:")]
    assert told
    assert [said.text for said in told if not said.text.endswith(".") or ". " in said.text] == []


@given(scenario_texts())
def test_any_scenario_can_be_explained(text: str) -> None:
    scenario = build(read_text(text))
    told = list(sentences(sections(scenario)))
    assert {said.about for said in told} >= {f"trigger:{name}" for name in scenario.triggers}
    assert [said.text for said in told if said.about.startswith("trigger:") and ". " in said.text] == []
    assert explain(scenario) == explain(build(read_text(text)))


def test_the_text_fits_a_terminal_but_for_addresses(flagship: Scenario) -> None:
    wide = [line for line in explain(flagship).splitlines() if len(line) > 100]
    assert [line for line in wide if "://" not in line] == []


def test_the_opening_is_honest_and_dated(flagship: Scenario) -> None:
    text = joined(explain(flagship))
    assert "it does not predict what leaders will do" in text
    assert "it begins on saturday 31 october 2020 and ends after 120 days, on 28 february 2021" in text
    assert "all times are utc+4" in text


def test_explain_says_what_is_already_true_at_the_start() -> None:
    text = explain(
        scene("""
            parameters: {level: {value: 5 to 15}}
            state: {clashes: {count: 20}}
            events:
              waiting: {when: clashes > 3, after: 2 days, title: It is decided}
              doubtful: {when: clashes > level, after: 2 days, title: It may be decided}
              idle: {when: clashes > 30, after: 2 days, title: It is not decided}
              hazard: {rate: 1 per week, title: It happens}
        """)
    )
    told = text.partition("## What is already true at the start")[2].partition("\n## ")[0]
    assert told.strip().split("\n\n") == [
        "Just before the start every condition counts as false, so what is true at the start comes true\nthere.",
        (
            "- Under way from the first instant:\n"
            "    - It is decided\n"
            "    - It may be decided (judged with the middle value of “level”, which is uncertain)\n"
            "- May happen at any time from the start:\n"
            "    - It happens"
        ),
    ]


def test_explain_says_how_holds_are_watched() -> None:
    """R16: a decision's hold watches every judgement, an outcome's settled instants."""
    text = joined(
        explain(
            scene("""
                events: {asked: {when: alarm, for: 1 day}}
                actors: {north: {triggers: {acts: {when: alarm, for: 1 day}}}}
                outcomes: {over: {when: alarm, for: 2 days}}
            """)
        )
    )
    assert "any lapse, even within one instant, starts the count anew" in text
    assert "a break that is mended within the same instant does not count, while for a decision it does" in text


def test_explain_tells_what_was_changed(flagship: Scenario) -> None:
    changed = adjusted(flagship, variant="hesitant_moscow", set={"patience": "5"}, disable=["iran"], horizon="30 days")
    assert (
        "not the file as it stands, but with changes: the variant “hesitant_moscow”, patience set to 5, without iran"
        " and a horizon of 30 days"
    ) in joined(explain(changed))


def test_variants_and_correlations_and_rates() -> None:
    text = joined(
        explain(
            scene("""
                parameters:
                  one: {value: 1 to 3}
                  two: {value: 1 to 3}
                  bold: {value: false, title: "Is Moscow so bold?"}
                state: {front: {levels: [here, there], title: The front}, clashes: {count: 0, title: Clashes}}
                correlated: [{parameters: [one, two], correlation: 0.5}]
                events: {asked: {when: clashes > one + two and bold, then: [raise front], title: It moves}}
                outcomes: {moved: {when: front == there, title: The front has moved}}
                variants:
                  changed: {set: {front: there, clashes: 2, one: 5, bold: true}, disable: [asked]}
                  quiet: {disable: [events]}
                base_rates: {alike: {statement: moved, share: 5%, interval: [2%, 9%], definition: such cases}}
            """)
        )
    )
    assert (
        "changed: at the start the front is “there”, at the start clashes stand at 2, “one” is 5, the answer to “is"
        " moscow so bold?” is yes and without “it moves”."
    ) in text
    assert "quiet: without all events." in text
    assert "“one” and “two” go together with a correlation of 0.5." in text
    assert "alike, beside “the front has moved”: 5% (95% interval 2% to 9%) of: such cases." in text


def test_single_phrases() -> None:
    scenario = scene("""
        state: {front: {levels: [here, there], title: The front}}
        events: {asked: {when: front == here, after: 3 to 14 days, then: [front = there]}}
    """)
    asked = scenario.triggers["asked"]
    assert asked.when is not None
    assert asked.after is not None
    assert condition_in_words(asked.when, scenario) == "the front is “here”"
    assert effect_in_words(asked.then[0], scenario) == "the front becomes “there”"
    assert law_in_words(asked.after, scenario) == "3 to 14 days (9 times out of 10)"
    assert duration_in_words(2.5) == "2.5 days"
    assert date_in_words(scenario, 86_400_000_000) == "1 November 2020"
