"""From a syntax tree to a typed tree: every name resolved, every operand of a type that fits, or complaints.

Reading is a set of pure functions over (node, `Reader`); what is wrong is raised, and where several operands are wrong
`gathered` raises all their complaints together.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TypeVar, cast

from lark import Token, Tree

from sim.errors import Complaint, ScenarioError, nearest
from sim.language import typing_rules
from sim.language.grammar import DISTRIBUTION_INSIDE, Node, Passage
from sim.language.growth import constant, moving_names
from sim.language.kinds import DAYS_IN, DURATION, FLAG, INSTANT, MICROSECONDS_PER_DAY, NUMBER, RATE, Kind, Type
from sim.language.names import Symbols, trigger_of, value_of
from sim.language.tree import (
    Absolute,
    All,
    AnyOf,
    Arithmetic,
    Chain,
    Comparison,
    Conditional,
    DefinitionRead,
    Ever,
    Expression,
    Extreme,
    Fired,
    Literal,
    NamedValue,
    Negative,
    Not,
    NumberOf,
    ParameterRead,
    Per,
    Recently,
)

T = TypeVar("T")

DISTRIBUTIONS = (
    "uniform",
    "triangular",
    "exponential",
    "weibull",
    "normal",
    "lognormal",
    "loguniform",
    "quantiles",
    "pick",
)
FUNCTIONS = {
    "min": "min(a, b, …)",
    "max": "max(a, b, …)",
    "abs": "abs(x)",
    "number_of": "number_of(condition, condition, …)",
    "ever": "ever(condition)",
    "recently": "recently(condition or trigger, 7 days)",
    "fired": "fired(trigger)",
}
"""The functions, and how each is called."""


def gathered(actions: Iterable[Callable[[], T]]) -> list[T]:
    """The results of all actions, or one `ScenarioError` with the complaints of all that failed."""
    results: list[T] = []
    complaints: list[Complaint] = []
    for action in actions:
        try:
            results.append(action())
        except ScenarioError as error:
            complaints += error.complaints
    if complaints:
        raise ScenarioError(complaints)
    return results


@dataclass(frozen=True, slots=True)
class Reader:
    """A passage and what names mean in it: all that reading a node needs."""

    passage: Passage
    symbols: Symbols

    def read(self, node: Node, context: Type | None = None) -> Expression:
        """The typed tree of `node`; `context` is the list (level, category) whose bare names are known in it."""
        return READERS[node.data](self, node, context)

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
            raise self.passage.wrong(node, code, message, self._unit_hint(node, actual, expected))

    def _unit_hint(self, node: Node, actual: Type, expected: Type) -> str:
        words = self.passage.words_of(node)
        if actual == NUMBER and node.data in ("number", "range"):
            return {DURATION: f"`{words} days`", RATE: f"`{words} per day`"}.get(expected, "")
        if expected == FLAG and actual.kind is Kind.NUMBER and node.data == "name":
            return f"compare it, such as `{words} > 0`"
        return ""

    def read_alike(self, nodes: list[Node], context: Type | None) -> list[Expression]:
        """Operands that share a type: the first that is of a list tells what bare names mean in the others."""
        shared = next((found for node in nodes if (found := self.list_type(node))), context)
        return gathered(lambda node=node: self.read(node, shared) for node in nodes)

    def list_type(self, node: Node) -> Type | None:
        """The level or category type that `node` has by itself, without looking at what stands beside it."""
        if node.data == "name":
            try:
                found = value_of(str(node.children[0]), self.passage.place, self.symbols, None).type
            except ScenarioError:
                return None
            return found if typing_rules.is_list(found) else None
        if node.data == "call" and node.children[0] in ("min", "max"):
            inner = [cast("Node", argument.children[0]) for argument in trees(node)]
        elif node.data == "conditional":
            inner = [trees(node)[0], trees(node)[2]]
        else:
            return None
        return next((found for child in inner if (found := self.list_type(child))), None)


def trees(node: Node) -> list[Node]:
    """The children that are nodes, without the tokens between them."""
    return [child for child in node.children if isinstance(child, Tree)]


def token(node: Node, index: int) -> Token:
    """A child that is a token."""
    return cast("Token", node.children[index])


# -- literals and names --------------------------------------------------------------------------------------------


def number_of_token(reader: Reader, digits: Token) -> Decimal:
    """The number that a token writes.

    Raises:
        ScenarioError: it is too large for a number, or begins with a 0 that does not belong there (`5,000`).
    """
    plain = str(digits).replace("_", "")
    if plain[0] == "0" and plain[1:2].isdigit():
        hint = "thousands are written `5_000`"
        raise reader.passage.wrong(digits, "number", f"`{digits}`: a number does not begin with 0", hint)
    if not math.isfinite(float(plain)):
        raise reader.passage.wrong(digits, "number", f"`{digits}` is larger than any number here (1.8e308)")
    return Decimal(plain)


def unit_of_token(reader: Reader, word: Token, *, plural: bool) -> str:
    """The unit of time that a token names, in the singular."""
    unit = str(word).removesuffix("s") if plural else str(word)
    if unit in DAYS_IN:
        return unit
    known = [*DAYS_IN, *(f"{name}s" for name in DAYS_IN)] if plural else list(DAYS_IN)
    hint = nearest(str(word), known) or f"units are {', '.join(known[-6:])}"
    raise reader.passage.wrong(word, "unknown-unit", f"no unit of time `{word}` is known", hint)


def duration_in_days(amount: Decimal, unit: str) -> float:
    """So many minutes, hours, … in days; a whole number of hours comes out as near as a float can."""
    days = DAYS_IN[unit]
    return float(amount) * days if days >= 1 else float(amount) / round(1 / days)


def _number(reader: Reader, node: Node, _: Type | None) -> Expression:
    digits = token(node, 0)
    value = float(number_of_token(reader, digits))
    return Literal(place=reader.passage.place_of(node), value=value, text=str(digits))


def _percent(reader: Reader, node: Node, _: Type | None) -> Expression:
    digits = token(node, 0)
    value = float(number_of_token(reader, digits) / 100)
    return Literal(place=reader.passage.place_of(node), value=value, text=f"{digits}%")


def _duration(reader: Reader, node: Node, _: Type | None) -> Expression:
    digits, word = token(node, 0), token(node, 1)
    amount, unit = gathered((lambda: number_of_token(reader, digits), lambda: unit_of_token(reader, word, plural=True)))
    value = duration_in_days(cast("Decimal", amount), cast("str", unit))
    if not math.isfinite(value):
        raise reader.passage.wrong(digits, "number", f"`{digits} {word}` is longer than any duration here")
    return Literal(place=reader.passage.place_of(node), type=DURATION, value=value, text=f"{digits} {word}")


def microseconds_of_date(reader: Reader, node: Node) -> int:
    """A date, as microseconds since the start, in the offset of `starts`."""
    words = str(token(node, 0))
    date, _, clock = words.replace("T", " ").partition(" ")
    if len(clock) > 8 or clock.endswith("Z") or "-" in clock or "+" in clock:
        hint = f"leave the offset out: that of `starts` ({reader.symbols.starts.strftime('%z') or 'none'}) holds"
        raise reader.passage.wrong(node, "date", f"`{words}`: dates carry no offset of their own", hint)
    try:
        if len(date) < 10 or len(clock) == 4:
            raise ValueError
        moment = datetime.fromisoformat(f"{date} {clock}".strip()).replace(tzinfo=reader.symbols.starts.tzinfo)
    except ValueError:
        hint = "dates are written `2020-11-09` or `2020-11-09 18:30`"
        raise reader.passage.wrong(node, "date", f"there is no date `{words}`", hint) from None
    since = moment - reader.symbols.starts
    return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds


def _date(reader: Reader, node: Node, _: Type | None) -> Expression:
    value = microseconds_of_date(reader, node) / MICROSECONDS_PER_DAY
    text = str(token(node, 0)).replace("T", " ")
    return Literal(place=reader.passage.place_of(node), type=INSTANT, value=value, text=text)


def _name(reader: Reader, node: Node, context: Type | None) -> Expression:
    return value_of(str(token(node, 0)), reader.passage.place_of(node), reader.symbols, context)


# -- arithmetic ----------------------------------------------------------------------------------------------------


def _negative(reader: Reader, node: Node, _: Type | None) -> Expression:
    operand = reader.read(trees(node)[0])
    if operand.type.kind is not Kind.NUMBER:
        raise reader.passage.wrong(node, "wrong-type", f"`-` needs a number, this is a {operand.type}")
    return Negative(place=reader.passage.place_of(node), type=operand.type, operand=operand)


def _arithmetic(reader: Reader, node: Node, _: Type | None) -> Expression:
    nodes, operator = trees(node), str(token(node, 1))
    left, right = gathered(lambda operand=operand: reader.read(operand) for operand in nodes)
    type_ = typing_rules.arithmetic(operator, left.type, right.type)
    if type_ is None:
        raise _unfit(reader, node, operator, left, right)
    if operator == "/" and constant(right) == 0:
        raise reader.passage.wrong(nodes[1], "division-by-zero", "this divides by zero")
    return Arithmetic(place=reader.passage.place_of(node), type=type_, operator=operator, left=left, right=right)


def _unfit(reader: Reader, node: Node, operator: str, left: Expression, right: Expression) -> ScenarioError:
    """The error that two operands do not add, subtract, multiply or divide."""
    nodes = trees(node)
    for operand, expression in zip(nodes, (left, right), strict=True):
        if expression.type.kind is not Kind.NUMBER:
            message = f"`{operator}` needs numbers, `{reader.passage.words_of(operand)}` is a {expression.type}"
            return reader.passage.wrong(operand, "wrong-type", message)
    words = [reader.passage.words_of(operand) for operand in nodes]
    hint = ""
    if left.type == RATE and right.type == NUMBER:
        hint = f"`per` takes all that stands on its left; put rates in brackets: `({words[0]}) {operator} …`"
    if left.type.instant and right.type.instant:
        hint = "two moments can be subtracted, not added"
    message = f"`{words[0]}` is a {left.type} and `{words[1]}` a {right.type}: `{operator}` does not go with them"
    return reader.passage.wrong(node, "wrong-unit", message, hint)


def _per(reader: Reader, node: Node, _: Type | None) -> Expression:
    inner, word = trees(node)[0], token(node, 1)
    operand, unit = gathered((lambda: reader.read(inner), lambda: unit_of_token(reader, word, plural=False)))
    return rate_of(reader, node, cast("Expression", operand), cast("str", unit))


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


def _comparison(reader: Reader, node: Node, _: Type | None) -> Expression:
    nodes, operators = trees(node), [str(child) for child in node.children if isinstance(child, Token)]
    operands = reader.read_alike(nodes, None)
    links = gathered(
        lambda i=i: _link(reader, nodes[i : i + 2], operators[i], operands[i], operands[i + 1])
        for i in range(len(operators))
    )
    return links[0] if len(links) == 1 else Chain(place=reader.passage.place_of(node), links=tuple(links))


def _link(reader: Reader, nodes: list[Node], operator: str, left: Expression, right: Expression) -> Comparison:
    """One comparison, with all that may be wrong with it."""
    passage = reader.passage
    start, end = passage.place_of(nodes[0]), passage.place_of(nodes[1])
    place = start.narrowed(0, max(1, end.column + end.width - start.column))
    words = [passage.words_of(node) for node in nodes]
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


def equality_complaint(place: Place, operator: str, name: str) -> Complaint:
    """R3: a growing quantity has a given value for an instant only."""
    message = f"`{operator}` does not go with `{name}`, which moves by itself and has any one value for an instant only"
    return Complaint(place, "equality-on-growing", message, "compare it with `>=` or `<=`")


def _negation(reader: Reader, node: Node, _: Type | None) -> Expression:
    return Not(place=reader.passage.place_of(node), operand=reader.read_as(trees(node)[0], FLAG))


def _conditions(reader: Reader, node: Node) -> tuple[Expression, ...]:
    return tuple(gathered(lambda child=child: reader.read_as(child, FLAG) for child in trees(node)))


def _conjunction(reader: Reader, node: Node, _: Type | None) -> Expression:
    return All(place=reader.passage.place_of(node), operands=_conditions(reader, node))


def _disjunction(reader: Reader, node: Node, _: Type | None) -> Expression:
    return AnyOf(place=reader.passage.place_of(node), operands=_conditions(reader, node))


def _conditional(reader: Reader, node: Node, context: Type | None) -> Expression:
    value_node, condition_node, otherwise_node = trees(node)
    branches, condition = gathered(
        (
            lambda: reader.read_alike([value_node, otherwise_node], context),
            lambda: reader.read_as(condition_node, FLAG),
        )
    )
    value, otherwise = cast("list[Expression]", branches)
    type_ = typing_rules.common(value.type, otherwise.type)
    if type_ is None:
        message = f"the two values of `if … else` are of one type, but here a {value.type} and a {otherwise.type}"
        raise reader.passage.wrong(node, "wrong-type", message)
    return Conditional(
        place=reader.passage.place_of(node),
        type=type_,
        condition=cast("Expression", condition),
        value=value,
        otherwise=otherwise,
    )


# -- functions -----------------------------------------------------------------------------------------------------


def _call(reader: Reader, node: Node, context: Type | None) -> Expression:
    name = str(token(node, 0))
    if name in DISTRIBUTIONS:
        hint = "give it a name: a parameter, or `let` in a list of effects"
        raise reader.passage.wrong(node, "distribution-inside", f"`{name}(…)`: {DISTRIBUTION_INSIDE}", hint)
    if name not in FUNCTIONS:
        raise unknown_function(reader, node)
    arguments = positional(reader, node)
    place = reader.passage.place_of(node)
    if name in ("min", "max"):
        return _extreme(reader, node, arguments, context)
    if name == "number_of":
        _count(reader, node, arguments, least=1)
        conditions = tuple(gathered(lambda child=child: reader.read_as(child, FLAG) for child in arguments))
        return NumberOf(place=place, conditions=conditions)
    if name == "recently":
        _count(reader, node, arguments, least=2, most=2)
        return _recently(reader, node, arguments)
    _count(reader, node, arguments, least=1, most=1)
    if name == "fired":
        trigger, option = trigger_of(
            _trigger_word(reader, arguments[0]), reader.passage.place_of(arguments[0]), reader.symbols
        )
        return Fired(place=place, trigger=trigger, option=option)
    if name == "ever":
        return Ever(place=place, condition=reader.read_as(arguments[0], FLAG))
    operand = reader.read(arguments[0])
    if operand.type.kind is not Kind.NUMBER:
        raise reader.passage.wrong(arguments[0], "wrong-type", f"`abs` needs a number, this is a {operand.type}")
    return Absolute(place=place, type=operand.type, operand=operand)


def unknown_function(reader: Reader, node: Node) -> ScenarioError:
    """The error that a call names neither a function nor a distribution."""
    name = token(node, 0)
    hint = nearest(str(name), [*FUNCTIONS, *DISTRIBUTIONS])
    message = f"no function or distribution `{name}` is known"
    return reader.passage.wrong(
        name, "unknown-function", message, hint or f"known are {', '.join([*FUNCTIONS, *DISTRIBUTIONS])}"
    )


def positional(reader: Reader, node: Node) -> list[Node]:
    """The arguments of a call that takes none by name."""
    complaints: list[Complaint] = []
    for argument in trees(node):
        if len(argument.children) > 1:
            place = reader.passage.place_of(argument)
            message = f"`{token(node, 0)}` takes no arguments by name; `=` sets a value, to compare write `==`"
            complaints.append(Complaint(place, "assignment", message))
    if complaints:
        raise ScenarioError(complaints)
    return [trees(argument)[0] for argument in trees(node)]


def _count(reader: Reader, node: Node, arguments: list[Node], *, least: int, most: int | None = None) -> None:
    """Raise the complaint that a call has too few or too many arguments."""
    if least <= len(arguments) and (most is None or len(arguments) <= most):
        return
    name = str(token(node, 0))
    many = "too few" if len(arguments) < least else "too many"
    raise reader.passage.wrong(
        node, "arguments", f"`{name}` has {many} arguments ({len(arguments)})", f"`{FUNCTIONS[name]}`"
    )


def _extreme(reader: Reader, node: Node, arguments: list[Node], context: Type | None) -> Expression:
    _count(reader, node, arguments, least=2)
    name = str(token(node, 0))
    operands = reader.read_alike(arguments, context)
    type_ = typing_rules.common_of_all([operand.type for operand in operands])
    if type_ is None or type_.kind not in (Kind.NUMBER, Kind.LEVEL):
        told = ", ".join(f"a {operand.type}" for operand in operands)
        message = f"`{name}` takes numbers of one unit or levels of one list, here {told}"
        raise reader.passage.wrong(node, "wrong-type", message)
    return Extreme(place=reader.passage.place_of(node), type=type_, function=name, operands=tuple(operands))


def _trigger_word(reader: Reader, node: Node) -> str:
    if node.data != "name":
        raise reader.passage.wrong(
            node, "unknown-trigger", "the name of a trigger was expected", "`fired(russia.intervene) >= 1`"
        )
    return str(token(node, 0))


def _recently(reader: Reader, node: Node, arguments: list[Node]) -> Expression:
    """`recently(condition or trigger, duration)`: a bare name may be either, and must not be both."""
    happened, within_node = gathered(
        (lambda: _happening(reader, arguments[0]), lambda: _fixed_duration(reader, arguments[1]))
    )
    within = cast("Expression", within_node)
    place = reader.passage.place_of(node)
    if isinstance(happened, Expression):
        return Recently(place=place, within=within, condition=happened)
    trigger, option = cast("tuple[str, int | None]", happened)
    return Recently(place=place, within=within, trigger=trigger, option=option)


def _happening(reader: Reader, node: Node) -> Expression | tuple[str, int | None]:
    """The condition or the trigger (and option) whose past `recently` tells."""
    if node.data != "name":
        return reader.read_as(node, FLAG)
    word, place = str(token(node, 0)), reader.passage.place_of(node)
    is_value = word in reader.symbols.values()
    try:
        trigger = trigger_of(word, place, reader.symbols)
    except ScenarioError:
        if is_value or word in ("true", "false", "day"):
            return reader.read_as(node, FLAG)
        known = reader.symbols.values() | reader.symbols.shortened(reader.symbols.triggers)
        message = f"no condition or trigger `{word}` is known"
        raise reader.passage.wrong(node, "unknown-name", message, nearest(word, known)) from None
    if is_value:
        message = f"`{word}` has two meanings here: a value and the trigger `{trigger[0]}`"
        hint = f"write `recently({word} == true, …)` for the value" if trigger[0] == word else f"write `{trigger[0]}`"
        raise reader.passage.wrong(node, "ambiguous-name", message, hint)
    return trigger


def _fixed_duration(reader: Reader, node: Node) -> Expression:
    """A duration made of literals and parameters alone (R36)."""
    expression = reader.read_as(node, DURATION)
    if not is_fixed(expression):
        message = "this duration must be made of literals and parameters alone"
        raise reader.passage.wrong(node, "not-fixed", message)
    return expression


def is_fixed(expression: Expression) -> bool:
    """Whether an expression keeps its value through a rollout: it is made of literals and parameters alone."""
    if isinstance(expression, DefinitionRead | Conditional | Comparison | Chain) or expression.children:
        return all(is_fixed(child) for child in expression.children)
    return isinstance(expression, Literal | ParameterRead | NamedValue)


def _range(reader: Reader, node: Node, _: Type | None) -> Expression:
    words = reader.passage.words_of(node)
    hint = "give it a name: a parameter, or `let` in a list of effects"
    raise reader.passage.wrong(node, "distribution-inside", f"`{words}`: {DISTRIBUTION_INSIDE}", hint)


READERS: dict[str, Callable[[Reader, Node, Type | None], Expression]] = {
    "number": _number,
    "percent": _percent,
    "duration": _duration,
    "date": _date,
    "name": _name,
    "negative": _negative,
    "arithmetic": _arithmetic,
    "per": _per,
    "comparison": _comparison,
    "negation": _negation,
    "conjunction": _conjunction,
    "disjunction": _disjunction,
    "conditional": _conditional,
    "call": _call,
    "range": _range,
}
"""How each rule of the grammar is read."""
