"""What a bare word of an expression means (R32): the names that are known where it stands."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from sim.errors import Complaint, ScenarioError, nearest
from sim.language.grammar import RESERVED_WORDS
from sim.language.kinds import FLAG, Type
from sim.language.tree import (
    Day,
    DefinitionRead,
    Expression,
    LetRead,
    Literal,
    NamedValue,
    ParameterRead,
    VariableRead,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from sim.errors import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Symbols:
    """What names mean where an expression stands.

    `starts` is the calendar instant of time 0, with its offset. All names are full names; `owner` is the actor inside
    which the expression stands, whose state and triggers need no prefix there. `triggers` gives each trigger's names of
    options ("" where an option has none, () for a trigger without options). `signs` tells of parameters that are
    always above 0 (+1) or never (-1), where that is known: the lower end of `A to B` needs it.
    """

    starts: datetime
    variables: Mapping[str, Type] = field(default_factory=dict)
    parameters: Mapping[str, Type] = field(default_factory=dict)
    definitions: Mapping[str, Expression] = field(default_factory=dict)
    triggers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    growing: frozenset[str] = frozenset()
    actors: frozenset[str] = frozenset()
    lets: Mapping[str, Type] = field(default_factory=dict)
    owner: str = ""
    signs: Mapping[str, int] = field(default_factory=dict)

    def candidates(self, word: str) -> list[str]:
        """The full names that `word` may stand for: itself, and inside an actor itself with the actor's name."""
        return [word, f"{self.owner}.{word}"] if self.owner else [word]

    def values(self) -> set[str]:
        """Every name that reads a value, full and as it may be shortened here."""
        known = {*self.lets, *self.variables, *self.parameters, *self.definitions}
        prefix = f"{self.owner}."
        return known | {name.removeprefix(prefix) for name in known if self.owner and name.startswith(prefix)}

    def shortened(self, names: Mapping[str, object]) -> set[str]:
        """Full names, and beside them the short ones that do here."""
        prefix = f"{self.owner}."
        return {*names, *(name.removeprefix(prefix) for name in names if self.owner)}


def value_of(word: str, place: Place, symbols: Symbols, context: Type | None) -> Expression:
    """What `word` reads or names.

    `context` is the level or category that the word stands beside, if any: only there is a bare name of its list known.

    Raises:
        ScenarioError: the word has no meaning here, or two (R32).
    """
    if word in ("true", "false"):
        return Literal(place=place, type=FLAG, value=word == "true", text=word)
    if word == "day":
        return Day(place=place)
    meanings = [*_reads(word, symbols), *_list_names(word, symbols, context)]
    if not meanings:
        raise ScenarioError([_unknown(word, place, symbols, context)])
    if len(meanings) > 1:
        raise ScenarioError([_ambiguous(word, place, symbols, meanings)])
    return replace(meanings[0], place=place)


def _reads(word: str, symbols: Symbols) -> Iterator[Expression]:
    """The values that `word` may read."""
    if word in symbols.lets:
        yield LetRead(name=word, type=symbols.lets[word])
    for name in symbols.candidates(word):
        if name in symbols.variables:
            yield VariableRead(name=name, type=symbols.variables[name])
        if name in symbols.parameters:
            yield ParameterRead(name=name, type=symbols.parameters[name])
        if name in symbols.definitions:
            meaning = symbols.definitions[name]
            yield DefinitionRead(name=name, meaning=meaning, type=meaning.type)


def _list_names(word: str, symbols: Symbols, context: Type | None) -> Iterator[NamedValue]:
    """The levels or categories that `word` may name: bare beside their kind, or as `front.armenian_soil`."""
    if context and word in context.names:
        yield NamedValue(name=word, index=context.names.index(word), type=context)
    owner, dot, name = word.rpartition(".")
    for read in _reads(owner, symbols) if dot else ():
        if name in read.type.names:
            yield NamedValue(name=name, index=read.type.names.index(name), type=read.type, qualifier=owner)


def _ambiguous(word: str, place: Place, symbols: Symbols, meanings: list[Expression]) -> Complaint:
    """The complaint of R32: the meanings, and how to write each in full."""
    told = [_described(meaning) for meaning in meanings]
    ways = [way for meaning in meanings if (way := _full_name(meaning, symbols)) != word]
    hint = "write " + " or ".join(f"`{way}`" for way in ways) if ways else "rename one of them"
    if len(ways) < len(meanings) and ways:
        hint += f", or rename the other `{word}`"
    return Complaint(place, "ambiguous-name", f"`{word}` has two meanings here: {' and '.join(told)}", hint)


def _described(meaning: Expression) -> str:
    """A meaning in words."""
    match meaning:
        case NamedValue():
            return f"the {meaning.type.kind.value} `{meaning.name}` (of {', '.join(meaning.type.names)})"
        case VariableRead():
            return f"the state `{meaning.name}`"
        case ParameterRead():
            return f"the parameter `{meaning.name}`"
        case DefinitionRead():
            return f"the definition `{meaning.name}`"
        case _:
            return f"the value of `let {meaning}`"


def _full_name(meaning: Expression, symbols: Symbols) -> str:
    """The one way to write a meaning that cannot be mistaken, as far as there is one."""
    if not isinstance(meaning, NamedValue):
        return str(meaning)
    holders = (
        name
        for names in (symbols.variables, symbols.parameters)
        for name, type_ in names.items()
        if type_ == meaning.type
    )
    holder = meaning.qualifier or next(holders, "")
    return f"{holder}.{meaning.name}" if holder else meaning.name


def _unknown(word: str, place: Place, symbols: Symbols, context: Type | None) -> Complaint:
    """The complaint about a word without meaning, as helpful as the word allows."""
    if trigger := next((name for name in symbols.candidates(word) if name in symbols.triggers), ""):
        message = f"`{trigger}` is a trigger, not a value"
        return Complaint(place, "wrong-type", message, f"write `fired({word}) >= 1`, or `recently({word}, 7 days)`")
    if word in symbols.actors:
        own = sorted(name for name in symbols.variables if name.startswith(f"{word}."))
        hint = "its state: " + ", ".join(f"`{name}`" for name in own) if own else ""
        return Complaint(place, "wrong-type", f"`{word}` is an actor, not a value", hint)
    if context:
        kind = context.kind.value
        message = f"`{word}` is no {kind} of this list ({', '.join(context.names)}) and no other name"
        return Complaint(place, f"unknown-{kind}", message, nearest(word, [*context.names, *symbols.values()]))
    return _unknown_alone(word, place, symbols)


LEVEL_ALONE = "level-alone"
"""The code of the complaint that a level or category stands beside nothing of its list."""


def _unknown_alone(word: str, place: Place, symbols: Symbols) -> Complaint:
    """The complaint about a word without meaning that stands beside nothing of a list of names."""
    if holder := next((name for name, type_ in symbols.variables.items() if word in type_.names), ""):
        kind = symbols.variables[holder].kind.value
        message = f"`{word}` is a {kind} of `{holder}`; alone it stands only beside a value of that list"
        return Complaint(place, LEVEL_ALONE, message, f"write `{holder}.{word}`")
    owner, dot, name = word.rpartition(".")
    for read in _reads(owner, symbols) if dot else ():
        if read.type.names:
            kind = read.type.kind.value
            message = f"`{owner}` has no {kind} `{name}`; it has {', '.join(read.type.names)}"
            return Complaint(place, f"unknown-{kind}", message, nearest(name, read.type.names))
    owned = sorted(name for name in symbols.values() if name.endswith(f".{word}"))
    hint = "write " + " or ".join(f"`{name}`" for name in owned) if owned else ""
    message = f"no name `{word}` is known here"
    return Complaint(place, "unknown-name", message, hint or nearest(word, symbols.values() | RESERVED_WORDS))


def trigger_of(word: str, place: Place, symbols: Symbols) -> tuple[str, int | None]:
    """The trigger that `word` names, by its full name, and the option (from 0) if it names one (R34).

    Raises:
        ScenarioError: no such trigger or option, or two.
    """
    found: list[tuple[str, int | None]] = [
        (name, None) for name in symbols.candidates(word) if name in symbols.triggers
    ]
    owner, dot, option = word.rpartition(".")
    for name in symbols.candidates(owner) if dot else ():
        options = symbols.triggers.get(name, ())
        if option.isdecimal() and 1 <= int(option) <= len(options):
            found.append((name, int(option) - 1))
        elif option in options:
            found.append((name, options.index(option)))
    if len(found) == 1:
        return found[0]
    if found:
        told = " and ".join(
            f"`{name}`" if number is None else f"option {number + 1} of `{name}`" for name, number in found
        )
        ways = [name if number is None else f"{name}.{number + 1}" for name, number in found]
        hint = "write " + " or ".join(f"`{way}`" for way in ways if way != word)
        raise ScenarioError([Complaint(place, "ambiguous-name", f"`{word}` has two meanings here: {told}", hint)])
    raise ScenarioError([_unknown_trigger(word, place, symbols)])


def _unknown_trigger(word: str, place: Place, symbols: Symbols) -> Complaint:
    owner, dot, option = word.rpartition(".")
    trigger = next((name for name in symbols.candidates(owner) if dot and name in symbols.triggers), "")
    if trigger and not (options := symbols.triggers[trigger]):
        return Complaint(place, "unknown-trigger", f"the trigger `{trigger}` has no options, so there is no `{word}`")
    if trigger:
        ways = ", ".join(f"`{owner}.{name or number}`" for number, name in enumerate(options, 1))
        message = f"the trigger `{trigger}` has no option `{option}`; it has {ways}"
        return Complaint(place, "unknown-trigger", message, nearest(option, options))
    if word in symbols.values():
        return Complaint(place, "unknown-trigger", f"a trigger was expected; `{word}` is a value")
    return Complaint(
        place, "unknown-trigger", f"no trigger `{word}` is known", nearest(word, symbols.shortened(symbols.triggers))
    )
