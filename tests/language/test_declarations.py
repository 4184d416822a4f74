"""Tests of `sim.language.declarations`: names, sources, parameters and definitions."""

from __future__ import annotations

import pytest

from sim.language.distributions import Family, Law, LawCases
from sim.language.kinds import FLAG, NUMBER, RATE, Kind, Type
from sim.language.scenario import Parameter, Provenance
from tests.language.slips import SMALL, Slip, edited, scenario, slips, told


@pytest.mark.parametrize("slip", slips("declarations"))
def test_each_slip_is_told_word_for_word(slip: Slip) -> None:
    assert told(slip.text) == slip.told


def parameter(entry: str) -> Parameter:
    """The parameter that an entry declares."""
    return scenario(edited(("  pace:", f"  other: {entry}\n  pace:"))).parameters["other"]


def test_a_source_is_kept_as_the_file_writes_it() -> None:
    text = edited(("{title: A paper}", "{title: A paper, publisher: P, date: 2020-10-31, url: u, note: weak}"))
    source = scenario(text).sources["paper"]
    assert (source.title, source.publisher, source.date, source.url, source.note) == (
        "A paper",
        "P",
        "2020-10-31",
        "u",
        "weak",
    )
    assert source.place.marked == "paper"


def test_a_parameter_has_a_law_a_range_and_where_it_comes_from() -> None:
    bar = scenario(SMALL).parameters["bar"]
    assert bar.type == NUMBER
    assert isinstance(bar.law, Law)
    assert bar.law.is_certain
    assert bar.between is not None
    assert [str(end) for end in bar.between] == ["1", "10"]
    assert bar.provenance == Provenance(("paper",))
    assert bar.place.marked == "bar"


@pytest.mark.parametrize(
    ("entry", "kind", "family"),
    [
        ("{value: true}", FLAG, Family.CERTAIN),
        ("{value: 20% to 60%}", NUMBER, Family.LOGIT_NORMAL_RANGE),
        ("{value: 1 to 2 per week}", RATE, Family.LOGNORMAL_RANGE),
        ("{value: bar * 2}", NUMBER, Family.CERTAIN),
        ("{value: bar to 9}", NUMBER, Family.LOGNORMAL_RANGE),
        ("{value: bar - 3 if bar > 4 else 0}", NUMBER, Family.CERTAIN),
    ],
)
def test_a_parameter_has_the_type_of_its_value(entry: str, kind: Type, family: Family) -> None:
    found = parameter(entry)
    assert found.type == kind
    assert isinstance(found.law, Law)
    assert found.law.family is family


def test_a_parameter_may_be_a_table_of_laws() -> None:
    found = parameter("{value: {cases: [{if: bar > 2, value: 1 to 2}, {else: 5}]}}")
    assert isinstance(found.law, LawCases)


def test_parameters_come_after_what_they_read_whatever_their_order() -> None:
    text = edited(("bar: {value: 3,", "bar: {value: later + 1,"), ("  pace:", "  later: {value: 2}\n  pace:"))
    names = list(scenario(text).parameters)
    assert names.index("later") < names.index("bar")


def test_options_are_numbers_or_names() -> None:
    numbers = parameter("{value: 2, options: [1, 2, 3]}")
    assert [str(option) for option in numbers.options] == ["1", "2", "3"]
    names = parameter("{value: slow, options: [slow, fast]}")
    assert names.type == Type(Kind.CATEGORY, ("slow", "fast"))


def test_options_among_the_names_of_one_list_are_of_that_list() -> None:
    text = edited(
        ("  pace:", "  begins: {value: border, options: [inside, border]}\n  pace:"),
        ("initial: inside", "initial: begins"),
    )
    built = scenario(text)
    assert built.parameters["begins"].type == built.variables["front"].type
    assert str(built.variables["front"].initial) == "begins"


def test_an_uncertain_choice_needs_no_option_to_be_the_value() -> None:
    assert not parameter("{value: 'pick(slow=60%, fast=40%)', options: [slow, fast]}").law.is_certain


def test_definitions_read_one_another_in_any_order() -> None:
    text = edited(("  war:", "  serious: war and clashes > 2\n  war:"))
    built = scenario(text)
    assert list(built.definitions) == ["serious", "war"]
    assert built.definitions["serious"].meaning.type == FLAG


def test_what_is_wrong_in_a_definition_is_told_once_however_often_it_is_read() -> None:
    text = edited(("  war: front >= border", "  war: fronte >= border"), ("when: truce, for", "when: war and war, for"))
    assert told(text).count("error:") == 1


def test_a_chain_of_broken_parameters_is_told_at_its_first_link() -> None:
    text = edited(("bar: {value: 3,", "bar: {value: 3 potatoes,"), ("  pace:", "  other: {value: bar + 1}\n  pace:"))
    assert told(text).count("error:") == 1
    assert "potatoes" in told(text)
