"""Laws as values: certain or not, printed back, with the type of what they yield."""

from sim.language.distributions import Family, Law, LawCases
from sim.language.kinds import DURATION, FLAG
from sim.language.tree import Literal, VariableRead


def days(value: float) -> Literal:
    return Literal(value=value, text=f"{value:g} days", type=DURATION)


FIXED = Law(family=Family.CERTAIN, arguments=(days(2),), type=DURATION)
RANGE = Law(family=Family.LOGNORMAL_RANGE, arguments=(days(3), days(14)), type=DURATION)
ALARM = VariableRead(name="alarm", type=FLAG)


def test_a_plain_value_is_certain() -> None:
    assert FIXED.is_certain
    assert not RANGE.is_certain
    assert LawCases(branches=((ALARM, FIXED),), otherwise=FIXED).is_certain
    assert not LawCases(branches=((ALARM, FIXED),), otherwise=RANGE).is_certain
    assert not LawCases(branches=((ALARM, RANGE),), otherwise=FIXED).is_certain


def test_laws_print_themselves() -> None:
    assert str(FIXED) == "2 days"
    assert str(RANGE) == "lognormal(p5=3 days, p95=14 days)"
    assert (
        str(LawCases(branches=((ALARM, FIXED),), otherwise=RANGE))
        == "if alarm: 2 days; else: lognormal(p5=3 days, p95=14 days)"
    )


def test_how_the_file_writes_it_does_not_count() -> None:
    assert Law(family=Family.CERTAIN, arguments=(days(2),), type=DURATION, text="2 days") == FIXED


def test_cases_yield_what_their_branches_yield() -> None:
    assert LawCases(branches=((ALARM, FIXED),), otherwise=RANGE).type == DURATION
