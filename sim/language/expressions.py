"""Expressions, amounts, effects and moments: text in, typed trees out.

This is the face of the expression language; the rooms behind it are `grammar` (text to syntax tree), `names` (what a
word means), `typing_rules` (which types go together), `reading` (syntax tree to typed tree), `amounts` and `effects`.
What may grow with what, linear forms and directions are in `growth`, printing back is in `printing`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.errors import Complaint, ScenarioError
from sim.language.amounts import read_amount
from sim.language.calls import DISTRIBUTIONS, FUNCTIONS, read_call, read_name, read_range
from sim.language.distributions import Law
from sim.language.effects import read_effect
from sim.language.grammar import (
    DEEPEST_NESTING,
    LARGEST_TREE,
    RESERVED_WORDS,
    Node,
    Passage,
    nodes_of,
    syntax_tree,
    words_of,
)
from sim.language.inspection import conjuncts, extent, read_names
from sim.language.kinds import DAYS_IN, MICROSECONDS_PER_DAY
from sim.language.law_bounds import check_delay, sign_of_law
from sim.language.literals import (
    duration_in_days,
    microseconds_of_date,
    number_of_token,
    read_date,
    read_duration,
    read_number,
    read_percent,
    unit_of_token,
)
from sim.language.names import Symbols
from sim.language.operators import (
    read_arithmetic,
    read_comparison,
    read_conditional,
    read_conjunction,
    read_disjunction,
    read_negation,
    read_negative,
    read_per,
)
from sim.language.reader import Reader, Rule
from sim.language.scenario import Assign, Effect, Let

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Set as AbstractSet

    from sim.errors import Place
    from sim.language.kinds import Type
    from sim.language.tree import Expression

__all__ = [
    "DISTRIBUTIONS",
    "FUNCTIONS",
    "RESERVED_WORDS",
    "Symbols",
    "check_delay",
    "conjuncts",
    "names_in",
    "parse_amount",
    "parse_date",
    "parse_duration_microseconds",
    "parse_effect",
    "parse_expression",
    "read_names",
    "sign_of_law",
]


RULES: dict[str, Rule] = {
    "number": read_number,
    "percent": read_percent,
    "duration": read_duration,
    "date": read_date,
    "name": read_name,
    "call": read_call,
    "negative": read_negative,
    "arithmetic": read_arithmetic,
    "per": read_per,
    "comparison": read_comparison,
    "negation": read_negation,
    "conjunction": read_conjunction,
    "disjunction": read_disjunction,
    "conditional": read_conditional,
    "range": read_range,
}
"""How each kind of node of the grammar is read."""


def parse_expression(text: str, place: Place, symbols: Symbols, expected: Type | None = None) -> Expression:
    """The typed tree of an expression.

    Args:
        text: the expression, as the file writes it.
        place: where the whole of the text stands.
        symbols: what names mean there.
        expected: the type that is wanted; None takes any.

    Raises:
        ScenarioError: with every complaint about the text, each at the word that it is about.
    """
    passage = Passage(text, place)
    expression = Reader(passage, symbols, RULES).read_as(syntax_tree(passage, "amount"), expected)
    _check_extent(place, expression)
    return expression


def parse_amount(text: str, place: Place, symbols: Symbols, expected: Type | None = None) -> Law:
    """The law of an amount: a distribution, always as the whole text, or an expression (CERTAIN).

    Raises:
        ScenarioError: with every complaint about the text.
    """
    passage = Passage(text, place)
    law = read_amount(Reader(passage, symbols, RULES), syntax_tree(passage, "amount"), expected)
    _check_extent(place, *law.arguments)
    return law


def parse_effect(text: str, place: Place, symbols: Symbols, slot: int, fixed: AbstractSet[str] = frozenset()) -> Effect:
    """The effect that a text writes.

    Args:
        text: the effect, as the file writes it.
        place: where the whole of the text stands.
        symbols: what names mean there, the earlier `let`s of the list included.
        slot: the slot of the draw that a random amount takes (R19); a plain amount takes none.
        fixed: full names of state that no effect may change here.

    Raises:
        ScenarioError: with every complaint about the text.
    """
    passage = Passage(text, place)
    effect = read_effect(Reader(passage, symbols, RULES), syntax_tree(passage, "effect"), slot, fixed)
    if isinstance(effect, Assign | Let) and isinstance(effect.amount, Law):
        _check_extent(place, *effect.amount.arguments)
    return effect


def _check_extent(place: Place, *expressions: Expression) -> None:
    """Raise the complaint that an expression is too deep or too large once its definitions are counted in."""
    for expression in expressions:
        depth, size = extent(expression)
        if depth > DEEPEST_NESTING:
            message = f"with its definitions this is nested {depth} levels deep; at most {DEEPEST_NESTING} are read"
            raise ScenarioError([Complaint(place, "too-deep", message)])
        if size > LARGEST_TREE:
            message = f"with its definitions this has {size:,} terms; at most {LARGEST_TREE:,} are read"
            raise ScenarioError([Complaint(place, "too-large", message)])


LONGEST_TIME = 200 * DAYS_IN["year"]
"""In days (R1)."""


def parse_duration_microseconds(text: str, place: Place, symbols: Symbols) -> int:
    """A duration such as `120 days`, in whole microseconds (R1); also a date, as the time from the start to it.

    Raises:
        ScenarioError: the text is none of these.
    """
    return parse_date(text, place, symbols)


def parse_date(text: str, place: Place, symbols: Symbols) -> int:
    """A moment in whole microseconds since the start (R1): `2020-11-10`, `2020-11-10 06:00`, `day 12` or `12 days`.

    Negative where the date lies before the start.

    Raises:
        ScenarioError: the text is none of these.
    """
    passage = Passage(text, place)
    reader, node = Reader(passage, symbols, RULES), syntax_tree(passage, "moment")
    if node.data == "date":
        return microseconds_of_date(reader, node)
    amount = number_of_token(reader, words_of(node)[0])
    unit = "day" if node.data == "day_number" else unit_of_token(reader, words_of(node)[1], plural=True)
    days = duration_in_days(amount, unit)
    if days > LONGEST_TIME:
        raise ScenarioError(
            [Complaint(place, "too-long", f"`{text}` is more than 200 years, the longest time there is")]
        )
    return max(1, round(days * MICROSECONDS_PER_DAY)) if days > 0 else 0


def names_in(text: str, place: Place) -> frozenset[str]:
    """The names of values and triggers in the text of an expression or amount, as written, before any typing.

    Names of functions, units, arguments and levels stand among them only where they look like names of values: a level
    does, a unit does not.

    Raises:
        ScenarioError: the text is not of the grammar.
    """
    return frozenset(_names(syntax_tree(Passage(text, place), "amount")))


def _names(node: Node) -> Iterator[str]:
    if node.data == "name":
        yield str(words_of(node)[0])
    children = nodes_of(node)
    if node.data == "argument":
        children = children[-1:]
    for child in children:
        yield from _names(child)
