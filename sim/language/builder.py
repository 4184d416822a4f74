"""Files and documents to scenarios; every complaint about a file is gathered, and raised once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.errors import Complaint, ScenarioError
from sim.language.assembling import assembled
from sim.language.document import survey
from sim.language.gathering import Gathering
from sim.language.scenario import Changes, Scenario
from sim.language.script import Script, script_of

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
    changes = Changes(set=dict(set), disable=tuple(disable), variant=variant, horizon=horizon)
    document, complaints = survey(path)
    return built(document, complaints, changes)


def build(
    document: Document,
    *,
    set: Mapping[str, str] = NOTHING,
    disable: Sequence[str] = (),
    variant: str = "",
    horizon: str = "",
) -> Scenario:
    """The scenario that a document holds; arguments and errors as in `load`."""
    changes = Changes(set=dict(set), disable=tuple(disable), variant=variant, horizon=horizon)
    return built(document, (), changes)


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
) -> tuple[Scenario | None, tuple[Complaint, ...]]:
    """What `check` tells of a file: the scenario, if it can stand, and all complaints, those of its variants included.

    Arguments as in `load`. The scenario is None if there is an error.
    """
    try:
        scenario = load(path, set=set, disable=disable, variant=variant, horizon=horizon)
    except ScenarioError as error:
        return None, error.complaints
    complaints = ScenarioError(_of_variants(scenario)).complaints
    return (None if complaints else scenario), complaints


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
