"""The life of a trigger in the reference engine, written to be read beside the rules (R6 to R12, R33 to R35).

A `TriggerLife` is a SimPy process: it sleeps until the trigger's own next instant (the end of a hold, a due time, the
end of a rest) and then asks for the instant to be settled. What it waits for is decided by the judgements.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sim.engine.clock import LONGEST, days, microseconds
from sim.engine.draws import CHANCE, DELAY, uniform
from sim.engine.evaluation import EvaluationError
from sim.engine.laws import quantile
from sim.language.distributions import Family
from sim.language.scenario import ForcedLuck, Lapse, Repeat

if TYPE_CHECKING:
    from sim.engine.blueprint import AmountPlan, TriggerPlan
    from sim.engine.evaluation import Evaluate, State
    from sim.engine.rollouts import TriggerState

NO_FORCE = ForcedLuck()


@dataclass(slots=True)
class TriggerLife:
    """One trigger in one rollout. `state` is where it stands; `risen` that it rose in the present judgement.

    `index` is the rollout's, the counter of its draws (R19).
    """

    plan: TriggerPlan
    state: TriggerState
    index: int
    forced: ForcedLuck = NO_FORCE
    holds: bool = False
    """whether `when` held at the last judgement"""
    risen: bool = False

    # -- a judgement: `when` is known (R13, step 5) -----------------------------------------------------------------

    def judge(self, now: int, *, holds: bool, occurred: bool) -> str:
        """Take the present truth of `when`; `occurred`: a trigger named by `on` has just fired (R33).

        Returns what came of it: "rose", "lapsed", "lost" or "".
        """
        self.holds, self.risen = holds, False
        self._wake(now)
        if self.state.phase == "spent" or (self.plan.trigger.at is not None and self.state.turn == 0):
            return ""
        if self.plan.trigger.on:
            return self._judge_occurrence(occurred=occurred)
        if not holds:
            return self._judge_lapse(now)
        if self.state.phase == "holding" and now >= (self.state.held_until or 0):
            self.state = replace(self.state, phase="pending")
        elif self.state.phase == "resting":
            self._disarm()
        elif self.state.phase == "idle" and self.state.armed:
            self.risen = True
            return "rose"
        return ""

    def asks(self, now: int, *, occurred: bool) -> bool:
        """Whether `when` is to be judged at all: not once spent, of an `on` at its rise alone, of an `at` when due."""
        state, trigger = self.state, self.plan.trigger
        if state.phase == "spent":
            return False
        if trigger.on:
            return occurred or (state.phase == "resting" and state.rests_until is not None and now >= state.rests_until)
        return trigger.at is None or state.turn > 0 or now >= (state.due or 0)

    def _wake(self, now: int) -> None:
        """The end of a cooldown (R10) or of a rest before reconsidering (R35)."""
        state = self.state
        if state.phase != "resting" or state.rests_until is None or now < state.rests_until:
            return
        if not state.reconsiders:
            self.state = replace(state, phase="idle", rests_until=None)
        elif self.holds or self.plan.trigger.repeat is not Repeat.ONCE:
            self.state = replace(state, phase="idle", rests_until=None, armed=True)

    def _judge_occurrence(self, *, occurred: bool) -> str:
        """R33: rises at an occurrence, or at the end of a rest before reconsidering."""
        again = self.state.phase == "idle" and self.state.reconsiders
        if again:
            self.state = replace(self.state, reconsiders=False)
        if not (occurred or again) or not self.holds:
            return ""
        if self.state.phase != "idle":
            return "lost"
        self.risen = True
        return "rose"

    def _judge_lapse(self, now: int) -> str:
        """R7, R8, R12: `when` does not hold."""
        state = self.state
        if not state.armed or state.reconsiders:
            self.state = state = replace(state, armed=True, reconsiders=state.reconsiders and state.phase == "resting")
        if state.phase == "holding":
            self.state = replace(state, phase="idle", held_until=None, due=None)
            return "lapsed"
        if state.phase != "pending" or (self.plan.rate is None and self.plan.trigger.if_it_lapses is Lapse.PROCEED):
            return ""
        self.state = replace(state, phase="idle", held_until=None, due=None, remaining=self._left(now))
        return "" if self.plan.rate is not None else "lapsed"

    def _disarm(self) -> None:
        """R10: a `when` that is true while the trigger cools must change again for an each_time trigger."""
        if self.plan.trigger.repeat is not Repeat.WHILE_IT_HOLDS and self.state.armed and not self.state.reconsiders:
            self.state = replace(self.state, armed=False)

    def _left(self, now: int) -> float | None:
        """R12: what a hazard has not eaten yet."""
        state = self.state
        if state.remaining is None:
            return None
        return max(0.0, state.remaining - state.rate * days(now - state.since))

    # -- what rose sets its clock (R13, step 6) ---------------------------------------------------------------------

    def set_clock(self, world: State) -> None:
        """Rates, and the delays of what rose."""
        if self.plan.rate is not None:
            self._set_hazard(self.plan.rate, world)
        elif self.risen:
            self._set_delay(world)

    def _set_delay(self, world: State) -> None:
        """R7, R8: the hold is evaluated and the delay drawn at the rise."""
        hold = length(self.plan.hold, world, "for", self.plan)
        law, delay = int(Family.CERTAIN), 0
        arguments: tuple[float, ...] = (0.0,)
        if self.plan.delay is not None:
            law, arguments = self.plan.delay.law(world)
            delay = self._delay(self.plan.delay, law, arguments)
        held_until = world.now + hold
        self.state = replace(
            self.state,
            phase="holding" if hold else "pending",
            armed=False,
            reconsiders=False,
            rise=world.now,
            held_until=held_until,
            due=held_until + delay,
            law=law,
            arguments=arguments,
            turn=self.state.turn + 1,
        )

    def _delay(self, plan: AmountPlan, law: int, arguments: tuple[float, ...]) -> int:
        wait = arguments[0] if law == Family.CERTAIN else quantile(law, arguments, self.luck(DELAY, self.state.turn))
        if wait < 0.0:
            raise EvaluationError("negative", f"a delay of {wait:g} days is negative", plan.place)
        return microseconds(wait)

    def _set_hazard(self, rate: Evaluate, world: State) -> None:
        """R12: the integral of the rate eats one unit-exponential draw."""
        if self.risen:
            remaining = self.state.remaining
            if remaining is None:
                remaining = quantile(int(Family.EXPONENTIAL), (1.0,), self.luck(DELAY, self.state.decisions))
            self.state = replace(
                self.state, phase="pending", armed=False, reconsiders=False, rise=world.now, remaining=remaining,
                rate=-1.0, since=world.now, turn=self.state.decisions + 1,
            )  # fmt: skip
        if self.state.phase != "pending":
            return
        if self.state.due is not None and self.state.due <= world.now and not self.risen:
            return
        present = float(rate(world))
        if present < 0.0:
            place = self.plan.trigger.places.get("rate", self.plan.trigger.place)
            raise EvaluationError("negative", f"a rate of {present:g} per day is negative", place)
        if present == self.state.rate:
            return
        remaining = self.state.remaining if self.risen else self._left(world.now)
        left = 0.0 if remaining is None else remaining
        wait = microseconds(left / present) if present > 0.0 else LONGEST
        due = None if wait >= LONGEST else world.now + wait
        self.state = replace(self.state, remaining=left, rate=present, since=world.now, due=due)

    # -- a decision (R9) --------------------------------------------------------------------------------------------

    def is_due(self, now: int) -> bool:
        """Whether it takes part in this choice of who decides (R14); an `at` needs its `when` to hold (R11)."""
        if self.state.phase != "pending" or self.state.due is None or self.state.due > now:
            return False
        return self.holds or self.plan.trigger.at is None or self.state.turn > 0

    def begin_decision(self, now: int) -> None:
        """R11: an `at` takes its one turn as it decides."""
        if self.plan.trigger.at is not None and self.state.turn == 0:
            self.state = replace(self.state, rise=now, turn=1)

    @property
    def turn(self) -> int:
        """The turn of the pending decision (R19)."""
        return self.state.turn - 1

    def luck(self, slot: int, turn: int) -> float:
        """The uniform of a slot and turn (R19): forced by a case, or keyed."""
        if slot == DELAY:
            forced = self.forced.delay
        elif slot == CHANCE:
            forced = self.forced.chance
        else:
            forced = self.forced.amounts.get(slot, ())
        value = forced[turn] if turn < len(forced) else None
        return value if value is not None else uniform(self.state.key, self.index, turn, slot)

    def end_decision(self, world: State, *, failed: bool) -> None:
        """R10, R12, R35: what follows a decision."""
        trigger = self.plan.trigger
        rest = length(self.plan.cooldown, world, "cooldown", self.plan)
        reconsiders = failed and self.plan.reconsider is not None
        if reconsiders:
            rest = max(rest, length(self.plan.reconsider, world, "reconsider", self.plan))
        spent = not reconsiders and (trigger.repeat is Repeat.ONCE)
        self.state = replace(
            self.state,
            phase="spent" if spent else "resting" if rest or reconsiders else "idle",
            armed=trigger.repeat is Repeat.WHILE_IT_HOLDS,
            reconsiders=reconsiders,
            rests_until=world.now + rest if rest or reconsiders else None,
            held_until=None,
            due=None,
            remaining=None,
            decisions=self.state.decisions + 1,
        )

    def count(self, option: int | None) -> None:
        """A firing, before its effects (R9, R34)."""
        options = self.state.option_firings
        if option is not None:
            options = tuple(times + (place == option) for place, times in enumerate(options))
        self.state = replace(self.state, firings=self.state.firings + 1, option_firings=options)

    def cancel(self, now: int) -> bool:
        """R35: a pending or holding trigger becomes idle and needs a new rise of `when`; whether it was called off."""
        if self.state.phase not in ("pending", "holding"):
            return False
        at_alone = self.plan.trigger.at is not None and self.state.turn == 0
        self.state = replace(
            self.state,
            phase="spent" if at_alone else "idle",
            armed=not self.holds,
            held_until=None,
            due=None,
            remaining=self._left(now),
        )
        return True

    def miss(self, now: int) -> None:
        """R11, R35: what could only have come in this instant, and has not, is spent: an `at`, a last reconsidering."""
        state = self.state
        if state.phase == "pending" and state.due == now and not self.is_due(now):
            self.state = replace(state, phase="spent", due=None)
        elif state.phase == "resting" and state.rests_until is not None and state.rests_until <= now:
            self.state = replace(state, phase="spent", rests_until=None, reconsiders=False)

    @property
    def next_time(self) -> int | None:
        """The trigger's own next instant, or None."""
        state = self.state
        if state.phase == "holding":
            return state.held_until
        return state.due if state.phase == "pending" else state.rests_until if state.phase == "resting" else None


def length(evaluate: Evaluate | None, world: State, key: str, plan: TriggerPlan) -> int:
    """A duration in microseconds, 0 where the file gives none; an EvaluationError when negative (R18)."""
    if evaluate is None:
        return 0
    duration = float(evaluate(world))
    if duration < 0.0:
        place = plan.trigger.places.get(key, plan.trigger.place)
        raise EvaluationError("negative", f"`{key}` of {duration:g} days is negative", place)
    return microseconds(duration)
