"""Whether the two engines agree, to the bit: every column, path, value on the grid and fault of the same rollouts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from sim.engine import cluster, kernel
from sim.engine.rollouts import Rollouts
from sim.language.kinds import MICROSECONDS_PER_DAY
from sim.language.scenario import Scenario

GRID = tuple(MICROSECONDS_PER_DAY * day // 2 for day in range(8))


def difference(
    scenario: Scenario, seed: int, indices: range, *, worlds: int | None = None, grid: Sequence[int] = GRID
) -> str | None:
    """Where the fast engine departs from the reference engine in these rollouts; None where it does not."""
    grid = [time for time in grid if time <= scenario.horizon]
    return first_difference(
        cluster.batch(scenario, indices, seed, worlds, grid), kernel.batch(scenario, indices, seed, worlds, grid)
    )


def first_difference(reference: Rollouts, fast: Rollouts) -> str | None:
    """The first thing in which two batches of rollouts differ, told; None when they are the same to the bit."""
    if list(reference.columns) != list(fast.columns):
        return f"columns: {sorted({*reference.columns} ^ {*fast.columns})}"
    tables = [("column", reference.columns, fast.columns), ("grid", reference.on_grid_values, fast.on_grid_values)]
    for kind, left, right in tables:
        for name in left:
            if (found := _apart(left[name], right[name])) is not None:
                return f"{kind} {name}, {found}"
    if (found := _apart(reference.grid, fast.grid)) is not None:
        return f"times of the grid, {found}"
    for row, (path, other) in enumerate(zip(reference.paths, fast.paths, strict=True)):
        if path != other:
            return f"path of row {row}: {path} and {other}"
    if reference.faults != fast.faults:
        return f"faults: {reference.faults} and {fast.faults}"
    sides = [(side.names, side.seed, side.worlds) for side in (reference, fast)]
    return None if sides[0] == sides[1] else f"names, seed or worlds: {sides}"


def _apart(left: np.ndarray[Any, Any], right: np.ndarray[Any, Any]) -> str | None:
    """The first row in which two columns differ; NaN is the same as NaN, 0 is not the same as -0."""
    if left.shape != right.shape or left.dtype.kind != right.dtype.kind or left.dtype != right.dtype:
        return f"{left.dtype} {left.shape} and {right.dtype} {right.shape}"
    same = left == right
    if left.dtype.kind == "f":
        same = (same & (np.signbit(left) == np.signbit(right))) | (np.isnan(left) & np.isnan(right))
    if same.all():
        return None
    place = tuple(int(number) for number in np.argwhere(~same)[0])
    return f"at {place}: {left[place]!r} and {right[place]!r}"
