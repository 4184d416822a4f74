"""The reference engine: one rollout at a time, on SimPy, easy to believe.

Every trigger is a SimPy process that sleeps until its own next instant (the end of a hold, a due time, the end of a
rest); one more process sleeps until the world or the record asks for an instant. Whoever wakes first rings, and the
conductor settles the instant as R13 to R16 say, which decides what each process waits for next.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import simpy

from sim.engine.blueprint import Blueprint
from sim.engine.draws import key, uniform
from sim.engine.evaluation import EvaluationError
from sim.engine.reference_course import Course
from sim.engine.reference_state import restore, rollout_of, snapshot_of, unborn
from sim.engine.reference_story import Chronicle
from sim.engine.rollouts import Trace
from sim.errors import RolloutError, RolloutFault, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Mapping, Sequence

    from sim.engine.rollouts import Rollout, Snapshot, Value
    from sim.language.scenario import Fact, ForcedLuck, Scenario
    from sim.language.tree import Expression


class Reference:
    """The reference engine for one scenario and seed; rollouts by index, in any order.

    `worlds` is the number of worlds (R23; None: as many as rollouts), `grid` the times of the time grid in
    microseconds, `facts` and `luck` those of a case, `conditions` what `holds_at` may ask. `rollout` counts, `trace`
    tells, `snapshot` stops in the middle and `resume` goes on from there; all of them agree to the bit.
    """

    def __init__(
        self,
        scenario: Scenario,
        *,
        seed: int = 1,
        worlds: int | None = None,
        grid: Sequence[int] = (),
        facts: Sequence[Fact] = (),
        luck: Mapping[str, ForcedLuck] | None = None,
        conditions: Sequence[Expression] = (),
    ) -> None:
        self.scenario = scenario
        self.seed = seed
        self.worlds = worlds
        self.grid = tuple(grid)
        self.facts = tuple(facts)
        self.luck = dict(luck or {})
        self.blueprint = Blueprint(scenario, facts, conditions)
        self.keys = {trigger.name: key(seed, "trigger", trigger.luck) for trigger in scenario.triggers.values()}
        self.world_keys = {name: key(seed, "parameter", name) for name in scenario.parameters}

    def world(self, index: int) -> int:
        """The world of a rollout (R23)."""
        return index if self.worlds is None else index % self.worlds

    def parameters(self, world: int) -> dict[str, Value]:
        """The parameters of a world, each drawn by its own name."""
        return self.blueprint.parameters(lambda name: uniform(self.world_keys[name], world, 0, 0))

    def rollout(self, index: int) -> Rollout:
        """One rollout, counted; an error of the scenario is kept in `fault` (R18)."""
        try:
            course = self._course(index)
        except EvaluationError as wrong:
            return unborn(self, index, wrong)
        Conductor(course).run()
        return rollout_of(course, self)

    def trace(self, index: int) -> Trace:
        """One rollout, told."""
        chronicle = Chronicle(self.blueprint)
        try:
            course = self._course(index, chronicle)
        except EvaluationError as wrong:
            rollout = unborn(self, index, wrong)
            return Trace(self.seed, rollout, (), rollout.final)
        initial = course.world.present()
        Conductor(course).run()
        return chronicle.trace(course, rollout_of(course, self), self.seed, initial)

    def snapshot(self, index: int, time: int) -> Snapshot:
        """The state of a rollout after the settled instant at `time` (microseconds), or at its end if earlier.

        Raises:
            RolloutError: when the world of the rollout cannot be made (R18).
        """
        try:
            course = self._course(index)
        except EvaluationError as wrong:
            fault = RolloutFault(wrong.kind, wrong.message, wrong.place, "", 0.0, index)
            raise RolloutError(fault) from wrong
        Conductor(course).run(until=time)
        return snapshot_of(course, self, time)

    def resume(self, snapshot: Snapshot, until: int | None = None) -> Rollout | Snapshot:
        """The rest of a rollout that a snapshot stopped (R29), to its end or to a later snapshot.

        Raises:
            UsageError: for a snapshot of another scenario or seed, or an `until` that lies before it.
        """
        if (snapshot.digest, snapshot.seed) != (self.scenario.digest, self.seed):
            message = "the snapshot is of another scenario, or of another seed, than this engine's"
            raise UsageError(message)
        if until is not None and until < snapshot.time:
            message = f"the snapshot is of microsecond {snapshot.time}, so it cannot go on until {until}"
            raise UsageError(message)
        course = self._course(snapshot.rollout)
        restore(course, snapshot)
        Conductor(course, begins=snapshot.time).run(until=until)
        return rollout_of(course, self) if until is None else snapshot_of(course, self, until)

    def holds_at(self, index: int, time: int, condition: int) -> bool:
        """Whether a condition, by its place in `conditions`, holds after the settled instant at `time`."""
        course = self._course(index)
        Conductor(course).run(until=time)
        return bool(self.blueprint.conditions[condition](course.state))

    def _course(self, index: int, chronicle: Chronicle | None = None) -> Course:
        parameters = self.parameters(self.world(index))
        return Course(self.blueprint, parameters, index, self.keys, self.grid, self.facts, self.luck, chronicle)


class Sleeper:
    """A SimPy process that sleeps until a time that may be changed, and then rings."""

    def __init__(self, environment: simpy.Environment, ring: Callable[[], None]) -> None:
        self.environment = environment
        self.ring = ring
        self.wakes: int | None = None
        self.process = environment.process(self._sleep())

    def sleep_until(self, time: int | None) -> None:
        """Ring at `time`, and not at the time set before (None: not until told otherwise)."""
        if time != self.wakes:
            self.wakes = time
            self.process.interrupt()

    def _sleep(self) -> Generator[simpy.Event, Any, None]:
        while True:
            try:
                if self.wakes is None:
                    yield self.environment.event()
                else:
                    yield self.environment.timeout(self.wakes - self.environment.now)
                    self.wakes = None
                    self.ring()
            except simpy.Interrupt:
                continue


class Conductor:
    """Keeps the time of one course: wakes with whoever rings first, settles the instant, sets all sleepers anew.

    `begins` is None for a course from the start, else the instant already settled from which it goes on.
    """

    def __init__(self, course: Course, begins: int | None = None) -> None:
        self.course = course
        self.begins = begins
        self.environment = simpy.Environment(initial_time=begins or 0)
        self.rung = self.environment.event()
        self.triggers = [Sleeper(self.environment, self._ring) for _ in course.lives]
        self.calendar = Sleeper(self.environment, self._ring)
        self.process = self.environment.process(self._conduct())

    def run(self, until: int | None = None) -> None:
        """Run to the end, or until the instant at `until` (microseconds) is settled."""
        if until is None:
            if self.course.outcome is None:
                self.environment.run(until=self.process)
            return
        while self.course.outcome is None and self.environment.peek() <= until:
            self.environment.step()
        if self.course.outcome is None:
            self.course.state.now = until

    def _ring(self) -> None:
        if not self.rung.triggered:
            self.rung.succeed()

    def _conduct(self) -> Generator[simpy.Event, Any, None]:
        """Instants, one after another. Everything that wakes at one time has rung before the conductor goes on."""
        if self.begins is None:
            self.course.settle(0)
        while self.course.outcome is None:
            self._set_sleepers()
            self.rung = self.environment.event()
            yield self.rung
            self.course.settle(int(self.environment.now))

    def _set_sleepers(self) -> None:
        for sleeper, life in zip(self.triggers, self.course.lives, strict=True):
            sleeper.sleep_until(life.next_time)
        self.calendar.sleep_until(self.course.next_record_time())
