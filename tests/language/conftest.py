"""The names that the tests of expressions know, and short ways to read a text or to see what is said of it."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import strategies as st

from sim.errors import Place, ScenarioError
from sim.language import tree
from sim.language.expressions import Symbols, parse_amount, parse_expression
from sim.language.kinds import DAYS_IN, DURATION, FLAG, NUMBER, RATE, Kind, Type

if TYPE_CHECKING:
    from sim.language.distributions import Law
    from sim.language.tree import Expression

Read = Callable[..., "Expression"]
Wrong = Callable[..., str]


@pytest.fixture(scope="session")
def symbols() -> Symbols:
    """A small world: shared state, two actors, a definition; `deaths` and `supplies` grow."""
    front = Type(Kind.LEVEL, ("inside", "border", "soil"))
    posture = Type(Kind.LEVEL, ("mediating", "consulting", "intervening"))
    bare = Symbols(
        starts=datetime(2020, 10, 31, tzinfo=timezone(timedelta(hours=4))),
        variables={
            "front": front,
            "truce": FLAG,
            "clashes": NUMBER,
            "deaths": NUMBER,
            "supplies": NUMBER,
            "stock": NUMBER,
            "russia.posture": posture,
            "russia.aid": Type(Kind.CATEGORY, ("undecided", "arms", "guards")),
            "turkey.posture": posture,
        },
        parameters={"threshold": NUMBER, "patience": DURATION, "pace": RATE, "resolve": NUMBER, "bold": FLAG},
        triggers={"clash": (), "russia.intervene": (), "russia.decide": ("", "arms", "guards")},
        growing=frozenset({"deaths", "supplies"}),
        actors=frozenset({"russia", "turkey"}),
    )
    fighting = parse_expression("front >= border and not truce", place("front >= border and not truce"), bare)
    toll = parse_expression("deaths / 1_000", place("deaths / 1_000"), bare)
    return replace(bare, definitions={"fighting": fighting, "toll": toll})


def place(text: str) -> Place:
    """The place of a text that stands alone on line 1 of a file."""
    return Place("f", 1, 1, len(text), text)


@pytest.fixture(scope="session")
def at() -> Callable[[str], Place]:
    """`place`, for tests that call a parser themselves."""
    return place


@pytest.fixture(scope="session")
def read(symbols: Symbols) -> Read:
    """`read(text, …)`: the typed tree of a text; `owner=` and other fields of `Symbols` may be given."""

    def reading(text: str, expected: Type | None = None, parse: Any = parse_expression, **changes: Any) -> Any:
        return parse(text, place(text), replace(symbols, **changes), expected)

    return reading


@pytest.fixture(scope="session")
def amount(read: Callable[..., Any]) -> Callable[..., Law]:
    """`amount(text, expected)`: the law of a text."""

    def reading(text: str, expected: Type | None = None, **changes: Any) -> Law:
        law: Law = read(text, expected, parse=parse_amount, **changes)
        return law

    return reading


@pytest.fixture(scope="session")
def wrong(read: Read) -> Wrong:
    """`wrong(text, …)`: what a person is told about a text that cannot stand; a test fails if it can."""

    def telling(text: str, *arguments: Any, **changes: Any) -> str:
        with pytest.raises(ScenarioError) as caught:
            read(text, *arguments, **changes)
        return str(caught.value)

    return telling


@pytest.fixture(scope="session")
def said() -> Callable[..., str]:
    """`said(text, marked, message, hint)`: a complaint about the words `marked` of a text, as a person reads it."""

    def saying(text: str, marked: str, message: str, hint: str = "", after: str = "") -> str:
        start = text.index(marked, text.index(after))
        carets = " " * start + "^" * max(1, len(marked))
        lines = [f"f:1:{start + 1}: error: {message}", f"    {text}", f"    {carets}"]
        return "\n".join([*lines, f"    hint: {hint}"] if hint else lines)

    return saying


def evaluated(node: Expression, values: Mapping[str, Any]) -> Any:
    """The value of an expression at one instant, as plainly as can be.

    `values` gives variables, parameters and "day"; what has held ever or recently is what holds now; nothing fired.
    """
    inner = [evaluated(child, values) for child in node.children] if not isinstance(node, tree.Conditional) else []
    match node:
        case tree.Literal():
            return node.value
        case tree.NamedValue():
            return node.index
        case tree.VariableRead() | tree.ParameterRead():
            return values[node.name]
        case tree.Day():
            return values["day"]
        case tree.Conditional():
            chosen = node.value if evaluated(node.condition, values) else node.otherwise
            return evaluated(chosen, values)
        case tree.Arithmetic() | tree.Comparison():
            return OPERATORS[node.operator](*inner)
        case tree.Per():
            return inner[0] / DAYS_IN[node.unit]
        case tree.Recently():
            return node.condition is not None and inner[0]
        case tree.Extreme():
            return {"min": min, "max": max}[node.function](inner)
    return SIMPLE[type(node)](inner)


SIMPLE: dict[type, Callable[[list[Any]], Any]] = {
    tree.DefinitionRead: lambda inner: inner[0],
    tree.Ever: lambda inner: inner[0],
    tree.Fired: lambda _: 0,
    tree.NumberOf: sum,
    tree.Absolute: lambda inner: abs(inner[0]),
    tree.Negative: lambda inner: -inner[0],
    tree.Chain: all,
    tree.All: all,
    tree.AnyOf: any,
    tree.Not: lambda inner: not inner[0],
}

OPERATORS: dict[str, Callable[[Any, Any], Any]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


@pytest.fixture(scope="session")
def evaluate() -> Callable[[Expression, Mapping[str, Any]], Any]:
    """`evaluate(expression, values)`: its value at one instant."""
    return evaluated


@pytest.fixture(scope="session")
def worlds(symbols: Symbols) -> st.SearchStrategy[dict[str, Any]]:
    """Strategies for the values of every variable and parameter, and of "day"."""

    def values_of(type_: Type) -> st.SearchStrategy[Any]:
        if type_ == FLAG:
            return st.booleans()
        return st.integers(0, len(type_.names) - 1) if type_.names else st.integers(-6, 6).map(float)

    names = {**symbols.variables, **symbols.parameters, "day": NUMBER}
    return st.fixed_dictionaries({name: values_of(type_) for name, type_ in names.items()})
