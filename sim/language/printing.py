"""Expressions, laws and effects printed back: what is printed parses to the same tree."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.language.distributions import Family
from sim.language.tree import (
    Absolute,
    All,
    AnyOf,
    Arithmetic,
    Chain,
    Comparison,
    Conditional,
    Day,
    DefinitionRead,
    Ever,
    Expression,
    Extreme,
    Fired,
    LetRead,
    Literal,
    NamedValue,
    Negative,
    Not,
    NumberOf,
    ParameterRead,
    Per,
    Recently,
    VariableRead,
)

if TYPE_CHECKING:
    from sim.language.distributions import Law

CONDITIONAL, OR, AND, NOT, COMPARISON, SUM, PRODUCT, FACTOR, ATOM = range(9)
"""How tightly a node binds, loosest first, as the grammar has it."""


def printed(expression: Expression) -> str:
    """An expression in the language, with full names and no bracket that is not needed."""
    return _text(expression)


def _text(expression: Expression) -> str:
    match expression:
        case Literal(text=text):
            return text
        case NamedValue(name=name, qualifier=qualifier):
            return f"{qualifier}.{name}" if qualifier else name
        case VariableRead(name=name) | ParameterRead(name=name) | LetRead(name=name) | DefinitionRead(name=name):
            return name
        case Day():
            return "day"
        case Fired() | Ever() | Recently() | NumberOf() | Extreme() | Absolute():
            return _call(expression)
        case Negative(operand=operand):
            return f"-{_within(operand, FACTOR)}"
        case Arithmetic(operator=operator, left=left, right=right):
            level = SUM if operator in "+-" else PRODUCT
            return f"{_within(left, level)} {operator} {_within(right, level + 1)}"
        case Per(operand=operand, unit=unit):
            return f"{_within(operand, SUM)} per {unit}"
        case Comparison(operator=operator, left=left, right=right):
            return f"{_within(left, SUM)} {operator} {_within(right, SUM)}"
        case Chain(links=links):
            rest = [f" {link.operator} {_within(link.right, SUM)}" for link in links]
            return _within(links[0].left, SUM) + "".join(rest)
        case Not(operand=operand):
            return f"not {_within(operand, NOT)}"
        case All(operands=operands):
            return " and ".join(_within(operand, NOT) for operand in operands)
        case AnyOf(operands=operands):
            return " or ".join(_within(operand, AND) for operand in operands)
        case Conditional(condition=condition, value=value, otherwise=otherwise):
            return f"{_within(value, OR)} if {_within(condition, OR)} else {_within(otherwise, CONDITIONAL)}"
    raise TypeError(f"no way to print a {type(expression).__name__}")


def _call(expression: Expression) -> str:
    match expression:
        case Fired(trigger=trigger, option=option):
            return f"fired({_occurrence(trigger, option)})"
        case Ever(condition=condition):
            return f"ever({_text(condition)})"
        case Recently(within=within, condition=None, trigger=str(trigger), option=option):
            return f"recently({_occurrence(trigger, option)}, {_text(within)})"
        case Recently(within=within, condition=Expression() as condition):
            return f"recently({_text(condition)}, {_text(within)})"
        case NumberOf(conditions=conditions):
            return f"number_of({', '.join(map(_text, conditions))})"
        case Extreme(function=function, operands=operands):
            return f"{function}({', '.join(map(_text, operands))})"
        case Absolute(operand=operand):
            return f"abs({_text(operand)})"
    raise TypeError(f"no way to print a {type(expression).__name__}")


def _occurrence(trigger: str, option: int | None) -> str:
    return trigger if option is None else f"{trigger}.{option + 1}"


def _within(expression: Expression, level: int) -> str:
    """An operand, in brackets if it binds less tightly than its neighbours need."""
    text = _text(expression)
    return text if _binding(expression) >= level else f"({text})"


def _binding(expression: Expression) -> int:
    match expression:
        case Conditional():
            return CONDITIONAL
        case AnyOf():
            return OR
        case All():
            return AND
        case Not():
            return NOT
        case Comparison() | Chain():
            return COMPARISON
        case Per():
            return SUM
        case Literal(text=text) if " per " in text:
            return SUM
        case Arithmetic(operator=operator):
            return SUM if operator in "+-" else PRODUCT
        case Negative():
            return FACTOR
        case _:
            return ATOM


NAMED = {
    Family.EXPONENTIAL: "exponential(mean={})",
    Family.WEIBULL: "weibull(scale={}, shape={})",
    Family.NORMAL: "normal(mean={}, sd={})",
    Family.LOGNORMAL: "lognormal(median={}, sigma={})",
    Family.UNIFORM: "uniform({}, {})",
    Family.TRIANGULAR: "triangular({}, {}, {})",
    Family.LOGUNIFORM: "loguniform({}, {})",
    Family.LOGNORMAL_RANGE: "lognormal(p5={}, p95={})",
}


def printed_law(law: Law) -> str:
    """A law in the language."""
    texts = [_text(argument) for argument in law.arguments]
    if law.family is Family.CERTAIN:
        return texts[0]
    if law.family in (Family.NORMAL_RANGE, Family.LOGIT_NORMAL_RANGE):
        low, high = (_within(argument, SUM) for argument in law.arguments)
        return f"{low} to {high}"
    if law.family in (Family.QUANTILES, Family.PICK):
        pairs = list(zip(texts[::2], texts[1::2], strict=True))
        if law.family is Family.PICK:
            pairs = [(value, share) for share, value in pairs]
        name = "pick" if law.family is Family.PICK else "quantiles"
        return f"{name}({', '.join(f'{label}={value}' for label, value in pairs)})"
    return NAMED[law.family].format(*texts)
