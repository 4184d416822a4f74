"""A scenario made callable: each number at its moment, the truths that are kept, the clauses of a guard."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sim.engine.blueprint import Blueprint, ComparisonPlan, LatchPlan, RecentPlan, clauses, inputs_of, typed
from sim.engine.evaluation import EvaluationError, State
from sim.language import tree
from sim.language.kinds import FLAG, NUMBER, Kind, Type
from tests.scenes import scene

LEVELS = Type(Kind.LEVEL, ("low", "high"))

WHOLE = """
parameters:
  start: {value: 3}
  bar: {value: 1 to 9}
  twice: {value: 2 * bar}
  bold: {value: true}
state:
  front: {levels: [far, near, here], initial: near}
  truce: {flag: bold}
  clashes: {count: start, max: 8}
  losses: {quantity: 5 * start, changes: 3 per day if truce else 1 per day, min: start, max: 40}
define:
  hot: not truce and clashes >= 2
ladder: [{rung: calm}, {rung: war, when: front >= near}]
events:
  clash:
    rate: 0.1 * clashes per day
    chance: 90% if truce else 30%
    then:
      - clashes += 1 to 3
      - let toll = 4
      - losses += toll
      - raise front to here
      - cancel russia.acts
actors:
  russia:
    triggers:
      acts:
        when: losses > 20 and ever(hot) and recently(clash, 2 days)
        after: {cases: [{if: truce, value: 2 days}, {if: clashes > 4, value: 4 days}, {else: 1 to 5 days}]}
"""


def blueprint() -> Blueprint:
    return Blueprint(scene(WHOLE))


def never(*_: object) -> float:
    raise AssertionError


def half(*_: object) -> float:
    return 0.5


def state(plan: Blueprint, **values: float) -> State:
    """The start, with other values."""
    parameters = plan.parameters(half)
    found = plan.initial(parameters) | values
    quantities = {"losses": (float(found.pop("losses")), 0.0, 0)}
    return State(now=0, parameters=parameters, values=found, quantities=quantities)


def test_parameters_are_drawn_by_name_and_read_one_another() -> None:
    """R23: only the uncertain ones ask for a draw."""
    asked: list[str] = []

    def draw(name: str) -> float:
        asked.append(name)
        return 0.5

    parameters = blueprint().parameters(draw)
    assert asked == ["bar"]
    assert parameters["start"] == 3.0
    assert parameters["bar"] == pytest.approx(3.0), "the median of a lognormal from 1 to 9"
    assert parameters["twice"] == 2 * parameters["bar"]
    assert parameters["bold"] is True


def test_the_values_of_the_start_have_their_types_and_bounds() -> None:
    """R5."""
    plan = blueprint()
    initial = plan.initial(plan.parameters(half))
    assert initial == {"front": 1, "truce": True, "clashes": 3.0, "losses": 15.0}
    assert initial["truce"] is True
    assert isinstance(initial["front"], int)
    cut = plan.initial(plan.parameters(half) | {"start": 9.0})
    assert (cut["clashes"], cut["losses"]) == (8.0, 40.0)
    with pytest.raises(EvaluationError, match=r"`min` of `losses` \(50\) is above its `max` \(40\)"):
        plan.initial(plan.parameters(half) | {"start": 50.0})


@pytest.mark.parametrize(("value", "kept"), [(2.0, 3.0), (3.0, 3.0), (17.5, 17.5), (40.0, 40.0), (41.0, 40.0)])
def test_values_are_clamped_to_bounds_that_may_be_parameters(value: float, kept: float) -> None:
    plan = blueprint()
    assert plan.clamped("losses", value, state(plan)) == kept
    assert plan.clamped("front", value, state(plan)) == value, "what has no bounds is left alone"


@pytest.mark.parametrize(
    ("value", "kind", "kept"),
    [(1.0, FLAG, True), (0, FLAG, False), (2.0, LEVELS, 2), (3, NUMBER, 3.0), (True, NUMBER, 1.0)],
)
def test_a_value_is_kept_in_the_form_of_its_type(value: float, kind: Type, kept: object) -> None:
    found = typed(value, kind)
    assert (found, type(found)) == (kept, type(kept))


def test_plans_stand_in_the_order_of_the_file() -> None:
    plan = blueprint()
    assert [trigger.name for trigger in plan.triggers] == ["clash", "russia.acts"]
    assert [quantity.name for quantity in plan.quantities] == ["losses"]
    assert [rung is None for rung in plan.ladder] == [True, False]
    clash, acts = plan.triggers
    assert [type(effect.effect).__name__ for effect in clash.then] == ["Assign", "Let", "Assign", "Shift", "Cancel"]
    assert (clash.when, clash.delay, acts.rate, acts.chance, acts.hold) == (None,) * 5


def test_numbers_are_those_of_the_moment() -> None:
    plan = blueprint()
    clash = plan.triggers[0]
    assert clash.rate is not None
    assert clash.chance is not None
    assert clash.rate(state(plan, clashes=4.0)) == pytest.approx(0.4)
    assert (clash.chance(state(plan)), clash.chance(state(plan, truce=False))) == (0.9, 0.3)
    slope = plan.quantities[0].slope
    assert (slope(state(plan)), slope(state(plan, truce=False))) == (3.0, 1.0)


@pytest.mark.parametrize(
    ("values", "draw", "days"),
    [
        ({"truce": True, "clashes": 8.0}, never, 2.0),
        ({"truce": False, "clashes": 8.0}, never, 4.0),
        ({"truce": False, "clashes": 4.0}, half, 5**0.5),
    ],
)
def test_of_cases_the_first_that_holds_is_taken_and_a_certain_one_draws_nothing(
    values: dict[str, float], draw: Callable[[], float], days: float
) -> None:
    plan = blueprint()
    delay = plan.triggers[1].delay
    assert delay is not None
    assert not delay.certain
    assert delay.value(state(plan, **values), draw) == pytest.approx(days)


def test_a_law_that_cannot_be_drawn_from_is_told_with_its_place() -> None:
    """R18."""
    plan = Blueprint(scene("events: {clash: {after: 'uniform(1 day, 4 days / (clashes + 1))', then: [clashes += 1]}}\n"
                           "state: {clashes: {count: 9}}"))  # fmt: skip
    delay = plan.triggers[0].delay
    assert delay is not None
    with pytest.raises(EvaluationError, match="cannot be drawn from") as caught:
        delay.law(State(now=0, parameters={}, values={"clashes": 9.0}))
    assert caught.value.kind == "law"
    assert caught.value.place.marked.startswith("uniform(")


def test_stored_truths_are_numbered_inner_first_and_told_apart_by_what_moves() -> None:
    """R13: what reads nothing that grows is judged before the slopes."""
    plan = blueprint()
    kinds = {type(stored) for stored in plan.stored}
    assert kinds == {ComparisonPlan, LatchPlan, RecentPlan}
    assert [stored.index for stored in plan.stored] == list(range(len(plan.stored)))
    assert {type(stored) for stored in plan.still} == {LatchPlan, RecentPlan}
    assert {type(stored) for stored in plan.moving} == {ComparisonPlan}
    (recent,) = (stored for stored in plan.stored if isinstance(stored, RecentPlan))
    assert (recent.trigger, recent.option, recent.condition) == ("clash", None, None)


def test_a_comparison_is_judged_anew_when_something_discrete_in_it_changes() -> None:
    """R4: its inputs are the variables, firings and kept truths that it reads."""
    lines = "state: {losses: {quantity: 5, changes: 1 per day}, clashes: {count: 0}}\nevents: {e: {when: %s}}"
    condition = "losses - 2 * clashes > (4 if ever(clashes > 3) else fired(e)) + day"
    plan = Blueprint(scene(lines % condition))
    comparison = next(stored for stored in plan.stored if isinstance(stored, ComparisonPlan))
    node = plan.evaluator.stored[comparison.index]
    assert isinstance(node, tree.Comparison)
    assert [str(part) for part in inputs_of(node, plan.evaluator)] == [
        "losses", "clashes", "ever(clashes > 3)", "fired(e)",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("condition", "found"),
    [
        ("truce", ["truce"]),
        ("truce and clashes > 1 and bold", ["truce", "clashes > 1", "bold"]),
        ("truce and (clashes > 1 and bold)", ["truce", "clashes > 1", "bold"]),
        ("truce or bold", ["truce or bold"]),
        ("both and truce", ["bold", "clashes > 1", "truce"]),
        ("single and truce", ["single", "truce"]),
        ("not (truce and bold)", ["not (truce and bold)"]),
    ],
)
def test_the_clauses_of_a_guard_are_what_its_outermost_and_joins(condition: str, found: list[str]) -> None:
    scenario = scene(
        f"""
        state: {{truce: {{flag: false}}, bold: {{flag: false}}, clashes: {{count: 0}}}}
        define: {{both: bold and clashes > 1, single: bold or truce}}
        events: {{e: {{when: {condition}}}}}
        """
    )
    when = scenario.triggers["e"].when
    assert when is not None
    assert [str(clause) for clause in clauses(when)] == found


def test_a_blueprint_carries_the_facts_and_conditions_of_a_case() -> None:
    scenario = scene(WHOLE)
    when = scenario.triggers["russia.acts"].when
    assert when is not None
    plan = Blueprint(scenario, conditions=[clauses(when)[0]])
    assert [condition(state(plan, losses=value)) for condition in plan.conditions for value in (20.0, 21.0)] == [
        False, True,
    ]  # fmt: skip
    assert plan.facts == ()
