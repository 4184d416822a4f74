"""Names and functions: what a word reads, and `min max abs number_of ever recently fired`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.errors import Complaint, ScenarioError, nearest
from sim.language import typing_rules
from sim.language.grammar import DISTRIBUTION_INSIDE, nodes_of, words_of
from sim.language.inspection import is_fixed
from sim.language.kinds import DURATION, FLAG, Kind, Type
from sim.language.names import trigger_of, value_of
from sim.language.reader import Reader, both, each
from sim.language.tree import Absolute, Ever, Expression, Extreme, Fired, NumberOf, Recently

if TYPE_CHECKING:
    from sim.language.grammar import Node

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


def read_name(reader: Reader, node: Node, context: Type | None) -> Expression:
    """What a word reads or names."""
    return value_of(str(words_of(node)[0]), reader.passage.place_of(node), reader.symbols, context)


def read_call(reader: Reader, node: Node, context: Type | None) -> Expression:
    """A call of a function."""
    name = str(words_of(node)[0])
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
        conditions = tuple(each(lambda child: reader.read_as(child, FLAG), arguments))
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
    name = words_of(node)[0]
    hint = nearest(str(name), [*FUNCTIONS, *DISTRIBUTIONS])
    message = f"no function or distribution `{name}` is known"
    return reader.passage.wrong(
        name, "unknown-function", message, hint or f"known are {', '.join([*FUNCTIONS, *DISTRIBUTIONS])}"
    )


def positional(reader: Reader, node: Node) -> list[Node]:
    """The arguments of a call that takes none by name."""
    complaints: list[Complaint] = []
    for argument in nodes_of(node):
        if len(argument.children) > 1:
            place = reader.passage.place_of(argument)
            message = f"`{words_of(node)[0]}` takes no arguments by name; `=` sets a value, to compare write `==`"
            complaints.append(Complaint(place, "assignment", message))
    if complaints:
        raise ScenarioError(complaints)
    return [nodes_of(argument)[0] for argument in nodes_of(node)]


def _count(reader: Reader, node: Node, arguments: list[Node], *, least: int, most: int | None = None) -> None:
    """Raise the complaint that a call has too few or too many arguments."""
    if least <= len(arguments) and (most is None or len(arguments) <= most):
        return
    name = str(words_of(node)[0])
    many = "too few" if len(arguments) < least else "too many"
    raise reader.passage.wrong(
        node, "arguments", f"`{name}` has {many} arguments ({len(arguments)})", f"`{FUNCTIONS[name]}`"
    )


def _extreme(reader: Reader, node: Node, arguments: list[Node], context: Type | None) -> Expression:
    _count(reader, node, arguments, least=2)
    name = str(words_of(node)[0])
    operands = reader.read_alike(arguments, context)
    type_ = typing_rules.common_of_all([operand.type for operand in operands])
    if type_ is None or type_.kind not in (Kind.NUMBER, Kind.LEVEL):
        told = " and ".join(dict.fromkeys(f"a {operand.type}" for operand in operands))
        message = f"`{name}` takes numbers of one unit or levels of one list, here it has {told}"
        raise reader.passage.wrong(node, "wrong-type", message)
    return Extreme(place=reader.passage.place_of(node), type=type_, function=name, operands=tuple(operands))


def _trigger_word(reader: Reader, node: Node) -> str:
    if node.data != "name":
        raise reader.passage.wrong(
            node, "unknown-trigger", "the name of a trigger was expected", "`fired(russia.intervene) >= 1`"
        )
    return str(words_of(node)[0])


def _recently(reader: Reader, node: Node, arguments: list[Node]) -> Expression:
    """`recently(condition or trigger, duration)`: a bare name may be either, and must not be both."""
    happened, within = both(lambda: _happening(reader, arguments[0]), lambda: _fixed_duration(reader, arguments[1]))
    place = reader.passage.place_of(node)
    if isinstance(happened, Expression):
        return Recently(place=place, within=within, condition=happened)
    trigger, option = happened
    return Recently(place=place, within=within, trigger=trigger, option=option)


def _happening(reader: Reader, node: Node) -> Expression | tuple[str, int | None]:
    """The condition or the trigger (and option) whose past `recently` tells."""
    if node.data != "name":
        return reader.read_as(node, FLAG)
    word, place = str(words_of(node)[0]), reader.passage.place_of(node)
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


def read_range(reader: Reader, node: Node, _: Type | None) -> Expression:
    """`A to B` where only an expression may stand: refused."""
    words = reader.passage.wording(node)
    hint = "give it a name: a parameter, or `let` in a list of effects"
    raise reader.passage.wrong(node, "distribution-inside", f"`{words}`: {DISTRIBUTION_INSIDE}", hint)
