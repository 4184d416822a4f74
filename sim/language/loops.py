"""What may go wrong inside one instant: loops of triggers that never wait (R17), and two that write one variable."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from sim.errors import Complaint
from sim.language.distributions import Amount, Law
from sim.language.inspection import constant, read_names
from sim.language.reach import Reach, results
from sim.language.scenario import Assign, Repeat, Shift

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sim.language.scenario import Effect, Scenario, Trigger

Writes = dict[str, set[str]]
"""What a trigger may do to each variable, each kind of write as a text: equal texts commute."""


def waits(trigger: Trigger) -> bool:
    """Whether a trigger ever lets time pass between its rise and its decision, or between two decisions."""
    holds = trigger.hold is not None and constant(trigger.hold) != 0
    rests = trigger.cooldown is not None and constant(trigger.cooldown) != 0
    return holds or rests or trigger.rate is not None or trigger.at is not None or not _is_nothing(trigger.after)


def _is_nothing(amount: Amount | None) -> bool:
    if amount is None:
        return True
    return isinstance(amount, Law) and amount.is_certain and constant(amount.arguments[0]) == 0


# -- loops -------------------------------------------------------------------------------------------------------------


def loops(scenario: Scenario, reach: Reach) -> list[Complaint]:
    """A warning for each set of triggers that may set one another off for ever within one instant (R17).

    Only triggers that do not wait and may decide more than once take part. One sets off another if its effects change
    what the other's condition reads and leave that condition possible, or if the other listens to it (`on`).
    """
    able = {
        name: trigger
        for name, trigger in scenario.triggers.items()
        if trigger.repeat is not Repeat.ONCE and not waits(trigger) and reach.may_rise(trigger)
    }
    following = {
        name: [other for other in able if _sets_off(trigger, able[other], reach)] for name, trigger in able.items()
    }
    found = []
    told: set[str] = set()
    for name in able:
        cycle = _cycle(name, following)
        if cycle and told.isdisjoint(cycle):
            told.update(cycle)
            found.append(_endless(cycle, able))
    return found


def _sets_off(first: Trigger, second: Trigger, reach: Reach) -> bool:
    """Whether a decision of the first trigger can make the second rise at once."""
    if any(each.trigger == first.name for each in second.on):
        return reach.deciding(first).may(second.when)
    if second.on or second.when is None:
        return False
    if first is second and (first.repeat is not Repeat.WHILE_IT_HOLDS or _progresses(first)):
        return False
    read = read_names(second.when)
    for effects in results(first):
        changed = {effect.target for effect in effects if isinstance(effect, Assign | Shift)}
        if (changed | {first.name}) & read and reach.deciding(first).after(effects).may(second.when):
            return True
    return False


def _progresses(trigger: Trigger) -> bool:
    """Whether each decision moves what the trigger's own condition reads one way, so that it ends by itself."""
    read = read_names(trigger.when) if trigger.when is not None else frozenset()
    writes = [effect for effect in trigger.effects if isinstance(effect, Assign | Shift) and effect.target in read]
    return bool(writes) and all(isinstance(effect, Shift) or effect.operator != "=" for effect in writes)


def _cycle(start: str, following: Mapping[str, Sequence[str]]) -> list[str]:
    """The shortest way from a trigger back to itself, [] if there is none."""
    paths = [[start]]
    seen: set[str] = set()
    while paths:
        path = paths.pop(0)
        for name in following[path[-1]]:
            if name == start:
                return path
            if name not in seen:
                seen.add(name)
                paths.append([*path, name])
    return []


def _endless(cycle: Sequence[str], triggers: Mapping[str, Trigger]) -> Complaint:
    told = " -> ".join(f"`{name}`" for name in (*cycle, cycle[0]))
    return Complaint(
        triggers[cycle[0]].place,
        "undelayed-loop",
        f"these may set one another off for ever within one instant: {told}",
        "give one of them `after:`, `cooldown:` or `repeat: once`, or a condition that the loop itself makes false",
        warning=True,
    )


# -- two writers -------------------------------------------------------------------------------------------------------


def rivals(scenario: Scenario, reach: Reach) -> list[Complaint]:
    """A warning for each two triggers that can write one variable in one instant, with nothing but the file's order
    to say which goes first (R14).

    Told of triggers that something turns at the same time and that then wait for the same fixed time, if any, where
    the order of the writes matters.
    """
    writes = {name: _writes(trigger) for name, trigger in scenario.triggers.items() if reach.may_rise(trigger)}
    found = []
    for first, second in combinations((scenario.triggers[name] for name in writes), 2):
        shared = [
            target
            for target in writes[first.name]
            if target in writes[second.name] and _clash(writes[first.name][target], writes[second.name][target])
        ]
        if shared and _together(first, second, reach):
            message = (
                f"`{first.name}` (line {first.place.line}) and `{second.name}` can both write `{shared[0]}` in the same"
                " instant, with the same priority: the one that stands first in the file goes first"
            )
            hint = "give one of them a higher `priority:`, or conditions that cannot hold together"
            found.append(Complaint(second.place, "same-instant", message, hint, warning=True))
    return found


def _writes(trigger: Trigger) -> Writes:
    found: Writes = {}
    for effect in trigger.effects:
        if isinstance(effect, Assign | Shift):
            found.setdefault(effect.target, set()).add(_manner(effect))
    return found


def _manner(effect: Assign | Shift) -> str:
    if isinstance(effect, Shift):
        return f"{'raise' if effect.up else 'lower'} {'' if effect.limit is None else 'to'}"
    return "add" if effect.operator in ("+=", "-=") else f"set {effect.amount}"


def _clash(first: set[str], second: set[str]) -> bool:
    """Whether the order of two triggers' writes can matter."""
    return len(first | second) > 1


def _together(first: Trigger, second: Trigger, reach: Reach) -> bool:
    """Whether both can decide in one instant, as far as that is no mere coincidence, with the same priority."""
    priorities = [constant(each.priority) if each.priority is not None else 0.0 for each in (first, second)]
    if None in priorities or priorities[0] != priorities[1]:
        return False
    if first.at is not None or second.at is not None:
        return first.at == second.at and reach.where(first.when).may(second.when)
    if _wait(first) is None or _wait(first) != _wait(second):
        return False
    if first.on or second.on:
        heard = {each.trigger for each in first.on} & {each.trigger for each in second.on}
        return bool(heard) and reach.where(first.when).may(second.when)
    if first.when is None or second.when is None:
        return first.when is None and second.when is None
    shared = set(read_names(first.when) & read_names(second.when)) & _moving(reach.scenario)
    return bool(shared) and reach.where(first.when).may(second.when)


def _wait(trigger: Trigger) -> tuple[str, str] | None:
    """The fixed time from rise to decision, in a form that compares; None where it is not fixed."""
    if trigger.rate is not None or trigger.periodic:
        return None
    if trigger.after is not None and not _is_nothing(trigger.after) and not _is_fixed(trigger.after):
        return None
    return str(trigger.hold or ""), "" if _is_nothing(trigger.after) else str(trigger.after)


def _is_fixed(amount: Amount) -> bool:
    return isinstance(amount, Law) and amount.is_certain


def _moving(scenario: Scenario) -> set[str]:
    """What can change during a rollout: variables that something writes or that grow, and triggers."""
    written = {_target(effect) for trigger in scenario.triggers.values() for effect in trigger.effects}
    grown = {name for name, variable in scenario.variables.items() if variable.grows}
    return written | grown | set(scenario.triggers)


def _target(effect: Effect) -> str:
    return effect.target if isinstance(effect, Assign | Shift) else ""
