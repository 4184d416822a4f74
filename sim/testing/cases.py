"""Cases: dated facts, forced luck and expectations about one rollout, run and judged (format: docs/language.md)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.engine.clock import days
from sim.engine.evaluation import EvaluationError
from sim.engine.reference import Reference
from sim.engine.rollouts import Happening, Trace, What

if TYPE_CHECKING:
    from collections.abc import Callable

    from sim.language.scenario import Case, Expectation


@dataclass(frozen=True, slots=True)
class Failure:
    """One expectation that was not met, and what was seen instead."""

    expectation: Expectation
    seen: str

    def __str__(self) -> str:
        """Where the expectation stands, what it says, what was seen."""
        return f"{self.expectation.place}: expected {self.expectation.text}; {self.seen}"


@dataclass(frozen=True, slots=True)
class CaseResult:
    """A case that has been run: its trace, and every expectation that was not met."""

    case: Case
    trace: Trace
    failures: tuple[Failure, ...]

    @property
    def passed(self) -> bool:
        """Whether every expectation was met."""
        return not self.failures


def run_case(case: Case) -> CaseResult:
    """Run a case by the reference engine and judge its expectations."""
    conditions = tuple(expected.condition for expected in case.expect if expected.condition is not None)
    engine = Reference(case.scenario, seed=case.seed, facts=case.given, luck=case.luck, conditions=conditions)
    trace = engine.trace(case.rollout)
    failures = []
    asked = 0
    for expected in case.expect:
        if expected.condition is not None:
            time = expected.window[0] if expected.window else trace.rollout.end
            seen = _asked(engine, case, time, asked)
            asked += 1
        else:
            seen = JUDGES[expected.kind](expected, trace)
        if seen:
            failures.append(Failure(expected, seen))
    return CaseResult(case, trace, tuple(failures))


def _asked(engine: Reference, case: Case, time: int, condition: int) -> str:
    try:
        holds = engine.holds_at(case.rollout, time, condition)
    except EvaluationError as wrong:
        return f"it cannot be judged on day {days(time):g}: {wrong}"
    return "" if holds else f"it does not hold on day {days(time):g}"


def _of(trace: Trace, expected: Expectation, what: What) -> list[Happening]:
    return [
        happening for happening in trace.happenings if happening.what is what and happening.name == expected.trigger
    ]


def _times(happenings: list[Happening]) -> str:
    return f"it did on {_dates(happenings)}" if happenings else "it never did"


def _counted(firings: list[Happening]) -> str:
    number = f"{len(firings)} time{'' if len(firings) == 1 else 's'}"
    return f"it fired {number}, on {_dates(firings)}" if firings else "it never fired"


def _dates(happenings: list[Happening]) -> str:
    return ", ".join(f"day {days(happening.time):.6g}" for happening in happenings)


def _fires(expected: Expectation, trace: Trace) -> str:
    firings = _of(trace, expected, What.FIRED)
    if expected.window is None:
        return "" if firings else "it never fired"
    low, high = expected.window
    return "" if any(low <= firing.time <= high for firing in firings) else _times(firings)


def _never(expected: Expectation, trace: Trace) -> str:
    firings = _of(trace, expected, What.FIRED)
    return _times(firings) if firings else ""


def _at_most(expected: Expectation, trace: Trace) -> str:
    firings = _of(trace, expected, What.FIRED)
    return _counted(firings) if len(firings) > expected.number else ""


def _exactly(expected: Expectation, trace: Trace) -> str:
    firings = _of(trace, expected, What.FIRED)
    return _counted(firings) if len(firings) != expected.number else ""


def _happens(what: What) -> Callable[[Expectation, Trace], str]:
    def judge(expected: Expectation, trace: Trace) -> str:
        found = _of(trace, expected, what)
        if expected.window is not None:
            low, high = expected.window
            return "" if any(low <= happening.time <= high for happening in found) else _times(found)
        return "" if found else "it never did"

    return judge


def _pending(expected: Expectation, trace: Trace) -> str:
    """Pending at the end: risen, and neither decided, lapsed nor called off since."""
    last = ""
    for happening in trace.happenings:
        if happening.name == expected.trigger and happening.what is not What.LOST:
            last = happening.what.value
    return "" if last == What.ROSE.value else f"the last that is known of it: {last or 'nothing'}"


def _outcome(expected: Expectation, trace: Trace) -> str:
    seen = trace.rollout.outcome
    return "" if seen == expected.name else f"the outcome was {seen} on day {days(trace.rollout.end):g}"


def _rung(expected: Expectation, trace: Trace) -> str:
    time = expected.window[0] if expected.window else trace.rollout.end
    entered = [h.name for h in trace.happenings if h.what is What.RUNG and h.time <= time]
    seen = entered[-1] if entered else "none"
    return "" if seen == expected.name else f"the rung was {seen}"


def _violates(expected: Expectation, trace: Trace) -> str:
    violated = trace.rollout.violated.get(expected.name)
    if violated is None:
        return "it was not violated"
    if expected.window is not None and not expected.window[0] <= violated <= expected.window[1]:
        return f"it was violated on day {days(violated):g}"
    return ""


def _holds(expected: Expectation, trace: Trace) -> str:
    violated = trace.rollout.violated.get(expected.name)
    return "" if violated is None else f"it was violated on day {days(violated):g}"


def _error(expected: Expectation, trace: Trace) -> str:
    fault = trace.rollout.fault
    if fault is None:
        return "the rollout ended without an error"
    return "" if expected.name in f"{fault.kind}: {fault}" else f"the error was: {fault.kind}: {fault.message}"


JUDGES: dict[str, Callable[[Expectation, Trace], str]] = {
    "fires": _fires,
    "never": _never,
    "at_most": _at_most,
    "exactly": _exactly,
    "refuses": _happens(What.REFUSED),
    "lapses": _happens(What.LAPSED),
    "rises": _happens(What.ROSE),
    "pending": _pending,
    "outcome": _outcome,
    "rung": _rung,
    "violates": _violates,
    "holds": _holds,
    "error": _error,
}
"""How each kind of expectation is judged: "" when it is met, else what was seen instead."""
