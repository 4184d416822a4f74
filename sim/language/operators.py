"""Operators: arithmetic, comparisons and chains, `and or not`, `if … else`, `per`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.errors import Complaint, ScenarioError
from sim.language import typing_rules
from sim.language.grammar import nodes_of, words_of
from sim.language.growth import equality_complaint, moving_names
from sim.language.inspection import constant
from sim.language.kinds import DAYS_IN, FLAG, NUMBER, RATE, Kind, Type
from sim.language.literals import unit_of_token
from sim.language.reader import Reader, both, each
from sim.language.tree import (
    All,
    AnyOf,
    Arithmetic,
    Chain,
    Comparison,
    Conditional,
    Expression,
    Literal,
    Negative,
    Not,
    Per,
)

if TYPE_CHECKING:
    from sim.language.grammar import Node


def read_negative(reader: Reader, node: Node, _: Type | None) -> Expression:
    """`-x`."""
    operand = reader.read(nodes_of(node)[0])
    if operand.type.kind is not Kind.NUMBER:
        raise reader.passage.wrong(node, "wrong-type", f"`-` needs a number, this is a {operand.type}")
    return Negative(place=reader.passage.place_of(node), type=operand.type, operand=operand)


def read_arithmetic(reader: Reader, node: Node, _: Type | None) -> Expression:
    """`left operator right` with one of `+ - * /`."""
    nodes, operator = nodes_of(node), str(words_of(node)[0])
    left, right = each(reader.read, nodes)
    type_ = typing_rules.arithmetic(operator, left.type, right.type)
    if type_ is None:
        raise _unfit(reader, node, operator, left, right)
    if operator == "/" and constant(right) == 0:
        raise reader.passage.wrong(nodes[1], "division-by-zero", "this divides by zero")
    return Arithmetic(place=reader.passage.place_of(node), type=type_, operator=operator, left=left, right=right)


def _unfit(reader: Reader, node: Node, operator: str, left: Expression, right: Expression) -> ScenarioError:
    """The error that two operands do not add, subtract, multiply or divide."""
    nodes = nodes_of(node)
    for operand, expression in zip(nodes, (left, right), strict=True):
        if expression.type.kind is not Kind.NUMBER:
            message = f"`{operator}` needs numbers, `{reader.passage.wording(operand)}` is a {expression.type}"
            return reader.passage.wrong(operand, "wrong-type", message)
    words = [reader.passage.wording(operand) for operand in nodes]
    hint = ""
    if left.type == RATE and " per " in words[0]:
        hint = f"`per` takes all that stands on its left; put rates in brackets: `({words[0]}) {operator} …`"
    if left.type.instant and right.type.instant:
        hint = "two moments can be subtracted, not added"
    message = f"`{words[0]}` is a {left.type} and `{words[1]}` a {right.type}: `{operator}` does not go with them"
    return reader.passage.wrong(node, "wrong-unit", message, hint)


def read_per(reader: Reader, node: Node, _: Type | None) -> Expression:
    """`x per unit`, the whole sum before it taken."""
    inner, word = nodes_of(node)[0], words_of(node)[0]
    operand, unit = both(lambda: reader.read(inner), lambda: unit_of_token(reader, word, plural=False))
    return rate_of(reader, node, operand, unit)


def rate_of(reader: Reader, node: Node, operand: Expression, unit: str) -> Expression:
    """`operand per unit`; a plain number and its unit make one literal."""
    type_ = typing_rules.per(operand.type)
    if type_ is None:
        raise reader.passage.wrong(
            node, "wrong-type", f"`per {unit}` needs a number before it, this is a {operand.type}"
        )
    place = reader.passage.place_of(node)
    if isinstance(operand, Literal) and operand.type == NUMBER:
        value = operand.value / DAYS_IN[unit]
        return Literal(place=place, type=type_, value=value, text=f"{operand.text} per {unit}")
    return Per(place=place, type=type_, operand=operand, unit=unit)


# -- conditions ----------------------------------------------------------------------------------------------------


def read_comparison(reader: Reader, node: Node, _: Type | None) -> Expression:
    """A comparison, or a chain of them."""
    nodes, operators = nodes_of(node), [str(word) for word in words_of(node)]
    operands = reader.read_alike(nodes, None)
    links = each(
        lambda i: _link(reader, nodes[i : i + 2], operators[i], operands[i], operands[i + 1]), range(len(operators))
    )
    return links[0] if len(links) == 1 else Chain(place=reader.passage.place_of(node), links=tuple(links))


def _link(reader: Reader, nodes: list[Node], operator: str, left: Expression, right: Expression) -> Comparison:
    """One comparison, with all that may be wrong with it."""
    passage = reader.passage
    start, end = passage.place_of(nodes[0]), passage.place_of(nodes[1])
    place = start.narrowed(0, max(1, end.column + end.width - start.column))
    words = [passage.wording(node) for node in nodes]
    type_ = typing_rules.common(left.type, right.type)
    if type_ is None:
        both_numbers = left.type.kind is right.type.kind is Kind.NUMBER
        message = f"`{words[0]}` is a {left.type}, `{words[1]}` is a {right.type}: they do not compare"
        raise ScenarioError([Complaint(place, "wrong-unit" if both_numbers else "wrong-type", message)])
    if not typing_rules.compares(operator, type_):
        message = f"a {type_.kind.value} has no order, so `{operator}` does not go with it; only `==` and `!=` do"
        raise ScenarioError([Complaint(place, "wrong-type", message)])
    if operator in ("==", "!=") and type_.kind is Kind.NUMBER:
        moving = [name for side in (left, right) for name in moving_names(side, reader.symbols.growing)]
        if moving:
            raise ScenarioError([equality_complaint(place, operator, moving[0])])
    return Comparison(place=place, operator=operator, left=left, right=right)


def read_negation(reader: Reader, node: Node, _: Type | None) -> Expression:
    """`not x`."""
    return Not(place=reader.passage.place_of(node), operand=reader.read_as(nodes_of(node)[0], FLAG))


def _conditions(reader: Reader, node: Node) -> tuple[Expression, ...]:
    return tuple(each(lambda child: reader.read_as(child, FLAG), nodes_of(node)))


def read_conjunction(reader: Reader, node: Node, _: Type | None) -> Expression:
    """`a and b and …`."""
    return All(place=reader.passage.place_of(node), operands=_conditions(reader, node))


def read_disjunction(reader: Reader, node: Node, _: Type | None) -> Expression:
    """`a or b or …`."""
    return AnyOf(place=reader.passage.place_of(node), operands=_conditions(reader, node))


def read_conditional(reader: Reader, node: Node, context: Type | None) -> Expression:
    """`value if condition else otherwise`."""
    value_node, condition_node, otherwise_node = nodes_of(node)
    (value, otherwise), condition = both(
        lambda: reader.read_alike([value_node, otherwise_node], context), lambda: reader.read_as(condition_node, FLAG)
    )
    type_ = typing_rules.common(value.type, otherwise.type)
    if type_ is None:
        message = f"the two values of `if … else` are of one type, but here a {value.type} and a {otherwise.type}"
        raise reader.passage.wrong(node, "wrong-type", message)
    return Conditional(
        place=reader.passage.place_of(node),
        type=type_,
        condition=condition,
        value=value,
        otherwise=otherwise,
    )
