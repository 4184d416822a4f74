"""Effects: what a firing does, one line each (`x = …`, `raise x to L`, `let name = …`, `cancel trigger`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.errors import Complaint, ScenarioError, nearest
from sim.language.amounts import read_amount
from sim.language.grammar import RESERVED_WORDS, nodes_of, words_of
from sim.language.kinds import Kind
from sim.language.names import trigger_of
from sim.language.scenario import Assign, Cancel, Effect, Let, Shift

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    from sim.language.distributions import Law
    from sim.language.grammar import Node, Word
    from sim.language.kinds import Type
    from sim.language.reader import Reader


def read_effect(reader: Reader, node: Node, slot: int, fixed: AbstractSet[str]) -> Effect:
    """The effect that a node writes."""
    place = reader.passage.place_of(node)
    if node.data == "cancel":
        word = words_of(node)[0]
        trigger, option = trigger_of(str(word), reader.passage.place_of(word), reader.symbols)
        if option is not None:
            raise reader.passage.wrong(
                word, "unknown-trigger", "an option cannot be called off, only its trigger", f"`cancel {trigger}`"
            )
        return Cancel(trigger=trigger, place=place)
    if node.data == "let":
        name = _new_name(reader, words_of(node)[0])
        amount = read_amount(reader, nodes_of(node)[0], None)
        return Let(name=name, amount=amount, slot=_slot(amount, slot), place=place)
    if node.data == "shift":
        return _shift(reader, node, fixed)
    return _assign(reader, node, slot, fixed)


def _slot(amount: Law, slot: int) -> int | None:
    """The slot of the draw (R19), which a plain value does not need."""
    return None if amount.is_certain else slot


def _assign(reader: Reader, node: Node, slot: int, fixed: AbstractSet[str]) -> Assign:
    word, operator = words_of(node)[0], str(words_of(node)[1])
    target, type_ = _target(reader, word, fixed)
    if operator != "=" and type_.kind is not Kind.NUMBER:
        hint = f"`raise {word}` or `lower {word}`" if type_.kind is Kind.LEVEL else f"`{word} = …`"
        raise reader.passage.wrong(word, "wrong-type", f"`{operator}` needs a number, `{word}` is a {type_}", hint)
    amount = read_amount(reader, nodes_of(node)[0], type_)
    return Assign(
        target=target, operator=operator, amount=amount, slot=_slot(amount, slot), place=reader.passage.place_of(node)
    )


def _shift(reader: Reader, node: Node, fixed: AbstractSet[str]) -> Shift:
    verb, word = words_of(node)[0], words_of(node)[1]
    target, type_ = _target(reader, word, fixed)
    if type_.kind is not Kind.LEVEL:
        hint = f"`{word} {'+' if verb == 'raise' else '-'}= 1`" if type_.kind is Kind.NUMBER else f"`{word} = …`"
        raise reader.passage.wrong(word, "wrong-type", f"`{verb}` needs a level, `{word}` is a {type_}", hint)
    limit = reader.read_as(nodes_of(node)[0], type_) if nodes_of(node) else None
    return Shift(target=target, up=verb == "raise", limit=limit, place=reader.passage.place_of(node))


def _target(reader: Reader, word: Word, fixed: AbstractSet[str]) -> tuple[str, Type]:
    """The variable that an effect changes, by its full name, and its type."""
    symbols, place = reader.symbols, reader.passage.place_of(word)
    found = [name for name in symbols.candidates(str(word)) if name in symbols.variables]
    if len(found) > 1:
        message = f"`{word}` has two meanings here: the state {' and the state '.join(f'`{name}`' for name in found)}"
        raise ScenarioError([Complaint(place, "ambiguous-name", message, f"write `{found[-1]}`")])
    if found and found[0] in fixed:
        raise ScenarioError([Complaint(place, "fixed", f"`{found[0]}` cannot be changed here")])
    if found:
        return found[0], symbols.variables[found[0]]
    for names, what in (
        (symbols.parameters, "a parameter, which keeps its value through a rollout"),
        (symbols.definitions, "a definition, which has no state of its own"),
        (symbols.lets, "a value of `let`, which is not changed again"),
        (symbols.triggers, "a trigger"),
        (symbols.actors, "an actor"),
    ):
        if str(word) in names:
            raise ScenarioError([Complaint(place, "not-a-state", f"`{word}` is {what}; effects change state alone")])
    hint = nearest(str(word), symbols.shortened(symbols.variables))
    raise ScenarioError([Complaint(place, "unknown-name", f"no state `{word}` is known", hint)])


def _new_name(reader: Reader, word: Word) -> str:
    """The name of a `let`: one that means nothing else here (R32)."""
    name, place = str(word), reader.passage.place_of(word)
    if "." in name or name in RESERVED_WORDS:
        raise ScenarioError([Complaint(place, "name", f"`{name}` cannot be the name of a value")])
    if name in reader.symbols.values():
        raise ScenarioError(
            [Complaint(place, "ambiguous-name", f"`{name}` has a meaning already", "choose another name")]
        )
    return name
