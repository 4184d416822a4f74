"""What is doubtful about a scenario that can run: warnings that need no rollout.

A warning is given only where the file itself makes it certain (what can never happen, what is never used), or where the
rules make it a likely trap (a refusal whose end is left to a default, an undelayed loop).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.errors import Complaint, ScenarioError
from sim.language.distributions import Amount, Law, LawCases
from sim.language.initially import Start, depends, rung_at_start, start_of
from sim.language.inspection import conjuncts, constant
from sim.language.kinds import MICROSECONDS_PER_DAY, Kind
from sim.language.loops import loops, rivals
from sim.language.phrases import stretch_in_words
from sim.language.reach import Reach, reach_of
from sim.language.register import written
from sim.language.scenario import Assign, Let, Repeat, Shift
from sim.language.tree import DefinitionRead, Fired, ParameterRead, Recently, VariableRead
from sim.language.words import duration_in_words, number_in_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sim.errors import Place
    from sim.language.scenario import Effect, Parameter, Provenance, Scenario, Trigger
    from sim.language.tree import Expression


def warnings(scenario: Scenario, given: Sequence[Effect] = ()) -> list[Complaint]:
    """Everything doubtful about a scenario, in the order of the file.

    Sound where it says `never`: whatever the luck and the values of parameters. Silence proves nothing.

    What cannot be told at time 0 (a division by zero there) is an error among them.

    Args:
        scenario: what is looked at.
        given: effects that come from outside, those of the facts of its cases: what they bring about can happen.
    """
    reach = reach_of(scenario, given)
    try:
        at_start = [*_start(scenario), *out_of_range(scenario)]
    except ScenarioError as error:
        at_start = list(error.complaints)
    found = [
        *_never(scenario, reach),
        *_too_long(scenario),
        *at_start,
        *_refusals(scenario),
        *loops(scenario, reach),
        *rivals(scenario, reach),
        *_unused(scenario, given),
    ]
    return sorted(found, key=lambda complaint: (complaint.place.line, complaint.place.column))


def _warning(place: Place, code: str, message: str, hint: str = "") -> Complaint:
    return Complaint(place, code, message, hint, warning=True)


# -- what can never happen ---------------------------------------------------------------------------------------------


def _never(scenario: Scenario, reach: Reach) -> Iterator[Complaint]:
    """Triggers that can never rise, rungs and outcomes that can never hold, assertions that can never be put to it."""
    for trigger in scenario.triggers.values():
        if not reach.may_rise(trigger):
            yield _never_rises(trigger, reach)
    for rung in scenario.ladder:
        if rung.when is not None and not reach.may(rung.when):
            yield _impossible(rung.when, rung.place, "unreachable-rung", f"the rung `{rung.name}`", reach)
    for outcome in scenario.outcomes.values():
        if not reach.may(outcome.when):
            told = f"the outcome `{outcome.name}`"
            yield _impossible(outcome.when, outcome.place, "unreachable-outcome", told, reach)
    for assertion in scenario.assertions.values():
        if assertion.whenever is not None and not reach.may(assertion.whenever):
            told = f"the `whenever` of the assertion `{assertion.name}`"
            yield _impossible(assertion.whenever, assertion.place, "empty-assertion", told, reach)


def _never_rises(trigger: Trigger, reach: Reach) -> Complaint:
    if trigger.when is not None and not reach.may(trigger.when):
        return _impossible(trigger.when, trigger.place, "never-rises", f"`{trigger.name}`", reach)
    heard = " and ".join(f"`{each.trigger}`" for each in trigger.on)
    message = f"`{trigger.name}` can never rise: {heard} can never fire"
    return _warning(trigger.places.get("on", trigger.place), "never-rises", message)


def _impossible(condition: Expression, place: Place, code: str, what: str, reach: Reach) -> Complaint:
    """The warning that a condition can never be true, at the part of it that rules it out."""
    part = next((part for part in conjuncts(condition) if not reach.may(part)), condition)
    where = part.place if part.place.line else place
    verb = "can never rise" if code == "never-rises" else "can never hold"
    message = f"{what} {verb}: `{part}` is never true, whatever happens"
    return _warning(where, code, message, _why(part, reach))


def _why(part: Expression, reach: Reach) -> str:
    """What a variable of an impossible condition can come to, as a hint."""
    for node in part.walk():
        if isinstance(node, Fired | Recently) and node.trigger is not None and node.trigger not in reach.firing:
            return f"`{node.trigger}` can never fire"
        if isinstance(node, VariableRead):
            value = reach.values[node.name]
            if isinstance(value, frozenset) and node.type.names:
                names = ", ".join(node.type.names[index] for index in sorted(value))
                return f"`{node.name}` can only be: {names}"
            if isinstance(value, frozenset):
                return f"`{node.name}` is always {'true' if 1 in value else 'false'}"
            return f"`{node.name}` lies between {number_in_words(value[0])} and {number_in_words(value[1])}"
    return ""


def _too_long(scenario: Scenario) -> Iterator[Complaint]:
    """Holds that do not fit before the horizon."""
    days = scenario.horizon / MICROSECONDS_PER_DAY
    held = [(trigger.name, trigger.hold, trigger.place) for trigger in scenario.triggers.values()]
    held += [(outcome.name, outcome.hold, outcome.place) for outcome in scenario.outcomes.values()]
    for name, hold, place in held:
        length = constant(hold) if hold is not None else None
        if hold is not None and length is not None and length > days:
            message = f"`{name}` must hold for {hold}, longer than the whole scenario ({duration_in_words(days)})"
            yield _warning(hold.place if hold.place.line else place, "longer-than-horizon", message)


# -- the first instant -------------------------------------------------------------------------------------------------


def _start(scenario: Scenario) -> Iterator[Complaint]:
    """A start without a rung, and outcomes that end every rollout at once; only where no uncertain number decides."""
    conditions = [rung.when for rung in scenario.ladder if rung.when is not None]
    if rung_at_start(scenario) is None and not any(depends(condition, scenario) for condition in conditions):
        message = "at the start no rung holds, which is an error in every rollout (R24)"
        hint = "leave out the `when` of the lowest rung, so that it holds when no other does"
        yield _warning(scenario.ladder[0].place, "no-rung", message, hint)
    start = start_of(scenario)
    for outcome in scenario.outcomes.values():
        at_once = outcome.hold is None and not outcome.at_horizon and _holds(start, outcome.when)
        if at_once and not depends(outcome.when, scenario):
            message = f"the outcome `{outcome.name}` holds at the start, so that every rollout ends there"
            yield _warning(outcome.place, "ends-at-once", message, "give it `for:`, or `at_horizon:`")


def _holds(start: Start, condition: Expression) -> bool:
    try:
        return start.holds(condition)
    except ArithmeticError:
        return False


# -- traps -------------------------------------------------------------------------------------------------------------


def _refusals(scenario: Scenario) -> Iterator[Complaint]:
    """Chances whose refusal is final because the file does not say otherwise."""
    for trigger in scenario.triggers.values():
        once = trigger.repeat is Repeat.ONCE and trigger.at is None and trigger.chance is not None
        certain = trigger.chance is not None and constant(trigger.chance) == 1
        if once and not certain and not trigger.stated & {"repeat", "reconsider"}:
            message = f"`{trigger.name}` has a `chance` and does not say what follows a refusal: it is final"
            hint = "say `reconsider: 5 days`, `repeat: each_time`, or `repeat: once` if it is meant to be final"
            yield _warning(trigger.places.get("chance", trigger.place), "refusal-unsaid", message, hint)


# -- what is never used ------------------------------------------------------------------------------------------------


def _unused(scenario: Scenario, given: Sequence[Effect]) -> Iterator[Complaint]:
    """Sources that nothing cites; parameters, definitions and states that nothing reads."""
    cited = {name for provenance in provenances(scenario) for name in provenance.sources}
    for source in scenario.sources.values():
        if source.name not in cited:
            yield _warning(source.place, "unused-source", f"nothing cites the source `{source.name}`")
    read = {node.name for whole in expressions(scenario) for node in whole.walk() if isinstance(node, READS)}
    effects = [*given, *(effect for trigger in scenario.triggers.values() for effect in trigger.effects)]
    written = {_target(effect) for effect in effects}
    for name, parameter in scenario.parameters.items():
        if name not in read:
            yield _warning(parameter.place, "unused-parameter", f"nothing reads the parameter `{name}`")
    for name, definition in scenario.definitions.items():
        if name not in read:
            yield _warning(definition.place, "unused-definition", f"nothing reads the definition `{name}`")
    for name, variable in scenario.variables.items():
        if name not in read and name not in written and not variable.grows:
            yield _warning(variable.place, "unused-state", f"nothing reads or changes the state `{name}`")


READS = (VariableRead, ParameterRead, DefinitionRead)


def _target(effect: Effect) -> str:
    return effect.target if isinstance(effect, Assign | Shift) else ""


def provenances(scenario: Scenario) -> Iterator[Provenance]:
    """Every provenance of a scenario."""
    groups = (
        scenario.parameters,
        scenario.variables,
        scenario.definitions,
        scenario.actors,
        scenario.triggers,
        scenario.outcomes,
        scenario.assertions,
        scenario.base_rates,
    )
    yield from (item.provenance for group in groups for item in group.values())
    yield from (rung.provenance for rung in scenario.ladder)
    for trigger in scenario.triggers.values():
        yield from trigger.provenances.values()
        yield from (option.provenance for option in trigger.options)


def expressions(scenario: Scenario) -> Iterator[Expression]:
    """Every expression of a scenario from which something is read, with what definitions stand for."""
    found: list[Expression | None] = []
    for parameter in scenario.parameters.values():
        found += _arguments(parameter.law)
    for variable in scenario.variables.values():
        found += [variable.initial, variable.minimum, variable.maximum, variable.changes]
    found += [rung.when for rung in scenario.ladder]
    for trigger in scenario.triggers.values():
        found += [trigger.when, trigger.hold, trigger.rate, trigger.chance]
        found += [trigger.cooldown, trigger.reconsider, trigger.priority]
        found += [option.chance for option in trigger.options]
        found += _arguments(trigger.after) if trigger.after is not None else []
        for effect in trigger.effects:
            if isinstance(effect, Assign | Let):
                found += _arguments(effect.amount)
            elif isinstance(effect, Shift):
                found.append(effect.limit)
    for outcome in scenario.outcomes.values():
        found += [outcome.when, outcome.hold]
    for assertion in scenario.assertions.values():
        found += [assertion.always, assertion.whenever, assertion.then, assertion.within]
    return (expression for expression in found if expression is not None)


def _arguments(amount: Amount) -> list[Expression | None]:
    if isinstance(amount, LawCases):
        laws = [*(law for _, law in amount.branches), amount.otherwise]
        return [*(condition for condition, _ in amount.branches), *(part for law in laws for part in law.arguments)]
    return list(amount.arguments)


# -- numbers outside their own range -----------------------------------------------------------------------------------


def out_of_range(scenario: Scenario) -> Iterator[Complaint]:
    """Parameters whose value, or 90 % range, lies outside the range that they call plausible."""
    start = start_of(scenario)
    for parameter in scenario.parameters.values():
        if parameter.between is None or not isinstance(parameter.law, Law) or parameter.type.kind is not Kind.NUMBER:
            continue
        ends = [start.value(end) for end in parameter.between]
        certain = parameter.law.is_certain
        low, high = (start.middle(parameter.law),) * 2 if certain else start.range(parameter.law)
        if low < ends[0] or high > ends[1]:
            yield _outside(parameter, certain=certain)


def _outside(parameter: Parameter, *, certain: bool) -> Complaint:
    between = stretch_in_words(*(map(str, parameter.between or ())))
    what = f"{'the value' if certain else 'the 90 % range of'} {written(parameter.law)}"
    message = f"`{parameter.name}`: {what} goes beyond what it calls plausible, {between}"
    place = parameter.law.place if parameter.law.place.line else parameter.place
    return _warning(place, "outside-range", message, "widen `between:`, or mend the value")
