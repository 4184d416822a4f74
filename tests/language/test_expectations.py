"""Tests of `sim.language.expectations`: each line of `expect` as something that can be judged."""

from __future__ import annotations

import pytest

from sim.errors import Complaint, ScenarioError
from sim.language.cases import cases_of
from sim.language.scenario import Expectation
from tests.language.slips import SMALL, scenario

DAY = 86_400_000_000


def expected(line: str) -> list[Expectation]:
    """What the lines of one case expect."""
    (case,) = cases_of(scenario(f"{SMALL}cases:\n  - case: c\n    expect: {{{line}}}\n"))
    return list(case.expect)


def refused(line: str) -> list[Complaint]:
    with pytest.raises(ScenarioError) as caught:
        expected(line)
    return list(caught.value.complaints)


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("clash: never", Expectation(kind="never", trigger="clash")),
        ("clash: fires", Expectation(kind="fires", trigger="clash")),
        ("russia.intervene: lapses", Expectation(kind="lapses", trigger="russia.intervene")),
        ("russia.intervene: refuses", Expectation(kind="refuses", trigger="russia.intervene")),
        ("russia.intervene: pending", Expectation(kind="pending", trigger="russia.intervene")),
        ("clash: at most 1", Expectation(kind="at_most", trigger="clash", number=1)),
        ("clash: 3 times", Expectation(kind="exactly", trigger="clash", number=3)),
        ("clash: 1 time", Expectation(kind="exactly", trigger="clash", number=1)),
        ("clash: {fires: day 2}", Expectation(kind="fires", trigger="clash", window=(2 * DAY, 2 * DAY))),
        (
            "clash: {fires: day 2 .. day 3.5}",
            Expectation(kind="fires", trigger="clash", window=(2 * DAY, 3 * DAY + DAY // 2)),
        ),
        ("clash: {lapses: day 2..day 3}", Expectation(kind="lapses", trigger="clash", window=(2 * DAY, 3 * DAY))),
        ("no_step: holds", Expectation(kind="holds", name="no_step")),
        ("no_step: violates", Expectation(kind="violates", name="no_step")),
        ("no_step: {violates: day 4}", Expectation(kind="violates", name="no_step", window=(4 * DAY, 4 * DAY))),
        ("violates: no_step", Expectation(kind="violates", name="no_step")),
        ("holds: no_step", Expectation(kind="holds", name="no_step")),
        ("outcome: settled", Expectation(kind="outcome", name="settled")),
        ("outcome: none", Expectation(kind="outcome", name="none")),
        ("rung: fighting", Expectation(kind="rung", name="fighting")),
        ("rung at day 3: calm", Expectation(kind="rung", name="calm", window=(3 * DAY, 3 * DAY))),
        ("error: divides by zero", Expectation(kind="error", name="divides by zero")),
    ],
)
def test_each_form(line: str, wanted: Expectation) -> None:
    (found,) = expected(line)
    assert (found.kind, found.trigger, found.window, found.number, found.name) == (
        wanted.kind,
        wanted.trigger,
        wanted.window,
        wanted.number,
        wanted.name,
    )
    assert found.text


def test_a_bare_date_is_the_whole_of_that_day() -> None:
    (found,) = expected("clash: {fires: 2021-01-03 .. 2021-01-05}")
    assert found.window == (2 * DAY, 5 * DAY - 1)
    (found,) = expected("clash: {fires: 2021-01-03}")
    assert found.window == (2 * DAY, 3 * DAY - 1)
    (found,) = expected("clash: {fires: 2021-01-03 06:00 .. 2021-01-05 06:00}")
    assert found.window == (2 * DAY + DAY // 4, 4 * DAY + DAY // 4)


def test_several_things_may_be_expected_of_one_trigger() -> None:
    assert [found.kind for found in expected("clash: [lapses, {fires: day 3}, at most 2]")] == [
        "lapses",
        "fires",
        "at_most",
    ]


@pytest.mark.parametrize(
    ("line", "condition"),
    [
        ("front at 2021-01-03: border", "front == border"),
        ("russia.posture at day 2: consulting", "russia.posture == consulting"),
        ("deaths at day 2: 5320", "deaths == 5320"),
        ("deaths + 1 at day 2: 5_000 .. 6_000", "5_000 <= deaths + 1 <= 6_000"),
        ("truce at day 2: true", "truce"),
        ("truce at day 2: false", "not truce"),
        ("war and clashes > 2 at day 2: true", "war and clashes > 2"),
        ("fired(clash) at day 2: 3", "fired(clash) == 3"),
    ],
)
def test_the_state_at_an_instant(line: str, condition: str) -> None:
    key, _, value = line.rpartition(": ")
    (found,) = expected(f'"{key}": {value}')
    assert found.kind == "state"
    assert found.window is not None
    assert found.window[0] == found.window[1]
    assert str(found.condition) == condition


@pytest.mark.parametrize(
    ("line", "marked", "message"),
    [
        ("clsh: never", "clsh", "nothing called `clsh` can be expected"),
        ("clash: often", "often", "`often` cannot be expected of `clash`"),
        ("clash: {fires: soon}", "soon", "a date"),
        ("clash: {fires: day 40}", "day 40", "`day 40` lies after the horizon"),
        ("clash: {fires: day 4 .. day 3}", "day 4 .. day 3", "this time ends before it begins"),
        ("clash: {violates: day 4}", "clash", "`violates` cannot be said of `clash`"),
        ("no_step: never", "never", "`never` cannot be expected of `no_step`"),
        ("outcome: setled", "setled", "no outcome `setled` is known"),
        ("violates: no_stp", "no_stp", "no assertion `no_stp` is known"),
        ("rung: figthing", "figthing", "no rung `figthing` is known"),
        ("frnt at day 3: border", "frnt", "no name `frnt` is known here"),
        ("front at day 3: bordr", "bordr", "`bordr` is no level of this list"),
        ("front at day 99: border", "day 99", "`day 99` lies after the horizon"),
        ("clashes at day 3: 5 days", "5 days", "a number was expected"),
    ],
)
def test_what_cannot_be_expected_is_told_where_it_stands(line: str, marked: str, message: str) -> None:
    (complaint,) = refused(line)
    assert complaint.place.marked == marked
    assert complaint.message.startswith(message)


def test_the_nearest_name_is_told() -> None:
    assert [complaint.hint for complaint in refused("russia.intervne: never")] == ["did you mean `russia.intervene`?"]
