"""Tests of `sim.language.amounts`: distributions as texts, their units, and what is said of wrong ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sim.language.amounts import CALLS, SIGNATURES
from sim.language.calls import DISTRIBUTIONS
from sim.language.distributions import Family, Law
from sim.language.expressions import parse_amount
from sim.language.kinds import DURATION, FLAG, INSTANT, NUMBER, RATE, Kind, Type
from sim.language.tree import Literal, NamedValue

if TYPE_CHECKING:
    from collections.abc import Callable

FRONT = Type(Kind.LEVEL, ("inside", "border", "soil"))


@pytest.mark.parametrize(
    ("text", "family", "arguments", "type_"),
    [
        ("clashes + 1", Family.CERTAIN, ["clashes + 1"], NUMBER),
        ("truce and bold", Family.CERTAIN, ["truce and bold"], FLAG),
        ("uniform(1 day, 3 days)", Family.UNIFORM, ["1 day", "3 days"], DURATION),
        ("uniform(low=1, high=2)", Family.UNIFORM, ["1", "2"], NUMBER),
        ("uniform(high=2, low=1)", Family.UNIFORM, ["1", "2"], NUMBER),
        ("uniform(2020-11-09, 2020-11-10)", Family.UNIFORM, ["2020-11-09", "2020-11-10"], INSTANT),
        ("triangular(1, 2, 5)", Family.TRIANGULAR, ["1", "2", "5"], NUMBER),
        ("triangular(1, 1, 5)", Family.TRIANGULAR, ["1", "1", "5"], NUMBER),
        ("exponential(mean=3 days)", Family.EXPONENTIAL, ["3 days"], DURATION),
        ("weibull(shape=1.5, scale=3 days)", Family.WEIBULL, ["3 days", "1.5"], DURATION),
        ("normal(mean=100, sd=clashes)", Family.NORMAL, ["100", "clashes"], NUMBER),
        ("lognormal(p5=3 days, p95=2 weeks)", Family.LOGNORMAL_RANGE, ["3 days", "2 weeks"], DURATION),
        ("lognormal(median=6 days, sigma=0.5)", Family.LOGNORMAL, ["6 days", "0.5"], DURATION),
        ("loguniform(1, 10)", Family.LOGUNIFORM, ["1", "10"], NUMBER),
        (
            "quantiles(0%=1 day, 50%=6 days, 100%=40 days)",
            Family.QUANTILES,
            ["0%", "1 day", "50%", "6 days", "100%", "40 days"],
            DURATION,
        ),
        ("pick(1=60%, 2=40%)", Family.PICK, ["60%", "1", "40%", "2"], NUMBER),
        ("3 to 14 days", Family.LOGNORMAL_RANGE, ["3 days", "14 days"], DURATION),
        ("6 hours to 3 days", Family.LOGNORMAL_RANGE, ["6 hours", "3 days"], DURATION),
        ("0.5 to 2 per week", Family.LOGNORMAL_RANGE, ["0.5 per week", "2 per week"], RATE),
        ("20 to 120", Family.LOGNORMAL_RANGE, ["20", "120"], NUMBER),
        ("2 * 3 to 120", Family.LOGNORMAL_RANGE, ["2 * 3", "120"], NUMBER),
        ("2 * 3 to 120 per week", Family.LOGNORMAL_RANGE, ["2 * 3 per week", "120 per week"], RATE),
        ("0 to 5", Family.NORMAL_RANGE, ["0", "5"], NUMBER),
        ("-5 to 10 days", Family.NORMAL_RANGE, ["-5 days", "10 days"], DURATION),
        ("-5 to -2 days", Family.NORMAL_RANGE, ["-5 days", "-2 days"], DURATION),
        ("60% to 90%", Family.LOGIT_NORMAL_RANGE, ["60%", "90%"], NUMBER),
        ("-10% to 20%", Family.NORMAL_RANGE, ["-10%", "20%"], NUMBER),
    ],
)
def test_laws(text: str, family: Family, arguments: list[str], type_: Type, amount: Callable[..., Law]) -> None:
    law = amount(text)
    assert (law.family, [str(argument) for argument in law.arguments], law.type) == (family, arguments, type_)
    assert law.text == text
    assert law.place.width == len(text)
    assert law.is_certain is (family is Family.CERTAIN)


def test_the_unit_of_a_range_reaches_its_lower_end(amount: Callable[..., Law]) -> None:
    days, weeks = amount("3 to 14 days"), amount("0.5 to 2 per week")
    assert [argument.value for argument in days.arguments if isinstance(argument, Literal)] == [3.0, 14.0]
    assert [argument.value for argument in weeks.arguments if isinstance(argument, Literal)] == [0.5 / 7, 2 / 7]
    low, high = (argument.place for argument in days.arguments)
    assert (low.column, low.width, high.column, high.width) == (1, 1, 6, 7)


def test_pick_among_the_names_that_are_expected(amount: Callable[..., Law]) -> None:
    law = amount("pick(soil=40%, inside=resolve)", FRONT)
    assert law.type == FRONT
    assert law.arguments[1::2] == (
        NamedValue(name="soil", index=2, type=FRONT),
        NamedValue(name="inside", index=0, type=FRONT),
    )


def test_pick_of_an_uncertain_parameter_makes_its_own_category(amount: Callable[..., Law]) -> None:
    assert amount("pick(none=60%, arms=40%)").type == Type(Kind.CATEGORY, ("none", "arms"))


def example(name: str) -> str:
    return f"`{CALLS[name]}`"


ONE_UNIT = "a distribution needs numbers of one unit, here"
SHARES = "is not between 0% and 100%: a range of percentages stays inside, and reaches neither end"
NO_SHARES = "write `uniform(…, …)`, or plain numbers (`0.8 to 1.2`) for what is not a share"


@pytest.mark.parametrize(
    ("text", "marked", "message", "hint"),
    [
        ("14 to 3 days", "14 to 3 days", "the lower end `14 days` is above the upper end `3 days`", ""),
        ("5 to 5", "5 to 5", "the lower end `5` equals the upper end `5`", ""),
        ("90% to 60%", "90% to 60%", "the lower end `90%` is above the upper end `60%`", ""),
        ("60 to 90%", "60 to 90%", "one end is a percentage, the other is not", "write `60% to 90%`"),
        ("0% to 90%", "0% to 90%", f"`0%` {SHARES}", NO_SHARES),
        ("60% to 130%", "60% to 130%", f"`130%` {SHARES}", NO_SHARES),
        ("3 to 14 dayz", "dayz", "no unit of time `dayz` is known", "did you mean `days`?"),
        ("3 days to 4", "3 days to 4", f"{ONE_UNIT} `3 days` is a duration, `4` is a number", ""),
        ("truce to 5", "truce to 5", f"{ONE_UNIT} `truce` is a flag (true or false), `5` is a number", ""),
        ("uniform(1)", "uniform(1)", "`uniform` has too few arguments (1 for low, high)", example("uniform")),
        (
            "uniform(1, 2, 3)",
            "uniform(1, 2, 3)",
            "`uniform` has too many arguments (3 for low, high)",
            example("uniform"),
        ),
        ("uniform(low=1, hihg=2)", "hihg=2", "`uniform` knows no argument `hihg`", "did you mean `high`?"),
        ("uniform(2, 1)", "uniform(2, 1)", "`low` (2) is above `high` (1)", ""),
        ("uniform(1 day, 2)", "uniform(1 day, 2)", f"{ONE_UNIT} `1 day` is a duration, `2` is a number", ""),
        ("triangular(1, 5, 2)", "triangular(1, 5, 2)", "`triangular` needs low, mode and high in rising order", ""),
        ("exponential(3 days)", "3 days", "`exponential` takes its arguments by name", example("exponential")),
        ("exponential()", "exponential()", "`exponential` lacks `mean`", example("exponential")),
        ("exponential(mean=0)", "0", "`mean` must be above 0, here it is `0`", ""),
        ("exponential(mean=3, sd=2)", "sd=2", "`exponential` knows no argument `sd`", example("exponential")),
        ("weibull(scale=1 day, shape=2 days)", "2 days", "a number was expected, this is a duration", ""),
        ("normal(mean=3, sd=-1)", "-1", "`sd` must be above 0, here it is `-1`", ""),
        ("lognormal(p5=3, p95=2)", "lognormal(p5=3, p95=2)", "`p5` (3) is above `p95` (2)", ""),
        ("lognormal(p5=-3, p95=2)", "-3", "`p5` must be above 0, here it is `-3`", ""),
        ("lognormal(p5=3)", "lognormal(p5=3)", "`lognormal` lacks `p95`", example("lognormal")),
        ("lognormal(p5=3, p96=4)", "p96=4", "`lognormal` knows no argument `p96`", "did you mean `p95`?"),
        ("lognormal(p5=3, median=4)", "4", "`lognormal` with `p5` and `p95` takes no `median`", example("lognormal")),
        ("lognormal(p5=1, p5=2, p95=3)", "p5=2", "`p5` is given twice", ""),
        ("loguniform(0, 3)", "0", "`low` must be above 0, here it is `0`", ""),
        ("quantiles(1, 100%=2)", "1", "`quantiles` takes pairs", example("quantiles")),
        ("quantiles(0%=1)", "quantiles(0%=1)", "`quantiles` needs two pairs or more", example("quantiles")),
        (
            "quantiles(5%=1, 95%=2)",
            "quantiles(5%=1, 95%=2)",
            "`quantiles` names its lowest value (0%) first and its highest (100%) last",
            example("quantiles"),
        ),
        ("quantiles(0%=1, 60%=2, 50%=3, 100%=4)", "50%", "`50%` does not come after `60%`", ""),
        ("quantiles(0%=1, 50%=7, 100%=2)", "2", "`2` is below `7`, the value before it", ""),
        ("quantiles(clashes=1, 100%=2)", "clashes", "the shares of `quantiles` are written out, such as `50%`", ""),
        (
            "quantiles(0%=1 day, 100%=2)",
            "quantiles(0%=1 day, 100%=2)",
            f"{ONE_UNIT} `1 day` is a duration, `2` is a number",
            "",
        ),
        (
            "pick(none=60%, arms=50%)",
            "pick(none=60%, arms=50%)",
            "the shares of `pick` sum to 1.1, not to 1 (100%)",
            "",
        ),
        ("pick(none=-10%, arms=110%)", "-10%", "a share is not below 0%", ""),
        ("pick(none=100%)", "pick(none=100%)", "`pick` needs two pairs or more", example("pick")),
        (
            "pick(1.5=50%, 2=50%)",
            "1.5",
            "`pick` chooses among levels, categories or whole numbers; `1.5` is a number",
            example("pick"),
        ),
        (
            "pick(truce=50%, 2=50%)",
            "truce",
            "`pick` chooses among levels, categories or whole numbers; `truce` is a flag (true or false)",
            example("pick"),
        ),
    ],
)
def test_laws_that_cannot_stand(
    text: str, marked: str, message: str, hint: str, wrong: Callable[..., str], said: Callable[..., str]
) -> None:
    after = "=" if marked in ("-3", "4", "0") and "=" in text else ", 1" if marked == "2" else ""
    assert wrong(text, parse=parse_amount) == said(text, marked, message, hint, after)


def test_every_wrong_argument_is_told(wrong: Callable[..., str]) -> None:
    assert wrong("normal(3, 2)", parse=parse_amount).count("`normal` takes its arguments by name") == 2


@pytest.mark.parametrize(
    ("text", "expected", "message", "hint"),
    [
        ("3", DURATION, "a duration (such as `3 days`) was expected, this is a number", "`3 days`"),
        ("3 to 14", DURATION, "a duration (such as `3 days`) was expected, this is a number", "`3 to 14 days`"),
        ("3 to 14", RATE, "a rate (such as `2 per week`) was expected, this is a number", "`3 to 14 per day`"),
        ("uniform(1 day, 2 days)", NUMBER, "a number was expected, this is a duration", ""),
        ("pick(1=50%, 2=50%)", FRONT, "one of the levels inside, border, soil was expected, this is a number", ""),
    ],
)
def test_laws_of_the_wrong_type(
    text: str, expected: Type, message: str, hint: str, wrong: Callable[..., str], said: Callable[..., str]
) -> None:
    assert wrong(text, expected, parse=parse_amount) == said(text, text, message, hint)


@pytest.mark.parametrize("name", DISTRIBUTIONS)
def test_every_example_in_a_hint_is_right(name: str, amount: Callable[..., Law]) -> None:
    for text in CALLS[name].split("` or `"):
        assert not amount(text).is_certain
    assert name in SIGNATURES or name in ("quantiles", "pick")
