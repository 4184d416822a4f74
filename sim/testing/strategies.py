"""Hypothesis strategies for expressions of the language: typed trees over given names, such as a text would give.

What is drawn can be printed and parsed back to the same tree, and stands the checks of the language: it divides by no
literal zero and compares nothing that moves by itself with `==`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, TypeVar

from hypothesis import strategies as st

from sim.language import typing_rules
from sim.language.growth import moving_names
from sim.language.inspection import constant
from sim.language.kinds import DAYS_IN, DURATION, FLAG, INSTANT, NUMBER, Kind, Type
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
    from sim.language.names import Symbols

T = TypeVar("T")
Draw = Callable[["st.SearchStrategy[Any]"], Any]

UNITS = ("minute", "hour", "day", "week", "month", "year")
PLAIN = tuple(
    Literal(value=value, text=text)
    for value, text in (
        (0.0, "0"),
        (1.0, "1"),
        (2.0, "2"),
        (0.5, "0.5"),
        (12.0, "12"),
        (5000.0, "5_000"),
        (0.05, "5%"),
        (0.8, "80%"),
    )
)
DEEPEST = 3


@st.composite
def expressions(draw: Draw, symbols: Symbols, type_: Type = FLAG, depth: int = DEEPEST) -> Expression:
    """Expressions of a type, over the names of `symbols`; levels and categories need a variable of their list."""
    return _Author(draw, symbols).expression(type_, depth)


@dataclass(frozen=True, slots=True)
class _Author:
    """Who writes the expressions: the source of choices, and the names there are."""

    draw: Draw
    symbols: Symbols

    def choose(self, *ways: Callable[[], T]) -> T:
        """The result of one way, the first being the simplest."""
        way: Callable[[], T] = self.draw(st.sampled_from(ways))
        return way()

    def expression(self, type_: Type, depth: int) -> Expression:
        """An expression of a type."""
        if type_ == FLAG:
            return self.condition(depth)
        return self.named(type_, depth) if typing_rules.is_list(type_) else self.number(type_, depth)

    def reads(self, type_: Type) -> list[Expression]:
        """The names that read a value of the type."""
        found: list[Expression] = [
            VariableRead(name=n, type=t) for n, t in self.symbols.variables.items() if t == type_
        ]
        found += [ParameterRead(name=name, type=t) for name, t in self.symbols.parameters.items() if t == type_]
        meanings = self.symbols.definitions.items()
        return found + [DefinitionRead(name=n, meaning=m, type=m.type) for n, m in meanings if m.type == type_]

    # -- conditions ----------------------------------------------------------------------------------------------------

    def condition(self, depth: int) -> Expression:
        """A flag."""
        if depth == 0:
            truths = [Literal(value=value, text=str(value).lower(), type=FLAG) for value in (True, False)]
            found: Expression = self.draw(st.sampled_from([*self.reads(FLAG), *truths]))
            return found
        inner = depth - 1
        return self.choose(
            lambda: self.condition(0),
            lambda: self.comparison(inner),
            lambda: Not(operand=self.condition(inner)),
            lambda: All(operands=self.several(inner)),
            lambda: AnyOf(operands=self.several(inner)),
            lambda: self.chain(inner),
            lambda: Ever(condition=self.condition(inner)),
            lambda: self.recently(inner),
            lambda: self.either(FLAG, inner),
        )

    def several(self, depth: int) -> tuple[Expression, ...]:
        """Two or three conditions."""
        return tuple(self.condition(depth) for _ in range(self.draw(st.integers(2, 3))))

    def comparison(self, depth: int) -> Comparison:
        """A comparison of numbers, of levels or of names."""
        lists = sorted({t for t in self.symbols.variables.values() if typing_rules.is_list(t)}, key=str)
        type_ = self.draw(st.sampled_from([NUMBER, DURATION, INSTANT, *lists]))
        if type_ in lists:
            left: Expression = self.draw(st.sampled_from(self.reads(type_)))
            return self.compared(left, self.named(type_, depth))
        return self.compared(self.number(type_, depth), self.number(type_, depth))

    def compared(self, left: Expression, right: Expression) -> Comparison:
        """Two operands, with an operator that goes with them."""
        operators = ["==", "!="]
        if left.type.kind is Kind.NUMBER and any(moving_names(side, self.symbols.growing) for side in (left, right)):
            operators = []
        if typing_rules.compares("<", left.type):
            operators += ["<", "<=", ">", ">="]
        return Comparison(operator=self.draw(st.sampled_from(operators)), left=left, right=right)

    def chain(self, depth: int) -> Chain:
        """Comparisons that share operands."""
        operands = [self.number(NUMBER, depth) for _ in range(self.draw(st.integers(3, 4)))]
        return Chain(links=tuple(self.compared(*operands[i : i + 2]) for i in range(len(operands) - 1)))

    def recently(self, depth: int) -> Recently:
        """What has held, or a trigger that has fired, of late."""
        within = self.literal(DURATION)
        if self.symbols.triggers and self.draw(st.booleans()):
            trigger, option = self.occurrence()
            return Recently(within=within, trigger=trigger, option=option)
        condition = self.condition(depth)
        return Recently(within=within, condition=condition)

    def occurrence(self) -> tuple[str, int | None]:
        """A trigger, or one of its options."""
        trigger = self.draw(st.sampled_from(sorted(self.symbols.triggers)))
        options = len(self.symbols.triggers[trigger])
        return trigger, self.draw(st.sampled_from([None, *range(options)]))

    def fired(self) -> Fired:
        """How often a trigger fired, or an option was taken."""
        trigger, option = self.occurrence()
        return Fired(trigger=trigger, option=option)

    def either(self, type_: Type, depth: int) -> Conditional:
        """`a if c else b`; the first value is never a bare name of a list, which would have no list beside it."""
        value = self.expression(type_, depth)
        if typing_rules.is_list(type_):
            value = self.draw(st.sampled_from(self.reads(type_)))
        otherwise = self.expression(type_, depth)
        return Conditional(condition=self.condition(depth), value=value, otherwise=otherwise, type=type_)

    # -- levels and categories -----------------------------------------------------------------------------------------

    def named(self, type_: Type, depth: int) -> Expression:
        """A level or category; a bare name among others."""
        names = [NamedValue(name=name, index=index, type=type_) for index, name in enumerate(type_.names)]
        if depth == 0:
            found: Expression = self.draw(st.sampled_from([*names, *self.reads(type_)]))
            return found
        ways: list[Callable[[], Expression]] = [
            lambda: self.named(type_, 0),
            lambda: self.either(type_, depth - 1),
        ]
        if type_.kind is Kind.LEVEL:
            ways.append(lambda: self.extreme(self.draw(st.sampled_from(self.reads(type_))), depth - 1))
        return self.choose(*ways)

    def extreme(self, first: Expression, depth: int) -> Extreme:
        """`min` or `max` of `first` and others."""
        others = [self.expression(first.type, depth) for _ in range(self.draw(st.integers(1, 2)))]
        function = self.draw(st.sampled_from(["min", "max"]))
        return Extreme(function=function, operands=(first, *others), type=first.type)

    # -- numbers -------------------------------------------------------------------------------------------------------

    def number(self, type_: Type, depth: int) -> Expression:
        """A number, duration, rate or moment."""
        if depth == 0:
            simple = self.reads(type_)
            if type_ == INSTANT:
                simple.append(Day())
            if simple and self.draw(st.booleans()):
                found: Expression = self.draw(st.sampled_from(simple))
                return found
            return self.literal(type_)
        inner = depth - 1
        ways: list[Callable[[], Expression]] = [
            lambda: self.number(type_, 0),
            lambda: self.sum(type_, inner),
            lambda: Negative(operand=self.number(type_, inner), type=type_),
            lambda: Absolute(operand=self.number(type_, inner), type=type_),
            lambda: self.extreme(self.number(type_, inner), inner),
            lambda: self.either(type_, inner),
        ]
        if not type_.instant:
            ways += [lambda: self.product(type_, inner), lambda: self.per(type_, inner)]
        if type_ == NUMBER:
            ways += [
                lambda: NumberOf(conditions=self.several(inner)),
                self.fired,
            ]
        return self.choose(*ways)

    def sum(self, type_: Type, depth: int) -> Arithmetic:
        """A sum or difference; of a moment and a span, if a moment is wanted."""
        left = self.number(type_, depth)
        right = self.number(self.draw(st.sampled_from([NUMBER, DURATION])) if type_.instant else type_, depth)
        return Arithmetic(operator=self.draw(st.sampled_from("+-")), left=left, right=right, type=type_)

    def product(self, type_: Type, depth: int) -> Arithmetic:
        """A product with, or quotient by, a plain number."""
        left, right = self.number(type_, depth), self.number(NUMBER, depth)
        operator = "*" if constant(right) == 0 else self.draw(st.sampled_from("*/"))
        return Arithmetic(operator=operator, left=left, right=right, type=type_)

    def per(self, type_: Type, depth: int) -> Expression:
        """Something `per unit`; of a plain number this is a literal."""
        operand = self.number(Type(Kind.NUMBER, dimension=type_.dimension + 1), depth)
        if isinstance(operand, Literal) and operand.type == NUMBER:
            return self.literal(type_)
        return Per(operand=operand, unit=self.draw(st.sampled_from(UNITS)), type=type_)

    def literal(self, type_: Type) -> Expression:
        """A literal; where a type has none, a product that comes to it."""
        if type_ == NUMBER:
            plain: Expression = self.draw(st.sampled_from(PLAIN))
            return plain
        if type_.instant:
            return self.date()
        digits, unit = self.draw(st.sampled_from(["0", "1", "0.5", "12", "5_000"])), self.draw(st.sampled_from(UNITS))
        value, days = float(digits.replace("_", "")), DAYS_IN[unit]
        if type_.dimension == 1:
            in_days = value * days if days >= 1 else value / round(1 / days)
            return Literal(value=in_days, text=f"{digits} {unit}s", type=type_)
        if type_.dimension == -1:
            return Literal(value=value / days, text=f"{digits} per {unit}", type=type_)
        step = 1 if type_.dimension > 0 else -1
        smaller = self.literal(Type(Kind.NUMBER, dimension=type_.dimension - step))
        one = self.literal(Type(Kind.NUMBER, dimension=step))
        return Arithmetic(operator="*", left=smaller, right=one, type=type_)

    def date(self) -> Literal:
        """A date in the weeks after the start, at midnight."""
        later = self.symbols.starts + timedelta(days=self.draw(st.integers(0, 40)))
        midnight = later.replace(hour=0, minute=0, second=0, microsecond=0)
        value = (midnight - self.symbols.starts) / timedelta(days=1)
        return Literal(value=value, text=midnight.strftime("%Y-%m-%d"), type=INSTANT)
