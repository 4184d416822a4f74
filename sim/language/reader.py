"""What reading a syntax tree needs: the passage, what names mean, and the rule for each kind of node.

The rules are pure functions (`literals`, `operators`, `calls`), gathered in `expressions`. What is wrong is raised as
`ScenarioError`; `each` and `both` go on to the next operand first, so that one error carries every complaint.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar, cast

from sim.errors import Complaint, ScenarioError
from sim.language import typing_rules
from sim.language.grammar import Node, Passage, nodes_of
from sim.language.kinds import DURATION, FLAG, NUMBER, RATE, Kind, Type
from sim.language.names import LEVEL_ALONE, Symbols, value_of

if TYPE_CHECKING:
    from sim.language.tree import Expression

Given = TypeVar("Given")
Found = TypeVar("Found")
Other = TypeVar("Other")


def each(function: Callable[[Given], Found], items: Iterable[Given]) -> list[Found]:
    """`function` of every item.

    Raises:
        ScenarioError: with the complaints about all items that failed.
    """
    results: list[Found] = []
    complaints: list[Complaint] = []
    for item in items:
        try:
            results.append(function(item))
        except ScenarioError as error:
            complaints += error.complaints
    if complaints:
        raise ScenarioError(complaints)
    return results


def both(first: Callable[[], Found], second: Callable[[], Other]) -> tuple[Found, Other]:
    """The results of two actions.

    Raises:
        ScenarioError: with the complaints of both.
    """
    results: list[object] = each(lambda action: action(), (first, second))
    return cast("Found", results[0]), cast("Other", results[1])


Rule = Callable[["Reader", Node, Type | None], "Expression"]
"""How one kind of node is read: (reader, node, context)."""


@dataclass(frozen=True, slots=True)
class Reader:
    """A passage, what names mean in it, and the rules by which its nodes are read."""

    passage: Passage
    symbols: Symbols
    rules: Mapping[str, Rule]

    def read(self, node: Node, context: Type | None = None) -> Expression:
        """The typed tree of `node`; `context` is the list (level, category) whose bare names are known in it."""
        return self.rules[node.data](self, node, context)

    def read_as(self, node: Node, expected: Type | None) -> Expression:
        """The typed tree of `node`, of the type that is expected (None: of any)."""
        expression = self.read(node, expected if expected and typing_rules.is_list(expected) else None)
        if expected:
            self.check(node, expression.type, expected)
        return expression

    def check(self, node: Node, actual: Type, expected: Type) -> None:
        """Raise the complaint that `node` is of another type than expected."""
        if not typing_rules.fits(actual, expected):
            code, message = typing_rules.mismatch(actual, expected)
            raise self.passage.wrong(node, code, message, self._mended(node, actual, expected))

    def _mended(self, node: Node, actual: Type, expected: Type) -> str:
        """What was probably meant by a node of the wrong type."""
        words = self.passage.wording(node)
        if actual == NUMBER and node.data in ("number", "range"):
            return {DURATION: f"`{words} days`", RATE: f"`{words} per day`"}.get(expected, "")
        if expected == FLAG and actual.kind is Kind.NUMBER and node.data == "name":
            return f"compare it, such as `{words} > 0`"
        return ""

    def read_alike(self, nodes: list[Node], context: Type | None) -> list[Expression]:
        """Operands that share a type: the first that is of a list tells what bare names mean in the others."""
        shared = next((found for node in nodes if (found := self._list_type(node))), context)
        try:
            return each(lambda node: self.read(node, shared), nodes)
        except ScenarioError as error:
            if shared is None and len(error.complaints) > 1:
                raise ScenarioError(self._without_levels(nodes, error.complaints)) from None
            raise

    def _without_levels(self, nodes: list[Node], complaints: tuple[Complaint, ...]) -> Sequence[Complaint]:
        """Complaints about operands, without those that may be levels of a list that only an unknown name would tell.

        In `frnt >= soil` the one mistake is `frnt`.
        """
        alone = {self.passage.place_of(node) for node in nodes if node.data == "name"}
        sure = [c for c in complaints if c.place not in alone or (c.hint and c.code != LEVEL_ALONE)]
        return sure or complaints[:1]

    def _list_type(self, node: Node) -> Type | None:
        """The level or category type that `node` has by itself, without looking at what stands beside it."""
        if node.data == "name":
            try:
                type_ = value_of(str(node.children[0]), self.passage.place, self.symbols, None).type
            except ScenarioError:
                return None
            return type_ if typing_rules.is_list(type_) else None
        inner: list[Node] = []
        if node.data == "call" and node.children[0] in ("min", "max"):
            inner = [nodes_of(argument)[0] for argument in nodes_of(node)]
        if node.data == "conditional":
            inner = [nodes_of(node)[0], nodes_of(node)[2]]
        return next((found for child in inner if (found := self._list_type(child))), None)
