from __future__ import annotations

import numpy as np
import pytest

from sim.analysis.assertions import assertions, errors
from tests.analysis.synthetic import rollouts_of

ROLLOUTS = rollouts_of(4_000, errors=0.05)
FOUND = assertions(ROLLOUTS)


def test_none_is_told_with_its_bound_and_how_often_it_came_up() -> None:
    """R28"""
    told = FOUND["no_intervention_without_cause"]
    sound = int((ROLLOUTS["outcome"] != "error").sum())
    assert told.violated is not None
    assert (told.violated.k, told.violated.n, told.decided) == (0, sound, sound)
    assert told.violated.high == pytest.approx(3.8415 / (sound + 3.8415), abs=1e-6)
    assert told.occurred.k == int(ROLLOUTS["occurred_no_intervention_without_cause"].sum())
    assert told.first_violation is None


def test_a_violation_names_the_lowest_rollout() -> None:
    """R28"""
    told = FOUND["letter_is_answered"]
    days = ROLLOUTS["violated_letter_is_answered"]
    hit = np.flatnonzero(~np.isnan(days))
    assert len(hit)
    assert told.violated is not None
    assert told.violated.k == len(hit)
    assert told.violated.n == int(ROLLOUTS["decided_letter_is_answered"].sum())
    assert (told.first_violation, told.day) == (hit[0], days[hit[0]])


def test_what_no_rollout_decided_has_no_share() -> None:
    """R27: a rollout that ends before decides nothing."""
    told = FOUND["never_tested"]
    assert (told.decided, told.violated, told.occurred.k) == (0, None, 0)


def test_errors_are_told_by_kind_with_the_first_in_full() -> None:
    """R18"""
    found = errors(ROLLOUTS)
    assert list(found) == ["division-by-zero", "negative-rate"]
    assert sum(error.share.k for error in found.values()) == int((ROLLOUTS["outcome"] == "error").sum())
    assert "made_up.yaml:12:5" in found["negative-rate"].first[0]
    assert list(found["negative-rate"].rollouts) == sorted(found["negative-rate"].rollouts)


def test_without_errors_there_is_nothing_to_tell() -> None:
    assert errors(rollouts_of(20)) == {}
