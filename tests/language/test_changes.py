"""Tests of `sim.language.changes`: values set, triggers switched off, variants, another horizon."""

from __future__ import annotations

import pytest

from sim.errors import Complaint, ScenarioError
from sim.language.builder import build
from sim.language.document import read_text
from sim.language.scenario import Changes, Scenario
from tests.language.slips import SMALL, edited

DAY = 86_400_000_000


def changed(text: str = SMALL, **changes: object) -> Scenario:
    return build(read_text(text, "small.yaml"), **changes)  # type: ignore[arg-type]


def refused(text: str = SMALL, **changes: object) -> list[Complaint]:
    with pytest.raises(ScenarioError) as caught:
        changed(text, **changes)
    return list(caught.value.complaints)


@pytest.mark.parametrize(
    ("name", "text", "law"),
    [
        ("bar", "5", "5"),
        ("bar", "1 to 3", "lognormal(p5=1, p95=3)"),
        ("resolve", "35%", "35%"),
        ("patience", "2 weeks", "2 weeks"),
        ("pace", "uniform(1 per week, 2 per week)", "uniform(1 per week, 2 per week)"),
        ("bar", "max(2, 3)", "max(2, 3)"),
    ],
)
def test_a_parameter_is_set_as_the_file_would_write_it(name: str, text: str, law: str) -> None:
    assert str(changed(set={name: text}).parameters[name].law) == law


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("front", "soil"),
        ("truce", "true"),
        ("clashes", "7"),
        ("russia.posture", "consulting"),
        ("deaths", "bar * 1_000"),
    ],
)
def test_a_first_value_is_set(name: str, text: str) -> None:
    assert str(changed(set={name: text}).variables[name].initial) == text


def test_a_parameter_that_reads_another_follows_the_change() -> None:
    names = list(changed(set={"bar": "other + 1"}, text=edited(("  pace:", "  other: {value: 1}\n  pace:"))).parameters)
    assert names.index("other") < names.index("bar")


@pytest.mark.parametrize(
    ("name", "text", "message", "hint"),
    [
        (
            "ba",
            "5",
            "`ba` is neither a parameter nor a variable of the state, so it cannot be set",
            "did you mean `bar`?",
        ),
        (
            "posture",
            "consulting",
            "`posture` is neither a parameter nor a variable of the state, so it cannot be set",
            "did you mean `russia.posture`?",
        ),
        ("bar", "5 days", "a number was expected, this is a duration", ""),
        (
            "front",
            "sol",
            "`sol` is no level of this list (inside, border, soil) and no other name",
            "did you mean `soil`?",
        ),
        ("bar", "", "nothing is written here; an expression was expected", ""),
        ("bar", "clashes", "`clashes` changes as time goes on; here only parameters and literals can be read", ""),
    ],
)
def test_what_cannot_be_set_names_the_option(name: str, text: str, message: str, hint: str) -> None:
    (complaint,) = refused(set={name: text})
    assert (complaint.message, complaint.hint) == (message, hint)
    assert str(complaint.place) == f"--set {name}={text}"
    assert str(complaint).startswith(f"--set {name}={text}: error: ")


def test_options_of_a_parameter_bind_what_is_set() -> None:
    text = edited(("bar: {value: 3, between: [1, 10],", "bar: {value: 3, options: [3, 4],"))
    assert str(changed(text, set={"bar": "4"}).parameters["bar"].law) == "4"
    (complaint,) = refused(text, set={"bar": "5"})
    assert complaint.message == "`5` is not one of the options of `bar`: 3, 4"


def test_a_circle_made_by_a_change_is_told() -> None:
    (complaint,) = refused(set={"bar": "bar + 1"})
    assert complaint.code == "cycle"


def test_triggers_actors_and_events_are_switched_off() -> None:
    assert list(changed(disable=["russia.agree"]).triggers) == ["clash", "russia.intervene"]
    assert changed(disable=["russia.agree"]).disabled == ("russia.agree",)
    assert list(changed(disable=["russia"]).triggers) == ["clash"]
    assert list(changed(disable=["events"]).triggers) == ["russia.intervene", "russia.agree"]
    assert changed(disable=["events", "clash"]).disabled == ("clash",)


def test_what_is_switched_off_may_still_be_named() -> None:
    text = edited(("settled: {when: truce", "settled: {when: fired(clash) > 2"))
    assert "clash" not in changed(text, disable=["clash"]).triggers


def test_ranks_stay_when_a_trigger_is_switched_off() -> None:
    """R14: variants never reorder."""
    assert changed(disable=["russia.intervene"]).triggers["russia.agree"].rank == 2


def test_what_cannot_be_switched_off_names_the_option() -> None:
    (complaint,) = refused(disable=["clas"])
    assert str(complaint.place) == "--disable clas"
    assert complaint.hint == "did you mean `clash`?"


def test_a_variant_changes_what_it_says() -> None:
    found = changed(variant="hesitant")
    assert str(found.parameters["resolve"].law) == "30%"
    assert found.changes == Changes(variant="hesitant")


def test_an_unknown_variant_names_the_nearest() -> None:
    (complaint,) = refused(variant="hesitnt")
    assert str(complaint.place) == "--variant hesitnt"
    assert complaint.hint == "did you mean `hesitant`?"


def test_what_the_caller_sets_wins_over_the_variant() -> None:
    assert str(changed(variant="hesitant", set={"resolve": "5%"}).parameters["resolve"].law) == "5%"


def test_another_horizon() -> None:
    assert changed(horizon="2 weeks").horizon == 14 * DAY
    (complaint,) = refused(horizon="0 days")
    assert str(complaint.place) == "--horizon 0 days"


def test_a_shorter_horizon_leaves_later_dates_standing() -> None:
    """R1: what would come after the horizon never comes."""
    text = edited(("  clash:\n", "  later: {at: day 20}\n  clash:\n"))
    assert changed(text, horizon="10 days").triggers["later"].at == 20 * DAY


def test_all_that_is_wrong_with_the_changes_is_told_at_once() -> None:
    assert len(refused(set={"ba": "5", "bar": "x"}, disable=["clas"], variant="no", horizon="soon")) == 5
