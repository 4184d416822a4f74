from __future__ import annotations

import numpy as np
import pytest

from sim.analysis.outcomes import outcomes
from tests.analysis.synthetic import rollouts_of


def test_shares_of_outcomes_add_up_and_none_is_among_them() -> None:
    """R25"""
    found = outcomes(rollouts_of(300))
    assert list(found) == ["great_power_clash", "settlement", "patron_at_war", "none"]
    assert sum(share.k for share in found.values()) == 300
    assert found["none"].title == "None of these by the horizon"


def test_an_outcome_that_never_came_has_an_upper_bound_and_no_time() -> None:
    never = outcomes(rollouts_of(300))["great_power_clash"]
    assert (never.k, never.p, never.low, never.median) == (0, 0.0, 0.0, None)
    assert never.high == pytest.approx(1.96**2 / (300 + 1.96**2), abs=1e-4)


def test_times_are_those_of_the_end() -> None:
    rollouts = rollouts_of(301)
    ends = rollouts["end_time"][rollouts["outcome"] == "settlement"]
    told = outcomes(rollouts)["settlement"]
    assert told.q25 == np.quantile(ends, 0.25, method="inverted_cdf")
    assert told.median == np.quantile(ends, 0.5, method="inverted_cdf")


def test_errors_are_an_outcome_of_their_own_and_bracket_the_others() -> None:
    """R18"""
    found = outcomes(rollouts_of(300, errors=0.4))
    erred = found["error"]
    assert erred.k > 30
    assert sum(share.k for share in found.values()) == 300
    none = found["none"]
    assert (none.p_low_errors, none.p_high_errors) == (none.p, (none.k + erred.k) / 300)
    assert (erred.p_low_errors, erred.p_high_errors) == (erred.p, erred.p)
