"""Many rollouts: shared out in batches over cores, handed on in chunks, the same however the work was shared (R31).

The only door to joblib.
"""

from __future__ import annotations

import os
import signal
import warnings
from contextlib import contextmanager
from dataclasses import replace
from multiprocessing import parent_process
from threading import current_thread, main_thread
from typing import TYPE_CHECKING

import joblib

from sim.engine.gathering import gathered, joined, names_of
from sim.engine.reference import Reference
from sim.errors import UsageError
from sim.language.kinds import MICROSECONDS_PER_DAY

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator, Sequence

    from sim.engine.rollouts import Rollouts
    from sim.language.scenario import Scenario

CHUNK = 10_000
"""Rollouts by index that are summed up and written together (R31)."""

BATCH = 25
"""Rollouts that one task of a core computes: small enough for a lively progress bar, large enough to hide its cost."""

GRID_POINTS = 100


def grid_times(scenario: Scenario, grid: Sequence[float] | int | None = None) -> tuple[int, ...]:
    """The time grid in microseconds: that of `grid` (days), or so many points (default 100) from 0 to the horizon."""
    if grid is None or isinstance(grid, int):
        points = GRID_POINTS if grid is None else grid
        if points < 2:
            message = f"a time grid has at least 2 points, not {points}"
            raise UsageError(message)
        return tuple(scenario.horizon * point // (points - 1) for point in range(points))
    times = tuple(round(day * MICROSECONDS_PER_DAY) for day in grid)
    if list(times) != sorted(set(times)) or (times and (times[0] < 0 or times[-1] > scenario.horizon)):
        message = "the times of the grid must rise, from day 0 on, and not pass the horizon"
        raise UsageError(message)
    return times


def simulate(
    scenario: Scenario,
    *,
    rollouts: int = 1_000,
    seed: int = 1,
    engine: str = "reference",
    jobs: int | None = None,
    worlds: int | None = None,
    grid: Sequence[float] | int | None = None,
) -> Rollouts:
    """So many rollouts of a scenario, as columns, in the order of their index.

    `worlds` draws the uncertain parameters only so often (R23); `jobs` is the number of cores (None: all of them);
    `grid` the times (days) or the number of points of the time grid. The same for any `jobs`.

    Raises UsageError for numbers that make no sense. An error of the scenario within a rollout does not raise: it is
    in the column `error` and in `faults` (R18).
    """
    return joined(
        list(chunks(scenario, rollouts=rollouts, seed=seed, engine=engine, jobs=jobs, worlds=worlds, grid=grid))
    )


def chunks(
    scenario: Scenario,
    *,
    rollouts: int,
    seed: int = 1,
    engine: str = "reference",
    jobs: int | None = None,
    worlds: int | None = None,
    grid: Sequence[float] | int | None = None,
    progress: Callable[[int], None] | None = None,
    stop: Callable[[], bool] | None = None,
) -> Iterator[Rollouts]:
    """The rollouts in chunks of 10,000, in the order of their index; `progress` hears how many have just been made.

    As soon as `stop` says so the work ends, with what is finished.
    """
    _check(rollouts, engine, jobs, worlds)
    times = grid_times(scenario, grid)
    cores = min(jobs or os.cpu_count() or 1, -(-rollouts // BATCH))
    sent = replace(scenario, document=None)
    ranges = (range(start, min(start + BATCH, rollouts)) for start in range(0, rollouts, BATCH))
    tasks = (joblib.delayed(batch)(sent, indices, seed, worlds, times) for indices in ranges)
    with _unheard_interrupts():
        made = joblib.Parallel(n_jobs=cores, return_as="generator", batch_size=1)(tasks)
    waiting: list[Rollouts] = []
    for done in made:
        waiting.append(done)
        if progress is not None:
            progress(len(done))
        if sum(map(len, waiting)) >= CHUNK:
            yield joined(waiting)
            waiting = []
        if stop is not None and stop():
            _cancel(made)
            break
    if waiting:
        yield joined(waiting)


@contextmanager
def _unheard_interrupts() -> Iterator[None]:
    """Processes begun within this never hear Ctrl-C, which would end one that is only just beginning.

    It is left to the process that shares the work out.
    """
    if current_thread() is not main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _cancel(made: Generator[Rollouts, None, None]) -> None:
    """Stop the tasks that are under way; joblib's warning about them tells nobody anything."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        made.close()


def batch(scenario: Scenario, indices: range, seed: int, worlds: int | None, grid: Sequence[int]) -> Rollouts:
    """The rollouts of these indices, by the reference engine.

    In a process of its own it leaves Ctrl-C to the process that shares the work out.
    """
    if parent_process() is not None:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    reference = Reference(scenario, seed=seed, worlds=worlds, grid=grid)
    made = [reference.rollout(index) for index in indices]
    return gathered(made, names_of(scenario), grid, seed=seed, worlds=worlds or 0, engine="reference")


def _check(rollouts: int, engine: str, jobs: int | None, worlds: int | None) -> None:
    """Numbers that make sense, or UsageError."""
    if engine != "reference":
        message = f"no engine `{engine}`; there is: reference"
        raise UsageError(message)
    for name, number in (("rollouts", rollouts), ("jobs", jobs), ("worlds", worlds)):
        if number is not None and number < 1:
            message = f"`{name}` must be a whole number from 1 on, not {number}"
            raise UsageError(message)
