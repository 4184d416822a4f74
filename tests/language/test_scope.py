"""Tests of `sim.language.scope`: tables of cases, effects with their slots, sources and notes."""

from __future__ import annotations

import pytest

from sim.language.distributions import Family, Law, LawCases
from sim.language.scenario import Assign, Let, Provenance
from sim.language.scope import leaves, symbols_of
from sim.language.tree import Conditional
from tests.language.slips import SMALL, Slip, edited, scenario, slips, told


@pytest.mark.parametrize("slip", slips("scope"))
def test_each_slip_is_told_word_for_word(slip: Slip) -> None:
    assert told(slip.text) == slip.told


def test_a_table_of_cases_is_a_ladder_of_conditionals() -> None:
    table = "{cases: [{if: truce, value: 10%}, {if: war, value: 50%}, {else: resolve}]}"
    chance = scenario(edited(("chance: resolve", f"chance: {table}"))).triggers["russia.intervene"].chance
    assert isinstance(chance, Conditional)
    assert chance.table
    assert str(chance) == "10% if truce else 50% if war else resolve"
    assert [str(leaf) for leaf in leaves(chance)] == ["10%", "50%", "resolve"]


def test_a_table_may_hold_distributions() -> None:
    table = "{cases: [{if: truce, value: 1 to 2 days}, {else: 9 days}]}"
    after = scenario(edited(("after: 3 to 14 days", f"after: {table}"))).triggers["russia.intervene"].after
    assert isinstance(after, LawCases)
    assert [law.family for _, law in after.branches] == [Family.LOGNORMAL_RANGE]
    assert after.otherwise.is_certain


def test_a_table_of_plain_delays_is_one_plain_value() -> None:
    table = "{cases: [{if: truce, value: 1 day}, {else: 9 days}]}"
    after = scenario(edited(("after: 3 to 14 days", f"after: {table}"))).triggers["russia.intervene"].after
    assert isinstance(after, Law)
    assert after.is_certain


def test_random_amounts_take_slots_in_the_order_of_the_text() -> None:
    """R19: 16 and on, over `then`, `failing_that` and options; what is plain takes none."""
    text = edited(
        ("then: [posture = intervening]", "then: [let toll = 1 to 9, deaths += toll, deaths += 2 to 3]"),
        ("failing_that: [posture = consulting]", "failing_that: [clashes += 4, deaths += 5 to 6]"),
        ("name: nothing}", "name: nothing, then: [deaths += 1 to 2]}"),
        ("then: [aid = arms]", "then: [deaths += 1 to 2]"),
    )
    triggers = scenario(text).triggers
    slots = [effect.slot for effect in triggers["russia.intervene"].effects if isinstance(effect, Assign | Let)]
    assert slots == [16, None, 17, None, 18]
    slots = [effect.slot for effect in triggers["russia.agree"].effects if isinstance(effect, Assign | Let)]
    assert slots == [16, 17]


def test_a_name_of_let_is_known_below_it_alone() -> None:
    text = edited(("then: [posture = intervening]", "then: [deaths += toll, let toll = 1 to 9]"))
    assert "no name `toll` is known here" in told(text)


def test_a_let_that_is_wrong_is_told_once() -> None:
    text = edited(("then: [posture = intervening]", "then: [let toll = 1 too 9, deaths += toll]"))
    assert told(text).count("error:") == 1


def test_any_value_may_carry_its_source_and_note() -> None:
    text = edited(
        ("chance: resolve", "chance: {value: resolve, source: paper, note: why}"),
        ("then: [posture = intervening]", "then: [{value: posture = intervening, note: what}]"),
        (
            "for: 2 days",
            "for: {value: {cases: [{if: truce, value: 1 day, source: paper}, {else: 2 days}]}, note: long}",
        ),
    )
    found = scenario(text).triggers["russia.intervene"].provenances
    assert found == {
        "chance": Provenance(("paper",), "why"),
        "then.1": Provenance((), "what"),
        "for": Provenance(("paper",), "long"),
    }


def test_an_unknown_source_is_told_without_a_near_name_too() -> None:
    text = edited(("chance: resolve", "chance: {value: resolve, source: zzz}"))
    assert "hint: declare it under `sources`" in told(text)


def test_what_names_mean_can_be_told_of_a_built_scenario() -> None:
    built = scenario(SMALL)
    symbols = symbols_of(built)
    assert symbols.triggers["russia.agree"] == ("nothing", "arms")
    assert symbols.growing == {"deaths", "supplies"}
    assert symbols.signs["pace"] == 1
    assert set(symbols.definitions) == {"war"}
