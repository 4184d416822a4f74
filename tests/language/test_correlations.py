"""Which correlations can hold at once (R23)."""

import pytest

from sim.errors import ScenarioError
from sim.language.builder import build
from sim.language.correlations import factor, independent
from sim.language.document import read_text

TEXT = """flashpoint: 1
scenario: small
title: Small
starts: 2021-01-01
horizon: 10 days
parameters:
  a: {value: 1 to 9}
  b: {value: 1 to 9}
  c: {value: 20% to 60%}
correlated: CORRELATED
ladder: [{rung: calm}]
events: {clash: {rate: 0.1 * a * b * c per day}}
"""


def test_the_factor_multiplied_by_itself_is_the_matrix() -> None:
    rows = factor((("a", "b", 0.5), ("a", "c", -0.3), ("b", "c", 0.2)), ["a", "b", "c"])
    assert rows is not None
    full = [[dict(rows[name]).get(other, 0.0) for other in "abc"] for name in "abc"]
    matrix = [[sum(x * y for x, y in zip(one, other, strict=True)) for other in full] for one in full]
    expected = [[1.0, 0.5, -0.3], [0.5, 1.0, 0.2], [-0.3, 0.2, 1.0]]
    assert matrix == [pytest.approx(row) for row in expected]
    assert independent(rows, "a")
    assert not independent(rows, "b")
    assert independent(rows, "elsewhere")


def test_correlations_that_cannot_hold_at_once() -> None:
    assert factor((("a", "b", 0.9), ("b", "c", 0.9), ("a", "c", -0.9)), ["a", "b", "c"]) is None
    assert factor((("a", "b", 1.0),), ["a", "b"]) is None


def test_they_are_told_when_the_file_is_loaded() -> None:
    build(read_text(TEXT.replace("CORRELATED", "[[a, b, 0.5]]")))
    with pytest.raises(ScenarioError, match="not positive definite") as caught:
        build(read_text(TEXT.replace("CORRELATED", "[[a, b, 0.9], [b, c, 0.9], [a, c, -0.9]]")))
    assert caught.value.complaints[0].place.line == 10
