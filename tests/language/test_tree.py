"""Nodes are equal when they mean the same, wherever they stand, and can be walked through names of `define`."""

from sim.errors import Place
from sim.language.kinds import FLAG, INSTANT
from sim.language.tree import All, Comparison, Conditional, Day, DefinitionRead, Ever, Literal, Recently, VariableRead

HERE, THERE = Place("a.yaml", 1, 1), Place("b.yaml", 7, 3)


def number(value: float, place: Place = HERE) -> Literal:
    return Literal(value=value, text=f"{value:g}", place=place)


def test_where_a_node_stands_does_not_count() -> None:
    assert number(3, HERE) == number(3, THERE)
    assert hash(number(3, HERE)) == hash(number(3, THERE))
    assert number(3) != number(4)


def test_a_walk_goes_outer_first_and_through_definitions() -> None:
    late = Comparison(operator=">=", left=Day(), right=number(3))
    named = DefinitionRead(name="late", meaning=late, type=FLAG)
    both = All(operands=(Ever(condition=named), VariableRead(name="alarm", type=FLAG)))
    kinds = [type(node).__name__ for node in both.walk()]
    assert kinds == ["All", "Ever", "DefinitionRead", "Comparison", "Day", "Literal", "VariableRead"]


def test_children_stand_in_the_order_of_evaluation() -> None:
    choice = Conditional(condition=VariableRead(name="alarm", type=FLAG), value=number(1), otherwise=number(2))
    assert [str(child) for child in choice.children] == ["alarm", "1", "2"]
    within = number(2)
    assert Recently(within=within, trigger="a.acts").children == (within,)
    assert len(Recently(within=within, condition=VariableRead(name="alarm", type=FLAG)).children) == 2


def test_a_node_prints_itself() -> None:
    assert str(Comparison(operator=">=", left=Day(), right=number(3))) == "day >= 3"
    assert Day().type == INSTANT
