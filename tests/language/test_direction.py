"""Tests of `sim.language.direction`: what is claimed is what is seen when a name is raised."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import assume, event, given
from hypothesis import strategies as st

from sim.language.direction import direction, sign
from sim.language.inspection import read_names
from sim.language.kinds import FLAG, NUMBER, Type
from sim.testing.strategies import expressions

if TYPE_CHECKING:
    from collections.abc import Callable

    from sim.language.expressions import Symbols


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        ("clashes >= threshold", "clashes", 1),
        ("clashes >= threshold", "threshold", -1),
        ("clashes < threshold", "threshold", 1),
        ("clashes >= threshold", "stock", 0),
        ("not truce", "truce", -1),
        ("truce == false", "truce", -1),
        ("truce != false", "truce", 1),
        ("front >= border", "front", 1),
        ("front == soil", "front", 1),
        ("front == inside", "front", -1),
        ("front != inside", "front", 1),
        ("front == border", "front", None),
        ("russia.aid == arms", "russia.aid", None),
        ("fighting", "front", 1),
        ("fighting", "truce", -1),
        ("1 <= clashes < 5", "clashes", None),
        ("clashes > 1 and stock > 2", "stock", 1),
        ("clashes > 1 or clashes < 0", "clashes", None),
        ("ever(clashes > 3)", "clashes", 1),
        ("recently(clashes > 3, patience)", "patience", 1),
        ("recently(clash, patience)", "patience", 1),
        ("number_of(clashes > 3, truce) >= 2", "clashes", 1),
        ("min(clashes, 4) > 2", "clashes", 1),
        ("-2 * clashes > stock", "clashes", -1),
        ("stock / clashes > 3", "clashes", None),
        ("3 / number_of(truce, bold) > 1", "truce", -1),
        ("stock > (5 if truce else 8)", "truce", 1),
        ("stock > (clashes if truce else 8)", "truce", None),
        ("abs(clashes) > 3", "clashes", None),
        ("abs(number_of(truce, bold)) > 1", "truce", 1),
        ("0.5 * deaths per week > pace", "deaths", 1),
        ("0.5 * deaths per week > pace", "pace", -1),
        ("clashes == 3", "clashes", None),
        ("day >= 2020-11-09", "day", 1),
        ("fired(clash) >= 1", "clashes", 0),
    ],
)
def test_direction_of_a_condition(text: str, name: str, expected: int | None, read: Callable[..., Any]) -> None:
    assert direction(read(text, FLAG), name) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("3", 1),
        ("-3", -1),
        ("clashes", None),
        ("abs(clashes)", 1),
        ("-abs(clashes) * 2", -1),
        ("fired(clash) + 1", 1),
        ("fired(clash) - 1", None),
        ("3 if truce else 2", 1),
        ("3 if truce else -2", None),
        ("2 * fired(clash) per week", 1),
    ],
)
def test_sign_of_a_number(text: str, expected: int | None, read: Callable[..., Any]) -> None:
    assert sign(read(text)) == expected


@given(data=st.data())
def test_direction_claimed_is_direction_seen(
    data: st.DataObject, symbols: Symbols, worlds: st.SearchStrategy[dict[str, Any]], evaluate: Callable[..., Any]
) -> None:
    condition = data.draw(expressions(symbols))
    low = data.draw(worlds)
    name = data.draw(st.sampled_from(["day", *sorted(read_names(condition) & low.keys())]))
    high = {**low, name: data.draw(raised(name, low[name], symbols))}
    claimed = direction(condition, name)
    event(f"direction {claimed}")
    assume(claimed is not None)
    try:
        before, after = evaluate(condition, low), evaluate(condition, high)
    except ZeroDivisionError:
        assume(False)
    if before != after:
        assert claimed == (1 if after else -1)


def raised(name: str, value: Any, symbols: Symbols) -> st.SearchStrategy[Any]:
    """Values at or above a value of a variable, a parameter or the day."""
    type_: Type = {**symbols.variables, **symbols.parameters}.get(name, NUMBER)
    if type_ == FLAG:
        return st.just(True)
    return st.integers(value, len(type_.names) - 1) if type_.names else st.integers(0, 8).map(lambda step: value + step)
