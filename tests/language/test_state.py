"""Tests of `sim.language.state`: variables with their types, first values, bounds and slopes."""

from __future__ import annotations

import pytest

from sim.language.kinds import FLAG, NUMBER, Kind, Type
from sim.language.scenario import Variable
from tests.language.slips import SMALL, Slip, edited, scenario, slips, told


@pytest.mark.parametrize("slip", slips("state"))
def test_each_slip_is_told_word_for_word(slip: Slip) -> None:
    assert told(slip.text) == slip.told


def variable(entry: str) -> Variable:
    """The variable that an entry declares."""
    return scenario(edited(("  truce:", f"  other: {entry}\n  truce:"))).variables["other"]


def test_names_are_full_names() -> None:
    assert list(scenario(SMALL).variables) == [
        "front",
        "truce",
        "clashes",
        "deaths",
        "supplies",
        "russia.posture",
        "russia.aid",
    ]
    assert scenario(SMALL).variables["russia.posture"].owner == "russia"


@pytest.mark.parametrize(
    ("entry", "kind", "initial"),
    [
        ("{levels: [a, b]}", Type(Kind.LEVEL, ("a", "b")), "a"),
        ("{levels: [a, b], initial: b}", Type(Kind.LEVEL, ("a", "b")), "b"),
        ("{category: [NO, on]}", Type(Kind.CATEGORY, ("NO", "on")), "NO"),
        ("{category: [NO, on], initial: on}", Type(Kind.CATEGORY, ("NO", "on")), "on"),
        ("{flag: true}", FLAG, "true"),
        ("{count: 2}", NUMBER, "2"),
        ("{count: bar + 1}", NUMBER, "bar + 1"),
        ("{quantity: 2.5}", NUMBER, "2.5"),
    ],
)
def test_each_kind_of_state(entry: str, kind: Type, initial: str) -> None:
    found = variable(entry)
    assert found.type == kind
    assert str(found.initial) == initial
    assert found.whole == entry.startswith("{count")


def test_a_first_value_may_be_a_table_over_parameters() -> None:
    found = variable("{levels: [a, b], initial: {cases: [{if: bar > 2, value: b}, {else: a}]}}")
    assert str(found.initial) == "b if bar > 2 else a"


def test_bounds_and_slopes() -> None:
    deaths = scenario(SMALL).variables["deaths"]
    assert str(deaths.minimum) == "0"
    assert deaths.maximum is None
    assert deaths.grows
    assert str(deaths.changes) == "160 per day if not truce else 0 per day"
    assert not variable("{quantity: 2, max: bar}").grows


def test_a_slope_inside_an_actor_reads_its_own_state_bare() -> None:
    text = edited(
        (
            "      aid: {category",
            "      cost: {quantity: 0, changes: 1 per day if posture > mediating else 0 per day}\n      aid: {category",
        )
    )
    assert "russia.posture" in str(scenario(text).variables["russia.cost"].changes)


def test_sources_of_a_value_and_of_its_variable_are_joined() -> None:
    found = variable("{count: {value: 3, source: paper, note: counted}, title: T, note: theirs}")
    assert found.provenance.sources == ("paper",)
    assert found.provenance.note == "theirs counted"


@pytest.mark.parametrize(
    "entry", ["{flag: true, min: 0}", "{levels: [a, b], unit: x}", "{count: 1, changes: 1 per day}"]
)
def test_keys_of_another_kind_do_not_fit(entry: str) -> None:
    text = edited(("  truce:", f"  other: {entry}\n  truce:"))
    assert "is no key of `other`" in told(text) or "does not go with" in told(text)
