"""Comparisons are judged just after now (R4), and what cannot be a number is told (R18)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.engine.evaluation import MICROSECOND, EvaluationError, Evaluator, State, holds_just_after
from sim.errors import Place
from sim.language.kinds import NUMBER
from sim.language.tree import Arithmetic, Comparison, Conditional, Day, Ever, Expression, Literal, VariableRead

PLACE = Place("x.yaml", 3, 7, 2, "  a: b / c")


def number(value: float) -> Literal:
    return Literal(value=value, text=str(value), type=NUMBER, place=PLACE)


def state(**values: float) -> State:
    return State(now=0, parameters={}, values=dict(values))


@pytest.mark.parametrize(
    ("symbol", "gap", "slope", "expected"),
    [
        (">=", 0.0, 0.0, True),
        (">=", 0.0, -1.0, False),
        (">=", 0.0, 1.0, True),
        (">", 0.0, 0.0, False),
        (">", 0.0, 1.0, True),
        (">", 0.0, -1.0, False),
        (">=", 1.0, -1.0, True),
        (">", -1.0, 1.0, False),
    ],
)
def test_at_the_threshold_the_slope_decides(symbol: str, gap: float, slope: float, expected: bool) -> None:
    truth, _, _ = holds_just_after(symbol, (5.0 + gap, slope, 5.0), (5.0, 0.0, 5.0))
    assert truth is expected


@given(st.sampled_from([-1.0, 0.0, 1.0]), st.sampled_from([-2.0, 0.0, 2.0]))
def test_below_is_the_negation_of_not_below(gap: float, slope: float) -> None:
    left, right = (7.0 + gap, slope, 7.0), (7.0, 0.0, 7.0)
    assert holds_just_after("<", left, right)[0] is not holds_just_after(">=", left, right)[0]
    assert holds_just_after("<=", left, right)[0] is not holds_just_after(">", left, right)[0]


def test_a_gap_within_the_rounding_of_its_terms_counts_as_none() -> None:
    truth, gap, _ = holds_just_after(">", (1e6 + 1e-4, 0.0, 1e6), (1e6, 0.0, 1e6))
    assert (truth, gap) == (False, 0.0)
    assert holds_just_after(">", (1e6 + 1.0, 0.0, 1e6), (1e6, 0.0, 1e6))[0]


def test_a_gap_that_one_microsecond_closes_counts_as_none() -> None:
    slope = 1e6
    assert holds_just_after(">=", (10.0 - 0.9 * slope * MICROSECOND, slope, 0.0), (10.0, 0.0, 0.0))[0]
    assert not holds_just_after(">=", (10.0 - 1.1 * slope * MICROSECOND, slope, 0.0), (10.0, 0.0, 0.0))[0]


def test_division_by_zero_and_overflow_are_told_with_their_place() -> None:
    quotient = Arithmetic(operator="/", left=number(1.0), right=VariableRead(name="x"), place=PLACE)
    product = Arithmetic(operator="*", left=number(1e300), right=VariableRead(name="x"), place=PLACE)
    function, product_function = Evaluator(frozenset()).instant(quotient), Evaluator(frozenset()).instant(product)
    with pytest.raises(EvaluationError, match="divides by zero") as caught:
        function(state(x=0.0))
    assert caught.value.place == PLACE
    with pytest.raises(EvaluationError, match="too large"):
        product_function(state(x=1e300))


def test_what_is_not_taken_is_not_evaluated() -> None:
    quotient = Arithmetic(operator="/", left=number(1.0), right=VariableRead(name="x"))
    safe = Comparison(operator=">", left=VariableRead(name="x"), right=number(0.0))
    guarded = Conditional(condition=safe, value=quotient, otherwise=number(0.0))
    assert Evaluator(frozenset()).instant(guarded)(state(x=0.0)) == 0.0


def test_comparisons_of_what_grows_are_stored_inner_first() -> None:
    evaluator = Evaluator(frozenset({"losses"}))
    late: Expression = Comparison(operator=">=", left=Day(), right=number(3.0))
    many = Comparison(operator=">=", left=VariableRead(name="losses"), right=number(9.0))
    evaluator.watched(Ever(condition=many))
    evaluator.watched(late)
    assert evaluator.stored == [many, Ever(condition=many), late]
