"""Rollouts one by one -> `Rollouts` in columns; batches of columns -> one."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.engine.clock import days
from sim.engine.rollouts import Names, Rollouts
from sim.language.kinds import Kind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from sim.engine.rollouts import Rollout
    from sim.language.kinds import Type
    from sim.language.scenario import Scenario


def names_of(scenario: Scenario) -> Names:
    """The names that every later room needs, in the order of the file."""
    numbers = [name for name, variable in scenario.variables.items() if variable.type.kind is Kind.NUMBER]
    kinds: dict[str, Mapping[str, Any]] = {
        "trigger": scenario.triggers,
        "outcome": scenario.outcomes,
        "variable": scenario.variables,
        "parameter": scenario.parameters,
        "assertion": scenario.assertions,
        "actor": scenario.actors,
    }
    titles = {f"{kind}:{name}": thing.title for kind, things in kinds.items() for name, thing in things.items()}
    titles |= {f"rung:{rung.name}": rung.title for rung in scenario.ladder}
    units = {name: variable.unit for name, variable in scenario.variables.items()}
    units |= {name: parameter.unit for name, parameter in scenario.parameters.items()}
    return Names(
        scenario=scenario.name,
        title=scenario.title,
        digest=scenario.digest,
        starts=scenario.starts.isoformat(),
        horizon=days(scenario.horizon),
        rungs=tuple(rung.name for rung in scenario.ladder),
        triggers=tuple(scenario.triggers),
        outcomes=tuple(scenario.outcomes),
        assertions=tuple(scenario.assertions),
        quantities=tuple(numbers),
        variables={name: _values_of(variable.type) for name, variable in scenario.variables.items()},
        parameters=scenario.uncertain,
        titles={name: title for name, title in titles.items() if title},
        units={name: unit for name, unit in units.items() if unit},
    )


def _values_of(kind: Type) -> tuple[str, ...]:
    return ("false", "true") if kind.kind is Kind.FLAG else kind.names


def gathered(
    rollouts: Sequence[Rollout], names: Names, grid: Sequence[int], *, seed: int, worlds: int, engine: str
) -> Rollouts:
    """The rollouts as columns, in the order given. `grid` in microseconds; `worlds` 0: one world a rollout."""
    columns = _whole_columns(rollouts, names)
    for index, rung in enumerate(names.rungs):
        columns[f"first_{rung}"] = _days([_first_entry(rollout, index) for rollout in rollouts])
        columns[f"time_in_{rung}"] = _days([_time_in(rollout, index) for rollout in rollouts])
    for name in names.triggers:
        columns[f"fired_{name}"] = np.array([rollout.fired[name] for rollout in rollouts], dtype=np.int64)
        columns[f"first_fired_{name}"] = _days([rollout.first_fired[name] for rollout in rollouts])
    for name, values in names.variables.items():
        kind = np.int64 if values else np.float64
        columns[f"final_{name}"] = np.array([rollout.final[name] for rollout in rollouts], dtype=kind)
    for name in names.parameters:
        columns[f"parameter_{name}"] = np.array([rollout.parameters[name] for rollout in rollouts], dtype=np.float64)
    for name in names.assertions:
        columns[f"violated_{name}"] = _days([rollout.violated[name] for rollout in rollouts])
        columns[f"decided_{name}"] = np.array([rollout.decided[name] for rollout in rollouts], dtype=np.bool_)
        columns[f"occurred_{name}"] = np.array([rollout.occurred[name] for rollout in rollouts], dtype=np.bool_)
    on_grid: dict[str, NDArray[Any]] = {"rung": np.array([rollout.grid_rungs for rollout in rollouts], dtype=np.int16)}
    for name in names.quantities:
        on_grid[name] = np.array([rollout.grid_values[name] for rollout in rollouts], dtype=np.float64)
    return Rollouts(
        names=names,
        seed=seed,
        worlds=worlds,
        engine=engine,
        columns=columns,
        paths=[tuple((rung, days(time)) for rung, time in rollout.path) for rollout in rollouts],
        grid=np.array([days(time) for time in grid], dtype=np.float64),
        on_grid_values=on_grid,
        faults=tuple(rollout.fault for rollout in rollouts if rollout.fault is not None),
    )


def _whole_columns(rollouts: Sequence[Rollout], names: Names) -> dict[str, NDArray[Any]]:
    """The columns that every scenario has."""
    return {
        "rollout": np.array([rollout.index for rollout in rollouts], dtype=np.int64),
        "world": np.array([rollout.world for rollout in rollouts], dtype=np.int64),
        "outcome": np.array([rollout.outcome for rollout in rollouts], dtype=np.str_),
        "end_time": _days([rollout.end for rollout in rollouts]),
        "top_rung": np.array([_top(rollout, names) for rollout in rollouts], dtype=np.str_),
        "error": np.array([_told(rollout) for rollout in rollouts], dtype=np.str_),
    }


def _told(rollout: Rollout) -> str:
    fault = rollout.fault
    if fault is None:
        return ""
    return f"{fault.kind}: {fault.message} ({fault.trigger or 'no trigger'}, day {fault.day:.6f})"


def _top(rollout: Rollout, names: Names) -> str:
    return names.rungs[max(rung for rung, _ in rollout.path)] if rollout.path else ""


def _first_entry(rollout: Rollout, index: int) -> int | None:
    return next((time for rung, time in rollout.path if rung == index), None)


def _time_in(rollout: Rollout, index: int) -> int:
    if not rollout.path:
        return 0
    ends = [*(time for _, time in rollout.path[1:]), rollout.end]
    return sum(end - begin for (rung, begin), end in zip(rollout.path, ends, strict=True) if rung == index)


def _days(times: Sequence[int | None]) -> NDArray[Any]:
    """A column of times in days; NaN where there is none."""
    return np.array([np.nan if time is None else days(time) for time in times], dtype=np.float64)


def joined(batches: Sequence[Rollouts]) -> Rollouts:
    """Batches of one run, in the order given, as one."""
    first = batches[0]
    return Rollouts(
        names=first.names,
        seed=first.seed,
        worlds=first.worlds,
        engine=first.engine,
        columns={name: np.concatenate([batch.columns[name] for batch in batches]) for name in first.columns},
        paths=list(chain.from_iterable(batch.paths for batch in batches)),
        grid=first.grid,
        on_grid_values={
            name: np.concatenate([batch.on_grid_values[name] for batch in batches]) for name in first.on_grid_values
        },
        faults=tuple(chain.from_iterable(batch.faults for batch in batches)),
    )
