"""Tests of `sim.language.assembling`: a scenario put together, and everything that is wrong with it told at once."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from sim.language.scenario import Provenance, Variant
from tests.language.slips import SMALL, Slip, codes, complaints, edited, scenario, slips, told


@pytest.mark.parametrize("slip", slips("assembling"))
def test_each_slip_is_told_word_for_word(slip: Slip) -> None:
    assert told(slip.text) == slip.told


def test_a_scenario_is_what_its_file_says() -> None:
    found = scenario(SMALL)
    assert (found.name, found.title, found.path) == ("small", "A small one", "small.yaml")
    assert found.starts == datetime(2021, 1, 1, tzinfo=UTC)
    assert found.horizon == 30 * 86_400_000_000
    assert list(found.sources) == ["paper"]
    assert list(found.parameters) == ["bar", "resolve", "pace", "patience"]
    assert list(found.actors) == ["russia"]
    assert list(found.triggers) == ["clash", "russia.intervene", "russia.agree"]
    assert list(found.outcomes) == ["settled", "drags_on"]
    assert found.uncertain == ("resolve", "pace")
    assert found.max_decisions == 100_000
    assert found.text == SMALL


def test_a_title_that_is_left_out_is_the_short_name() -> None:
    assert scenario(edited(("title: A small one\n", ""))).title == "small"


def test_an_actor_has_a_title_and_a_source() -> None:
    text = edited(("  russia:\n", "  russia:\n    title: Russian Federation\n    source: paper\n    note: n\n"))
    actor = scenario(text).actors["russia"]
    assert (actor.title, actor.provenance) == ("Russian Federation", Provenance(("paper",), "n"))


def test_variants_are_kept_as_they_are_written() -> None:
    text = edited(("variants:", "variants:\n  off: {disable: [clash, russia], title: Off}"))
    off, hesitant = scenario(text).variants.values()
    assert off == Variant(name="off", title="Off", disable=("clash", "russia"))
    assert hesitant == Variant(name="hesitant", set={"resolve": "30%"})


def test_parameters_that_go_together() -> None:
    text = edited(("variants:", "correlated: [{parameters: [resolve, pace], correlation: -50%}]\nvariants:"))
    assert scenario(text).correlated == (("resolve", "pace", -0.5),)


def test_the_most_decisions() -> None:
    assert scenario(edited(("variants:", "max_decisions: 5_000\nvariants:"))).max_decisions == 5_000


def test_slips_in_every_section_are_told_at_once_in_the_order_of_the_file() -> None:
    text = edited(
        ("horizon: 30 days", "horizon: 0 days"),
        ("source: paper", "source: papr"),
        ("{value: 3 days, between", "{value: 3 dys, between"),
        ("{count: 0}", "{count: 0.5}"),
        ("front >= border and not truce", "front >= bordr and not truce"),
        ("when: war}", "when: clashes}"),
        ("rate: pace", "rate: 2"),
        ("for: 2 days", "for: 2"),
        ("chance: 40%", "chance: 50%"),
        ("for: 5 days", "for: 5"),
        ("never: russia.posture", "never: rusia.posture"),
        ("set: {resolve: 30%}", "set: {resolv: 30%}"),
    )
    found = complaints(text)
    assert [complaint.code for complaint in found] == [
        "horizon",
        "unknown-source",
        "unknown-unit",
        "not-whole",
        "unknown-level",
        "wrong-type",
        "wrong-unit",
        "wrong-unit",
        "chances",
        "wrong-unit",
        "unknown-name",
        "unknown-override",
    ]
    lines = [complaint.place.line for complaint in found]
    assert lines == sorted(lines)


def test_two_triggers_that_would_draw_the_same_luck() -> None:
    """R19."""
    text = edited(("  clash:\n", "  other: {when: truce, luck: clash}\n  clash:\n"))
    assert codes(text) == [("same-luck", "clash")]


def test_a_scenario_of_the_least_that_is_needed() -> None:
    found = scenario("flashpoint: 1\nscenario: least\nstarts: 2021-01-01\nhorizon: 1 day\nladder: [{rung: calm}]\n")
    assert (len(found.triggers), len(found.variables), len(found.ladder)) == (0, 0, 1)
