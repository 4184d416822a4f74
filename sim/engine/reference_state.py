"""What leaves the reference engine: a finished course as a `Rollout`, one stopped as a `Snapshot` (R29)."""

from __future__ import annotations

from dataclasses import replace
from math import nan
from typing import TYPE_CHECKING

from sim.engine.blueprint import RecentPlan
from sim.engine.clock import microseconds
from sim.engine.draws import rekey, uniform
from sim.engine.laws import quantile
from sim.engine.reference_record import NO_RUNG
from sim.engine.replay import replay_command
from sim.engine.rollouts import Rollout, Snapshot, TriggerState, Value
from sim.errors import RolloutFault
from sim.language.distributions import Family
from sim.language.kinds import Kind, Type

if TYPE_CHECKING:
    from sim.engine.evaluation import EvaluationError
    from sim.engine.reference import Reference
    from sim.engine.reference_course import Course

REDRAWS = 1 << 20
"""First slot of the draws by which `rekeyed` redraws a pending delay; the trigger's own draws lie below (R19)."""


def rollout_of(course: Course, engine: Reference) -> Rollout:
    """The course, counted, at its end."""
    index, record = course.index, course.record
    horizon = engine.scenario.horizon
    end = min(course.state.now, horizon)
    record.fill_grid(course.state, end + 1)
    record.freeze_grid(course.state)
    fault = course.fault
    if fault is not None:
        fault = replace(fault, replay=replay_command(engine.scenario, engine.seed, index, engine.worlds))
        record.decided = {name: record.violated[name] is not None for name in record.decided}
    return Rollout(
        index=index,
        world=engine.world(index),
        outcome=course.outcome or "none",
        end=end,
        path=tuple(record.path),
        fired={life.plan.name: life.state.firings for life in course.lives},
        first_fired=dict(course.first_fired),
        final=course.world.present(),
        parameters=dict(course.state.parameters),
        violated=dict(record.violated),
        decided=dict(record.decided),
        occurred=dict(record.occurred),
        grid_rungs=tuple(record.grid_rungs),
        grid_values={name: tuple(values) for name, values in record.grid_values.items()},
        fault=fault,
    )


def unborn(engine: Reference, index: int, wrong: EvaluationError) -> Rollout:
    """A rollout whose world cannot be made (R18): an error at time 0, with no value known of anything."""
    scenario = engine.scenario
    unknown = {name: _unknown(variable.type) for name, variable in scenario.variables.items()}
    replay = replay_command(scenario, engine.seed, index, engine.worlds)
    grid = len(engine.grid)
    return Rollout(
        index=index,
        world=engine.world(index),
        outcome="error",
        end=0,
        path=(),
        fired=dict.fromkeys(scenario.triggers, 0),
        first_fired=dict.fromkeys(scenario.triggers),
        final=unknown,
        parameters={name: _unknown(parameter.type) for name, parameter in scenario.parameters.items()},
        violated=dict.fromkeys(scenario.assertions),
        decided=dict.fromkeys(scenario.assertions, False),
        occurred=dict.fromkeys(scenario.assertions, False),
        grid_rungs=(NO_RUNG,) * grid,
        grid_values={name: (nan,) * grid for name, value in unknown.items() if isinstance(value, float)},
        fault=RolloutFault(wrong.kind, wrong.message, wrong.place, "", 0.0, index, replay),
    )


def _unknown(kind: Type) -> Value:
    return nan if kind.kind is Kind.NUMBER else -1


def snapshot_of(course: Course, engine: Reference, time: int) -> Snapshot:
    """The whole state after the settled instant at `time`, as plain data; looking rewrites nothing (R2)."""
    world, record, state = course.world, course.record, course.state
    stored = [
        (str(node), plan) for node, plan in zip(course.blueprint.evaluator.stored, course.blueprint.stored, strict=True)
    ]
    return Snapshot(
        scenario=engine.scenario.name,
        digest=engine.scenario.digest,
        seed=engine.seed,
        rollout=course.index,
        world=engine.world(course.index),
        time=time if course.outcome is None else state.now,
        parameters=dict(state.parameters),
        values=world.present(),
        quantities=dict(state.quantities),
        truths={
            text: (state.truths[plan.index], world.crossings[plan.index], world.slopes[plan.index])
            for text, plan in stored
        },
        inputs={text: world.inputs[plan.index] for text, plan in stored},
        recent={
            text: (world.holding[plan.index], world.expiries[plan.index])
            for text, plan in stored
            if isinstance(plan, RecentPlan)
        },
        snaps=dict(world.snaps),
        triggers={life.plan.name: life.state for life in course.lives},
        holds=dict(record.holds),
        obligations=dict(record.obligations),
        violated=dict(record.violated),
        decided=dict(record.decided),
        occurred=dict(record.occurred),
        first_fired=dict(course.first_fired),
        path=tuple(record.path),
        decisions=course.decisions,
        grid_rungs=tuple(record.grid_rungs),
        grid_values={name: tuple(values) for name, values in record.grid_values.items()},
        outcome=course.outcome,
        fault=course.fault,
    )


def restore(course: Course, snapshot: Snapshot) -> None:
    """Make a fresh course go on from a snapshot."""
    course.state.now = snapshot.time
    course.state.parameters = dict(snapshot.parameters)
    course.world.resume(snapshot)
    course.record.resume(snapshot)
    for life in course.lives:
        life.state = snapshot.triggers[life.plan.name]
        course.state.fired[life.plan.name, None] = life.state.firings
        for option, firings in enumerate(life.state.option_firings):
            course.state.fired[life.plan.name, option] = firings
    course.first_fired = dict(snapshot.first_fired)
    course.decisions = snapshot.decisions
    course.outcome = snapshot.outcome
    course.fault = snapshot.fault
    course.facts = [(fact, plan) for fact, plan in course.facts if fact.time > snapshot.time]


def rekeyed(snapshot: Snapshot, label: str, *, fresh: bool = True) -> Snapshot:
    """A copy of the snapshot with new luck (R30), named by `label`.

    With `fresh` every pending delay is redrawn from its law given the time already run, and every hazard anew;
    without, only later draws change. Parameters stay.
    """
    triggers = {name: _rekeyed(state, snapshot, label, fresh=fresh) for name, state in snapshot.triggers.items()}
    return replace(snapshot, triggers=triggers)


def _rekeyed(state: TriggerState, snapshot: Snapshot, label: str, *, fresh: bool) -> TriggerState:
    state = replace(state, key=rekey(state.key, snapshot.time, label))
    if not fresh:
        return state
    if state.remaining is not None:
        return _fresh_hazard(state, snapshot)
    if state.phase in ("holding", "pending") and state.law not in (None, int(Family.CERTAIN)):
        return _fresh_delay(state, snapshot)
    return state


def _fresh_hazard(state: TriggerState, snapshot: Snapshot) -> TriggerState:
    """What is left of a unit-exponential draw is again a unit-exponential draw (R12)."""
    draw = uniform(state.key, snapshot.rollout, state.decisions, REDRAWS)
    remaining = quantile(int(Family.EXPONENTIAL), (1.0,), draw)
    due = None
    if state.phase == "pending" and state.rate > 0.0:
        due = snapshot.time + max(1, microseconds(remaining / state.rate))
    return replace(state, remaining=remaining, since=snapshot.time, due=due)


def _fresh_delay(state: TriggerState, snapshot: Snapshot) -> TriggerState:
    """Further draws of the same law until one is longer than what has already run (R30)."""
    begun = state.held_until or 0
    for attempt in range(TOO_MANY_REDRAWS):
        draw = uniform(state.key, snapshot.rollout, state.turn - 1, REDRAWS + attempt)
        due = begun + microseconds(quantile(state.law or 0, state.arguments, draw))
        if due > snapshot.time:
            return replace(state, due=due)
    return state


TOO_MANY_REDRAWS = 100_000
"""After so many draws none of which is longer, the pending delay keeps the time it has: it is at its law's end."""
