"""What went wrong in a rollout of the kernel, told as the reference engine tells it (R17, R18)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.engine import kernel_state as state
from sim.engine import tables_rows as row
from sim.engine.clock import days
from sim.engine.laws import fault as fault_of_law
from sim.engine.replay import replay_command
from sim.errors import RolloutFault

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.engine.kernel_state import State
    from sim.engine.tables import Tables
    from sim.errors import Place
    from sim.language.scenario import Scenario, Trigger


def fault_of(tables: Tables, at: State, seed: int, worlds: int | None) -> RolloutFault:
    """The fault in which a rollout has just ended, read from its state."""
    scenario, n = tables.scenario, at.n
    trigger = _trigger(scenario, int(n[state.TRIGGER]))
    kind, message, place = _told(tables, at, trigger)
    name = trigger.name if trigger else ""
    if kind in ("zeno", "runaway"):
        loop = _loop(tables, at)
        name = loop[0]
        message = f"{message}: {' → '.join([*loop, loop[0]])}"
        place = scenario.triggers[name].place
    index = int(n[state.INDEX])
    replay = replay_command(scenario, seed, index, worlds)
    return RolloutFault(kind, message, place, name, days(int(n[state.NOW])), index, replay)


def _trigger(scenario: Scenario, number: int) -> Trigger | None:
    return None if number == row.NOTHING else list(scenario.triggers.values())[number]


def _told(tables: Tables, at: State, trigger: Trigger | None) -> tuple[str, str, Place]:
    """Kind, message and place of a fault."""
    code, site, value = int(at.n[state.FAULT]), int(at.n[state.SITE]), float(at.m[state.FAULT_VALUE])
    if code in (state.NAN, state.OVERFLOW, state.DIVISION):
        return _told_of_code(tables, code, site)
    if code == state.LAW:
        return _told_of_law(tables, at, site)
    if code in (state.NEW_NAN, state.NEW_OVERFLOW, state.COUNTING):
        place = tables.effects[site].place
        if code == state.COUNTING:
            return "overflow", f"a count of {value:g} is beyond 2^53", place
        kind, told = NOT_FINITE[code == state.NEW_OVERFLOW]
        return kind, f"the new value {told}", place
    if trigger is None:
        return "ladder", "no rung of the ladder holds", tables.scenario.ladder[0].place
    return _told_of_trigger(tables, code, site, value, trigger)


NOT_FINITE = (("nan", "is not a number"), ("overflow", "is too large for a number"))


def _told_of_code(tables: Tables, code: int, site: int) -> tuple[str, str, Place]:
    """An instruction that came to no finite number."""
    node = tables.nodes[(site - row.DIRECTORY) // 4]
    if node is None:
        message = f"instruction {site} computes nothing that can go wrong"
        raise LookupError(message)
    if code == state.DIVISION:
        return "division", f"`{node}` divides by zero", node.place
    kind, told = NOT_FINITE[code == state.OVERFLOW]
    return kind, f"`{node}` {told}", node.place


def _told_of_law(tables: Tables, at: State, site: int) -> tuple[str, str, Place]:
    """A law that cannot have its arguments, which still stand in their cells."""
    law = tables.laws[site]
    first = int(tables.whole[row.LAWS]) + site * row.LAW_WIDTH
    family, cell, count = (int(number) for number in tables.whole[first : first + row.LAW_WIDTH])
    wrong = fault_of_law(family, tuple(float(value) for value in at.m[cell : cell + count]))
    return "law", f"`{law}` cannot be drawn from: {wrong}", law.place


def _told_of_trigger(tables: Tables, code: int, site: int, value: float, trigger: Trigger) -> tuple[str, str, Place]:
    """What goes wrong in a trigger's own numbers."""
    places = trigger.places
    if code == state.CHANCE:
        message = f"a chance of {value:g} is not between 0 and 1"
        return "chance", message, places.get("chance", trigger.place)
    if code == state.SUM:
        message = f"the chances of the options sum to {value:g}, not to 1"
        return "chance", message, places.get("options", trigger.place)
    if code == state.RATE:
        return "negative", f"a rate of {value:g} per day is negative", places.get("rate", trigger.place)
    if code == state.LENGTH:
        name = state.LENGTHS[site]
        return "negative", f"`{name}` of {value:g} days is negative", places.get(name, trigger.place)
    if code == state.DELAY:
        place = trigger.place if trigger.after is None else trigger.after.place
        return "negative", f"a delay of {value:g} days is negative", place
    if code == state.ZENO:
        limit = state.MOST_DECISIONS_IN_AN_INSTANT
        return "zeno", f"more than {limit:,} decisions within one instant", trigger.place
    limit = tables.scenario.max_decisions
    return "runaway", f"more than {limit:,} decisions in one rollout (`max_decisions`)", trigger.place


def _loop(tables: Tables, at: State) -> list[str]:
    """The triggers of an endless loop, in order, from the decisions of the instant."""
    names, first = list(tables.scenario.triggers), int(tables.whole[row.DECIDED])
    return shortest_loop([names[number] for number in at.n[first : first + int(at.n[state.HERE])]])


def shortest_loop(names: Sequence[str]) -> list[str]:
    """The shortest run that the end of `names` repeats; the last five where nothing repeats.

    >>> shortest_loop(["x", "a", "b", "a", "b"])
    ['a', 'b']
    """
    for length in range(1, len(names) // 2 + 1):
        if names[-length:] == names[-2 * length : -length]:
            return list(names[-length:])
    return list(names[-5:])
