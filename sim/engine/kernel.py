"""The fast engine: rollouts by the million, from a scenario's tables, agreeing with the reference engine to the bit.

One compiled program interprets the tables of any scenario (`sim.engine.tables`, `sim.engine.kernel_rollout`); it is
compiled once and kept on disk (`sim.engine.kernel_compiled`). Threads share rollouts out among them; the result is the
same for any number of them (R20, R31).
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.engine.draws import key
from sim.engine.gathering import names_of
from sim.engine.kernel_columns import columns_of
from sim.engine.kernel_compiled import compiled
from sim.engine.kernel_faults import fault_of
from sim.engine.kernel_state import FINE, ROW_FAULT, ROW_PATHS, Output, State, fresh_output, fresh_state
from sim.engine.tables import tabulate

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from sim.engine.rollouts import Rollouts
    from sim.engine.tables import Tables
    from sim.errors import RolloutFault
    from sim.language.scenario import Scenario

PATH_PLACES = 16
"""Entries of a path for which there is room at first, a rollout; more room is made when it is used up."""


def batch(
    scenario: Scenario, indices: range, seed: int, worlds: int | None, grid: Sequence[int], threads: int = 1
) -> Rollouts:
    """The rollouts of these indices, by the fast engine; `grid` in microseconds.

    Raises:
        UsageError: the scenario is too large for the tables; the message says which limit.
    """
    return Kernel(scenario, seed=seed, worlds=worlds, grid=grid).rollouts(indices, threads)


@dataclass(slots=True)
class Kernel:
    """The fast engine for one scenario and seed; the options are those of the reference engine."""

    scenario: Scenario
    seed: int
    worlds: int | None
    grid: tuple[int, ...]
    tables: Tables
    keys: list[int]
    world_keys: NDArray[np.int64]

    def __init__(
        self, scenario: Scenario, *, seed: int = 1, worlds: int | None = None, grid: Sequence[int] = ()
    ) -> None:
        self.scenario = scenario
        self.seed = seed
        self.worlds = worlds
        self.grid = tuple(grid)
        self.tables = tabulate(scenario)
        self.keys = [key(seed, "trigger", trigger.luck) for trigger in scenario.triggers.values()]
        drawn = [key(seed, "parameter", name) for name in scenario.parameters]
        self.world_keys = np.array(drawn, dtype=np.uint64).view(np.int64)

    def rollouts(self, indices: range, threads: int = 1) -> Rollouts:
        """The rollouts of these indices as columns, in that order, computed by so many threads."""
        size = max(1, -(-len(indices) // max(1, threads)))
        parts = [indices[start : start + size] for start in range(0, len(indices), size)]
        stop = np.zeros(1, np.int64)
        with ThreadPoolExecutor(max_workers=max(1, len(parts))) as pool:
            waiting = [pool.submit(self._part, part, stop) for part in parts]
            try:
                made = [future.result() for future in waiting]
            except BaseException:
                stop[0] = 1
                raise
        faults = self._faults(indices, made)
        return columns_of(
            self.tables, made, faults, names_of(self.scenario), self.grid, indices, seed=self.seed, worlds=self.worlds
        )

    def _part(self, indices: range, stop: NDArray[np.int64]) -> Output:
        """The rollouts of some indices, one after another; more room is made for paths where it is needed."""
        state = fresh_state(self.tables, self.keys)
        output = fresh_output(self.tables, len(indices), self.grid, PATH_PLACES * len(indices))._replace(stop=stop)
        first = 0
        while first < len(indices) and not stop[0]:
            first = self._roll(state, output, first, indices)
            if first < len(indices):
                output = output._replace(path=np.concatenate([output.path, np.zeros_like(output.path)]))
        used = int(output.numbers[-1, ROW_PATHS]) if len(indices) else 0
        return output._replace(path=output.path[:used])

    def _roll(self, state: State, output: Output, first: int, indices: range) -> int:
        rest = indices[first:]
        made: Any = compiled().roll(
            self.tables.whole, state.n, state.m, state.fresh, state.still, self.world_keys, output.numbers,
            output.floats, output.path, output.grid, output.stop, first, len(indices), rest.start, rest.step,
            self.worlds or 0,
        )  # fmt: skip
        return int(made)

    def _faults(self, indices: range, made: Sequence[Output]) -> dict[int, RolloutFault]:
        """The faults, by row. Each such rollout is made once more, to look at the state in which it ended (R18)."""
        codes = np.concatenate([output.numbers[:, ROW_FAULT] for output in made]) if made else np.zeros(0, np.int64)
        state = fresh_state(self.tables, self.keys)
        faults = {}
        for place in np.flatnonzero(codes != FINE).tolist():
            room = int(np.diff(np.concatenate([[0], *(output.numbers[:, ROW_PATHS] for output in made)])).max()) + 1
            output = fresh_output(self.tables, 1, (), max(1, room))
            self._roll(state, output, 0, indices[place : place + 1])
            faults[place] = fault_of(self.tables, state, self.seed, self.worlds)
        return faults
