"""The kernel's output as `Rollouts`: the same columns that gathering makes of rollouts told one by one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, overload

import numpy as np

from sim.engine import kernel_state as state
from sim.engine.clock import days
from sim.engine.rollouts import Rollouts
from sim.language.kinds import MICROSECONDS_PER_DAY

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sim.engine.kernel_state import Output
    from sim.engine.rollouts import Names
    from sim.engine.tables import Tables
    from sim.errors import RolloutFault

Path = tuple[tuple[int, float], ...]


class Paths(Sequence[Path]):
    """The paths of many rollouts, kept flat: ((rung index, day), …) of each is made when it is asked for."""

    def __init__(self, entries: NDArray[np.int64], ends: NDArray[np.int64]) -> None:
        self.entries = entries
        self.ends = ends

    def __len__(self) -> int:
        """How many rollouts."""
        return len(self.ends)

    @overload
    def __getitem__(self, place: int) -> Path: ...
    @overload
    def __getitem__(self, place: slice) -> list[Path]: ...
    def __getitem__(self, place: int | slice) -> Path | list[Path]:
        """The path of one rollout, or of some."""
        if isinstance(place, slice):
            return [self[number] for number in range(*place.indices(len(self)))]
        place = range(len(self))[place]
        first = int(self.ends[place - 1]) if place else 0
        return tuple((rung, days(time)) for rung, time in self.entries[first : int(self.ends[place])].tolist())


def columns_of(
    tables: Tables,
    made: Sequence[Output],
    faults: dict[int, RolloutFault],
    names: Names,
    grid: Sequence[int],
    indices: range,
    *,
    seed: int,
    worlds: int | None,
) -> Rollouts:
    """The output of the kernel as columns; `made` holds the parts that threads made, in order."""
    empty = state.fresh_output(tables, 0, grid, 0)
    numbers = np.concatenate([empty.numbers, *(part.numbers for part in made)])
    floats = np.concatenate([empty.floats, *(part.floats for part in made)])
    ends = [part.numbers[:, state.ROW_PATHS] for part in made]
    before = np.cumsum([0, *(len(part.path) for part in made)])
    index = np.arange(indices.start, indices.stop, indices.step, dtype=np.int64)
    columns: dict[str, NDArray[Any]] = {
        "rollout": index,
        "world": index % worlds if worlds else index.copy(),
        "outcome": _named(numbers[:, state.ROW_OUTCOME] - state.ERRED, ("error", "none", *names.outcomes)),
        "end_time": numbers[:, state.ROW_END] / MICROSECONDS_PER_DAY,
        "top_rung": _named(_top(numbers, len(names.rungs)) + 1, ("", *names.rungs)),
        "error": _errors(faults, len(index)),
    }
    columns |= _of_rungs_and_triggers(numbers, names) | _valued(tables, floats, names) | _asserted(numbers, names)
    points = len(grid)
    on_grid: dict[str, NDArray[Any]] = {"rung": numbers[:, numbers.shape[1] - points :].astype(np.int16)}
    first = len(names.variables) + len(tables.scenario.parameters)
    for place, name in enumerate(names.quantities):
        on_grid[name] = floats[:, first + place * points : first + (place + 1) * points].copy()
    return Rollouts(
        names=names,
        seed=seed,
        worlds=worlds or 0,
        engine="kernel",
        columns=columns,
        paths=Paths(
            np.concatenate([empty.path, *(part.path for part in made)]),
            np.concatenate([empty.numbers[:, 0], *(end + start for end, start in zip(ends, before, strict=False))]),
        ),
        grid=np.array([days(time) for time in grid], dtype=np.float64),
        on_grid_values=on_grid,
        faults=tuple(faults[place] for place in sorted(faults)),
    )


def _of_rungs_and_triggers(numbers: NDArray[np.int64], names: Names) -> dict[str, NDArray[Any]]:
    """The columns of rungs and triggers."""
    columns: dict[str, NDArray[Any]] = {}
    place = state.ROW_RUNGS
    for name in names.rungs:
        columns[f"first_{name}"] = _days(numbers[:, place])
        columns[f"time_in_{name}"] = numbers[:, place + 1] / MICROSECONDS_PER_DAY
        place += 2
    for name in names.triggers:
        columns[f"fired_{name}"] = numbers[:, place].copy()
        columns[f"first_fired_{name}"] = _days(numbers[:, place + 1])
        place += 2
    return columns


def _asserted(numbers: NDArray[np.int64], names: Names) -> dict[str, NDArray[Any]]:
    """The columns of assertions."""
    columns: dict[str, NDArray[Any]] = {}
    place = state.ROW_RUNGS + 2 * len(names.rungs) + 2 * len(names.triggers)
    for name in names.assertions:
        columns[f"violated_{name}"] = _days(numbers[:, place])
        columns[f"decided_{name}"] = numbers[:, place + 1] != 0
        columns[f"occurred_{name}"] = numbers[:, place + 2] != 0
        place += 3
    return columns


def _valued(tables: Tables, floats: NDArray[np.float64], names: Names) -> dict[str, NDArray[Any]]:
    """The columns of final values and uncertain parameters."""
    columns: dict[str, NDArray[Any]] = {}
    for place, (name, values) in enumerate(names.variables.items()):
        columns[f"final_{name}"] = floats[:, place].astype(np.int64 if values else np.float64)
    parameters = list(tables.scenario.parameters)
    for name in names.parameters:
        columns[f"parameter_{name}"] = floats[:, len(names.variables) + parameters.index(name)].copy()
    return columns


def _top(numbers: NDArray[np.int64], rungs: int) -> NDArray[np.int64]:
    """The highest rung that each rollout has entered; -1 for none."""
    entered = numbers[:, state.ROW_RUNGS : state.ROW_RUNGS + 2 * rungs : 2] >= 0
    return np.where(entered.any(axis=1), rungs - 1 - np.argmax(entered[:, ::-1], axis=1), -1)


def _days(times: NDArray[np.int64]) -> NDArray[np.float64]:
    """A column of times in days; NaN where there is none."""
    return np.where(times < 0, np.nan, times / MICROSECONDS_PER_DAY)


def _named(places: NDArray[np.int64], names: Sequence[str]) -> NDArray[np.str_]:
    """Names by their place, no wider than the widest of those that occur."""
    width = max((len(names[place]) for place in np.unique(places).tolist()), default=0)
    return np.array(names, dtype=np.str_)[places].astype(f"<U{max(1, width)}")


def _errors(faults: dict[int, RolloutFault], rows: int) -> NDArray[np.str_]:
    """What each rollout has to say of its fault."""
    told = {
        row: f"{fault.kind}: {fault.message} ({fault.trigger or 'no trigger'}, day {fault.day:.6f})"
        for row, fault in faults.items()
    }
    column = np.zeros(rows, dtype=f"<U{max(map(len, told.values()), default=1)}")
    for row, text in told.items():
        column[row] = text
    return column
