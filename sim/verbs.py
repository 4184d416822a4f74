"""The verbs of the command that join several rooms, as functions of the public face.

Heavy libraries come in with the verb that needs them.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sim.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sim.engine.rollouts import Rollouts, Trace
    from sim.language.scenario import Scenario
    from sim.testing.cases import CaseResult
    from sim.views.run_folder import MadeRun

NOTHING: Mapping[str, object] = {}
LAST_ROLLOUT = 2**63 - 1
"""A rollout is an address of 64 bits (R19); one bit is left for tables that know signs."""


def narrate(scenario: Scenario, *, seed: int = 1, rollout: int = 0, worlds: int | None = None) -> str:
    """One rollout told day by day: what fired and why, what lapsed, what was nearly reached.

    Args:
        scenario: what is rolled out.
        seed: the seed of all luck.
        rollout: which one, by its index from 0.
        worlds: the number of worlds (R23); as many as rollouts by default.

    Raises:
        UsageError: for a rollout below 0, or fewer than one world.
    """
    from sim.views.story import tell

    return tell(traced(scenario, seed=seed, rollout=rollout, worlds=worlds), scenario, worlds=worlds)


def traced(scenario: Scenario, *, seed: int = 1, rollout: int = 0, worlds: int | None = None) -> Trace:
    """What `narrate` tells, as data; arguments and errors as there."""
    from sim.engine.reference import Reference

    _refuse_outside("rollout", rollout, 0, LAST_ROLLOUT)
    _refuse_outside("worlds", worlds, 1, LAST_ROLLOUT)
    return Reference(scenario, seed=seed, worlds=worlds).trace(rollout)


def replay(path: str | Path) -> tuple[CaseResult, ...]:
    """The cases of a case file or of a scenario, each run and judged; `result.passed`, `result.failures`.

    Raises:
        ScenarioError: with every complaint about the file.
    """
    from sim.language.cases import load_cases
    from sim.testing.cases import run_case

    return tuple(run_case(case) for case in load_cases(path))


def simulate(
    scenario: Scenario,
    *,
    rollouts: int = 1_000,
    seed: int = 1,
    engine: str = "reference",
    jobs: int | None = None,
    worlds: int | None = None,
    grid: Sequence[float] | int | None = None,
    set: Mapping[str, object] = NOTHING,
    disable: Sequence[str] = (),
    variant: str = "",
    horizon: str = "",
) -> Rollouts:
    """Many rollouts as columns, in the order of their index; the same however many cores made them.

    Args:
        scenario: what is rolled out.
        rollouts: how many.
        seed: the seed of all luck.
        engine: which engine carries out the rules.
        jobs: on how many cores; all of them by default.
        worlds: how often the uncertain parameters are drawn (R23); once per rollout by default.
        grid: the times (days) or the number of points at which rung and quantities are noted.
        set: other values for parameters and initial states, by full name; text is read as in a file.
        disable: triggers, actors or `events` that are switched off.
        variant: the variant of the scenario that is taken.
        horizon: another horizon, as a duration such as `60 days`.

    Raises:
        ScenarioError: with every complaint about the changes.
        UsageError: for numbers that make no sense.
    """
    from sim.engine.cluster import simulate as rolled_out

    scenario = _changed(scenario, set, disable, variant, horizon)
    return rolled_out(scenario, rollouts=rollouts, seed=seed, engine=engine, jobs=jobs, worlds=worlds, grid=grid)


def run(
    scenario: Scenario,
    *,
    rollouts: int = 1_000,
    seed: int = 1,
    engine: str = "reference",
    jobs: int | None = None,
    worlds: int | None = None,
    grid: Sequence[float] | int | None = None,
    out: str | Path | None = None,
    set: Mapping[str, object] = NOTHING,
    disable: Sequence[str] = (),
    variant: str = "",
    horizon: str = "",
) -> MadeRun:
    """Many rollouts, summed up and written into a run folder with figures and a report; arguments as in `simulate`.

    `out` is the run folder itself; by default one below `outputs`, named by what is run. Memory does not grow with the
    number of rollouts.

    Raises:
        RunFolderError: when the folder is taken by something else, or cannot be written.
        UsageError: for numbers that make no sense.
    """
    from sim.views.run_folder import RunRequest, make_run

    scenario = _changed(scenario, set, disable, variant, horizon)
    folder = None if out is None else Path(out)
    request = RunRequest(rollouts=rollouts, seed=seed, engine=engine, jobs=jobs, worlds=worlds, grid=grid, out=folder)
    return make_run(scenario, request)


def report(folder: str | Path) -> Path:
    """Draw the figures and write the report of a run folder again; the report's path.

    Raises:
        RunFolderError: when the folder is no complete run folder.
        ScenarioError: when the scenario it holds cannot stand with this version.
    """
    from sim.views.run_folder import rebuild_report

    return rebuild_report(Path(folder))


def _changed(
    scenario: Scenario, set: Mapping[str, object], disable: Sequence[str], variant: str, horizon: str
) -> Scenario:
    """The scenario with these changes, if there are any."""
    if isinstance(disable, str):
        message = f"`disable` takes a list of names, such as ['{disable}']"
        raise UsageError(message)
    if not (set or disable or variant or horizon):
        return scenario
    from sim.language.builder import adjusted

    written = {name: _as_written(value) for name, value in set.items()}
    return adjusted(scenario, set=written, disable=disable, variant=variant, horizon=horizon)


def _as_written(value: object) -> str:
    """A value as a scenario file writes it."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _refuse_outside(name: str, value: int | None, least: int, most: int) -> None:
    if value is not None and not least <= value <= most:
        bound = f"at least {least}" if value < least else f"at most {most:,}"
        message = f"`{name}` is {value}, but must be {bound}"
        raise UsageError(message)
