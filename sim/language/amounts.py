"""Amounts: what stands where a delay, an amount or an uncertain parameter may stand, a distribution included.

What can be judged without running is judged here: arguments that are missing or unknown, ends in the wrong order, a law
that could be negative where a delay stands (R22).
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, cast

from sim.errors import Complaint, ScenarioError, nearest
from sim.language import typing_rules
from sim.language.calls import DISTRIBUTIONS
from sim.language.distributions import Family, Law
from sim.language.grammar import nodes_of, words_of
from sim.language.inspection import constant
from sim.language.kinds import DURATION, NUMBER, Kind, Type
from sim.language.law_bounds import check_arguments, check_order, sign
from sim.language.literals import duration_in_days
from sim.language.operators import rate_of
from sim.language.reader import Reader, each
from sim.language.tree import (
    Expression,
    Literal,
    NamedValue,
    Negative,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.language.grammar import Node

SIGNATURES: dict[str, tuple[tuple[Family, tuple[str, ...]], ...]] = {
    "uniform": ((Family.UNIFORM, ("low", "high")),),
    "triangular": ((Family.TRIANGULAR, ("low", "mode", "high")),),
    "loguniform": ((Family.LOGUNIFORM, ("low", "high")),),
    "exponential": ((Family.EXPONENTIAL, ("mean",)),),
    "weibull": ((Family.WEIBULL, ("scale", "shape")),),
    "normal": ((Family.NORMAL, ("mean", "sd")),),
    "lognormal": ((Family.LOGNORMAL_RANGE, ("p5", "p95")), (Family.LOGNORMAL, ("median", "sigma"))),
}
"""The ways to call each distribution; `quantiles` and `pick` take pairs instead."""

BY_POSITION = ("uniform", "triangular", "loguniform")
"""Distributions whose arguments need no names."""

SHAPES = ("shape", "sigma")
"""Arguments that are plain numbers whatever the law yields."""

CALLS = {
    "uniform": "uniform(1 day, 3 days)",
    "triangular": "triangular(1 day, 2 days, 5 days)",
    "loguniform": "loguniform(1 day, 10 days)",
    "exponential": "exponential(mean=3 days)",
    "weibull": "weibull(scale=3 days, shape=1.5)",
    "normal": "normal(mean=100, sd=20)",
    "lognormal": "lognormal(p5=3 days, p95=14 days)` or `lognormal(median=6 days, sigma=0.5)",
    "quantiles": "quantiles(0%=1 day, 50%=6 days, 95%=20 days, 100%=40 days)",
    "pick": "pick(none=60%, arms=40%)",
}
"""An example of each, for hints."""


def read_amount(reader: Reader, node: Node, expected: Type | None) -> Law:
    """The law that a node writes: a distribution, or CERTAIN around any other expression."""
    if node.data == "range":
        law = _range(reader, node)
    elif node.data == "call" and str(words_of(node)[0]) in DISTRIBUTIONS:
        law = _distribution(reader, node, expected)
    else:
        expression = reader.read_as(node, expected)
        law = Law(family=Family.CERTAIN, arguments=(expression,), type=expression.type)
    if expected:
        reader.check(node, law.type, expected)
    return replace(law, place=reader.passage.place_of(node), text=reader.passage.wording(node))


def _distribution(reader: Reader, node: Node, expected: Type | None) -> Law:
    name = str(words_of(node)[0])
    if name == "quantiles":
        return _quantiles(reader, node)
    if name == "pick":
        return _pick(reader, node, expected)
    family, names, nodes = _arguments(reader, node)
    values = each(
        lambda pair: reader.read_as(pair[1], NUMBER if pair[0] in SHAPES else None), zip(names, nodes, strict=True)
    )
    type_ = _one_unit(
        reader, node, [value for value, argument in zip(values, names, strict=True) if argument not in SHAPES]
    )
    law = Law(family=family, arguments=tuple(values), type=type_)
    check_arguments(reader, node, law, names)
    return law


def _arguments(reader: Reader, node: Node) -> tuple[Family, tuple[str, ...], list[Node]]:
    """Which way a distribution is called, and its arguments in the order of the family."""
    name = str(words_of(node)[0])
    given = nodes_of(node)
    if name in BY_POSITION and not any(len(argument.children) > 1 for argument in given):
        family, names = SIGNATURES[name][0]
        if len(given) != len(names):
            many = "too few" if len(given) < len(names) else "too many"
            message = f"`{name}` has {many} arguments ({len(given)} for {', '.join(names)})"
            raise reader.passage.wrong(node, "arguments", message, f"`{CALLS[name]}`")
        return family, names, [nodes_of(argument)[0] for argument in given]
    named = _named(reader, node, given)
    ways = SIGNATURES[name]
    family, names = max(ways, key=lambda way: sum(argument in named for argument in way[1]))
    missing = [argument for argument in names if argument not in named]
    extra = [argument for argument in named if argument not in names]
    if extra:
        message = f"`{name}` with {' and '.join(f'`{n}`' for n in names)} takes no `{extra[0]}`"
        raise reader.passage.wrong(named[extra[0]], "arguments", message, f"`{CALLS[name]}`")
    if missing:
        message = f"`{name}` lacks {' and '.join(f'`{argument}`' for argument in missing)}"
        raise reader.passage.wrong(node, "arguments", message, f"`{CALLS[name]}`")
    return family, names, [named[argument] for argument in names]


def _named(reader: Reader, node: Node, given: Sequence[Node]) -> dict[str, Node]:
    """Arguments by name; every one must have a name that this distribution knows."""
    name = str(words_of(node)[0])
    known = [argument for _, names in SIGNATURES[name] for argument in names]
    named: dict[str, Node] = {}
    complaints: list[Complaint] = []
    for argument in given:
        place = reader.passage.place_of(argument)
        if len(argument.children) == 1:
            complaints.append(
                Complaint(place, "arguments", f"`{name}` takes its arguments by name", f"`{CALLS[name]}`")
            )
            continue
        label, value = reader.passage.wording(nodes_of(argument)[0]), nodes_of(argument)[1]
        if label not in known:
            message = f"`{name}` knows no argument `{label}`"
            complaints.append(Complaint(place, "arguments", message, nearest(label, known) or f"`{CALLS[name]}`"))
        elif label in named:
            complaints.append(Complaint(place, "arguments", f"`{label}` is given twice"))
        named[label] = value
    if complaints:
        raise ScenarioError(complaints)
    return named


def _one_unit(reader: Reader, node: Node, values: Sequence[Expression]) -> Type:
    """The type that the values of a law share; a law yields numbers."""
    type_ = typing_rules.common_of_all([value.type for value in values])
    if type_ is None or type_.kind is not Kind.NUMBER:
        told = ", ".join(f"`{value}` is a {value.type}" for value in values)
        wrong = "wrong-unit" if all(value.type.kind is Kind.NUMBER for value in values) else "wrong-type"
        raise reader.passage.wrong(node, wrong, f"a distribution needs numbers of one unit, here {told}")
    return type_


# -- A to B --------------------------------------------------------------------------------------------------------


def _range(reader: Reader, node: Node) -> Law:
    """`A to B`, the 90 % interval: lognormal where A > 0, normal where it is not, logit-normal between percentages."""
    low_node, high_node = nodes_of(node)
    low, high = each(reader.read, (low_node, high_node))
    low = _with_unit_of(reader, low_node, low, high_node)
    type_ = _one_unit(reader, node, (low, high))
    percentages = [isinstance(end, Literal) and end.text.endswith("%") for end in (low, high)]
    if any(percentages) and not all(percentages) and isinstance(low, Literal) and isinstance(high, Literal):
        hint = f"write `{low.text.rstrip('%')}% to {high.text.rstrip('%')}%`"
        raise reader.passage.wrong(node, "bounds", "one end is a percentage, the other is not", hint)
    check_order(reader, node, (f"the lower end `{low}`", f"the upper end `{high}`"), (low, high))
    if all(percentages):
        return _share_range(reader, node, low, high)
    above_zero = sign(low, reader.symbols.signs)
    if above_zero is None:
        message = f"whether `{low}` is above 0 is not known, so `{low} to {high}` may be a lognormal or a normal"
        raise reader.passage.wrong(low_node, "unknown-sign", message, f"write `lognormal(p5={low}, p95={high})`")
    family = Family.LOGNORMAL_RANGE if above_zero > 0 else Family.NORMAL_RANGE
    return Law(family=family, arguments=(low, high), type=type_)


def _with_unit_of(reader: Reader, low_node: Node, low: Expression, high_node: Node) -> Expression:
    """The lower end, with the unit that stands behind the upper end alone (`3 to 14 days`, `0.5 to 2 per week`)."""
    if low.type != NUMBER or (isinstance(low, Literal) and low.text.endswith("%")):
        return low
    if high_node.data == "negative":
        return _with_unit_of(reader, low_node, low, nodes_of(high_node)[0])
    if high_node.data == "per":
        return rate_of(reader, low_node, low, str(words_of(high_node)[-1]))
    if high_node.data == "duration":
        return _in_units(low, str(words_of(high_node)[-1]))
    return low


def _in_units(number: Expression, word: str) -> Expression:
    """A literal number, made a duration by the unit that follows later."""
    if isinstance(number, Negative):
        operand = _in_units(number.operand, word)
        return replace(number, operand=operand, type=operand.type)
    if not isinstance(number, Literal):
        return number
    value = duration_in_days(Decimal(number.text.replace("_", "")), word.removesuffix("s"))
    return replace(number, type=DURATION, value=value, text=f"{number.text} {word}")


def _share_range(reader: Reader, node: Node, low: Expression, high: Expression) -> Law:
    values = [constant(end) for end in (low, high)]
    for end, value in zip((low, high), values, strict=True):
        if value is not None and not 0 < value < 1:
            message = (
                f"`{end}` is not between 0% and 100%: a range of percentages stays inside, and reaches neither end"
            )
            hint = "write `uniform(…, …)`, or plain numbers (`0.8 to 1.2`) for what is not a share"
            raise reader.passage.wrong(node, "bounds", message, hint)
    return Law(family=Family.LOGIT_NORMAL_RANGE, arguments=(low, high))


# -- quantiles and pick --------------------------------------------------------------------------------------------


def _pairs(reader: Reader, node: Node) -> list[tuple[Node, Node]]:
    """`label=value` pairs of a call."""
    name = str(words_of(node)[0])
    complaints = [
        Complaint(reader.passage.place_of(argument), "arguments", f"`{name}` takes pairs", f"`{CALLS[name]}`")
        for argument in nodes_of(node)
        if len(argument.children) == 1
    ]
    if complaints:
        raise ScenarioError(complaints)
    if len(nodes_of(node)) < 2:
        raise reader.passage.wrong(node, "arguments", f"`{name}` needs two pairs or more", f"`{CALLS[name]}`")
    return [(nodes_of(argument)[0], nodes_of(argument)[1]) for argument in nodes_of(node)]


def _quantiles(reader: Reader, node: Node) -> Law:
    pairs = _pairs(reader, node)
    shares = each(lambda pair: reader.read_as(pair[0], NUMBER), pairs)
    values = each(lambda pair: reader.read(pair[1]), pairs)
    type_ = _one_unit(reader, node, values)
    known = [constant(share) for share in shares]
    for (label, _), share in zip(pairs, shares, strict=True):
        if not isinstance(share, Literal):
            raise reader.passage.wrong(label, "arguments", "the shares of `quantiles` are written out, such as `50%`")
    if known[0] != 0 or known[-1] != 1:
        message = "`quantiles` names its lowest value (0%) first and its highest (100%) last"
        raise reader.passage.wrong(node, "arguments", message, f"`{CALLS['quantiles']}`")
    for i in range(1, len(pairs)):
        before, here = constant(values[i - 1]), constant(values[i])
        if cast("float", known[i]) <= cast("float", known[i - 1]):
            raise reader.passage.wrong(pairs[i][0], "bounds", f"`{shares[i]}` does not come after `{shares[i - 1]}`")
        if before is not None and here is not None and here < before:
            raise reader.passage.wrong(
                pairs[i][1], "bounds", f"`{values[i]}` is below `{values[i - 1]}`, the value before it"
            )
    arguments = tuple(part for pair in zip(shares, values, strict=True) for part in pair)
    return Law(family=Family.QUANTILES, arguments=arguments, type=type_)


def _pick(reader: Reader, node: Node, expected: Type | None) -> Law:
    pairs = _pairs(reader, node)
    context = expected if expected and typing_rules.is_list(expected) else None
    if context is None and all(label.data == "name" for label, _ in pairs) and expected is None:
        context = Type(Kind.CATEGORY, tuple(str(label.children[0]) for label, _ in pairs))
    values = each(lambda pair: _picked(reader, pair[0], context), pairs)
    shares = each(lambda pair: reader.read_as(pair[1], NUMBER), pairs)
    type_ = typing_rules.common_of_all([value.type for value in values])
    if type_ is None:
        raise reader.passage.wrong(node, "wrong-type", "`pick` chooses among values of one type")
    known = [constant(share) for share in shares]
    for (_, share), value in zip(pairs, known, strict=True):
        if value is not None and value < 0:
            raise reader.passage.wrong(share, "bounds", "a share is not below 0%")
    if None not in known and abs(sum(cast("list[float]", known)) - 1) > 1e-9:
        total = sum(cast("list[float]", known))
        raise reader.passage.wrong(node, "bounds", f"the shares of `pick` sum to {total:.6g}, not to 1 (100%)")
    arguments = tuple(part for pair in zip(shares, values, strict=True) for part in pair)
    return Law(family=Family.PICK, arguments=arguments, type=type_)


def _picked(reader: Reader, label: Node, context: Type | None) -> Expression:
    """A value to pick: a name of the list, or a whole number."""
    if context and label.data == "name":
        word = str(label.children[0])
        if word in context.names:
            place = reader.passage.place_of(label)
            return NamedValue(place=place, type=context, name=word, index=context.names.index(word))
    value = reader.read(label, context)
    number = constant(value)
    if isinstance(value, NamedValue) or (value.type == NUMBER and number is not None and number == int(number)):
        return value
    message = f"`pick` chooses among levels, categories or whole numbers; `{value}` is a {value.type}"
    raise reader.passage.wrong(label, "wrong-type", message, f"`{CALLS['pick']}`")
