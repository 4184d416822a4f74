"""Tests of `sim.language.inspection`: what an expression reads, is made of and comes to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.language.inspection import conjuncts, constant, extent, is_fixed, placed, read_names
from sim.language.kinds import FLAG, NUMBER
from sim.testing.strategies import expressions

if TYPE_CHECKING:
    from collections.abc import Callable

    from sim.language.expressions import Symbols


def test_names_read_go_through_definitions_and_functions(read: Callable[..., Any]) -> None:
    text = "fighting and recently(russia.decide.2, patience) and fired(clash) > threshold and ever(deaths > day)"
    assert read_names(read(text)) == {
        "front",
        "truce",
        "russia.decide",
        "patience",
        "clash",
        "threshold",
        "deaths",
    }


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("truce", ["truce"]),
        ("truce and clashes > 1", ["truce", "clashes > 1"]),
        ("truce and (bold and clashes > 1) and (truce or bold)", ["truce", "bold", "clashes > 1", "truce or bold"]),
        ("fighting and bold", ["front >= border", "not truce", "bold"]),
        ("not fighting", ["not fighting"]),
        ("1 < clashes < 5", ["1 < clashes < 5"]),
    ],
)
def test_conjuncts(text: str, parts: list[str], read: Callable[..., Any]) -> None:
    assert [str(part) for part in conjuncts(read(text))] == parts


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("3", 3.0),
        ("-(2 + 3) * 4", -20.0),
        ("14 - 7 * 3", -7.0),
        ("(14 + 7) per week", 3.0),
        ("6 hours / 3 days", 0.25 / 3),
        ("clashes + 1", None),
        ("2 * threshold", None),
        ("true", None),
        ("max(1, 2)", None),
    ],
)
def test_constants(text: str, value: float | None, read: Callable[..., Any]) -> None:
    assert constant(read(text)) == value


@given(data=st.data())
def test_a_constant_is_what_the_expression_comes_to(
    data: st.DataObject, symbols: Symbols, worlds: st.SearchStrategy[dict[str, Any]], evaluate: Callable[..., Any]
) -> None:
    expression = data.draw(expressions(symbols, NUMBER))
    value = constant(expression)
    if value is not None:
        assert evaluate(expression, data.draw(worlds)) == value


@pytest.mark.parametrize(
    ("text", "fixed"),
    [
        ("3 days", True),
        ("2 * patience if bold else 1 day", True),
        ("clashes", False),
        ("day", False),
        ("fired(clash)", False),
        ("recently(clash, patience)", False),
        ("resolve > 3", True),
    ],
)
def test_what_is_fixed(text: str, fixed: bool, read: Callable[..., Any]) -> None:
    assert is_fixed(read(text)) is fixed


def test_what_stands_inside_a_definition_is_placed_where_it_is_read(read: Callable[..., Any]) -> None:
    expression = read("bold and fighting", FLAG)
    shown = {str(node): str(mark) for node, mark in placed(expression)}
    assert shown["bold"] == "bold"
    assert shown["front >= border"] == "fighting"
    assert shown["front"] == "fighting"


def test_extent_counts_definitions_each_time(read: Callable[..., Any]) -> None:
    assert extent(read("truce")) == (1, 1)
    assert extent(read("truce and not bold")) == (3, 4)
    depth, size = extent(read("fighting"))
    assert extent(read("fighting or fighting")) == (depth + 1, 2 * size + 1)


@given(data=st.data())
def test_extent_is_what_a_walk_meets(data: st.DataObject, symbols: Symbols) -> None:
    expression = data.draw(expressions(symbols))
    assert extent(expression)[1] == len(list(expression.walk()))
