"""Files and documents to scenarios; every complaint about a file is gathered, and raised once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.errors import Complaint, ScenarioError
from sim.language.assembling import assembled
from sim.language.document import read_text, survey
from sim.language.gathering import Gathering
from sim.language.scenario import Changes, Scenario
from sim.language.script import Script, is_case, script_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from sim.language.nodes import Document

NOTHING: Mapping[str, str] = {}
UNCHANGED = Changes()


def load(
    path: str | Path,
    *,
    set: Mapping[str, str] = NOTHING,
    disable: Sequence[str] = (),
    variant: str = "",
    horizon: str = "",
) -> Scenario:
    """The scenario in a file, checked and resolved.

    Args:
        path: a scenario file, or a saved variant of one.
        set: other values for parameters and initial states, by full name, written as in the file.
        disable: triggers, actors or `events` that are switched off.
        variant: the variant of the file that is taken.
        horizon: another horizon, as a duration.

    Raises:
        ScenarioError: with every complaint about the file and the changes.
    """
    document, complaints = survey(path)
    return built(document, complaints, _changes(set, disable, variant, horizon))


def build(
    document: Document,
    *,
    set: Mapping[str, str] = NOTHING,
    disable: Sequence[str] = (),
    variant: str = "",
    horizon: str = "",
) -> Scenario:
    """The scenario that a document holds; arguments and errors as in `load`."""
    return built(document, (), _changes(set, disable, variant, horizon))


def rebuilt(texts: Mapping[str, str], changes: Changes) -> Scenario:
    """The scenario that a run keeps: the texts of its files by name, the base first, then those that extend it.

    Raises:
        ScenarioError: with every complaint about them.
    """
    base, *extensions = (read_text(text, name) for name, text in texts.items())
    return assembled(Script(base, tuple(extensions)), changes, Gathering())


def adjusted(
    scenario: Scenario,
    *,
    set: Mapping[str, str] = NOTHING,
    disable: Sequence[str] = (),
    variant: str = "",
    horizon: str = "",
) -> Scenario:
    """The scenario built again from its files as they were read, with further changes on top of those it has.

    Raises:
        ScenarioError: with every complaint about the changes.
    """
    before = scenario.changes
    changes = Changes(
        set={**before.set, **set},
        disable=tuple(dict.fromkeys([*before.disable, *disable])),
        variant=variant or before.variant,
        horizon=horizon or before.horizon,
    )
    script: Script = scenario.document
    return assembled(script, changes, Gathering())


def examine(
    path: str | Path,
    *,
    set: Mapping[str, str] = NOTHING,
    disable: Sequence[str] = (),
    variant: str = "",
    horizon: str = "",
    require_sources: bool = False,
) -> tuple[Scenario | None, tuple[Complaint, ...]]:
    """What `check` tells of a scenario or case file: the scenario, if it can stand, and every complaint.

    Variants and cases are judged too. Where there is no error, what is doubtful follows (`Complaint.warning`), and with
    `require_sources` every number without a source or a reason. Other arguments as in `load`.
    """
    document, complaints = survey(path)
    try:
        if document is not None and is_case(document):
            from sim.language.cases import case_in

            return case_in(document, complaints).scenario, ()
        scenario = built(document, complaints, _changes(set, disable, variant, horizon))
    except ScenarioError as error:
        return None, error.complaints
    errors = ScenarioError([*_of_variants(scenario), *_of_cases(scenario)]).complaints
    return (None, errors) if errors else (scenario, _doubts(scenario, require_sources=require_sources))


def _doubts(scenario: Scenario, *, require_sources: bool) -> tuple[Complaint, ...]:
    """What is doubtful about a scenario that can stand."""
    from sim.language.cases import cases_of
    from sim.language.checks import warnings
    from sim.language.register import missing_sources

    given = [effect for case in cases_of(scenario) for fact in case.given for effect in fact.effects]
    lacking = missing_sources(scenario) if require_sources else []
    return ScenarioError([*warnings(scenario, given), *lacking]).complaints


def _changes(set: Mapping[str, str], disable: Sequence[str], variant: str, horizon: str) -> Changes:
    return Changes(set=dict(set), disable=tuple(disable), variant=variant, horizon=horizon)


def built(document: Document | None, complaints: Sequence[Complaint], changes: Changes = UNCHANGED) -> Scenario:
    """The scenario that a document holds, about which there are complaints already.

    Raises:
        ScenarioError: with those and all others.
    """
    if document is None:
        raise ScenarioError(complaints)
    gathering = Gathering(complaints)
    try:
        script = script_of(document, gathering)
        return assembled(script, changes, gathering)
    except ScenarioError as error:
        raise ScenarioError(dict.fromkeys([*gathering.found(), *error.complaints])) from None


def _of_cases(scenario: Scenario) -> Sequence[Complaint]:
    """What is wrong with the cases that the scenario's files hold."""
    from sim.language.cases import cases_of

    try:
        cases_of(scenario)
    except ScenarioError as error:
        return error.complaints
    return ()


def _of_variants(scenario: Scenario) -> list[Complaint]:
    """What is wrong with each variant as a whole, told where the variant stands."""
    found = []
    for variant in scenario.variants.values():
        try:
            adjusted(scenario, variant=variant.name)
        except ScenarioError as error:
            for complaint in error.complaints:
                message = f"in the variant `{variant.name}`: {complaint.message} ({complaint.place})"
                found.append(Complaint(variant.place, complaint.code, message, complaint.hint))
    return found
