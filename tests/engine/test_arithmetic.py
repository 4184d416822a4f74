"""Our own logarithm, exponential, power and normal quantile: accurate, monotone to the last bit, plain (R20).

The references are `decimal` with 40 digits, and normal quantiles computed with 60 digits by Halley's method.
"""

from __future__ import annotations

import ast
import inspect
import math
import random
from collections.abc import Callable, Iterable
from decimal import Decimal, localcontext
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import ndtri

from sim.engine import arithmetic, laws, philox
from sim.engine.arithmetic import (
    LARGEST_EXPONENT,
    SMALLEST_EXPONENT,
    exponential,
    logarithm,
    minus_log_of_complement,
    normal_quantile,
    power,
)

GRID = 2.0**-52
CELLS = 2**52
FINITE = st.floats(allow_nan=False, allow_infinity=False)
CELL = st.integers(0, CELLS - 1)

NORMAL_QUANTILES = [
    (1.1102230246251565e-16, "-8.209536151601386855630769"),
    (1e-12, "-7.034483825301131932614176"),
    (1e-9, "-5.997807015007686861445655"),
    (1e-6, "-4.753424308822898957338864"),
    (0.001, "-3.090232306167813535358005"),
    (0.01, "-2.326347874040841093075096"),
    (0.05, "-1.644853626951472687952128"),
    (0.074, "-1.446632067158978509863427"),
    (0.075, "-1.439531470938455934949801"),
    (0.076, "-1.432502720825811618828837"),
    (0.1, "-1.281551565544600435334517"),
    (0.25, "-0.674489750196081743202227"),
    (0.4, "-0.2533471031357997413246887"),
    (0.49999, "-0.00002506628274896000852684996"),
]


def relative_error(found: float, exact: Decimal) -> float:
    return float(abs(Decimal(found) / exact - 1))


def draw(cell: int) -> float:
    """The uniform draw of a cell of the grid (R19)."""
    return (cell + 0.5) * GRID


def neighbours(x: float, reach: int) -> list[float]:
    """The `reach` doubles on each side of `x`, in order."""
    below, above = [x], [x]
    for _ in range(reach):
        below.append(math.nextafter(below[-1], -math.inf))
        above.append(math.nextafter(above[-1], math.inf))
    return below[:0:-1] + above


def falls(function: Callable[[float], float], arguments: Iterable[float]) -> list[tuple[float, float]]:
    """The neighbouring arguments between which `function` falls."""
    values = [(x, function(x)) for x in arguments]
    return [(x, y) for (x, at_x), (y, at_y) in pairwise(values) if at_y < at_x]


# -- accuracy ----------------------------------------------------------------------------------------------------------


def test_the_logarithm_is_accurate_everywhere() -> None:
    rng = random.Random(1)
    arguments = [10 ** rng.uniform(-307, 308) for _ in range(1000)]
    arguments += [rng.uniform(0.3, 3) for _ in range(2000)]
    arguments += [1 + rng.choice((-1, 1)) * 10 ** rng.uniform(-15.5, -0.6) for _ in range(1000)]
    arguments += [5e-324, 2.3e-308, math.nextafter(1, 0), math.nextafter(1, 2), 1.7976931348623157e308]
    with localcontext(prec=40):
        worst = max(relative_error(logarithm(x), Decimal(x).ln()) for x in arguments)
    assert worst < 5e-16


def test_the_exponential_is_accurate_everywhere() -> None:
    rng = random.Random(2)
    arguments = [rng.uniform(-708, 709.7) for _ in range(1000)] + [rng.uniform(-1, 1) for _ in range(2000)]
    arguments += [rng.choice((-1, 1)) * 10 ** rng.uniform(-300, 0) for _ in range(500)] + [LARGEST_EXPONENT]
    with localcontext(prec=40):
        worst = max(relative_error(exponential(x), Decimal(x).exp()) for x in arguments)
    assert worst < 4e-16


def test_the_logarithm_of_the_complement_is_accurate_for_the_smallest_draws_and_the_largest() -> None:
    rng = random.Random(3)
    arguments = [10 ** rng.uniform(-12, -0.001) for _ in range(1500)] + [0.2499999, 0.25, 0.2500001]
    arguments += [1 - 10 ** rng.uniform(-12, -0.3) for _ in range(1500)] + [draw(0), draw(CELLS - 1)]
    with localcontext(prec=40):
        worst = max(relative_error(minus_log_of_complement(u), -(1 - Decimal(u)).ln()) for u in arguments)
    assert worst < 8e-16


def test_the_power_is_as_accurate_as_its_docstring_says() -> None:
    rng = random.Random(4)
    with localcontext(prec=40):
        for _ in range(1500):
            base, exponent = rng.uniform(1e-12, 40), rng.uniform(-5, 5)
            exact = Decimal(base) ** Decimal(exponent)
            allowed = 4e-16 * (1 + abs(exponent * math.log(base)))
            assert relative_error(power(base, exponent), exact) < allowed


@pytest.mark.parametrize(("u", "exact"), NORMAL_QUANTILES)
def test_the_normal_quantile_is_accurate(u: float, exact: str) -> None:
    with localcontext(prec=40):
        assert relative_error(normal_quantile(u), Decimal(exact)) < 1e-15


def test_the_normal_quantile_agrees_with_scipy_over_the_whole_range() -> None:
    rng = random.Random(5)
    arguments = [10 ** rng.uniform(-12, -0.31) for _ in range(5000)]
    arguments += [1 - u for u in arguments] + [rng.random() for _ in range(5000)]
    worst = max(abs(normal_quantile(u) / float(ndtri(u)) - 1) for u in arguments)
    assert worst < 1e-14


# -- special values ----------------------------------------------------------------------------------------------------


def test_special_values() -> None:
    assert logarithm(1.0) == 0.0
    assert logarithm(0.0) == -math.inf
    assert logarithm(math.inf) == math.inf
    assert math.isnan(logarithm(-1.0))
    assert math.isnan(logarithm(math.nan))
    assert exponential(0.0) == 1.0
    assert exponential(math.inf) == math.inf
    assert exponential(-math.inf) == 0.0
    assert exponential(math.nextafter(LARGEST_EXPONENT, math.inf)) == math.inf
    assert exponential(math.nextafter(SMALLEST_EXPONENT, -math.inf)) == 0.0
    assert exponential(SMALLEST_EXPONENT) in (0.0, 5e-324)
    assert math.isnan(exponential(math.nan))
    assert minus_log_of_complement(0.0) == 0.0
    assert (power(0.0, 2.0), power(0.0, 0.0), power(7.0, 0.0), power(1.0, 9.0)) == (0.0, 1.0, 1.0, 1.0)
    assert math.isnan(power(-1.0, 2.5))
    assert normal_quantile(0.5) == 0.0


# -- monotone to the last bit (R22) ------------------------------------------------------------------------------------


@given(st.floats(min_value=0.0, exclude_min=True, allow_infinity=False))
def test_the_logarithm_never_falls_between_neighbours(x: float) -> None:
    assert falls(logarithm, [y for y in neighbours(x, 40) if y > 0]) == []


def test_the_logarithm_never_falls_where_its_pieces_join() -> None:
    for exponent in range(-1074, 1024):
        assert falls(logarithm, neighbours(math.ldexp(arithmetic.SQRT_HALF, exponent), 20)) == []


@given(st.floats(min_value=-746.0, max_value=710.0))
def test_the_exponential_never_falls_between_neighbours(x: float) -> None:
    assert falls(exponential, neighbours(x, 40)) == []


def test_the_exponential_never_falls_where_its_pieces_join() -> None:
    for k in range(-1076, 1025):
        assert falls(exponential, neighbours(k * math.log(2), 20)) == []


@given(CELL)
def test_minus_log_and_normal_quantile_never_fall_between_neighbouring_draws(cell: int) -> None:
    near = [draw(at) for at in range(max(0, cell - 60), min(CELLS, cell + 60))]
    assert falls(minus_log_of_complement, near) == []
    assert falls(normal_quantile, near) == []


def joints() -> list[int]:
    """The cells at which a formula changes: the ends, the normal quantile's joints, and those of its logarithm."""
    places = [0.0, 0.075, 0.925, 0.25, 0.5, 1.0]
    places += [arithmetic.SQRT_HALF * 2.0**-k for k in range(52)] + [
        1 - arithmetic.SQRT_HALF * 2.0**-k for k in range(52)
    ]
    return [int(place * CELLS) for place in places]


@pytest.mark.parametrize("function", [minus_log_of_complement, normal_quantile])
def test_nothing_falls_where_pieces_join(function: Callable[[float], float]) -> None:
    for cell in joints():
        near = [draw(at) for at in range(max(0, cell - 500), min(CELLS, cell + 500))]
        assert falls(function, near) == []


@given(CELL)
def test_the_normal_quantile_is_symmetric_to_the_bit(cell: int) -> None:
    u = draw(cell)
    assert normal_quantile(1.0 - u) == -normal_quantile(u)


@given(FINITE)
def test_logarithm_and_exponential_undo_each_other(x: float) -> None:
    bounded = math.copysign(min(abs(x), 700.0), x)
    assert math.isclose(logarithm(exponential(bounded)), bounded, rel_tol=1e-15, abs_tol=3e-16)


# -- nothing but plain arithmetic (R20) --------------------------------------------------------------------------------

EXACT = {"frexp", "ldexp", "floor", "sqrt", "isnan", "min", "max", "range", "len", "word"}
"""What may be called besides each other: functions whose results are prescribed to the last bit."""


def test_a_rollout_meets_no_library_function_whose_last_bits_may_differ() -> None:
    from sim.engine.draws import SOURCES

    ours = {name for names in SOURCES.values() for name in names}
    assert set(SOURCES) == {arithmetic, laws, philox}
    for module, names in SOURCES.items():
        for name in names:
            tree = ast.parse(inspect.getsource(getattr(module, name)))
            for node in ast.walk(tree):
                assert not isinstance(node, (ast.Pow, ast.Mod, ast.FloorDiv, ast.Attribute)), name
                if isinstance(node, ast.Call):
                    assert isinstance(node.func, ast.Name)
                    assert node.func.id in EXACT | ours, name


def test_the_normal_share_undoes_the_normal_quantile() -> None:
    from scipy.special import ndtr

    for k in (0, 1, 12345, 2**30, 2**51, 2**52 - 1):
        u = (k + 0.5) * 2.0**-52
        assert arithmetic.normal_quantile(
            arithmetic.normal_share(arithmetic.normal_quantile(u))
        ) == arithmetic.normal_quantile(u)
    for z in (-8.0, -3.1, -0.2, 0.0, 0.7, 2.5, 7.9):
        assert abs(arithmetic.normal_share(z) - ndtr(z)) <= 3e-16 + 1e-14 * ndtr(z)
