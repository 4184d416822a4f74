from __future__ import annotations

import pytest

from sim.analysis.estimates import estimates
from sim.views import captions
from tests.analysis.synthetic import names_of, rollouts_of

TOLD = estimates(rollouts_of(400))


def test_the_most_frequent_end_is_named_and_what_never_came_is_bounded() -> None:
    told = captions.of_outcomes(TOLD)
    assert told.startswith("About ")
    assert "rollouts end with “A ceasefire that holds a month”" in told
    assert "“Forces of the two patrons fire on each other”" in told
    assert "came in none of the 400 (so at most about 0.95% under these assumptions)." in told


def test_the_ladder_is_told_at_its_start_middle_and_end() -> None:
    told = captions.of_rung_shares(TOLD)
    assert told.startswith("On 31 October 2020 all rollouts are on “War inside the contested province”")
    assert "on 30 December 2020" in told
    assert "on 28 February 2021" in told


def test_the_highest_rung_worth_telling_is_told_with_those_above_it() -> None:
    told = captions.of_reached_by(TOLD)
    assert "no rollout reached" in told
    assert "“Forces of the two patrons fire on each other”" in told
    assert captions.of_at_or_above(TOLD).startswith("The share at “")


def test_the_most_frequent_path_is_told() -> None:
    told = captions.of_paths(TOLD)
    assert "go from “War inside the contested province” to “A ceasefire that holds”" in told
    assert f"the most frequent of {TOLD.paths.distinct} different paths." in told


def test_triggers_that_never_fired_are_counted() -> None:
    told = captions.of_triggers(TOLD, list(TOLD.triggers))
    assert "2 of these 30 triggers never fired in 400 rollouts" in told
    silent = [name for name, trigger in TOLD.triggers.items() if not trigger.k]
    assert captions.of_triggers(TOLD, silent) == "None of these 2 triggers ever fired in 400 rollouts."


def test_the_first_quantity_that_varies_is_told_to_two_digits() -> None:
    assert captions.of_quantities(TOLD, list(TOLD.quantities)).startswith(
        "In nine rollouts of ten “Deaths on both sides”"
    )
    assert captions.of_quantities(TOLD, []) == "None of these varies between rollouts at the end."


@pytest.mark.parametrize("n", [1, 2])
@pytest.mark.parametrize("errors", [0.0, 1.0])
def test_few_rollouts_and_errors_can_be_told(n: int, errors: float) -> None:
    told = estimates(rollouts_of(n, errors=errors, names=names_of(rungs=2, triggers=2, quantities=1)))
    said = [
        captions.of_outcomes(told),
        captions.of_rung_shares(told),
        captions.of_at_or_above(told),
        captions.of_reached_by(told),
        captions.of_paths(told),
        captions.of_triggers(told, list(told.triggers)),
        captions.of_quantities(told, list(told.quantities)),
    ]
    assert all(sentence.endswith(".") and sentence[0].isupper() for sentence in said)
