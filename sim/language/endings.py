"""What a scenario judges: the ladder, outcomes, assertions, and published shares to hold results against."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.errors import nearest
from sim.language.inspection import constant
from sim.language.kinds import NUMBER
from sim.language.scenario import Assertion, BaseRate, Outcome, Rung
from sim.language.scope import cited_in
from sim.language.shapes import NAME
from sim.language.shapes_of_entries import Always, Never, OutcomeAtHorizon
from sim.language.tree import AnyOf, Ever, Expression, Not

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.language.nodes import Scalar
    from sim.language.schema import ScenarioFile
    from sim.language.scope import Scope
    from sim.language.shapes_of_entries import AssertionEntry, OutcomeEntry, RungEntry


def ladder(file: ScenarioFile, scope: Scope) -> tuple[Rung, ...]:
    """The rungs, lowest first (R24); only the lowest may go without a condition."""
    seen: set[str] = set()
    rungs = []
    for index, entry in enumerate(file.ladder):
        name = entry.rung
        _check_label(name, scope)
        if name.text in seen:
            scope.gathering.add(name.place, "duplicate-name", f"two rungs are called `{name}`")
        seen.add(name.text)
        if entry.when is None and index > 0:
            message = f"the rung `{name}` has no `when`; only the lowest rung, which stands first, needs none"
            scope.gathering.add(name.place, "missing-key", message)
        rungs.append(_rung(entry, scope))
    _check_there_is_one(file, scope)
    return tuple(rungs)


def _check_there_is_one(file: ScenarioFile, scope: Scope) -> None:
    """Complain of a file without a ladder, in which no rung could ever hold (R24).

    One whose rungs were all cut out for what is wrong with them has been complained about already.
    """
    cut_out = "ladder" in file.stated and scope.gathering.complaints
    if not file.ladder and not cut_out:
        message = "there is no ladder, and the world is always on some rung (R24)"
        hint = "one rung is enough: `ladder: [{rung: calm}]`"
        scope.gathering.add(file.place_of("ladder"), "missing-key", message, hint)


def _rung(entry: RungEntry, scope: Scope) -> Rung:
    return Rung(
        name=entry.rung.text,
        title=entry.title,
        when=scope.condition(entry.when),
        provenance=scope.provenance(entry, *cited_in(entry.when)),
        place=entry.rung.place,
    )


def _check_label(name: Scalar, scope: Scope) -> None:
    if not NAME.fullmatch(name.text):
        message = f"`{name}` cannot be a name: a name has letters, digits and `_`, and does not begin with a digit"
        scope.gathering.add(name.place, "name", message)


def outcomes(file: ScenarioFile, scope: Scope) -> dict[str, Outcome]:
    """The outcomes by name, in the order in which they are judged (R25, R36)."""
    return dict(_outcomes(file, scope))


def _outcomes(file: ScenarioFile, scope: Scope) -> Iterator[tuple[str, Outcome]]:
    for name, entry in file.outcomes.items():
        when, hold = _judged(entry, scope)
        if when is not None:
            yield (
                name,
                Outcome(
                    name=name,
                    when=when,
                    title=entry.title,
                    hold=hold,
                    at_horizon=isinstance(entry, OutcomeAtHorizon),
                    provenance=scope.provenance(entry),
                    place=file.key_in("outcomes", name),
                ),
            )


def _judged(entry: OutcomeEntry, scope: Scope) -> tuple[Expression | None, Expression | None]:
    if isinstance(entry, OutcomeAtHorizon):
        return scope.condition(entry.at_horizon), None
    return scope.condition(entry.when), scope.duration(entry.for_)


def assertions(file: ScenarioFile, scope: Scope) -> dict[str, Assertion]:
    """The assertions by name (R26, R27, R36)."""
    return {name: _assertion(file, name, entry, scope) for name, entry in file.assertions.items()}


def _assertion(file: ScenarioFile, name: str, entry: AssertionEntry, scope: Scope) -> Assertion:
    place, provenance = file.key_in("assertions", name), scope.provenance(entry)
    if isinstance(entry, Always):
        always = scope.condition(entry.always)
        return Assertion(name=name, title=entry.title, always=always, provenance=provenance, place=place)
    if isinstance(entry, Never):
        never, unless = scope.condition(entry.never), scope.condition(entry.unless)
        return Assertion(
            name=name,
            title=entry.title,
            always=_never(never, unless),
            never=never,
            unless=unless,
            provenance=provenance,
            place=place,
        )
    return Assertion(
        name=name,
        title=entry.title,
        whenever=scope.condition(entry.whenever),
        then=scope.condition(entry.then),
        within=scope.duration(entry.within),
        provenance=provenance,
        place=place,
    )


def _never(never: Expression | None, unless: Expression | None) -> Expression | None:
    """`never: P, unless: Q` as the condition that must always hold: `not P or ever(Q)` (R36)."""
    if never is None:
        return None
    negation = Not(operand=never, place=never.place)
    if unless is None:
        return negation
    return AnyOf(operands=(negation, Ever(condition=unless, place=unless.place)), place=never.place)


def base_rates(file: ScenarioFile, scope: Scope) -> dict[str, BaseRate]:
    """The published shares by name."""
    known = [*file.outcomes, *(entry.rung.text for entry in file.ladder)]
    found = {}
    for name, entry in file.base_rates.items():
        if entry.statement.text not in known:
            message = f"`{entry.statement}` is neither an outcome nor a rung"
            scope.gathering.add(entry.statement.place, "unknown-name", message, nearest(entry.statement.text, known))
        share, low, high = (_share(text, scope) for text in (entry.share, *entry.interval))
        if share is None or low is None or high is None:
            continue
        if not low <= share <= high:
            message = f"the share of `{name}` is not inside its interval"
            scope.gathering.add(entry.interval[0].place, "bounds", message)
        found[name] = BaseRate(
            name=name,
            statement=entry.statement.text,
            share=share,
            interval=(low, high),
            definition=entry.definition,
            provenance=scope.provenance(entry),
            place=file.key_in("base_rates", name),
        )
    return found


def _share(text: Scalar, scope: Scope) -> float | None:
    """A share from 0 to 1 that is written out."""
    expression = scope.fixed(text, NUMBER)
    value = None if expression is None else constant(expression)
    if expression is not None and (value is None or not 0 <= value <= 1):
        scope.gathering.add(text.place, "chance", f"a share is written out, from 0% to 100%; `{text}` is not")
        return None
    return value
