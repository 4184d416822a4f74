"""Tests of `sim.testing.strategies`: what is drawn is of the type that was asked for, and of every kind there is."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from hypothesis import Phase, find, given, settings
from hypothesis import strategies as st

from sim.language import tree
from sim.language.expressions import Symbols
from sim.language.kinds import DURATION, FLAG, INSTANT, NUMBER, RATE, Kind, Type
from sim.testing.strategies import expressions

if TYPE_CHECKING:
    from sim.language.tree import Expression

TENSION = Type(Kind.LEVEL, ("low", "middle", "high"))
COLOUR = Type(Kind.CATEGORY, ("red", "green"))
SYMBOLS = Symbols(
    starts=datetime(2021, 3, 1, tzinfo=UTC),
    variables={"tension": TENSION, "mood": COLOUR, "truce": FLAG, "losses": NUMBER},
    parameters={"bar": NUMBER, "wait": DURATION},
    definitions={"calm": tree.Not(operand=tree.VariableRead(name="truce", type=FLAG))},
    triggers={"clash": (), "decide": ("", "arms")},
    growing=frozenset({"losses"}),
)

KINDS = [kind for kind in vars(tree).values() if isinstance(kind, type)]


@given(data=st.data(), type_=st.sampled_from([FLAG, NUMBER, DURATION, RATE, INSTANT, TENSION, COLOUR]))
def test_what_is_drawn_is_of_the_type_asked_for(data: st.DataObject, type_: Type) -> None:
    assert data.draw(expressions(SYMBOLS, type_)).type == type_


@pytest.mark.parametrize(
    "kind",
    # A `let` is read in a list of effects alone, and is not drawn.
    [kind for kind in KINDS if issubclass(kind, tree.Expression) and kind is not tree.LetRead],
)
def test_every_kind_of_node_is_drawn(kind: type[Expression]) -> None:
    hunt = settings(phases=[Phase.generate], max_examples=2000, database=None)
    find(expressions(SYMBOLS), lambda drawn: any(isinstance(node, kind) for node in drawn.walk()), settings=hunt)
