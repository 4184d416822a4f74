"""Values of the file read with the meaning that names have where they stand."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, TypeVar

from sim.errors import Complaint, Place, ScenarioError, nearest
from sim.language import growth
from sim.language.distributions import Amount, Family, Law, LawCases
from sim.language.expressions import Symbols, parse_amount, parse_effect, parse_expression, sign_of_law
from sim.language.gathering import ABOUT_NAMES, Gathering
from sim.language.inspection import constant, is_fixed
from sim.language.kinds import DURATION, FLAG, NUMBER, RATE, Type
from sim.language.nodes import Scalar
from sim.language.scenario import Assign, Effect, Let, Provenance, Scenario
from sim.language.shapes import listed
from sim.language.shapes_of_entries import Cited, Else, If, Sourced, SourcedEffect, Table
from sim.language.tree import Conditional, Expression

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

T = TypeVar("T")

FIRST_AMOUNT_SLOT = 16
"""The slot of the first random amount of a trigger (R19)."""

Written = Scalar | Sourced | Table
"""A value as the file gives it."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What names mean at some place of a file, and where complaints go.

    Every reader yields None after a complaint, so that building goes on.
    """

    symbols: Symbols
    gathering: Gathering
    sources: Mapping[str, object] = field(default_factory=dict)
    changing: frozenset[str] = frozenset()
    """names of what changes as time goes on, and so means nothing where only parameters are read"""

    def inside(self, owner: str) -> Scope:
        """The scope inside an actor."""
        return replace(self, symbols=replace(self.symbols, owner=owner))

    # -- expressions ---------------------------------------------------------------------------------------------------

    def expression(self, written: Written | None, expected: Type | None = None) -> Expression | None:
        """The expression that a value writes; a table of cases becomes nested conditionals."""
        if written is None:
            return None
        return self._attempt(lambda: self._expression(written, expected))

    def fixed(self, written: Written | None, expected: Type | None = None) -> Expression | None:
        """An expression that keeps its value through a rollout: literals and parameters alone."""
        expression = self.expression(written, expected)
        return expression if expression is None or self._is_fixed(expression) else None

    def _is_fixed(self, expression: Expression) -> bool:
        if not is_fixed(expression):
            self.gathering.add(
                expression.place,
                "not-fixed",
                f"this may be made of literals and parameters alone, and `{expression}` changes with time",
            )
            return False
        return True

    def _attempt(self, action: Callable[[], T]) -> T | None:
        """What `action` yields; a name that is known, but changes, is not called unknown."""
        count = len(self.gathering.complaints)
        result = self.gathering.attempt(action)
        for index, complaint in enumerate(self.gathering.complaints[count:], count):
            word = complaint.place.marked
            if complaint.code in ABOUT_NAMES and word in self.changing:
                message = f"`{word}` changes as time goes on; here only parameters and literals can be read"
                self.gathering.complaints[index] = Complaint(complaint.place, "not-fixed", message)
        return result

    def _expression(self, written: Written, expected: Type | None) -> Expression:
        value = bare(written)
        if isinstance(value, Scalar):
            return parse_expression(value.text, value.place, self.symbols, expected)
        branches, last = self._cases(value)
        made = [(self._condition(case.if_), self.expression(case.value, expected)) for case in branches]
        result = self.expression(last, expected)
        for condition, branch in reversed(made):
            if condition is None or branch is None or result is None:
                raise ScenarioError(())
            if branch.type != result.type:
                message = f"the cases are of different types: a {branch.type} and a {result.type}"
                raise ScenarioError([Complaint(branch.place, "wrong-type", message)])
            result = Conditional(
                place=value.place, type=branch.type, condition=condition, value=branch, otherwise=result, table=True
            )
        if result is None:
            raise ScenarioError(())
        return result

    def _condition(self, text: Scalar) -> Expression | None:
        return self.expression(text, FLAG)

    def _cases(self, table: Table) -> tuple[list[If], Scalar]:
        """The conditional cases of a table and the value of the last one.

        Raises:
            ScenarioError: `else` is missing or not the last.
        """
        *before, last = table.cases
        branches = [case for case in before if isinstance(case, If)]
        for case in before:
            if isinstance(case, Else):
                raise ScenarioError(
                    [Complaint(case.place, "cases", "`else` is the last case; what follows it can never hold")]
                )
        if not isinstance(last, Else):
            message = "the last case is `{else: …}`, for when none of the others holds"
            raise ScenarioError([Complaint(last.place, "cases", message)])
        return branches, last.else_

    def condition(self, written: Written | None) -> Expression | None:
        """A condition that is watched as time goes on: what may grow in it is limited (R3)."""
        return self._grown(written, FLAG, "condition")

    def slope(self, written: Written | None) -> Expression | None:
        """How fast a quantity grows (R3)."""
        return self._grown(written, RATE, "slope")

    def hazard(self, written: Written | None) -> Expression | None:
        """The rate of a hazard (R3, R12)."""
        rate = self._grown(written, RATE, "hazard")
        return self.at_least_zero(rate, "a rate")

    def instant(self, written: Written | None, expected: Type) -> Expression | None:
        """A value read at one instant, which may be any expression (R3)."""
        return self._grown(written, expected, "instant")

    def _grown(self, written: Written | None, expected: Type, use: str) -> Expression | None:
        expression = self.expression(written, expected)
        if expression is not None:
            check = {
                "condition": growth.check_condition,
                "slope": growth.check_slope,
                "hazard": growth.check_hazard,
                "instant": growth.check_instant,
            }[use]
            self.gathering.complaints += check(expression, self.symbols.growing)
        return expression

    def duration(self, written: Written | None) -> Expression | None:
        """A duration read at one instant; never negative."""
        return self.at_least_zero(self.instant(written, DURATION), "a duration")

    def chance(self, written: Written | None) -> Expression | None:
        """A chance, from 0 to 1 (R18)."""
        chance = self.instant(written, NUMBER)
        for leaf in leaves(chance):
            value = constant(leaf)
            if value is not None and not 0 <= value <= 1:
                hint = f"`{value:g}%`" if 1 < value <= 100 and "%" not in str(leaf) else ""
                self.gathering.add(leaf.place, "chance", f"a chance is from 0% to 100%, and this is {leaf}", hint)
        return chance

    def at_least_zero(self, expression: Expression | None, what: str) -> Expression | None:
        """The expression, after a complaint if it is known to be negative."""
        for leaf in leaves(expression):
            value = constant(leaf)
            if value is not None and value < 0:
                self.gathering.add(leaf.place, "negative", f"{what} is never negative, and this is {leaf}")
        return expression

    # -- amounts and effects -------------------------------------------------------------------------------------------

    def amount(self, written: Written | None, expected: Type | None = None) -> Amount | None:
        """What may be a distribution: one law, or a table of them."""
        if written is None:
            return None
        return self._attempt(lambda: self._amount(written, expected))

    def fixed_amount(self, written: Written, expected: Type | None = None) -> Amount | None:
        """The law of a parameter, whose arguments are literals and parameters alone."""
        law = self.amount(written, expected)
        changing = [argument for argument in arguments(law) if not self._is_fixed(argument)] if law else []
        return None if changing else law

    def _amount(self, written: Written, expected: Type | None) -> Amount:
        value = bare(written)
        if isinstance(value, Scalar):
            return parse_amount(value.text, value.place, self.symbols, expected)
        branches, last = self._cases(value)
        made = [(self._condition(case.if_), self.amount(case.value, expected)) for case in branches]
        otherwise = self.amount(last, expected)
        laws = [(condition, law) for condition, law in made if condition is not None and isinstance(law, Law)]
        if not isinstance(otherwise, Law) or len(laws) < len(made):
            raise ScenarioError(())
        for _, law in laws:
            if law.type != otherwise.type:
                message = f"the cases are of different types: a {law.type} and a {otherwise.type}"
                raise ScenarioError([Complaint(law.place, "wrong-type", message)])
        if all(law.is_certain for law in (*(law for _, law in laws), otherwise)):
            expression = self._expression(value, expected)
            return Law(family=Family.CERTAIN, arguments=(expression,), type=expression.type, place=value.place)
        return LawCases(branches=tuple(laws), otherwise=otherwise, place=value.place)

    def effects(self, written: Sequence[Scalar | SourcedEffect] | None, slot: int) -> tuple[tuple[Effect, ...], int]:
        """The effects of a list, the first random amount in `slot`, and the slot after the last (R19)."""
        found: list[Effect] = []
        symbols = self.symbols
        for item in written or ():
            text = item.value if isinstance(item, SourcedEffect) else item
            effect = self.gathering.attempt(lambda: parse_effect(text.text, text.place, symbols, slot))  # noqa: B023
            if isinstance(effect, Let):
                symbols = replace(symbols, lets={**symbols.lets, effect.name: effect.amount.type})
            if effect is None and (name := re.match(r"\s*let\s+(\w+)", text.text)):
                self.gathering.broken.add(name.group(1))
            if effect is not None:
                slot += slot_of(effect) is not None
                found.append(effect)
        return tuple(found), slot

    # -- provenance ----------------------------------------------------------------------------------------------------

    def provenance(self, *cited: Cited | None) -> Provenance:
        """Where values come from: sources are looked up, notes of several are joined."""
        names: dict[str, None] = {}
        notes: dict[str, None] = {}
        for one in cited:
            for source in listed(one.source) if one else ():
                if source.text in self.sources:
                    names[source.text] = None
                else:
                    hint = nearest(source.text, self.sources) or "declare it under `sources`"
                    self.gathering.add(source.place, "unknown-source", f"no source `{source}` is declared", hint)
            if one and one.note:
                notes[one.note] = None
        return Provenance(tuple(names), " ".join(notes))


def symbols_of(scenario: Scenario) -> Symbols:
    """What names mean in a scenario that has been built."""
    signs = {name: sign for name, one in scenario.parameters.items() if (sign := sign_of_law(one.law, {})) is not None}
    triggers = {name: tuple(option.name for option in one.options) for name, one in scenario.triggers.items()}
    return Symbols(
        starts=scenario.starts,
        variables={name: variable.type for name, variable in scenario.variables.items()},
        parameters={name: parameter.type for name, parameter in scenario.parameters.items()},
        definitions={name: definition.meaning for name, definition in scenario.definitions.items()},
        triggers=dict.fromkeys(scenario.disabled, ()) | triggers,
        growing=frozenset(name for name, variable in scenario.variables.items() if variable.grows),
        actors=frozenset(scenario.actors),
        signs=signs,
    )


def slot_of(effect: Effect | None) -> int | None:
    """The slot of an effect's draw (R19); None if it draws nothing."""
    return effect.slot if isinstance(effect, Assign | Let) else None


def arguments(law: Amount) -> Iterator[Expression]:
    """Every expression in a law or a table of laws."""
    if isinstance(law, Law):
        yield from law.arguments
        return
    for condition, branch in law.branches:
        yield condition
        yield from branch.arguments
    yield from law.otherwise.arguments


def bare(written: Written) -> Scalar | Table:
    """The value itself, without its source and note."""
    return written.value if isinstance(written, Sourced) else written


def cited_in(written: object) -> Iterator[Cited]:
    """Everything about a value that can give its source: the value, a table, its cases."""
    if isinstance(written, Cited):
        yield written
    if isinstance(written, Sourced):
        yield from cited_in(written.value) if isinstance(written.value, Cited) else ()
    if isinstance(written, Table):
        yield from written.cases


def place_of(written: Written) -> Place:
    """Where a value stands."""
    return bare(written).place


def leaves(expression: Expression | None) -> Iterator[Expression]:
    """The values that an expression can have: those of each case, or itself."""
    if isinstance(expression, Conditional):
        yield from leaves(expression.value)
        yield from leaves(expression.otherwise)
    elif expression is not None:
        yield expression
