"""The typed tree of an expression: frozen nodes, made by `expressions`, read by both engines and by `prose`.

Values at run time: a flag is a bool, a level or category the index of its name (int), every number a float; durations
are in days, rates per day, moments in days since the start. Every node knows its `place` in the file and its `type`.
`str(node)` prints an expression that parses back to the same tree, with full names (`russia.posture`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sim.errors import NOWHERE, Place
from sim.language.kinds import FLAG, INSTANT, NUMBER, Type

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True, kw_only=True)
class Expression:
    """Any node. Two nodes are equal when they mean the same; where they stand in the file does not count."""

    place: Place = field(default=NOWHERE, compare=False, repr=False)
    type: Type = NUMBER

    @property
    def children(self) -> tuple[Expression, ...]:
        """The nodes directly below this one, from left to right."""
        return ()

    def walk(self) -> Iterator[Expression]:
        """This node and all below it, outer first, through definitions too."""
        yield self
        for child in self.children:
            yield from child.walk()

    def __str__(self) -> str:
        """The expression printed back; brackets only where they are needed."""
        from sim.language.printing import printed

        return printed(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Literal(Expression):
    """A number, percentage, duration, rate, date or truth value, as `text` writes it (`80%`, `3 days`, `true`)."""

    value: float | bool
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedValue(Expression):
    """The name of a level or of a category: `index` counts in `type.names` from 0.

    `qualifier` is the variable whose list it is from, where the file says so (`front.armenian_soil`, R32).
    """

    index: int
    name: str
    qualifier: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class VariableRead(Expression):
    """The present value of a variable of the state, by its full name (`deaths`, `russia.posture`)."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ParameterRead(Expression):
    """The value of a parameter in this rollout's world."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LetRead(Expression):
    """The amount drawn by an earlier `let` of the same list of effects."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DefinitionRead(Expression):
    """A name of `define`, with the expression that it stands for."""

    name: str
    meaning: Expression

    @property
    def children(self) -> tuple[Expression, ...]:
        """What the name stands for."""
        return (self.meaning,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Day(Expression):
    """`day`: the time since the start, in days."""

    type: Type = INSTANT


@dataclass(frozen=True, slots=True, kw_only=True)
class Fired(Expression):
    """`fired(trigger)`: how often it has fired; with `option` (counted from 0), how often that option was taken."""

    trigger: str
    option: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ever(Expression):
    """`ever(condition)`: whether the condition has held at any judgement so far, now included (a latch, R15)."""

    condition: Expression
    type: Type = FLAG

    @property
    def children(self) -> tuple[Expression, ...]:
        """The condition."""
        return (self.condition,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recently(Expression):
    """`recently(condition, within)` or `recently(trigger, within)` (R36); exactly one of the two is given.

    `within` is a duration made of literals and parameters alone. `option` narrows the trigger to one of its options.
    """

    within: Expression
    condition: Expression | None = None
    trigger: str | None = None
    option: int | None = None
    type: Type = FLAG

    @property
    def children(self) -> tuple[Expression, ...]:
        """The condition, if it is one, and the duration."""
        return (self.within,) if self.condition is None else (self.condition, self.within)


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberOf(Expression):
    """`number_of(c1, c2, …)`: how many of the conditions hold."""

    conditions: tuple[Expression, ...]

    @property
    def children(self) -> tuple[Expression, ...]:
        """The conditions."""
        return self.conditions


@dataclass(frozen=True, slots=True, kw_only=True)
class Extreme(Expression):
    """`min(…)` or `max(…)` of numbers of one dimension, or of levels of one list; `function` is its name."""

    function: str
    operands: tuple[Expression, ...]

    @property
    def children(self) -> tuple[Expression, ...]:
        """The operands."""
        return self.operands


@dataclass(frozen=True, slots=True, kw_only=True)
class Absolute(Expression):
    """`abs(x)`."""

    operand: Expression

    @property
    def children(self) -> tuple[Expression, ...]:
        """The operand."""
        return (self.operand,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Negative(Expression):
    """`-x`."""

    operand: Expression

    @property
    def children(self) -> tuple[Expression, ...]:
        """The operand."""
        return (self.operand,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Arithmetic(Expression):
    """`left operator right` with one of `+ - * /`."""

    operator: str
    left: Expression
    right: Expression

    @property
    def children(self) -> tuple[Expression, ...]:
        """Left, right."""
        return (self.left, self.right)


@dataclass(frozen=True, slots=True, kw_only=True)
class Per(Expression):
    """`operand per unit`: the operand divided by so many days (`DAYS_IN[unit]`)."""

    operand: Expression
    unit: str

    @property
    def children(self) -> tuple[Expression, ...]:
        """The operand."""
        return (self.operand,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison(Expression):
    """`left operator right` with one of `== != < <= > >=`."""

    operator: str
    left: Expression
    right: Expression
    type: Type = FLAG

    @property
    def children(self) -> tuple[Expression, ...]:
        """Left, right."""
        return (self.left, self.right)


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain(Expression):
    """`1 <= x < 5`: two or more comparisons, each sharing an operand with its neighbour; evaluated like `and`."""

    links: tuple[Comparison, ...]
    type: Type = FLAG

    @property
    def children(self) -> tuple[Expression, ...]:
        """The comparisons."""
        return self.links


@dataclass(frozen=True, slots=True, kw_only=True)
class Not(Expression):
    """`not x`."""

    operand: Expression
    type: Type = FLAG

    @property
    def children(self) -> tuple[Expression, ...]:
        """The operand."""
        return (self.operand,)


@dataclass(frozen=True, slots=True, kw_only=True)
class All(Expression):
    """`a and b and …`: from left to right, stopping at the first that is false."""

    operands: tuple[Expression, ...]
    type: Type = FLAG

    @property
    def children(self) -> tuple[Expression, ...]:
        """The operands."""
        return self.operands


@dataclass(frozen=True, slots=True, kw_only=True)
class AnyOf(Expression):
    """`a or b or …`: from left to right, stopping at the first that is true."""

    operands: tuple[Expression, ...]
    type: Type = FLAG

    @property
    def children(self) -> tuple[Expression, ...]:
        """The operands."""
        return self.operands


@dataclass(frozen=True, slots=True, kw_only=True)
class Conditional(Expression):
    """`value if condition else otherwise`; a table of `cases` is a ladder of these, with `table` set."""

    condition: Expression
    value: Expression
    otherwise: Expression
    table: bool = field(default=False, compare=False)

    @property
    def children(self) -> tuple[Expression, ...]:
        """In the order of evaluation: condition, value, otherwise."""
        return (self.condition, self.value, self.otherwise)
