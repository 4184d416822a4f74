"""Tests of `sim.language.law_bounds`: signs, and what makes a delay."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sim.language.distributions import Family, Law, LawCases
from sim.language.expressions import parse_amount
from sim.language.kinds import DURATION
from sim.language.law_bounds import check_delay, sign, sign_of_law

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.mark.parametrize(
    ("law", "expected"),
    [
        ("3", 1),
        ("0", -1),
        ("-3", -1),
        ("clashes", None),
        ("2 * threshold per week", 1),
        ("threshold - 1", None),
        ("exponential(mean=3 days)", 1),
        ("20 to 120", 1),
        ("-5 to 3", None),
        ("uniform(1, 2)", 1),
        ("uniform(0, 2)", None),
        ("quantiles(0%=1, 100%=2)", 1),
        ("pick(0=50%, 1=50%)", None),
    ],
)
def test_signs_of_laws(law: str, expected: int | None, amount: Callable[..., Law]) -> None:
    assert sign_of_law(amount(law), {"threshold": 1}) == expected


def test_a_table_has_a_sign_if_all_its_laws_have_it(amount: Callable[..., Law]) -> None:
    truce = amount("truce").arguments[0]
    assert sign_of_law(LawCases(branches=((truce, amount("1 to 2")),), otherwise=amount("5")), {}) == 1
    assert sign_of_law(LawCases(branches=((truce, amount("-1 to 2")),), otherwise=amount("5")), {}) is None


def test_a_range_that_begins_at_a_parameter_needs_its_sign(
    amount: Callable[..., Law], wrong: Callable[..., str], said: Callable[..., str]
) -> None:
    assert amount("threshold to 50", signs={"threshold": 1}).family is Family.LOGNORMAL_RANGE
    assert amount("threshold to 50", signs={"threshold": -1}).family is Family.NORMAL_RANGE
    message = "whether `threshold` is above 0 is not known, so `threshold to 50` may be a lognormal or a normal"
    assert wrong("threshold to 50", parse=parse_amount) == said(
        "threshold to 50", "threshold", message, "write `lognormal(p5=threshold, p95=50)`"
    )
    assert sign(amount("resolve").arguments[0], {}) is None


NEVER = "a delay is never negative, and"
HINT = "`uniform(0 days, 10 days)` stays at 0 or above"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("normal(mean=30 days, sd=1 day)", f"{NEVER} a normal distribution can be"),
        ("-1 to 3 days", f"{NEVER} a normal distribution can be"),
        ("uniform(-1 days, 3 days)", f"{NEVER} this can be"),
        ("triangular(-1 days, 0 days, 3 days)", f"{NEVER} this can be"),
        ("quantiles(0%=-1 day, 100%=3 days)", f"{NEVER} this can be"),
        ("-3 days", f"{NEVER} this can be"),
    ],
)
def test_a_delay_is_never_negative(
    text: str, message: str, amount: Callable[..., Law], said: Callable[..., str]
) -> None:
    law = amount(text, DURATION)
    assert [str(complaint) for complaint in check_delay(law)] == [said(text, text, message, HINT)]
    table = LawCases(branches=((amount("truce").arguments[0], law),), otherwise=amount("3 days"))
    assert check_delay(table) == check_delay(law)


@pytest.mark.parametrize(
    "text", ["0 days", "patience", "3 to 14 days", "uniform(0 days, 3 days)", "weibull(scale=1 day, shape=2)"]
)
def test_delays_that_may_stand(text: str, amount: Callable[..., Law]) -> None:
    assert check_delay(amount(text, DURATION)) == []
