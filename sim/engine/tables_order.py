"""The expressions of a scenario in the order in which they are read: so are the truths numbered that are kept.

Of several errors in one instant the first in this order is told (R18), however a rollout is made.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.language.distributions import Amount, LawCases
from sim.language.scenario import Assign, Let, Shift

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sim.language.scenario import Assertion, Effect, Scenario, Trigger
    from sim.language.tree import Expression


def expressions(scenario: Scenario) -> Iterator[tuple[Expression | None, bool]]:
    """Every expression, and whether its truth is followed through time (else it is read at one instant): bounds,
    triggers, slopes, ladder, outcomes, assertions.
    """
    for variable in scenario.variables.values():
        yield from ((variable.minimum, False), (variable.maximum, False))
    for trigger in scenario.triggers.values():
        yield trigger.when, True
        yield trigger.hold, False
        yield from _of_amount(trigger.after)
        yield trigger.rate, True
        yield from ((node, False) for node in numbers_at_decision(trigger))
        yield from _of_effects((*trigger.then, *trigger.failing_that))
        for option in trigger.options:
            yield option.chance, False
            yield from _of_effects(option.effects)
    for variable in scenario.variables.values():
        yield variable.changes, True
    for rung in scenario.ladder:
        yield rung.when, True
    for outcome in scenario.outcomes.values():
        yield from ((outcome.when, True), (outcome.hold, False))
    for assertion in scenario.assertions.values():
        yield from ((judged(assertion), True), (assertion.never or assertion.whenever, True))
        yield from ((assertion.then, True), (assertion.within, False))


def _of_effects(effects: Iterable[Effect]) -> Iterator[tuple[Expression | None, bool]]:
    for effect in effects:
        if isinstance(effect, Shift):
            yield effect.limit, False
        elif isinstance(effect, Assign | Let):
            yield from _of_amount(effect.amount)


def _of_amount(amount: Amount | None) -> Iterator[tuple[Expression | None, bool]]:
    if isinstance(amount, LawCases):
        for condition, law in amount.branches:
            yield condition, False
            yield from _of_amount(law)
        yield from _of_amount(amount.otherwise)
    elif amount is not None:
        yield from ((argument, False) for argument in amount.arguments)


def judged(assertion: Assertion) -> Expression | None:
    """The condition that must always hold, or that opens an obligation."""
    return assertion.always if assertion.always is not None else assertion.whenever


def numbers_at_decision(trigger: Trigger) -> tuple[Expression | None, ...]:
    """What a trigger asks for when it decides: chance, priority, cooldown, reconsider."""
    return trigger.chance, trigger.priority, trigger.cooldown, trigger.reconsider
