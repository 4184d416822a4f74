"""Rollouts -> Summary, chunk by chunk: all that is ever asked of many rollouts, in a few megabytes.

Merging is exact: however the rollouts were cut into chunks, and in whatever order the summaries are merged, the same
figures come out (R31).
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import reduce
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.analysis.counts import Basis, Counts, basis
from sim.analysis.faults import Faults, faults_of
from sim.analysis.sequences import Sequences, sequences
from sim.analysis.spread import COARSE, Spread, spread, spreads
from sim.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from sim.engine.rollouts import Names, Rollouts

LAYERS = 7
"""times, spread evenly over the grid, between which moves from rung to rung are counted"""


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Summary:
    """What many rollouts have in common. Shapes: R rungs, T times of the grid, in the order of `names`.

    Times are in days. Where rollouts erred (R18), they are counted in every `Counts`, and left out of what is told of
    quantities and final values, which an error cuts short.
    """

    names: Names
    seed: int
    worlds: int
    """0: one world a rollout"""
    engine: str
    grid: NDArray[np.float64]
    everyone: Counts
    """all rollouts: a single number"""
    outcomes: Counts
    """those of the file, then `none`, then `error`"""
    end_time: tuple[Spread, ...]
    """of the rollouts with each outcome"""
    reached: Counts
    """R: rollouts that were ever on the rung"""
    highest: Counts
    """R: rollouts of which it is the highest rung"""
    reached_by: Counts
    """R x T: rollouts that were on the rung by then"""
    on_rung: Counts
    """(R + 1) x T: rollouts on the rung just then; the last row is those that had erred"""
    first_on_rung: tuple[Spread, ...]
    time_on_rung: tuple[Spread, ...]
    """of the rollouts that reached it"""
    moves: NDArray[np.int64]
    """(layers - 1) x (R + 1) x (R + 1): from rung to rung between two layers"""
    sequences: Sequences
    """of the rollouts without an error, which would cut a path short"""
    fired: Counts
    firings: tuple[Spread, ...]
    first_fired: tuple[Spread, ...]
    """of the rollouts in which it fired"""
    fired_by: NDArray[np.int64]
    """triggers x T: rollouts in which it had fired by then"""
    quantities: tuple[Spread, ...]
    """at the end"""
    quantities_on_grid: tuple[tuple[Spread, ...], ...]
    """quantities x T; () for a quantity that was not asked for"""
    final_values: tuple[NDArray[np.int64], ...]
    """of each variable: rollouts that end on each of its values; empty for numbers"""
    violated: Counts
    decided: Counts
    occurred: Counts
    first_violation: tuple[tuple[int, float] | None, ...]
    """of each assertion: the lowest violating rollout, and the day"""
    parameters: tuple[Spread, ...]
    faults: Faults

    @property
    def rollouts(self) -> int:
        """How many rollouts."""
        return int(self.everyone.k)

    @property
    def shared_worlds(self) -> bool:
        """Whether there are fewer worlds than rollouts."""
        return 0 < self.worlds < self.rollouts

    def merged(self, other: Summary) -> Summary:
        """The rollouts of both; UsageError when they are not of the same run."""
        for name in ("names", "seed", "worlds", "engine"):
            if getattr(self, name) != getattr(other, name):
                message = f"summaries of different runs cannot be merged: the {name} differ"
                raise UsageError(message)
        if not np.array_equal(self.grid, other.grid):
            message = "summaries of different runs cannot be merged: their time grids differ"
            raise UsageError(message)
        same = {"names", "seed", "worlds", "engine", "grid"}
        parts = {
            field.name: getattr(self, field.name)
            if field.name in same
            else _joined(getattr(self, field.name), getattr(other, field.name))
            for field in fields(self)
            if field.name != "first_violation"
        }
        firsts = tuple(
            min((first for first in pair if first is not None), default=None)
            for pair in zip(self.first_violation, other.first_violation, strict=True)
        )
        return Summary(**parts, first_violation=firsts)


def merged(summaries: Iterable[Summary]) -> Summary:
    """The rollouts of all; UsageError when there is none."""
    parts = list(summaries)
    if not parts:
        message = "no summary to merge: not a single chunk of rollouts was finished"
        raise UsageError(message)
    return reduce(Summary.merged, parts)


def _joined(one: Any, other: Any) -> Any:
    if isinstance(one, tuple):
        return tuple(_joined(first, second) for first, second in zip(one, other, strict=True))
    if isinstance(one, np.ndarray):
        return one + other
    return one.merged(other)


def summarise(rollouts: Rollouts) -> Summary:
    """All that is counted of a chunk of rollouts."""
    names, whole = rollouts.names, basis(rollouts)
    sound = ~whole.erred
    ends = [*names.outcomes, "none", "error"]
    outcome, top = rollouts["outcome"], rollouts["top_rung"]
    on_rung = _rungs_on_grid(rollouts, whole)
    first = _columns(rollouts, "first_", names.rungs)
    first_fired = _columns(rollouts, "first_fired_", names.triggers)
    reached = ~np.isnan(first)
    violated = _columns(rollouts, "violated_", names.assertions)
    return Summary(
        names=names,
        seed=rollouts.seed,
        worlds=rollouts.worlds,
        engine=rollouts.engine,
        grid=rollouts.grid,
        everyone=whole.counted(np.ones(len(rollouts), dtype=np.bool_)),
        outcomes=whole.counted(outcome[:, np.newaxis] == np.array(ends)),
        end_time=tuple(spread(rollouts["end_time"][outcome == name]) for name in ends),
        reached=whole.counted(reached),
        highest=whole.counted(top[:, np.newaxis] == np.array(names.rungs)),
        reached_by=whole.counted(first[:, :, np.newaxis] <= rollouts.grid),
        on_rung=whole.counted(on_rung[:, np.newaxis, :] == np.arange(len(names.rungs) + 1)[:, np.newaxis]),
        first_on_rung=_present(first),
        time_on_rung=tuple(
            spread(rollouts[f"time_in_{rung}"][reached[:, index]]) for index, rung in enumerate(names.rungs)
        ),
        moves=_moves(on_rung, len(names.rungs) + 1),
        sequences=sequences(
            tuple(rung for rung, _ in path)
            for path, erred in zip(rollouts.paths, whole.erred, strict=True)
            if not erred
        ),
        fired=whole.counted(~np.isnan(first_fired)),
        firings=spreads(_columns(rollouts, "fired_", names.triggers).T),
        first_fired=_present(first_fired),
        fired_by=_by(first_fired, rollouts.grid),
        quantities=spreads(_columns(rollouts, "final_", names.quantities)[sound].T),
        quantities_on_grid=tuple(
            spreads(rollouts.on_grid(name)[sound].T, COARSE) if name in rollouts.on_grid_values else ()
            for name in names.quantities
        ),
        final_values=tuple(
            np.bincount(rollouts[f"final_{name}"][sound], minlength=len(values)) if values else np.zeros(0, np.int64)
            for name, values in names.variables.items()
        ),
        violated=whole.counted(~np.isnan(violated)),
        decided=whole.counted(_columns(rollouts, "decided_", names.assertions).astype(np.bool_)),
        occurred=whole.counted(_columns(rollouts, "occurred_", names.assertions).astype(np.bool_)),
        first_violation=tuple(_first(rollouts["rollout"], days) for days in violated.T),
        parameters=spreads(_columns(rollouts, "parameter_", names.parameters).T),
        faults=faults_of(rollouts.faults),
    )


def _columns(rollouts: Rollouts, prefix: str, names: Sequence[str]) -> NDArray[np.float64]:
    """Columns side by side: rollouts x names."""
    table = np.empty((len(rollouts), len(names)), dtype=np.float64)
    for index, name in enumerate(names):
        table[:, index] = rollouts[f"{prefix}{name}"]
    return table


def _present(times: NDArray[np.float64]) -> tuple[Spread, ...]:
    """The spread of each column, of the rollouts in which it is not NaN."""
    return tuple(spread(column[~np.isnan(column)]) for column in times.T)


def _by(first: NDArray[np.float64], grid: NDArray[np.float64]) -> NDArray[np.int64]:
    """How many of each column had come by each time of the grid: columns x times."""
    rows = [np.searchsorted(np.sort(column), grid, side="right") for column in first.T]
    return np.array(rows, dtype=np.int64).reshape(first.shape[1], len(grid))


def _rungs_on_grid(rollouts: Rollouts, whole: Basis) -> NDArray[np.int64]:
    """The rung's index at each time: rollouts x times. From its error on, a rollout is on none: one past the last."""
    rungs = np.asarray(rollouts.on_grid("rung"), dtype=np.int64)
    lost = whole.erred[:, np.newaxis] & (rollouts.grid >= rollouts["end_time"][:, np.newaxis])
    return np.where(lost | (rungs < 0), len(rollouts.names.rungs), rungs)


def layers(points: int) -> list[int]:
    """The indices of the times of the grid between which moves are counted."""
    return sorted({round(layer * (points - 1) / (LAYERS - 1)) for layer in range(LAYERS)}) if points else []


def _moves(rungs: NDArray[np.int64], size: int) -> NDArray[np.int64]:
    chosen = rungs[:, layers(rungs.shape[1])]
    steps = max(chosen.shape[1] - 1, 0)
    codes = chosen[:, :-1] * size + chosen[:, 1:]
    counted = [np.bincount(codes[:, step], minlength=size * size) for step in range(steps)]
    return np.array(counted, dtype=np.int64).reshape(steps, size, size)


def _first(indices: NDArray[np.int64], days: NDArray[np.float64]) -> tuple[int, float] | None:
    """The lowest rollout whose day is not NaN, with the day."""
    hit = np.flatnonzero(~np.isnan(days))
    if not len(hit):
        return None
    row = hit[np.argmin(indices[hit])]
    return int(indices[row]), float(days[row])
