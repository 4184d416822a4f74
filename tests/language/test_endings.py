"""Tests of `sim.language.endings`: the ladder, outcomes, assertions and published shares."""

from __future__ import annotations

import pytest

from sim.language.scenario import Assertion
from tests.language.slips import SMALL, Slip, codes, edited, scenario, slips, told


@pytest.mark.parametrize("slip", slips("endings"))
def test_each_slip_is_told_word_for_word(slip: Slip) -> None:
    assert told(slip.text) == slip.told


def assertion(entry: str) -> Assertion:
    text = edited(("{never: russia.posture == intervening, unless: front >= border}", entry))
    return scenario(text).assertions["no_step"]


def test_the_lowest_rung_needs_no_condition() -> None:
    """R24."""
    calm, fighting = scenario(SMALL).ladder
    assert (calm.name, calm.when, calm.title) == ("calm", None, "Calm")
    assert str(fighting.when) == "war"


def test_the_lowest_rung_may_have_one() -> None:
    assert codes(edited(("{rung: calm, title: Calm}", "{rung: calm, when: not war}"))) == []


def test_outcomes_hold_for_a_time_or_are_judged_at_the_horizon() -> None:
    """R25, R36."""
    settled, drags_on = scenario(SMALL).outcomes.values()
    assert (str(settled.when), str(settled.hold), settled.at_horizon) == ("truce", "5 days", False)
    assert (str(drags_on.when), drags_on.hold, drags_on.at_horizon) == ("not truce", None, True)


def test_never_unless_is_not_or_ever() -> None:
    """R36."""
    found = scenario(SMALL).assertions["no_step"]
    assert str(found.always) == "not russia.posture == intervening or ever(front >= border)"
    assert str(found.never) == "russia.posture == intervening"
    assert str(found.unless) == "front >= border"


def test_never_alone_is_not() -> None:
    found = assertion("{never: truce and clashes > 3}")
    assert str(found.always) == "not (truce and clashes > 3)"
    assert found.unless is None


def test_always_is_kept_as_it_is() -> None:
    """R26."""
    found = assertion("{always: deaths >= 5000, title: They only grow}")
    assert (str(found.always), found.title, found.whenever) == ("deaths >= 5000", "They only grow", None)


def test_whenever_then_within() -> None:
    """R27."""
    found = assertion("{whenever: war, then: russia.posture >= consulting, within: patience}")
    assert (str(found.whenever), str(found.then), str(found.within)) == (
        "war",
        "russia.posture >= consulting",
        "patience",
    )
    assert found.always is None


def test_a_published_share_is_about_an_outcome_or_a_rung() -> None:
    rates = """base_rates:
  of_rung: {statement: fighting, share: 5%, interval: [4%, 7%], definition: d, source: paper}
  of_outcome: {statement: settled, share: 0.5, interval: [0.4, 0.6], definition: d}
outcomes:"""
    of_rung, of_outcome = scenario(edited(("outcomes:", rates))).base_rates.values()
    assert (of_rung.statement, of_rung.share, of_rung.interval) == ("fighting", 0.05, (0.04, 0.07))
    assert of_rung.provenance.sources == ("paper",)
    assert of_outcome.share == 0.5


def test_what_grows_is_watched_in_conditions_only_as_far_as_it_is_linear() -> None:
    """R3."""
    for entry in ("{always: deaths * supplies > 0}", "{whenever: truce, then: deaths * deaths > 3, within: 1 day}"):
        text = edited(("{never: russia.posture == intervening, unless: front >= border}", entry))
        assert codes(text), entry
