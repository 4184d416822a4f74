"""Events and the triggers of actors, with the load errors of R10 to R12, R22 and R33 to R35."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.language import growth
from sim.language.expressions import check_delay, parse_date, read_names
from sim.language.inspection import constant
from sim.language.kinds import DURATION, NUMBER
from sim.language.names import trigger_of
from sim.language.scenario import Assign, Lapse, Occurrence, Option, Repeat, Shift, Trigger
from sim.language.scope import FIRST_AMOUNT_SLOT, arguments, cited_in
from sim.language.shapes import NAME, listed
from sim.language.tree import ParameterRead

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sim.errors import Place
    from sim.language.distributions import Amount
    from sim.language.scenario import Effect, Parameter, Provenance
    from sim.language.schema import ScenarioFile
    from sim.language.scope import Scope, Written
    from sim.language.shapes_of_entries import Cited, OptionEntry, TriggerEntry
    from sim.language.tree import Expression


@dataclass(frozen=True, slots=True)
class Declared:
    """A trigger as the file declares it."""

    name: str
    owner: str
    entry: TriggerEntry
    place: Place
    rank: int = 0


def declared_triggers(file: ScenarioFile) -> list[Declared]:
    """Every trigger in the order of the line of its name, which breaks ties (R14)."""
    found = [Declared(name, "", entry, file.key_in("events", name)) for name, entry in file.events.items()]
    for owner, actor in file.actors.items():
        for name, entry in actor.triggers.items():
            found.append(Declared(f"{owner}.{name}", owner, entry, actor.key_in("triggers", name)))
    found.sort(key=lambda one: (one.place.line, one.place.column))
    return [Declared(one.name, one.owner, one.entry, one.place, rank) for rank, one in enumerate(found)]


def option_names(declared: list[Declared], scope: Scope) -> dict[str, tuple[str, ...]]:
    """The names of each trigger's options ("" where an option has none), by the trigger's full name."""
    found: dict[str, tuple[str, ...]] = {}
    for one in declared:
        names: dict[str, None] = {}
        for option in one.entry.options or ():
            if option.name is None:
                continue
            if not NAME.fullmatch(option.name.text):
                scope.gathering.add(option.name.place, "name", f"`{option.name}` cannot be a name")
            elif option.name.text in names:
                message = f"two options of `{one.name}` are called `{option.name}`"
                scope.gathering.add(option.name.place, "duplicate-name", message)
            names[option.name.text] = None
        found[one.name] = tuple(option.name.text if option.name else "" for option in one.entry.options or ())
    return found


@dataclass(frozen=True, slots=True)
class TriggerReader:
    """Reads triggers one by one.

    `horizon` is that of the file, in microseconds; `parameters` are known with their laws.
    """

    scope: Scope
    parameters: Mapping[str, Parameter]
    horizon: int

    def read(self, one: Declared) -> Trigger:
        """The trigger, after every complaint about it."""
        scope, entry = self.scope.inside(one.owner), one.entry
        check_form(one, scope)
        when = scope.condition(entry.when)
        then, slot = scope.effects(entry.then, FIRST_AMOUNT_SLOT)
        failing_that, slot = scope.effects(entry.failing_that, slot)
        options = self.options(entry, scope, slot)
        trigger = Trigger(
            name=one.name,
            owner=one.owner,
            title=entry.title,
            when=when,
            on=self.occurrences(entry, scope),
            hold=scope.duration(entry.for_),
            after=self.delay(entry.every or entry.after, scope),
            periodic=entry.every is not None,
            rate=scope.hazard(entry.rate),
            at=self.moment(entry, scope),
            chance=scope.chance(entry.chance),
            then=then,
            failing_that=failing_that,
            options=options,
            repeat=repeat_of(entry),
            if_it_lapses=Lapse(entry.if_it_lapses or "stand_down"),
            cooldown=scope.duration(entry.cooldown),
            reconsider=scope.duration(entry.reconsider),
            priority=scope.instant(entry.priority, NUMBER),
            luck=entry.luck.text if entry.luck else one.name,
            rank=one.rank,
            stated=entry.stated,
            provenance=scope.provenance(entry),
            provenances=provenances(entry, scope),
            place=one.place,
            places={key: entry.place_of(key) for key in entry.entries.values},
        )
        check_repeat(trigger, scope)
        return trigger

    def delay(self, written: Written | None, scope: Scope) -> Amount | None:
        """A delay: never negative, be it by its own law or by that of the parameter that it reads (R22)."""
        law = scope.amount(written, DURATION)
        if law is None:
            return None
        scope.gathering.complaints += check_delay(law)
        for argument in arguments(law):
            scope.gathering.complaints += growth.check_instant(argument, scope.symbols.growing)
            if isinstance(argument, ParameterRead) and argument.name in self.parameters:
                for complaint in check_delay(self.parameters[argument.name].law):
                    message = f"a delay is never negative, and the parameter `{argument.name}` can be"
                    scope.gathering.add(argument.place, complaint.code, message, complaint.hint)
        return law

    def moment(self, entry: TriggerEntry, scope: Scope) -> int | None:
        """The instant of `at`, between the start and the horizon (R11)."""
        if entry.at is None:
            return None
        text = entry.at
        at = scope.gathering.attempt(lambda: parse_date(text.text, text.place, scope.symbols))
        if at is not None and at < 0:
            scope.gathering.add(text.place, "outside-horizon", f"`{text}` lies before the start")
        if at is not None and at > self.horizon:
            scope.gathering.add(text.place, "outside-horizon", f"`{text}` lies after the horizon")
        return at

    def occurrences(self, entry: TriggerEntry, scope: Scope) -> tuple[Occurrence, ...]:
        """The triggers whose firings make this one rise (R33)."""
        found = []
        for name in listed(entry.on):
            pair = scope.gathering.attempt(lambda: trigger_of(name.text, name.place, scope.symbols))  # noqa: B023
            if pair is not None:
                found.append(Occurrence(trigger=pair[0], option=pair[1]))
        return tuple(found)

    def options(self, entry: TriggerEntry, scope: Scope, slot: int) -> tuple[Option, ...]:
        """The results of a decision with several; shares that are all written out must sum to 1 (R34)."""
        found: list[Option] = []
        for option in entry.options or ():
            chance = scope.chance(option.chance)
            effects, slot = scope.effects(option.then, slot)
            if chance is not None:
                found.append(made_option(option, chance, effects, scope))
        shares = [constant(option.chance) for option in found]
        if found and len(found) == len(entry.options or ()):
            known = [share for share in shares if share is not None]
            if len(known) == len(shares) and abs(sum(known) - 1) > 1e-9:
                message = f"the chances of the options sum to {sum(known) * 100:.10g}%, not to 100%"
                scope.gathering.add(entry.place_of("options"), "chances", message)
        return tuple(found)


def made_option(option: OptionEntry, chance: Expression, effects: tuple[Effect, ...], scope: Scope) -> Option:
    """One option, put together."""
    return Option(
        chance=chance,
        effects=effects,
        name=option.name.text if option.name else "",
        title=option.title,
        provenance=scope.provenance(option, *cited_in(option.chance), *effects_cited(option)),
        place=option.place,
    )


def effects_cited(option: OptionEntry) -> Iterator[Cited]:
    """The effects of an option that give a source."""
    for effect in option.then:
        yield from cited_in(effect)


def repeat_of(entry: TriggerEntry) -> Repeat:
    """What follows a decision: as written, else what the form of the trigger says (R10 to R12, R33)."""
    if entry.repeat is not None:
        return Repeat(entry.repeat)
    if entry.every is not None or entry.rate is not None:
        return Repeat.WHILE_IT_HOLDS
    return Repeat.EACH_TIME if entry.on is not None else Repeat.ONCE


def provenances(entry: TriggerEntry, scope: Scope) -> dict[str, Provenance]:
    """Where single values come from, by their key; effects as `then.1`, `then.2`, …"""
    found: dict[str, Provenance] = {}
    for key in entry.entries.values:
        value = getattr(entry, {"for": "for_"}.get(key, key))
        if key in ("then", "failing_that"):
            for number, effect in enumerate(value or (), 1):
                if cited := list(cited_in(effect)):
                    found[f"{key}.{number}"] = scope.provenance(*cited)
        elif cited := list(cited_in(value)):
            found[key] = scope.provenance(*cited)
    return found


# -- load errors -------------------------------------------------------------------------------------------------------

EXCLUSIONS = (
    ("at", ("for", "after", "rate", "every"), "`at` names the instant of the decision (R11)"),
    ("every", ("for", "after", "rate"), "`every` is the delay of a trigger that repeats (R11)"),
    ("rate", ("for", "after", "if_it_lapses"), "a hazard is memoryless and keeps what a lapse leaves (R12)"),
    ("on", ("for", "rate", "every", "at", "if_it_lapses"), "`on` rises with another trigger's firing (R33)"),
    ("options", ("chance", "then", "failing_that"), "each option has its own `chance` and `then` (R34)"),
)
"""Keys that do not go together, and why."""


def check_form(one: Declared, scope: Scope) -> None:
    """Complain of keys that do not go together, or that say nothing without another."""
    entry, stated = one.entry, one.entry.stated
    told: set[frozenset[str]] = set()
    for key, others, reason in EXCLUSIONS:
        for other in others:
            pair = frozenset({key, other})
            if pair <= stated and pair not in told:
                told.add(pair)
                message = f"`{one.name}` has both `{key}` and `{other}`; {reason}"
                scope.gathering.add(
                    entry.entries.keys[other].place, "excluded-key", message, "leave one of the two out"
                )
    for key in ("failing_that", "reconsider"):
        if key in stated and not stated & {"chance", "options"}:
            message = f"`{key}` says what follows a refusal, and without `chance` `{one.name}` never refuses"
            scope.gathering.add(
                entry.entries.keys[key].place, "no-chance", message, "give it a `chance`, or leave this out"
            )
    if "reconsider" in stated and "options" in stated:
        message = "a decision with options is never a refusal, so there is nothing to reconsider (R34, R35)"
        scope.gathering.add(entry.entries.keys["reconsider"].place, "no-chance", message)
    repeat = entry.repeat
    if repeat is not None and ((entry.every and repeat != "while_it_holds") or (entry.at and repeat != "once")):
        key, wanted = ("every", "while_it_holds") if entry.every else ("at", "once")
        message = f"`{key}` means `repeat: {wanted}`, so `{repeat}` cannot stand beside it (R11)"
        scope.gathering.add(entry.place_of("repeat"), "excluded-key", message)
    if entry.on and repeat == "while_it_holds":
        message = "`on` rises with a firing and not with a condition: `once` or `each_time` (R33)"
        scope.gathering.add(entry.place_of("repeat"), "excluded-key", message)


def check_repeat(trigger: Trigger, scope: Scope) -> None:
    """Complain of a repetition that cannot be, or that would never end within one instant (R10)."""
    if trigger.cooldown is not None and trigger.repeat is Repeat.ONCE:
        message = f"`{trigger.name}` decides once, so it has nothing to cool down from (R10)"
        scope.gathering.add(
            trigger.places["cooldown"], "excluded-key", message, "give `repeat: each_time`, or leave it out"
        )
    clocks = {"rate", "for", "after", "every", "cooldown"}
    if trigger.repeat is not Repeat.WHILE_IT_HOLDS or trigger.stated & clocks or trigger.on or "at" in trigger.stated:
        return
    if not falsifies_itself(trigger):
        message = (
            f"`{trigger.name}` would decide again and again within one instant: nothing takes time, and its effects "
            "change nothing that its own `when` reads (R10)"
        )
        hint = "give it `every`, `rate`, `for`, `after` or `cooldown`, or `repeat: each_time`"
        scope.gathering.add(trigger.places.get("repeat", trigger.place), "endless", message, hint)


def falsifies_itself(trigger: Trigger) -> bool:
    """Whether a trigger's effects change something that its own `when` reads."""
    if trigger.when is None:
        return False
    written = {effect.target for effect in trigger.effects if isinstance(effect, Assign | Shift)}
    return bool(read_names(trigger.when) & (written | {trigger.name}))
