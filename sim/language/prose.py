"""A scenario in English that a facilitator can read aloud.

`sections` gives it as a frozen tree of headings and sentences, so that a report or a page can use them as they are;
`explain` prints the tree as plain text. Single phrases are `condition_in_words`, `effect_in_words`, `law_in_words`,
`duration_in_words` and `date_in_words`.
"""

from __future__ import annotations

from dataclasses import dataclass
from textwrap import fill
from typing import TYPE_CHECKING

from sim.language.initially import depends, rung_at_start, true_at_start
from sim.language.kinds import Kind
from sim.language.phrases import phrases_of
from sim.language.sentences import Sentences, sentences_of
from sim.language.trigger_prose import TriggerProse
from sim.language.words import (
    capitalised,
    days_of,
    duration_in_words,
    listed,
    moment_in_words,
    offset_in_words,
    quoted,
    sentence,
    share_in_words,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.language.distributions import Amount
    from sim.language.scenario import Effect, Parameter, Provenance, Scenario, Source, Trigger, Variant
    from sim.language.tree import Expression

__all__ = [
    "Section",
    "Sentence",
    "condition_in_words",
    "date_in_words",
    "duration_in_words",
    "effect_in_words",
    "explain",
    "law_in_words",
    "sections",
]

WIDTH = 100

MODESTY = (
    "This is what the file assumes, put into words. Running it draws out what these assumptions imply; it does not"
    " predict what leaders will do."
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """One statement about one thing of the scenario.

    `about` names the thing by kind and full name (`trigger:russia.intervene`), `label` is its title or name, `text`
    what is said of it, `details` are lines below it. `sources` are names of the scenario's sources, `note` the reason
    that the file gives.
    """

    text: str
    label: str = ""
    about: str = ""
    details: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A heading, what is said below it, and the sections inside it."""

    title: str
    lead: tuple[str, ...] = ()
    sentences: tuple[Sentence, ...] = ()
    sections: tuple[Section, ...] = ()


# -- single phrases ----------------------------------------------------------------------------------------------------


def condition_in_words(expression: Expression, scenario: Scenario) -> str:
    """A condition as a clause: `the ceasefire is “broken”`."""
    return phrases_of(scenario).condition(expression)


def effect_in_words(effect: Effect, scenario: Scenario) -> str:
    """An effect as a clause: `what Moscow does becomes “intervening”`."""
    return sentences_of(scenario).effect(effect)


def law_in_words(amount: Amount, scenario: Scenario) -> str:
    """A law with its 5 to 95 % range: `3 to 14 days (9 times out of 10)`."""
    return sentences_of(scenario).law(amount)


def date_in_words(scenario: Scenario, microseconds: int) -> str:
    """The calendar date of an instant, and its time unless that is midnight: `31 October 2020 at 09:00`."""
    return moment_in_words(scenario.starts, microseconds)


# -- the whole ---------------------------------------------------------------------------------------------------------


def explain(scenario: Scenario) -> str:
    """The scenario in English, as plain text with the headings and lists of Markdown."""
    return "\n".join(_printed(sections(scenario), level=1)).strip() + "\n"


def sections(scenario: Scenario) -> Section:
    """The scenario in English, as a tree: the whole, with a section for each part of the file."""
    told = sentences_of(scenario)
    parts = (
        _actors(scenario),
        _state(told),
        _definitions(told),
        _ladder(told),
        _events(told),
        *_triggers(told),
        _already_true(told),
        _outcomes(told),
        _assertions(told),
        _uncertain(told),
        _settled(told),
        _correlated(told),
        _variants(told),
        _base_rates(told),
        _sources(scenario),
    )
    kept = tuple(part for part in parts if part.sentences or part.sections)
    return Section(scenario.title or scenario.name, _opening(scenario), sections=kept)


def _opening(scenario: Scenario) -> tuple[str, ...]:
    offset = offset_in_words(scenario.starts)
    times = f" All times are {offset}." if offset else ""
    span = (
        f"It begins on {moment_in_words(scenario.starts, 0, weekday=True)} and ends after"
        f" {duration_in_words(days_of(scenario.horizon))}, on {date_in_words(scenario, scenario.horizon)}, unless an"
        f" outcome ends it sooner.{times}"
    )
    changed = _changed(scenario)
    ranges = (
        "Where a range is given, nine draws in ten fall into it, one in twenty below and one in twenty above; what is"
        " reckoned from uncertain numbers takes them at their middle. Words in quotation marks are names of the file."
    )
    return tuple(part for part in (MODESTY, span, changed, ranges) if part)


def _changed(scenario: Scenario) -> str:
    """What was changed when the scenario was loaded, so that nobody takes it for the file as it stands."""
    changes = scenario.changes
    told = [f"the variant {quoted(changes.variant)}"] if changes.variant else []
    told += [f"{name} set to {value}" for name, value in changes.set.items()]
    told += [f"without {name}" for name in changes.disable]
    told += [f"a horizon of {changes.horizon}"] if changes.horizon else []
    return sentence(f"not the file as it stands, but with changes: {listed(told)}") if told else ""


def _said(
    kind: str, name: str, label: str, text: str, provenance: Provenance, details: tuple[str, ...] = ()
) -> Sentence:
    return Sentence(text, label, f"{kind}:{name}", details, provenance.sources, provenance.note)


def _actors(scenario: Scenario) -> Section:
    found = []
    for name, actor in scenario.actors.items():
        count = sum(trigger.owner == name for trigger in scenario.triggers.values())
        decisions = {0: "decides nothing by itself here", 1: "decides one thing"}.get(count, f"decides {count} things")
        found.append(_said("actor", name, actor.title or capitalised(name), sentence(decisions), actor.provenance))
    return Section("Who acts", sentences=tuple(found))


def _state(told: Sentences) -> Section:
    scenario = told.scenario
    found: dict[str, list[Sentence]] = {}
    for name, variable in scenario.variables.items():
        said = _said("variable", name, "", told.initial(variable), variable.provenance)
        found.setdefault(variable.owner, []).append(said)
    groups = [
        Section(told.phrases.lexicon.actor(owner) if owner else "Shared by all", sentences=tuple(sentences))
        for owner, sentences in found.items()
    ]
    if len(groups) == 1:
        return Section("How things stand at the start", sentences=groups[0].sentences)
    return Section("How things stand at the start", sections=tuple(groups))


def _definitions(told: Sentences) -> Section:
    found = [
        Sentence(_meaning(told, definition.meaning), quoted(told.phrases.lexicon.named(name)), f"definition:{name}")
        for name, definition in told.scenario.definitions.items()
    ]
    return Section("What is meant by", sentences=tuple(found))


def _meaning(told: Sentences, meaning: Expression) -> str:
    is_condition = meaning.type.kind is Kind.FLAG
    return sentence(told.phrases.condition(meaning) if is_condition else told.phrases.value(meaning))


def _ladder(told: Sentences) -> Section:
    scenario = told.scenario
    found = []
    for rung in scenario.ladder:
        text = "when none of the others holds" if rung.when is None else f"when {told.phrases.condition(rung.when)}"
        label = told.phrases.lexicon.titled(rung.name, rung.title)
        found.append(_said("rung", rung.name, label, sentence(text), rung.provenance))
    now = rung_at_start(scenario)
    start = f"At the start the rung is {quoted(told.phrases.lexicon.titled(now.name, now.title))}." if now else ""
    lead = "From the lowest rung to the highest; the present rung is the highest whose condition holds."
    return Section("The ladder", tuple(part for part in (lead, start) if part), tuple(found))


def _events(told: Sentences) -> Section:
    found = [_trigger(told, trigger) for trigger in told.scenario.triggers.values() if not trigger.owner]
    return Section("What happens without anyone deciding it", sentences=tuple(found))


def _triggers(told: Sentences) -> Iterator[Section]:
    groups = [
        Section(
            told.phrases.lexicon.actor(owner),
            sentences=tuple(_trigger(told, each) for each in told.scenario.triggers.values() if each.owner == owner),
        )
        for owner in told.scenario.actors
    ]
    lead = (
        "A condition that must hold for a time is watched without a break: any lapse, even within one instant, starts"
        " the count anew."
    )
    kept = tuple(group for group in groups if group.sentences)
    holds = any(trigger.hold is not None for trigger in told.scenario.triggers.values())
    yield Section("Who decides what, and when", (lead,) if holds else (), sections=kept)


def _trigger(told: Sentences, trigger: Trigger) -> Sentence:
    label = told.phrases.lexicon.trigger(trigger.name)
    sources = (*trigger.provenance.sources, *(name for each in trigger.provenances.values() for name in each.sources))
    notes = [trigger.provenance.note, *(each.note for each in trigger.provenances.values())]
    prose = TriggerProse(told)
    text, details = prose.sentence(trigger), prose.details(trigger)
    note = "; ".join(note for note in notes if note)
    return Sentence(text, label, f"trigger:{trigger.name}", details, tuple(dict.fromkeys(sources)), note)


def _already_true(told: Sentences) -> Section:
    scenario = told.scenario
    hazards: list[str] = []
    others: list[str] = []
    for name in true_at_start(scenario):
        (hazards if scenario.triggers[name].rate is not None else others).append(_with_doubt(told, name))
    found = []
    if others:
        found.append(Sentence("Under way from the first instant:", about="start:under way", details=tuple(others)))
    if hazards:
        found.append(Sentence("May happen at any time from the start:", about="start:hazards", details=tuple(hazards)))
    lead = "Just before the start every condition counts as false, so what is true at the start comes true there."
    return Section("What is already true at the start", (lead,) if found else (), tuple(found))


def _with_doubt(told: Sentences, name: str) -> str:
    """The title of a trigger that is true at the start, and the uncertain numbers on which that rests."""
    title, when = told.phrases.lexicon.trigger(name), told.scenario.triggers[name].when
    uncertain = depends(when, told.scenario) if when is not None else ()
    if not uncertain:
        return title
    named = listed([quoted(told.phrases.lexicon.named(each)) for each in uncertain])
    return f"{title} (judged with the middle value of {named}, which is uncertain)"


def _outcomes(told: Sentences) -> Section:
    scenario = told.scenario
    found = [
        _said(
            "outcome", name, told.phrases.lexicon.titled(name, outcome.title), told.outcome(outcome), outcome.provenance
        )
        for name, outcome in scenario.outcomes.items()
    ]
    first = "The first of these that holds ends the rollout, in this order; failing all, the outcome is “none”."
    lead = [first]
    if any(outcome.hold is not None for outcome in scenario.outcomes.values()):
        lead.append(
            "A condition that an outcome needs for a time is watched at settled instants: a break that is mended within"
            " the same instant does not count, while for a decision it does."
        )
    return Section("How it can end", tuple(lead) if found else (), tuple(found))


def _assertions(told: Sentences) -> Section:
    found = [
        _said(
            "assertion",
            name,
            told.phrases.lexicon.titled(name, assertion.title),
            told.assertion(assertion),
            assertion.provenance,
        )
        for name, assertion in told.scenario.assertions.items()
    ]
    return Section("What must hold in every rollout, whatever the luck", sentences=tuple(found))


def _uncertain(told: Sentences) -> Section:
    found = [_parameter(told, told.scenario.parameters[name]) for name in told.scenario.uncertain]
    lead = "Each of these is drawn once for a world and stays the same for all that happens in it."
    return Section("The uncertain numbers", (lead,) if found else (), tuple(found))


def _settled(told: Sentences) -> Section:
    known = [each for each in told.scenario.parameters.values() if each.law.is_certain]
    found = [_parameter(told, parameter) for parameter in known]
    return Section("The numbers that are set, and can be argued about", sentences=tuple(found))


def _parameter(told: Sentences, parameter: Parameter) -> Sentence:
    named = quoted(told.phrases.lexicon.named(parameter.name))
    label = f"{named} ({parameter.title})" if parameter.title else named
    return _said("parameter", parameter.name, label, told.parameter(parameter), parameter.provenance)


def _correlated(told: Sentences) -> Section:
    named = told.phrases.lexicon.named
    found = [
        Sentence(
            sentence(f"{quoted(named(one))} and {quoted(named(other))} go together with a correlation of {size:g}")
        )
        for one, other, size in told.scenario.correlated
    ]
    return Section("Numbers that go together", sentences=tuple(found))


def _variants(told: Sentences) -> Section:
    found = [
        Sentence(_variant(told, variant), told.phrases.lexicon.titled(name, variant.title), f"variant:{name}")
        for name, variant in told.scenario.variants.items()
    ]
    lead = "The same luck falls in each, so that what differs comes from the change alone."
    return Section("What if", (lead,) if found else (), tuple(found))


def _variant(told: Sentences, variant: Variant) -> str:
    lexicon = told.phrases.lexicon
    parts = [_setting(told, name, value) for name, value in variant.set.items()]
    for name in variant.disable:
        known = name in told.scenario.triggers or "." in name
        whom = lexicon.trigger(name) if known else ("all events" if name == "events" else lexicon.actor(name))
        parts.append(f"without {quoted(whom) if known else whom}")
    return sentence(listed(parts)) if parts else "Nothing is changed."


def _setting(told: Sentences, name: str, value: str) -> str:
    """What a variant sets: a flag as a clause, a level or category in quotation marks, a number as written."""
    scenario, lexicon = told.scenario, told.phrases.lexicon
    variable = scenario.variables.get(name)
    item = variable or scenario.parameters.get(name)
    if item is not None and item.type.kind is Kind.FLAG and value in ("true", "false"):
        return lexicon.statement(name, item.title, so=value == "true")
    told_value = quoted(lexicon.named(value)) if item is not None and value in item.type.names else value
    if variable is None:
        return f"{quoted(lexicon.named(name))} is {told_value}"
    subject = lexicon.subject(name)
    verb = f"{subject.stands} at" if variable.type.kind is Kind.NUMBER else subject.is_
    return f"at the start {subject.phrase} {verb} {told_value}"


def _base_rates(told: Sentences) -> Section:
    found = []
    for name, rate in told.scenario.base_rates.items():
        low, high = (share_in_words(end) for end in rate.interval)
        text = sentence(f"{share_in_words(rate.share)} (95% interval {low} to {high}) of: {rate.definition}")
        named = told.phrases.lexicon.named
        label = f"{capitalised(named(name))}, beside {quoted(_statement(told, rate.statement))}"
        found.append(_said("base_rate", name, label, text, rate.provenance))
    lead = "Published shares to hold the results against; each counts cases of its own kind."
    return Section("What is known of such cases", (lead,) if found else (), tuple(found))


def _statement(told: Sentences, name: str) -> str:
    """The title of the outcome or rung that a published share is held beside."""
    scenario = told.scenario
    rung = next((rung for rung in scenario.ladder if rung.name == name), None)
    item = scenario.outcomes.get(name) or rung
    return told.phrases.lexicon.titled(name, item.title if item else "")


def _sources(scenario: Scenario) -> Section:
    found = [
        Sentence(_source(source), name, f"source:{name}", note=source.note) for name, source in scenario.sources.items()
    ]
    return Section("Sources", sentences=tuple(found))


def _source(source: Source) -> str:
    return ", ".join(part for part in (source.title, source.publisher, source.date, source.url) if part)


# -- printing ----------------------------------------------------------------------------------------------------------


def _printed(section: Section, level: int) -> Iterator[str]:
    """A section as lines of text."""
    yield f"{'#' * level} {section.title}"
    yield ""
    for paragraph in section.lead:
        yield _wrapped(paragraph)
        yield ""
    for said in section.sentences:
        label = f"{said.label}: " if said.label else ""
        yield _wrapped(f"{label}{said.text}", "- ")
        yield from (_wrapped(detail, "    - ") for detail in said.details)
        if because := _because(said):
            yield _wrapped(because, "  ", "  ")
    if section.sentences:
        yield ""
    for inner in section.sections:
        yield from _printed(inner, level + 1)


def _because(said: Sentence) -> str:
    sources = f"source{'s' if len(said.sources) > 1 else ''}: {', '.join(said.sources)}" if said.sources else ""
    parts = "; ".join(part for part in (sources, said.note) if part)
    return f"[{parts}]" if parts else ""


def _wrapped(text: str, first: str = "", rest: str | None = None) -> str:
    indent = " " * len(first) if rest is None else rest
    return fill(
        " ".join(text.split()),
        WIDTH,
        initial_indent=first,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )
